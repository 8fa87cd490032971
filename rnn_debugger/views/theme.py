"""The two themes: named colours, and the palette and style sheet that Qt's own widgets get."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from functools import cache
from typing import Any, Literal

from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from rnn_debugger.debugger import resources

OUTLINED = ("QCheckBox", "QRadioButton", "QLineEdit", "QAbstractSpinBox")
"""What has an outline and nothing else while it is empty."""


@dataclass(frozen=True)
class Surface:
    """Grounds, lines and text."""

    window: QColor
    canvas: QColor
    column: QColor
    card: QColor
    line: QColor
    ink: QColor
    second: QColor
    to_come_line: QColor
    to_come_text: QColor
    selection: QColor


@dataclass(frozen=True)
class PhaseColours:
    """What one sweep is drawn with. `under_white_text` is the fill of its pills."""

    line: QColor
    text: QColor
    under_white_text: QColor
    pale: QColor
    tint: QColor
    glow: QColor


@dataclass(frozen=True)
class Accent:
    """A line colour and the colour of text that belongs to it."""

    line: QColor
    text: QColor


@dataclass(frozen=True)
class LossColours:
    """The fill is never text."""

    fill: QColor
    line: QColor
    text: QColor


@dataclass(frozen=True)
class Signed:
    """Ends and middle of the diverging map for signed values."""

    negative: QColor
    middle: QColor
    positive: QColor


@dataclass(frozen=True)
class Theme:
    """Every colour of the window by what it means."""

    name: str
    is_dark: bool
    surface: Surface
    forward: PhaseColours
    backward: PhaseColours
    update: PhaseColours
    loss: LossColours
    parameter: Accent
    optimizer: Accent
    signed: Signed
    branches: tuple[QColor, ...]
    """Of lines and dots; the first is that of the first branch."""
    edited: QColor
    """The ground of an element that was set by hand."""

    def branch(self, number: int) -> QColor:
        """The colour of the branch with that id; all but the first repeat in the end."""
        first, *others = self.branches
        return others[(number - 1) % len(others)] if number else first

    def phase(self, phase: str) -> PhaseColours:
        """The colours of an operation's phase; the loss belongs to the forward sweep."""
        if phase in ("forward", "loss"):
            return self.forward
        return self.backward if phase == "backward" else self.update


_GROUPS: dict[str, type[Any]] = {
    "surface": Surface,
    "forward": PhaseColours,
    "backward": PhaseColours,
    "update": PhaseColours,
    "loss": LossColours,
    "parameter": Accent,
    "optimizer": Accent,
    "signed": Signed,
}


@cache
def load_theme(name: Literal["light", "dark"]) -> Theme:
    table = tomllib.loads((resources() / "themes" / f"{name}.toml").read_text("utf-8"))
    groups = {
        key: group(**{f.name: QColor(table[key][f.name]) for f in fields(group)})
        for key, group in _GROUPS.items()
    }
    branches = tuple(QColor(name) for name in table["branches"])
    edited = QColor(table["edited"])
    return Theme(table["name"], table["is_dark"], **groups, branches=branches, edited=edited)


def apply_theme(application: QApplication, theme: Theme) -> None:
    """Fusion with our palette: a colour scheme alone changes nothing on bare X11."""
    application.setStyle("Fusion")
    application.setPalette(_palette(theme))
    for kind in OUTLINED:
        # WORKAROUND: PySide6's stubs want bytes, its binding refuses them.
        application.setPalette(_outlined(theme), kind)  # type: ignore[arg-type]
    application.setStyleSheet(_style_sheet(theme))


def _outlined(theme: Theme) -> QPalette:
    """Of widgets that are drawn by their outline. Fusion's is the window's ground 140 % darker,
    and with the focus the highlight 125 % darker: neither would be seen on a dark ground.
    """
    palette, role = _palette(theme), QPalette.ColorRole
    if theme.is_dark:
        palette.setColor(role.Window, theme.surface.to_come_text.lighter(112))
        palette.setColor(role.Highlight, theme.forward.line)
        palette.setColor(role.HighlightedText, theme.surface.window)
    return palette


def _palette(theme: Theme) -> QPalette:
    surface, palette = theme.surface, QPalette()
    role = QPalette.ColorRole
    for target, colour in {
        role.Window: surface.window,
        role.WindowText: surface.ink,
        role.Base: surface.canvas,
        role.AlternateBase: surface.column,
        role.Text: surface.ink,
        role.Button: surface.card,
        role.ButtonText: surface.ink,
        role.BrightText: surface.ink,
        role.ToolTipBase: surface.card,
        role.ToolTipText: surface.ink,
        role.PlaceholderText: surface.to_come_text,
        role.Highlight: theme.forward.under_white_text,
        role.HighlightedText: QColor("#FFFFFF"),
        role.Link: theme.forward.text,
        role.LinkVisited: theme.forward.text,
        role.Light: surface.line,
        role.Midlight: surface.line,
        role.Mid: surface.line,
        role.Dark: surface.to_come_line,
    }.items():
        palette.setColor(target, colour)
    for target in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, target, surface.to_come_text)
    return palette


def _style_sheet(theme: Theme) -> str:
    surface = theme.surface
    return f"""
    QToolTip {{ color: {surface.ink.name()}; background: {surface.card.name()};
        border: 1px solid {surface.line.name()}; padding: 4px; }}
    QMainWindow::separator {{ background: {surface.line.name()}; width: 3px; height: 3px; }}
    QMainWindow::separator:hover {{ background: {theme.forward.line.name()}; }}
    QToolBar {{ background: {surface.window.name()}; border: 0;
        border-bottom: 1px solid {surface.line.name()}; spacing: 3px; padding: 3px 6px; }}
    QToolButton {{ border: 1px solid transparent; border-radius: 4px; padding: 3px; }}
    QToolButton:hover {{ background: {surface.selection.name()}; }}
    QToolButton:pressed, QToolButton:checked {{ background: {surface.selection.name()};
        border-color: {surface.to_come_line.name()}; }}
    QStatusBar {{ background: {surface.window.name()};
        border-top: 1px solid {surface.line.name()}; }}
    QStatusBar::item {{ border: 0; }}
    QTabBar::tab {{ background: {surface.window.name()}; color: {surface.second.name()};
        padding: 5px 12px; border: 0; border-bottom: 2px solid transparent; }}
    QTabBar::tab:selected {{ color: {surface.ink.name()};
        border-bottom-color: {theme.forward.line.name()}; }}
    QTabBar::tab:hover {{ color: {surface.ink.name()}; }}
    QHeaderView::section {{ background: {surface.window.name()}; color: {surface.second.name()};
        border: 0; border-bottom: 1px solid {surface.line.name()}; padding: 3px 6px; }}
    QTableView, QTreeView, QListView, QPlainTextEdit, QTextBrowser, QScrollArea {{ border: 0;
        gridline-color: {surface.line.name()}; }}
    """


def mixed(colour: QColor, other: QColor, share: float) -> QColor:
    """A colour with a share of another in it."""
    parts = zip(colour.getRgb()[:3], other.getRgb()[:3], strict=True)  # type: ignore[index]
    return QColor(*(round(a + (b - a) * share) for a, b in parts))
