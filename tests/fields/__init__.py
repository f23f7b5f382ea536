"""What travels, field by field, between Pipedrive and each provider: tried with the real adapters."""
