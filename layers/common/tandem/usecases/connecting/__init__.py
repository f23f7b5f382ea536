"""Users, accounts, connections and their rules: set up, steered, signed in to."""
