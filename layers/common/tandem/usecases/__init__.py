"""What Tandem does, step by step, over ports; no provider, no home and no wire format is known here."""
