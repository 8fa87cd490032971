"""Text drawn from a character model."""
