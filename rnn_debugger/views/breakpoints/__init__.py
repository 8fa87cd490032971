"""Breakpoints and watches: their table, the form that makes them, and the log."""
