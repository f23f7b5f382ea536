"""Another provider is three files and one line: tried with one that keeps contacts as files in a folder."""
