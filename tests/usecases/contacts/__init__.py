"""An address book's sync, told through all of it."""
