"""Work that is cut off anywhere, and goes on as if it had not been."""
