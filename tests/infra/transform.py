"""Prints what SAM makes of a template, as JSON: `python transform.py TEMPLATE`, by the Python of `.venv-cloud`."""

import json
import sys
from pathlib import Path

from samtranslator.translator.transform import transform
from samtranslator.yaml_helper import yaml_parse

document = yaml_parse(Path(sys.argv[1]).read_text(encoding="utf-8"))
made_up = {name: f"made-up-{name}" for name, it in document.get("Parameters", {}).items() if "Default" not in it}
for resource in document["Resources"].values():
    for name in ("CodeUri", "ContentUri"):
        if name in resource.get("Properties", {}):
            resource["Properties"][name] = "s3://uploaded/there"


class Local:
    def load(self) -> dict[str, str]:
        """Managed policies by name: none is used, and one that is shows in the roles as it is written."""
        return {}


json.dump(transform(document, made_up, Local()), sys.stdout)
