"""Lessons: an experiment, and stations on the way through it with something to look at."""
