"""One suite per port. A home passes a port's suite by a subclass that supplies its fixture."""
