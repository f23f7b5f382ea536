"""Who is who: twins, doubles, newborns, and what a lost answer left behind."""
