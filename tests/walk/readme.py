"""What the README tells a newcomer to type, taken from its own text, so that what is wrong there fails a test."""

import re
from dataclasses import dataclass
from pathlib import Path

FENCED = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
"""A block, and what it is written in: nothing where it is to be typed."""
INLINE = re.compile(r"`([^`\n]+)`")


@dataclass(frozen=True, slots=True)
class Section:
    """What stands below one heading."""

    text: str

    @property
    def commands(self) -> list[str]:
        """Of its blocks, line by line, without the remarks."""
        lines = [line for language, block in FENCED.findall(self.text) if not language for line in block.splitlines()]
        return [command for line in lines if (command := line.partition(" #")[0].rstrip())]

    @property
    def inline(self) -> list[str]:
        """What is marked as something to type, or the name of a file, within its sentences."""
        return INLINE.findall(FENCED.sub("", self.text))

    def the(self, start: str, of: list[str]) -> str:
        """The only one that begins like this."""
        (found,) = [one for one in of if one.startswith(start)]
        return found


def section(readme: Path, heading: str) -> Section:
    """Raise ValueError where the README has no such heading."""
    _, found, rest = readme.read_text("utf-8").partition(f"\n## {heading}\n")
    if not found:
        raise ValueError(heading)
    return Section(rest.partition("\n## ")[0])
