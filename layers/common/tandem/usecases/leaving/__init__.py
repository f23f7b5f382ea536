"""The end of a connection, a user or a company: stop, export, erasure."""
