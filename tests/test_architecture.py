"""The laws of who may import whom, and a proof for each that it would be noticed if broken."""

import ast
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "rnn_debugger"
CONTRACTS = [
    contract["name"]
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"][
        "importlinter"
    ]["contracts"]
]
QT = ("PySide6", "shiboken6", "pyqtgraph", "superqt", "qtawesome")
LINT = "from importlinter.cli import lint_imports_command; lint_imports_command()"


def lint(folder):
    """import-linter's exit status and report on the package in a folder."""
    result = subprocess.run(
        [sys.executable, "-c", LINT, "--no-cache"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), "NO_COLOR": "1", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    return result.returncode, result.stdout + result.stderr


@pytest.fixture
def copy(tmp_path):
    """The package's copy in a folder where bad things may be done to it."""
    without = shutil.ignore_patterns("__pycache__", "resources")
    shutil.copytree(PACKAGE, tmp_path / "rnn_debugger", ignore=without)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_every_law_is_kept():
    status, report = lint(ROOT)
    assert [name for name in CONTRACTS if f"{name} KEPT" not in report] == [], report
    assert status == 0


@pytest.mark.parametrize(
    ("module", "bad", "law"),
    [
        ("engine.machine", "cells.rnn", "Imports point one way"),
        ("data.text", "experiments.schema", "Imports point one way"),
        ("debugger.units", "app", "Imports point one way"),
        ("debugger.families.bad", "debugger.session", "Inside the debugger too"),
        ("views.bad", "engine.machine", "Views see only what the debugger offers"),
        ("views.bad", "debugger.session", "Views see only what the debugger offers"),
        ("views.bad", "debugger.plots.ticks", "Views see only what the debugger offers"),
        ("debugger.units", "PySide6", "No Qt below the views"),
        ("engine.machine", "pyqtgraph", "No Qt below the views"),
        ("trace.bad", "shiboken6", "No Qt below the views"),
    ],
)
def test_a_bad_import_breaks_its_law(copy, module, bad, law):
    name = bad if bad in QT else f"rnn_debugger.{bad}"
    file = copy / "rnn_debugger" / f"{module.replace('.', '/')}.py"
    text = file.read_text("utf-8") if file.exists() else '"""New."""\n'
    file.write_text(f"{text}\nimport {name}\n", "utf-8")
    status, report = lint(copy)
    assert status == 1
    assert f"{law} BROKEN" in report
    assert f"rnn_debugger.{module} -> {name} (l." in report


def test_a_new_module_needs_a_layer(copy):
    """The layers are exhaustive: a module outside them breaks a law and is no blind spot."""
    (copy / "rnn_debugger" / "surprise.py").write_text('"""New."""\n')
    status, report = lint(copy)
    assert status == 1
    assert "rnn_debugger.surprise" in report


def imported(file):
    """The top-level packages that a file imports, at whatever depth it does so."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file} imports relatively"
            yield str(node.module).split(".")[0]


def test_the_engine_imports_numpy_and_little_else():
    allowed = {"numpy", "threadpoolctl", "rnn_debugger", *sys.stdlib_module_names}
    files = list((PACKAGE / "engine").rglob("*.py"))
    assert len(files) > 15
    found = {name for file in files for name in imported(file)}
    assert found <= allowed
    assert "numpy" in found


@pytest.mark.parametrize("package", ["cells", "data", "experiments", "recording"])
def test_below_the_debugger_there_is_only_reading_besides(package):
    libraries = {"numpy", "msgspec", "tomlkit", "safetensors", "onnx"}
    allowed = {*libraries, "rnn_debugger", *sys.stdlib_module_names}
    found = {name for file in (PACKAGE / package).rglob("*.py") for name in imported(file)}
    assert found <= allowed


def loaded(code):
    """The modules that a fresh process has loaded after running some code."""
    command = f"import sys\n{code}\nprint(*sys.modules)"
    result = subprocess.run(
        [sys.executable, "-c", command], capture_output=True, text=True, check=True
    )
    return {name.split(".")[0] for name in result.stdout.split()}


def test_a_session_imports_no_qt():
    code = (
        "import rnn_debugger\n"
        "run = rnn_debugger.open('simple-words')\n"
        "run.step(100)\n"
        "run.step_back(60)\n"
        "run.evidence(3), run.memory(), run.state_hash(), run.moment"
    )
    found = loaded(code)
    assert not found.intersection(QT)
    assert {"rnn_debugger", "numpy"} <= found


def test_importing_the_package_alone_imports_not_even_numpy():
    found = loaded("import rnn_debugger")
    assert not found.intersection(("numpy", "msgspec", *QT))
