"""A calendar's sync, told through all of it."""
