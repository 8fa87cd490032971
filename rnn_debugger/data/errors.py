"""What is said to a person whose input cannot be used."""

from pathlib import Path


class BadInput(ValueError):
    """One clear sentence that names the file, the key or the value, for a person to read."""


def unreadable(path: Path, error: OSError | ValueError) -> BadInput:
    """What to say when the system does not give a file's content (a ValueError: a zero byte in
    its name).
    """
    reason = (isinstance(error, OSError) and error.strerror) or str(error)
    return BadInput(f"{path}: {reason.lower()}")
