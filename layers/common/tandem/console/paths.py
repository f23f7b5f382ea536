"""Matches the path of a request with the path of a route, whose variables stand in braces; and which path is ours."""

from collections.abc import Mapping


def own_path(path: str) -> str:
    """The path if it is one of ours, and no address that looks like one; else the first page's."""
    is_own = path.startswith("/") and not path.startswith("//") and path.isascii() and path.isprintable()
    return path if is_own and "\\" not in path else "/"


def match(template: str, path: tuple[str, ...]) -> Mapping[str, str] | None:
    """What stands in the place of each variable, None if it is another path."""
    parts = template.split("/")[1:]
    if len(parts) != len(path):
        return None
    pairs = list(zip(parts, path, strict=True))
    if not all(part == said or (said and part.startswith("{")) for part, said in pairs):
        return None
    return {part[1:-1]: said for part, said in pairs if part.startswith("{")}
