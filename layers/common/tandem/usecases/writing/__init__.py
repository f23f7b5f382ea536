"""Carrying out what was decided: items made, changed, removed, named anew."""
