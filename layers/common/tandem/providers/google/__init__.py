"""Google: OAuth and the Calendar API v3 (discovery document calendar:v3)."""
