"""The window in which a character model writes a text."""
