"""One clear message where no window can be opened."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from rnn_debugger.screen import ANYWHERE, ON_X11, what_is_missing


def loads_all_but(*missing):
    def load(library):
        if library in missing:
            raise OSError(f"{library}: cannot open shared object file")
        return object()

    return load


@pytest.mark.parametrize("library", [*ANYWHERE, *ON_X11])
def test_a_missing_library_is_named_with_its_package(library):
    message = what_is_missing({"DISPLAY": ":0"}, loads_all_but(library), "linux")
    package = {**ANYWHERE, **ON_X11}[library]
    assert message.endswith(f"sudo apt-get install {package}")


def test_all_missing_packages_stand_in_one_line():
    message = what_is_missing({"DISPLAY": ":0"}, loads_all_but(*ANYWHERE), "linux")
    assert message.endswith(" ".join(ANYWHERE.values()))


def test_the_libraries_of_x11_are_not_asked_for_elsewhere():
    for environment in ({"WAYLAND_DISPLAY": "wayland-0"}, {"QT_QPA_PLATFORM": "offscreen"}):
        assert what_is_missing(environment, loads_all_but(*ON_X11), "linux") is None


def test_without_a_display_the_way_out_is_told():
    assert "xvfb-run rnn-debugger" in what_is_missing({}, loads_all_but(), "linux")


def test_other_systems_have_windows():
    assert what_is_missing({}, loads_all_but(*ANYWHERE), "darwin") is None


@pytest.mark.parametrize("display", ["", ":9871"])
def test_the_command_says_it_in_one_line(display):
    unset = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    environment = {k: v for k, v in os.environ.items() if k not in unset}
    if display:
        environment["DISPLAY"] = display
    result = subprocess.run(
        [sys.executable, "-m", "rnn_debugger", "simple-words"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert result.returncode == 2
    assert result.stderr.count("\n") == 1
    assert "apt-get install" in result.stderr
    assert "Traceback" not in result.stderr
