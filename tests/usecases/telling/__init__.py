"""What people are told of, and how."""
