"""Pipedrive's own client, unmodified, works against the stand-in."""
