"""A new experiment while it is drawn up: its fields, what is wrong with them, and a preview."""
