"""Taking back a record or a run."""
