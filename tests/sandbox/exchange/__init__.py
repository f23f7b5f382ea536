"""The stand-in of Exchange."""
