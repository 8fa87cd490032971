"""The unrolled graph."""
