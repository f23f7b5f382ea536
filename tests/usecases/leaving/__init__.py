"""A stop, an export, and what is erased."""
