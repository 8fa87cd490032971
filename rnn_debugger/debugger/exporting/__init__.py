"""Numbers and pictures written to files, whole or not at all."""
