"""What a person or an operator is told, and what trouble does to a connection."""
