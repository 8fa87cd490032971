"""Numbers and names as text: short to read, whole to copy, forgiving to type."""
