"""The command line. What a command needs is imported when it runs: asking for help takes no
time, and only the window needs Qt.
"""
# ruff: noqa: PLC0415

from __future__ import annotations

import argparse
import difflib
import math
import os
import signal
import sys
import traceback
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple, NoReturn

from rnn_debugger.screen import what_is_missing
from rnn_debugger.version import __version__

UNUSABLE, INTERRUPTED, PIPE_CLOSED = 2, 130, 141
USAGE: Final = """rnn-debugger [FILE|NAME]
       rnn-debugger experiments
       rnn-debugger trace FILE|NAME [--iterations N] [--values all|none] [-o OUT.json]
       rnn-debugger check FILE|NAME [--sample N|all]
       rnn-debugger compare FILE|NAME ARRAYS.npz|ARRAYS.json [--iteration N]
       rnn-debugger script FILE|NAME [--library numpy|torch] [-o OUT.py]
       rnn-debugger sample FILE|NAME [--iterations N] [--length N] [--temperature X] [--prime TEXT]
                           [--seed N]
       rnn-debugger verify TRACE.json"""


class Command(NamedTuple):
    """What a command does; the docstring of what adds its arguments describes it."""

    summary: str
    add_arguments: Callable[[argparse.ArgumentParser], None]


class Refusal(Exception):
    """Wrong usage, in one sentence."""


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence, without the usage in front."""

    def error(self, message: str) -> NoReturn:
        raise Refusal(f"{message}; {self.prog} --help shows how")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; returns the exit code: 0 done, 1 the answer is no, 2 unusable input."""
    try:
        code = _run(list(sys.argv[1:] if arguments is None else arguments))
        if sys.stdout is not None:
            sys.stdout.flush()
    except KeyboardInterrupt:
        code = INTERRUPTED
    except BrokenPipeError:
        _forget_output()
        code = PIPE_CLOSED
    except Exception as error:
        if isinstance(error, OSError):
            _forget_output()
        print(f"rnn-debugger: {_in_words(error)}", file=sys.stderr)
        code = UNUSABLE
    return code


def _run(arguments: list[str]) -> int:
    # A name that the terminal cannot show must not stop a command.
    with suppress(AttributeError, ValueError):
        sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    if not arguments:
        return _open_window(None)
    if arguments[0] in COMMANDS or (arguments[0] != "--" and arguments[0].startswith("-")):
        chosen = _parser().parse_args(arguments)
        from rnn_debugger import headless

        # Ending as an exception does clears away what was begun. (In a thread it cannot be had.)
        with suppress(ValueError):
            signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
        run: Callable[[argparse.Namespace], int] = getattr(headless, chosen.command)
        return run(chosen)
    return _window(arguments[arguments[0] == "--" :])


def _parser() -> Parser:
    parser = Parser(
        prog="rnn-debugger",
        usage=USAGE,
        description="A time-travelling step debugger for the training of recurrent networks. "
        "Given an experiment (.toml), a trace (.json) or a built-in experiment's name it opens "
        "its window there, given nothing the start page.",
        epilog="Exit codes: 0 done, 1 the answer is no, 2 wrong usage or unreadable input.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"rnn-debugger {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", prog="rnn-debugger")
    for name, command in COMMANDS.items():
        text = command.add_arguments.__doc__
        adding = commands.add_parser(
            name, help=command.summary, description=text, allow_abbrev=False
        )
        adding.set_defaults(command=name)
        command.add_arguments(adding)
    return parser


def _experiments_arguments(_: argparse.ArgumentParser) -> None:
    """List the experiments that ship with the program, a line each, the name first."""


def _trace_arguments(parser: argparse.ArgumentParser) -> None:
    """Run an experiment without a window and write every operation down as a trace (JSON)."""
    _add_experiment(parser)
    parser.add_argument(
        "--iterations", type=_count, default=1, metavar="N", help="how many to run (default 1)"
    )
    parser.add_argument(
        "--values",
        choices=["all", "none"],
        default="all",
        help="whether the output of every operation is written too (default all)",
    )
    parser.add_argument(
        "-o",
        dest="output",
        metavar="OUT.json",
        help="where to (default NAME.trace.json in the current folder; - is standard output)",
    )


def _check_arguments(parser: argparse.ArgumentParser) -> None:
    """Compare the gradient of every parameter in the first window with central finite
    differences of the loss, in float64, with updates suspended. A parameter of more than N
    elements is compared at N of them, half of them those with the largest gradients, and as a
    whole in random directions, in which an error of any element shows. A relative error of up
    to 1e-5 counts as agreement.
    """
    _add_experiment(parser)
    parser.add_argument(
        "--sample",
        type=_sample,
        default=500,
        metavar="N|all",
        help="elements of a parameter that are compared one by one (default 500)",
    )


def _compare_arguments(parser: argparse.ArgumentParser) -> None:
    """Compare arrays of your own with the tensors of an iteration, such as gradients that you
    compute for a homework: the names of the arrays (dWhh, dh[3], h[2] …) are those on the screen.
    What is wrong comes first, in the order in which the run computes it.
    """
    _add_experiment(parser)
    parser.add_argument("arrays", metavar="ARRAYS.npz|ARRAYS.json")
    parser.add_argument(
        "--iteration", type=_whole, default=0, metavar="N", help="which one (default 0, the first)"
    )


def _script_arguments(parser: argparse.ArgumentParser) -> None:
    """Write the training of an experiment out as a Python script that needs nothing of this
    program. In NumPy it computes the same losses and gradients, to the last bit; in PyTorch the
    same forward sweep, with PyTorch's own gradients.
    """
    _add_experiment(parser)
    parser.add_argument(
        "--library",
        choices=["numpy", "torch"],
        default="numpy",
        help="what the script computes with (default numpy)",
    )
    parser.add_argument(
        "-o",
        dest="output",
        metavar="OUT.py",
        help="where to (default NAME.py in the current folder; - is standard output)",
    )


def _sample_arguments(parser: argparse.ArgumentParser) -> None:
    """Draw a text from a character model, one character after the other, with the probabilities
    softmax(s / temperature). The text goes to standard output.
    """
    _add_experiment(parser)
    parser.add_argument(
        "--iterations",
        type=_whole,
        metavar="N",
        help="train to this iteration first (default: to where the experiment was left; a new "
        "one is untrained)",
    )
    parser.add_argument(
        "--length", type=_count, default=200, metavar="N", help="how many to draw (default 200)"
    )
    parser.add_argument(
        "--temperature",
        type=_temperature,
        default=1.0,
        metavar="X",
        help="0 draws the likeliest, 1 as the model has it, more is wilder (default 1)",
    )
    parser.add_argument(
        "--prime",
        default="",
        metavar="TEXT",
        help="what is read first (default: the first character of the training's text)",
    )
    parser.add_argument(
        "--seed", type=_whole, default=0, metavar="N", help="of what is drawn (default 0)"
    )


def _verify_arguments(parser: argparse.ArgumentParser) -> None:
    """Execute a trace again and compare every value bit for bit; in a trace without values
    compare the losses and norms.
    """
    parser.add_argument("trace", metavar="TRACE.json")
    _add_allow_code(parser)


def _add_experiment(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("experiment", metavar="FILE|NAME")
    _add_allow_code(parser)


def _add_allow_code(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--allow-code",
        action="store_true",
        help="run the Python file of a cell that the experiment brings along",
    )


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 19 and int(text) > 0):
        raise argparse.ArgumentTypeError(f'"{text}" is not a whole number of 1 or more')
    return int(text)


def _whole(text: str) -> int:
    return 0 if text == "0" else _count(text)


def _temperature(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 <= value < math.inf:
        raise argparse.ArgumentTypeError(f'"{text}" is not a number of 0 or more')
    return value


def _sample(text: str) -> int | None:
    return None if text == "all" else _count(text)


def _window(arguments: list[str]) -> int:
    """Open the window on a file or a name, if there is such a thing."""
    from rnn_debugger.debugger import BadInput, find_file

    if not arguments:
        return _open_window(None)
    first, *others = arguments
    try:
        find_file(first)
    except BadInput:
        near = difflib.get_close_matches(first, COMMANDS, 1, 0.6)
        if near and not Path(first).exists():
            raise Refusal(f"{first}: no such command; did you mean {near[0]}?") from None
        raise
    if others:
        raise Refusal(f"{others[0]}: only one experiment or trace can be opened at a time")
    return _open_window(first)


def _open_window(path_or_name: str | None) -> int:
    missing = what_is_missing()
    if missing is not None:
        raise Refusal(f"the window cannot be opened: {missing}")
    from rnn_debugger import app

    return app.main(path_or_name)


def _in_words(error: Exception) -> str:
    """One sentence; for what should never happen, with the place for whoever reports it."""
    from rnn_debugger.data import BadInput

    if isinstance(error, Refusal | BadInput):
        return str(error)
    if isinstance(error, OSError):
        # Only what is written to a file that Python opened itself comes without its name.
        place = "standard output" if error.filename is None else error.filename
        return f"{place}: {(error.strerror or str(error)).lower()}"
    if isinstance(error, MemoryError):
        return "there is not enough memory for this"
    *_, last = traceback.extract_tb(error.__traceback__)
    place = f"{Path(last.filename).name}, line {last.lineno}"
    return f"internal error in {place}: {type(error).__name__}: {error}"


def _forget_output() -> None:
    """What could not be written must not be tried again when Python ends."""
    with suppress(AttributeError, OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


COMMANDS: Final[Mapping[str, Command]] = {
    "experiments": Command("list the built-in experiments", _experiments_arguments),
    "trace": Command("run without a window and write a trace", _trace_arguments),
    "check": Command("check gradients with finite differences", _check_arguments),
    "compare": Command("compare arrays of your own with the run", _compare_arguments),
    "script": Command("write the training out as a script", _script_arguments),
    "sample": Command("draw a text from a character model", _sample_arguments),
    "verify": Command("execute a trace again and compare", _verify_arguments),
}
