"""Lessons: the panel that leads through one, and what opens it."""
