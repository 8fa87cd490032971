"""Traces: a run as JSON, written, read back and verified."""
