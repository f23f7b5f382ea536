"""What a person decides: held deletions, conflicts, reviews, parked records."""
