"""What a person decides on, and what then happens."""
