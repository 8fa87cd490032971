"""Where the files that ship with the program are, in a wheel and in a checkout."""

from pathlib import Path

_PACKAGE = Path(__file__).parents[1]


def resources() -> Path:
    """The folder `resources`: inside the installed package, or beside it in a checkout."""
    installed = _PACKAGE / "resources"
    return installed if installed.is_dir() else _PACKAGE.parent / "resources"
