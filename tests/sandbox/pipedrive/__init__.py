"""The stand-in of Pipedrive does what the real one is known to do."""
