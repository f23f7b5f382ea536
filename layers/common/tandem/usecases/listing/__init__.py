"""Reading a side from its beginning or from its cursor."""
