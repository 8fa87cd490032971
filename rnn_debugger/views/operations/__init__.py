"""The program as a table, and a search over it."""
