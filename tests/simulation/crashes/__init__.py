"""Systematic crashes: each golden scenario dies at each of its calls of a port, and must end as if it hadn't."""
