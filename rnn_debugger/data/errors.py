"""What is said to a person whose input cannot be used."""


class BadInput(ValueError):
    """One clear sentence that names the file, the key or the value, for a person to read."""
