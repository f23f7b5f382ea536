"""What an undo takes back, and what it leaves alone."""
