"""What would happen, and nothing of it done."""
