"""Assembles the window."""
