"""Production code of use cases, planner and stores among twins of everything else, driven by one source of choices."""
