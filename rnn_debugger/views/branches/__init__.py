"""The branches of the run, and how far two of them are apart."""
