"""The `tandem` command: a thin client of the JSON API, plus `up` and `sandbox`."""
