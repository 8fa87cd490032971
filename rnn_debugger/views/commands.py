"""Every command of the window in one table: name, text, keys, icon."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from rnn_debugger.debugger import UNITS
from rnn_debugger.views.icons import icon
from rnn_debugger.views.theme import Theme

Menu: TypeAlias = Literal["File", "Run", "Stops", "Proof", "View", "Help"]


@dataclass(frozen=True)
class Command:
    """`keys` work anywhere in the window; `local_keys` on the graph and the timeline."""

    name: str
    menu: Menu
    text: str
    keys: tuple[str, ...] = ()
    local_keys: tuple[str, ...] = ()
    icon: str = ""
    separator: bool = False
    """Whether a line stands above it in the menu."""


_STEP_KEYS = {
    "operation": (("F11",), ("Ctrl+F11",), ("Right",), ("Left",)),
    "line": (("F10",), ("Ctrl+F10",), ("Alt+Right",), ("Alt+Left",)),
    "timestep": (("Shift+F11",), ("Ctrl+Shift+F11",), ("Ctrl+Right",), ("Ctrl+Left",)),
    "phase": (("F12",), ("Ctrl+F12",), ("Shift+Right",), ("Shift+Left",)),
    "iteration": (("Shift+F12",), ("Ctrl+Shift+F12",), ("PgDown",), ("PgUp",)),
}


def _step_commands() -> Iterator[Command]:
    for unit in UNITS:
        forward, back, local_forward, local_back = _STEP_KEYS[unit]
        suffix = "" if unit == "operation" else f"_{unit}"
        yield Command(
            f"step{suffix}_forward", "Run", f"Next {unit}", forward, local_forward, "step-forward"
        )
        yield Command(
            f"step{suffix}_back", "Run", f"Previous {unit}", back, local_back, "step-backward"
        )


COMMANDS: tuple[Command, ...] = (
    Command("new_experiment", "File", "New experiment…", ("Ctrl+N",), icon="file-plus-outline"),
    Command("open", "File", "Open…", ("Ctrl+O",), icon="folder-open-outline"),
    Command("start_page", "File", "Start page", icon="home-outline"),
    Command(
        "save_experiment", "File", "Save", ("Ctrl+S",), icon="content-save-outline", separator=True
    ),
    Command("save_as", "File", "Save as…", ("Ctrl+Shift+S",)),
    Command("export_trace", "File", "Export trace…", ("Ctrl+E",), icon="export", separator=True),
    Command("export_script", "File", "Export as a script…"),
    Command("export_picture", "File", "Export picture…", ("Ctrl+Shift+E",),
            icon="image-outline"),
    Command("export_animation", "File", "Export animation…"),
    Command("load_weights", "File", "Load weights…", separator=True),
    Command("export_weights", "File", "Export weights…"),
    Command("quit", "File", "Quit", ("Ctrl+Q",), separator=True),
    *_step_commands(),
    Command("run", "Run", "Run", ("F5",), icon="play", separator=True),
    Command("run_back", "Run", "Run back", ("Ctrl+F5",), icon="rewind"),
    Command("pause", "Run", "Pause", ("Shift+F5", "Esc"), icon="pause"),
    Command("toggle_run", "Run", "Run or pause", (), ("Space",)),
    Command("run_to_selected", "Run", "Run to the selected tensor", (), ("Ctrl+Return",)),
    Command("run_iterations", "Run", "Run for n iterations…", ("Ctrl+Shift+F5",)),
    Command(
        "go_to_start", "Run", "Go to the start", ("Ctrl+Home",), ("Home",), "skip-backward",
        separator=True,
    ),
    Command("go_to_end", "Run", "Go to the end of what was run", ("Ctrl+End",), ("End",)),
    Command("go_to", "Run", "Go to…", ("Ctrl+G",), icon="target"),
    Command("add_bookmark", "Run", "Bookmark this position", ("Ctrl+B",), separator=True),
    Command("next_bookmark", "Run", "Next bookmark", ("Ctrl+PgDown",)),
    Command("previous_bookmark", "Run", "Previous bookmark", ("Ctrl+PgUp",)),
    Command("change_settings", "Run", "Change settings…", separator=True),
    Command("toggle_breakpoint", "Stops", "Toggle breakpoint", ("F9",), icon="octagon-outline"),
    Command("add_stop", "Stops", "Add a breakpoint or watch…", ("Ctrl+F9",), icon="plus"),
    Command("watch_selected", "Stops", "Watch the selected tensor…", ("Shift+F9",),
            icon="eye-outline"),
    Command("run_until", "Stops", "Run until…", ("Ctrl+U",), icon="play-box-outline",
            separator=True),
    Command("run_to_nonfinite", "Stops", "Run to the first NaN", ("Ctrl+Shift+U",)),
    Command("run_back_to_write", "Stops", "Run back to where this was last written", ("Ctrl+L",),
            separator=True),
    Command("run_back_to_change", "Stops", "Run back to where this last changed",
            ("Ctrl+Shift+L",)),
    Command("check_gradients", "Proof", "Check gradients…", icon="check-all"),
    Command("compare_arrays", "Proof", "Compare with my gradients…"),
    Command("search", "View", "Search operations…", ("Ctrl+F",), icon="magnify"),
    Command("sample_text", "View", "Sample text…", ("Ctrl+T",), icon="text-box-outline"),
    Command("side_by_side", "View", "Side by side", ("Ctrl+Shift+D",), icon="compare"),
    Command("fold_cells", "View", "Fold or open gated cells", (), ("G",)),
    Command("dark_theme", "View", "Dark theme", ("Ctrl+D",), icon="theme-light-dark"),
    Command("history_budget", "View", "History budget…"),
    Command("reset_layout", "View", "Reset layout", separator=True),
    Command("lessons", "Help", "Lessons", icon="school-outline"),
    Command("lesson_next", "Help", "Next station", ("Alt+PgDown",)),
    Command("lesson_back", "Help", "Previous station", ("Alt+PgUp",)),
    Command("lesson_return", "Help", "Return to the lesson", ("Alt+Home",)),
    Command("lesson_end", "Help", "End the lesson"),
    Command("keys", "Help", "Keys", ("F1",), icon="keyboard-outline", separator=True),
)  # fmt: skip


def make_actions(
    window: QWidget, theme: Theme, carry_out: Callable[[str], None]
) -> dict[str, QAction]:
    """An action of the window for every command; `carry_out` gets the command's name."""
    actions = {}
    for command in COMMANDS:
        action = QAction(command.text, window)
        action.setObjectName(command.name)
        action.setShortcuts([QKeySequence(key) for key in command.keys])
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        if command.keys:
            action.setToolTip(f"{command.text} ({command.keys[0]})")
        action.triggered.connect(lambda _=False, name=command.name: carry_out(name))
        window.addAction(action)
        actions[command.name] = action
    tint_actions(actions, theme)
    return actions


def bind_local_keys(place: QWidget, actions: dict[str, QAction]) -> None:
    """Make the local keys work while that widget, or one inside it, has the focus."""
    for command in COMMANDS:
        for key in command.local_keys:
            # Scoped, or arrow keys in a table would step the session.
            shortcut = QShortcut(QKeySequence(key), place)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(actions[command.name].trigger)


def tint_actions(actions: dict[str, QAction], theme: Theme) -> None:
    """Icons in the colours of the theme."""
    for command in COMMANDS:
        if command.icon:
            actions[command.name].setIcon(icon(command.icon, theme))
