"""File ▸ Export as a script."""

from __future__ import annotations

import ast

import pytest
from PySide6.QtWidgets import QFileDialog

from rnn_debugger.app import create_window


@pytest.mark.parametrize(("number", "library"), [(0, "numpy"), (1, "torch")])
def test_the_filter_chooses_the_library(qtbot, store, tmp_path, monkeypatch, number, library):
    window = create_window("vanishing", store=store)
    qtbot.addWidget(window)
    path = tmp_path / "out.py"

    def choose(parent, title, name, filters):
        assert name == "vanishing.py"
        return str(path), filters.split(";;")[number]

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    window.action("export_script").trigger()
    imported = {
        alias.name
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    assert library in imported
    assert ("torch" in imported) == (library == "torch")
    assert window.statusBar().currentMessage() == f"{path} is written"


def test_what_cannot_be_written_is_said(qtbot, store, tmp_path, monkeypatch):
    window = create_window("simple-words", store=store)
    qtbot.addWidget(window)
    path = tmp_path / "out.py"
    monkeypatch.setattr(
        QFileDialog, "getSaveFileName", lambda *_: (str(path), "PyTorch scripts (*.py)")
    )
    told = []
    monkeypatch.setattr(window, "tell_error", told.append)
    window.action("export_script").trigger()
    assert told[0].startswith("training.update_schedule: ")
    assert not path.exists()
