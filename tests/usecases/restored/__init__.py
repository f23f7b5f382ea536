"""A backup was put back."""
