"""A live check, and what it leaves behind: nothing."""
