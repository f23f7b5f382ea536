"""Edits that wait to fall between a client's read and its next write of the same record."""

from sandbox.pipedrive import edits
from sandbox.pipedrive.company import Actor, Company
from sandbox.pipedrive.table import Row


def add_gap(company: Company, kind: str, row_id: int, patch: Row, user_id: int) -> None:
    """The patch, in stored form, is applied as that user's edit right before the next write of the record."""
    company.gaps.setdefault((kind, row_id), []).append((patch, user_id))


def apply_gap(company: Company, kind: str, row_id: int) -> None:
    for patch, user_id in company.gaps.pop((kind, row_id), []):
        row = company.get(kind, row_id)
        if row is not None and not row.get("is_deleted"):
            edits.change(company, kind, row, patch, Actor(user_id, "app"))
