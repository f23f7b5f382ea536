"""What is told of each write."""
