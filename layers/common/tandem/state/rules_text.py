"""A connection's rules as they are stored, and shown: JSON with the names that people see."""

import json
from dataclasses import asdict
from typing import Any

from tandem.domain.contact import Field, Side
from tandem.domain.rules import CrmScope, Deletes, Direction, Rules, Visibility


def rules_to_json(rules: Rules) -> str:
    return json.dumps({**asdict(rules), "conflict": dict(rules.conflict)})


def rules_from_json(stored: str) -> Rules:
    values: dict[str, Any] = json.loads(stored)
    visibility = values["visibility"]
    return Rules(
        Direction(values["direction"]),
        values["group"],
        CrmScope(**values["crm_scope"]),
        Visibility(visibility) if visibility else None,
        Deletes(values["deletes"]),
        {Field(name): Side(side) for name, side in values["conflict"].items()},
    )
