"""Who comes in, what is chosen, and how a connection is steered."""
