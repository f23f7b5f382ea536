"""What must never happen and what must be so in the end; and what is excused, of which nobody could know better."""
