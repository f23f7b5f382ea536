"""A live check of one side of a connection, with items that it makes up: begun, carried out in slices, shown."""
