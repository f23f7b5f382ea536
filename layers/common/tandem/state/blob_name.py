"""What a blob's name may be: a path of plain parts that can leave neither the store nor its company."""

import re

_NAME = re.compile(r"[A-Za-z0-9_=@-][A-Za-z0-9._=@-]*(/[A-Za-z0-9_=@-][A-Za-z0-9._=@-]*)+")


def require_name(name: str) -> None:
    """Raise ValueError."""
    if not _NAME.fullmatch(name):
        raise ValueError("a blob's name is a path of plain parts, its company first")


def require_prefix(prefix: str) -> None:
    """Raise ValueError, too, for a prefix that might reach more than one company."""
    require_name(prefix + "x" if prefix.endswith("/") else prefix)
