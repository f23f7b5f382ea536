"""Who is whose twin, and what becomes of a create whose answer was lost."""
