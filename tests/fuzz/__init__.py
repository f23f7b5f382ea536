"""Inputs that nobody means: made by chance from seeds, thrown at what reads from outside. See docs/fuzzing.md."""
