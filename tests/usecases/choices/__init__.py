"""What becomes of a contact under each choice that a connection offers."""
