"""What is heard, of whom and when, and by which queue it is worked on."""
