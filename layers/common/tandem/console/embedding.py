"""Our one page that another page may show in a frame: who may, and the script of theirs that it needs there."""

from collections.abc import Mapping
from dataclasses import dataclass

HOSTS = "https://*.pipedrive.com"
SCRIPT = "https://cdn.jsdelivr.net/npm/@pipedrive/app-extensions-sdk@0.15.1/dist/index.umd.js"
"""Pipedrive's App Extensions SDK, from where its README loads it (2026-11), in one version."""
INTEGRITIES: Mapping[str, str] = {SCRIPT: "sha384-szRF+blsKwxw3jA53SBYux8hXYlQNwePRAYfR0PXjlIZ8l1XMjWL4/dfH36SDTbJ"}
"""Of the file in the package that npm has: a browser runs no other one, whatever the host sends."""


@dataclass(frozen=True, slots=True)
class Embedding:
    """`hosts` as the policy takes them, blanks between; `script` is one address."""

    hosts: str = HOSTS
    script: str = SCRIPT

    @property
    def integrity(self) -> str:
        """Empty for a script that somebody put in the place of Pipedrive's, such as a stand-in's."""
        return INTEGRITIES.get(self.script, "")
