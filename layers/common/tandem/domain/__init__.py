"""What is true whatever the provider: contacts, links, rules, and how they are decided upon. Standard library only."""
