"""Conditions and expressions: from a text to closures over a program's tensors."""
