"""The plan over every combination of its inputs, not over a sample of them."""
