"""The stand-in of Google does what the real one is known to do."""
