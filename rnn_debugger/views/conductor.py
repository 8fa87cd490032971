"""What the window's commands do."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog

from rnn_debugger.debugger import (
    HISTORY_BYTES,
    UNITS,
    BadInput,
    Unit,
    write_script,
)
from rnn_debugger.views.branches.settings_dialog import ChangeSettings
from rnn_debugger.views.breakpoints.deeds import StopDeeds
from rnn_debugger.views.commands import COMMANDS
from rnn_debugger.views.dialogs import GoTo, Keys, RunIterations
from rnn_debugger.views.lessons.deeds import LessonDeeds
from rnn_debugger.views.memory.deeds import MemoryDeeds
from rnn_debugger.views.memory.history_dialog import HistoryBudget
from rnn_debugger.views.new_experiment.deeds import NewExperimentDeeds
from rnn_debugger.views.panel import Workbench
from rnn_debugger.views.pictures.deeds import PictureDeeds
from rnn_debugger.views.player import Player
from rnn_debugger.views.proofs.deeds import ProofDeeds
from rnn_debugger.views.sampling.deeds import SamplingDeeds
from rnn_debugger.views.saving import Saver
from rnn_debugger.views.side_by_side.deeds import SideBySideDeeds
from rnn_debugger.views.task_dialog import TaskDialog
from rnn_debugger.views.theme import apply_theme, load_theme
from rnn_debugger.views.timeline.deeds import BookmarkDeeds
from rnn_debugger.views.weights.deeds import WeightDeeds

if TYPE_CHECKING:
    from rnn_debugger.views.window import MainWindow

WRITTEN_MILLISECONDS = 4_000
_WITHOUT_SESSION = (
    *("new_experiment", "open", "start_page", "lessons"),
    *("quit", "dark_theme", "history_budget", "keys"),
)
_WHILE_RUNNING = (
    *_WITHOUT_SESSION,
    "pause",
    "toggle_run",
    "reset_layout",
    "toggle_breakpoint",
    "add_stop",
    "watch_selected",
    "save_experiment",
    "save_as",
    "sample_text",
)
_BACK = ("go_to_start", "run_back_to_write", "run_back_to_change")


class Conductor(QObject):
    """Carries out commands by name, and knows which of them make sense at the moment."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._workbench: Workbench | None = None
        self._deeds: dict[str, Callable[[], object]] = {
            "open": self._open,
            "start_page": window.show_start_page,
            "export_trace": self._export_trace,
            "export_script": self._export_script,
            "quit": window.close,
            "run": self._run,
            "run_back": self._run_back,
            "pause": self._pause,
            "toggle_run": self._toggle_run,
            "run_to_selected": self._run_to_selected,
            "run_iterations": self._run_iterations,
            "go_to_start": self._go_to_start,
            "go_to": self._go_to,
            "change_settings": self._change_settings,
            "go_to_end": self._go_to_end,
            "save_experiment": self._save,
            "save_as": self._save_as,
            "search": self._search,
            "fold_cells": self._fold_cells,
            "dark_theme": self._switch_theme,
            "history_budget": self._ask_history_budget,
            "reset_layout": window.reset_layout,
            "keys": lambda: Keys(window).exec(),
        }
        stops = StopDeeds(window, window.settings, self._bench)
        self.weights = WeightDeeds(window, self._bench)
        self._bookmarks = BookmarkDeeds(self._bench)
        self.memory = MemoryDeeds(window, self._bench)
        self._deeds.update(stops.deeds | self.weights.deeds | self._bookmarks.deeds)
        self.proofs = ProofDeeds(window, self._bench)
        self._deeds.update(self.proofs.deeds)
        self.sampling = SamplingDeeds(window, self._bench)
        self._deeds.update(self.sampling.deeds)
        self.pictures = PictureDeeds(window, self._bench)
        self._deeds.update(self.pictures.deeds)
        self.side_by_side = SideBySideDeeds(window, self._bench)
        self._deeds.update(self.side_by_side.deeds)
        self.lessons = LessonDeeds(window)
        self._deeds.update(self.lessons.deeds)
        self._deeds.update(NewExperimentDeeds(window).deeds)
        for unit in UNITS:
            suffix = "" if unit == "operation" else f"_{unit}"
            self._deeds[f"step{suffix}_forward"] = partial(self._step, 1, unit)
            self._deeds[f"step{suffix}_back"] = partial(self._step, -1, unit)

    def carry_out(self, name: str) -> None:
        self._deeds[name]()

    def take(self, workbench: Workbench | None) -> None:
        """Conduct another session, or none."""
        self.sampling.leave()
        self.proofs.leave()
        self._workbench = workbench
        self.pictures.take()
        self.side_by_side.take()
        self.lessons.take(self.update_enabled)
        toolbar = self._window.toolbar
        if workbench is not None:
            if self._window.workspace is not None:
                self.memory.serve(self._window.workspace.panels)
                self.proofs.serve(self._window.workspace.panels)
            player = workbench.player
            player.unit = toolbar.unit
            player.speed = toolbar.speed
            toolbar.unit_chosen.connect(partial(setattr, player, "unit"))
            toolbar.speed_chosen.connect(player.set_speed)
            toolbar.sequence_chosen.connect(workbench.selection.show_sequence)
            player.moved.connect(self.update_enabled)
            player.running_changed.connect(self.update_enabled)
        self.update_enabled()

    def update_enabled(self) -> None:
        """Commands that make no sense now are grey."""
        workbench = self._workbench
        running = workbench is not None and workbench.player.is_running
        at_start = workbench is not None and workbench.session.position[1:] == (0, 0)
        for command in COMMANDS:
            if workbench is None:
                enabled = command.name in _WITHOUT_SESSION
            elif running:
                enabled = command.name in _WHILE_RUNNING
            else:
                goes_back = command.name.endswith("_back") or command.name in _BACK
                enabled = not (goes_back and at_start)
                if command.name == "pause":
                    enabled = workbench.player.is_busy
                elif command.name in self._bookmarks.deeds:
                    enabled = self._bookmarks.makes_sense(command.name)
                elif command.name in self.lessons.deeds:
                    enabled = self.lessons.makes_sense(command.name)
            self._window.action(command.name).setEnabled(enabled)

    def _bench(self) -> Workbench:
        assert self._workbench is not None
        return self._workbench

    @property
    def _saver(self) -> Saver:
        assert self._window.saver is not None
        return self._window.saver

    def _save(self) -> None:
        self._saver.save()

    def _save_as(self) -> None:
        self._saver.save_as()

    @property
    def _player(self) -> Player:
        assert self._workbench is not None
        return self._workbench.player

    def _step(self, n: int, unit: Unit) -> None:
        self._player.step(n, unit)

    def _run(self) -> None:
        self._player.run()

    def _run_back(self) -> None:
        self._player.run(-1)

    def _pause(self) -> None:
        self._player.pause()

    def _toggle_run(self) -> None:
        if self._player.is_busy:
            self._player.pause()
        else:
            self._player.run()

    def _run_to_selected(self) -> None:
        """Forward to where the selected tensor is written next."""
        assert self._workbench is not None
        name, here = self._workbench.selection.tensor, self._player.session.position
        writers = self._player.session.program.writers.get(name or "", ())
        if writers:
            later = [number for number in writers if number >= here.operation]
            iteration = here.iteration if later else here.iteration + 1
            self._player.seek_after(iteration, (later or writers)[0])

    def _go_to_start(self) -> None:
        self._player.seek(0, 0)

    def _go_to_end(self) -> None:
        session = self._player.session
        self._player.seek(*session.reached(session.position.branch)[1:])

    def _open(self) -> None:
        path, _ = QFileDialog.getOpenFileName(
            self._window,
            "Open an experiment or a trace",
            "",
            "Experiments and traces (*.toml *.json);;All files (*)",
        )
        if path:
            self._window.open_soon(path)

    def _export_trace(self) -> None:
        name = f"{self._player.session.name}.trace.json"
        path, _ = QFileDialog.getSaveFileName(self._window, "Export trace", name, "Traces (*.json)")
        if path:
            self.export_to(path)

    def export_to(self, path: str) -> TaskDialog:
        """Write the trace from the start to here, with progress and a button that cancels."""
        task = self._player.session.exporting(path)
        dialog = TaskDialog(task, f"Writing {Path(path).name} …", self._window)
        dialog.failed.connect(self._window.tell_error)
        dialog.ended.connect(partial(self._tell_written, path))
        dialog.start()
        return dialog

    def _export_script(self) -> None:
        session = self._player.session
        filters = {
            f"{title} (*.py)": library
            for library, title in (("numpy", "NumPy scripts"), ("torch", "PyTorch scripts"))
        }
        path, chosen = QFileDialog.getSaveFileName(
            self._window, "Export as a script", f"{session.name}.py", ";;".join(filters)
        )
        if path:
            try:
                write_script(session.compiled, Path(path), filters.get(chosen, "numpy"))
            except BadInput as error:
                self._window.tell_error(str(error))
            else:
                self._tell_written(path, carried_out=True)

    def _tell_written(self, path: str, carried_out: bool) -> None:
        if carried_out:
            self._window.statusBar().showMessage(f"{path} is written", WRITTEN_MILLISECONDS)

    def _go_to(self) -> None:
        dialog = GoTo(self._player.moment, self._window)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self._player.seek(dialog.iteration.value(), dialog.operation.value())

    def _change_settings(self) -> None:
        ChangeSettings(self._player.session, self._player.change, self._window).exec()

    def _run_iterations(self) -> None:
        dialog = RunIterations(self._window)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self._player.run_iterations(dialog.count.value())

    def _search(self) -> None:
        assert self._window.workspace is not None
        self._window.workspace.search()

    def _fold_cells(self) -> None:
        workspace = self._window.workspace
        assert workspace is not None
        workspace.graph.canvas.toggle_cells()

    def _ask_history_budget(self) -> None:
        settings, workbench = self._window.settings, self._workbench
        session = workbench.session if workbench is not None else None
        budget = session.history_budget if session is not None else settings.history_budget
        used = session.history_bytes if session is not None else None
        dialog = HistoryBudget(HISTORY_BYTES if budget is None else budget, used, self._window)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            settings.history_budget = dialog.budget
            if workbench is not None:
                workbench.session.history_budget = dialog.budget
                workbench.player.moved.emit()

    def _switch_theme(self) -> None:
        themes = self._window.themes
        theme = load_theme("light" if themes.current.is_dark else "dark")
        self._window.settings.theme = "dark" if theme.is_dark else "light"
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        apply_theme(application, theme)
        themes.set(theme)
