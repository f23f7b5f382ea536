"""One machine as home: the ports over SQLite and files, and the runner that plays the template here."""
