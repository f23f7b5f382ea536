"""What people and programs talk to: the JSON API, its OpenAPI description, and the pages."""
