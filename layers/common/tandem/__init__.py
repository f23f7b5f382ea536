"""Tandem keeps the contacts of a Pipedrive company in step with its users' address books."""
