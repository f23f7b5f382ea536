"""Google's contacts by the People API v1 (discovery document people:v1)."""
