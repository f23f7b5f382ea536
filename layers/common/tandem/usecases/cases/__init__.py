"""What both sides show of a link, what case that is, and what is noted before anything is written."""
