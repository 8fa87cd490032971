"""How much each weight changes."""
