# Two commands matter: `make run` and `make test`; `make deploy` brings it to AWS. All make what they need, and make it anew only when a lock changed.

PYTHON ?= python3
PORT ?= 8750
DATA ?= .tandem

VENV := .venv
BIN := $(VENV)/bin
CLOUD := .venv-cloud
PIP_INSTALL := -m pip install --quiet --disable-pip-version-check --no-input
INSTALL := $(BIN)/python $(PIP_INSTALL)
PYTEST ?= $(BIN)/python -m pytest
TESTS ?=
# One more than there are cores: a third of the time tests wait for a server, a poll or a disk.
PROCESSES ?= $(shell $(PYTHON) -c "import os; print(min(4, 1 + (os.cpu_count() or 1)))")
SPREAD = --numprocesses $(PROCESSES)
PICTURES ?= .tandem/pictures
PARAMETERS ?=
SAM_BUILD ?=
SEEDS ?= 200000
FIRST_SEED ?= 0
COMPILE := $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links --quiet
SAM := SAM_CLI_TELEMETRY=0 $(CLOUD)/bin/sam
SAM_CONFIG := --config-file "$(CURDIR)/infra/samconfig.toml"

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: run test check format bench soak screenshots lock deploy help

run: $(VENV)/.run ## Start Tandem with the sandbox on this machine; PORT (8750) and DATA (.tandem) may be set
	@exec $(BIN)/tandem up --sandbox --port "$(PORT)" --data "$(DATA)"

test: $(VENV)/.dev $(CLOUD)/.made ## Run all tests on all cores; TESTS picks some, TANDEM_REQUIRE_ALL=1 turns skips into failures
	@$(PYTEST) $(or $(TESTS),$(SPREAD))

check: $(VENV)/.dev $(CLOUD)/.made ## What CI runs: format, lint, types, template, tests
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/cfn-lint infra/template.yaml
	@$(MAKE) --no-print-directory test

format: $(VENV)/.dev ## Lay out the code and mend what the linter can
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format .

bench: $(VENV)/.dev ## Print seconds, CPU, memory and requests for 1,000 and 10,000 contacts, webhooks, cold starts
	@$(BIN)/python -m benchmarks

soak: $(VENV)/.dev ## Try the sync engine with SEEDS (200000; 0: until Ctrl-C) random stories from FIRST_SEED (0) on, see docs/simulation.md
	@exec $(BIN)/python -m tests.simulation --seeds "$(SEEDS)" --seed "$(FIRST_SEED)" --shrink

screenshots: $(VENV)/.dev ## Save a picture of every page of the console to PICTURES (.tandem/pictures)
	@$(BIN)/python -m tests.browser.screenshots "$(PICTURES)"

deploy: $(CLOUD)/.made ## Build and deploy to AWS, see docs/deploy.md; PARAMETERS="Name=value ..." are kept, SAM_BUILD=--use-container
	@LAYER_COMPILED=required PYTHON="$(CURDIR)/$(CLOUD)/bin/python" $(SAM) build $(SAM_CONFIG) $(SAM_BUILD)
	@$(SAM) deploy $(SAM_CONFIG) $(if $(PARAMETERS),--parameter-overrides $(PARAMETERS))

lock: $(VENV)/.run ## Choose the newest versions that pyproject.toml allows, with their hashes
	@$(INSTALL) uv
	@$(COMPILE) pyproject.toml --upgrade --extra local --extra sandbox --extra build --output-file requirements.lock
	@$(COMPILE) pyproject.toml --upgrade --all-extras --constraint requirements.lock --output-file requirements-dev.lock
	@$(COMPILE) layers/common/requirements.txt --upgrade --constraint requirements.lock --output-file layers/common/requirements.lock
	@$(COMPILE) --group cloud --upgrade --output-file requirements-cloud.lock

help: ## Show this list
	@sed -nE 's/^([a-z]+):.*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

# --- the environments: a lock for running, one for developing, one for the cloud's tools; a stamp each ----------

$(VENV)/.run: requirements.lock pyproject.toml | $(VENV)/.made
	@echo "Installing what Tandem needs ..."
	@$(INSTALL) --require-hashes --requirement requirements.lock
	@$(INSTALL) --no-deps --no-build-isolation --no-index --editable .
	@touch $@

# One provider's official client has 17,000 modules, of which a test imports a few: Python compiles those itself.
$(VENV)/.dev: requirements-dev.lock $(VENV)/.run
	@echo "Installing what the tests need ..."
	@$(INSTALL) --no-compile --require-hashes --requirement requirements-dev.lock
	@touch $@

# Without dependencies: the lock names them all, but not the extras that ask for them, and pip would go by those.
$(CLOUD)/.made: requirements-cloud.lock | $(VENV)/.made
	@echo "Installing what checks and deploys the template ..."
	@$(PYTHON) -m venv $(CLOUD)
	@$(CLOUD)/bin/python $(PIP_INSTALL) --no-compile --require-hashes --no-deps --requirement requirements-cloud.lock
	@touch $@

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Tandem needs Python 3.11 or newer; PYTHON=... names another one")'
	@$(PYTHON) -m venv $(VENV) || { echo "Python could not make an environment; on Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@touch $@
