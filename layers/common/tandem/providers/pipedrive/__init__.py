"""The adapter of Pipedrive: API v2, and v1 where v2 has nothing."""
