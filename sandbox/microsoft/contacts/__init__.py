"""Contacts of Graph: folders, contacts, their delta, photos, and the categories of a mailbox."""
