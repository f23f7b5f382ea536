"""Both sides listed whole, and what is uploaded of them."""
