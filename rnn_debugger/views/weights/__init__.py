"""Weights from files and into files."""
