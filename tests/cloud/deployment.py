"""Deploys the template as its owner does, by `sam deploy`, to the emulator, and adds what the emulator leaves out."""

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from tandem.local.cloudformation import read
from tandem.local.template import read_template
from tests.cloud.emulator import ACCOUNT, REGION, ROOT, Emulator, require_tool

STACK = "tandem"
FUNCTION = "AWS::Serverless::Function"


@dataclass(frozen=True)
class Deployment:
    """What a deployed stack consists of: physical names by the names in the template."""

    emulator: Emulator
    template: Path

    @cached_property
    def resources(self) -> Mapping[str, str]:
        found = self.emulator.client("cloudformation").describe_stack_resources(StackName=STACK)["StackResources"]
        return {one["LogicalResourceId"]: one["PhysicalResourceId"] for one in found}

    @property
    def api_prefix(self) -> str:
        """The emulator's own form of an API's address, which needs no name that resolves."""
        return f"/_aws/execute-api/{self.resources['Api']}/$default"

    def queue_url(self, name: str) -> str:
        physical = self.resources[name]
        if physical.startswith("http"):
            return physical
        return str(self.emulator.client("sqs").get_queue_url(QueueName=physical)["QueueUrl"])


def deploy(
    emulator: Emulator, built: Path, functions: Mapping[str, Mapping[str, str]], parameters: Mapping[str, str]
) -> Deployment:
    """Deploy a built template, each function with some further environment; answer when the stack is complete."""
    template = built.with_name("template-with-environment.yaml")
    template.write_text(with_environment(built.read_text("utf-8"), functions), "utf-8")
    command = [
        *(str(require_tool("sam")), "deploy", "--template-file", str(template), "--stack-name", STACK),
        *("--resolve-s3", "--capabilities", "CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "--no-progressbar"),
        *("--no-confirm-changeset", "--region", REGION),
        *(("--parameter-overrides", *map("=".join, parameters.items())) if parameters else ()),
    ]
    done = subprocess.run(
        command, env=_environment(emulator), capture_output=True, text=True, timeout=300, check=False, cwd=built.parent
    )
    assert done.returncode == 0, f"{done.stdout[-3000:]}\n{done.stderr[-3000:]}\n{emulator.log[-3000:]}"
    deployment = Deployment(emulator, built)
    _add_routes(deployment)
    return deployment


def with_environment(text: str, functions: Mapping[str, Mapping[str, str]]) -> str:
    """The template with further variables, and without the demand for TLS, which the emulator doesn't speak."""
    template = _tagless(text)
    template["Resources"].pop("BlobsPolicy")
    for name, variables in functions.items():
        properties = template["Resources"][name]["Properties"]
        properties.setdefault("Environment", {}).setdefault("Variables", {}).update(variables)
    template["Resources"] = {name: it for name, it in template["Resources"].items() if not _is_math(it)}
    for resource in template["Resources"].values():
        _let_send_batches(resource)
    return yaml.safe_dump(template, sort_keys=False)


def _let_send_batches(resource: Mapping[str, Any]) -> None:
    """ministack 1.5.33 asks for an action SendMessageBatch; IAM has none: SendMessage allows both."""
    for policy in resource.get("Properties", {}).get("Policies", []):
        for statement in policy.get("PolicyDocument", {}).get("Statement", []):
            if statement["Action"] == "sqs:SendMessage":
                statement["Action"] = ["sqs:SendMessage", "sqs:SendMessageBatch"]


def _is_math(resource: Mapping[str, Any]) -> bool:
    """ministack 1.5.33 refuses a stack with an alarm over more than one metric."""
    return resource["Type"] == "AWS::CloudWatch::Alarm" and "Metrics" in resource["Properties"]


def _tagless(text: str) -> dict[str, Any]:
    """Parameters stay as they are: a template without them has no defaults to put in."""
    parameters = yaml.safe_load(yaml.safe_dump(read(text).get("Parameters", {})))
    without = {name: {**one} for name, one in parameters.items()}
    document = read(_without_defaults(text))
    document["Parameters"] = without
    return document


def _without_defaults(text: str) -> str:
    lines = text.splitlines()
    start = next((number for number, line in enumerate(lines) if line.startswith("Parameters:")), len(lines))
    end = next((n for n in range(start + 1, len(lines)) if lines[n] and not lines[n][0].isspace()), len(lines))
    return "\n".join([*lines[:start], *lines[end:]])


def function_names(built: Path) -> list[str]:
    resources = read(built.read_text("utf-8"))["Resources"]
    return [name for name, one in resources.items() if one["Type"] == FUNCTION]


def _environment(emulator: Emulator) -> dict[str, str]:
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "TANDEM_"))}
    return {**ours, **emulator.environment, "SAM_CLI_TELEMETRY": "0", "HOME": str(emulator.folder)}


def _add_routes(deployment: Deployment) -> None:
    """ministack 1.5.33 does not read the OpenAPI body that SAM makes of `HttpApi` events."""
    api = deployment.emulator.client("apigatewayv2")
    api_id = deployment.resources["Api"]
    if api.get_routes(ApiId=api_id)["Items"]:
        return
    targets: dict[str, str] = {}
    for route in read_template(ROOT / "infra" / "template.yaml").routes:
        name = route.function.name
        if name not in targets:
            targets[name] = _integration(deployment, api, name)
        api.create_route(ApiId=api_id, RouteKey=f"{route.method} {route.path}", Target=targets[name])


def _integration(deployment: Deployment, api: Any, function: str) -> str:
    arn = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{deployment.resources[function]}"
    made = api.create_integration(
        ApiId=deployment.resources["Api"], IntegrationType="AWS_PROXY", IntegrationUri=arn, PayloadFormatVersion="2.0"
    )
    return f"integrations/{made['IntegrationId']}"
