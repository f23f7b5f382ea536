"""A simulation of arrivals against the published quotas: where the first limit bites, and what to change then."""
