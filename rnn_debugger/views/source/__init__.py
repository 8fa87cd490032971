"""The cell's own lines, the current one marked."""
