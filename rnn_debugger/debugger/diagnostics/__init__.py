"""Diagnostics: what goes wrong in a training, found in its values and its recorded results."""
