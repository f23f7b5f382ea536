"""The People API of the stand-in: contacts, their groups and photos, lists with sync tokens."""
