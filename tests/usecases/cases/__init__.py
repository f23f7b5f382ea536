"""What is made of both sides of a link: edits, deletions, what fell into a gap, and what the brake holds."""
