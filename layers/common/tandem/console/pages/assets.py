"""Style, script and icon: served under names that change with what is in them, so that browsers may keep them."""

from functools import cache
from hashlib import sha256
from pathlib import Path

from tandem.console.pages.page import Asset, Needs, Page, Reply, Visit
from tandem.domain.errors import Refused

STATIC = Path(__file__).parents[1] / "static"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


@cache
def _assets() -> dict[str, tuple[str, Asset]]:
    """By the name of its file: the name it is served under, and the asset."""
    files = [path for path in sorted(STATIC.iterdir()) if path.suffix in TYPES]
    return {path.name: _asset(path) for path in files}


def _asset(path: Path) -> tuple[str, Asset]:
    body = path.read_text(encoding="utf-8")
    digest = sha256(body.encode()).hexdigest()[:12]
    return f"{path.stem}.{digest}{path.suffix}", Asset(TYPES[path.suffix], body)


def address(name: str) -> str:
    """Where a file of `static/` is found."""
    return f"/static/{_assets()[name][0]}"


def _serve(visit: Visit) -> Reply:
    for name, asset in _assets().values():
        if name == visit.path["file"]:
            return asset
    raise Refused("unknown", "file")


PAGES = (Page("GET", "/static/{file}", _serve, needs=Needs.NOTHING),)
