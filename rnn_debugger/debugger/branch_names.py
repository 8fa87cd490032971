"""What branches, and the settings that tell them apart, are called in sentences."""

from rnn_debugger.recording import Branch

FIRST_NAME = "original"
SETTING_NAMES = {
    "learning_rate": "learning rate",
    "momentum": "momentum",
    "beta1": "beta1",
    "beta2": "beta2",
    "decay": "decay",
    "epsilon": "epsilon",
    "clip_value": "clipping",
    "clip_norm": "clipping of the norm",
}
"""What the settings that may change in the middle of a run are called in sentences."""


def branch_name(branch: Branch) -> str:
    """The name given, else ``original`` or ``branch 2``."""
    return branch.name or (FIRST_NAME if branch.parent is None else f"branch {branch.id}")
