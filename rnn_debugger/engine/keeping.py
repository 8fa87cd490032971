"""What is worked out once for a program is kept with it, and goes when the program goes."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from rnn_debugger.engine.program import Program

Rest = ParamSpec("Rest")
Result = TypeVar("Result")


def kept_with_program(
    function: Callable[Concatenate[Program, Rest], Result],
) -> Callable[Concatenate[Program, Rest], Result]:
    """Decorates a function of a program, and of other things that can be hashed: it runs once for
    each of them.

    A cache beside the program would hold on to it, tens of megabytes where it is long, when its
    window has long been closed.
    """

    @wraps(function)
    def kept(program: Program, /, *args: Rest.args, **kwargs: Rest.kwargs) -> Result:
        key = (function, args, *kwargs.items())
        if key not in program.kept:
            program.kept[key] = function(program, *args, **kwargs)
        result: Result = program.kept[key]
        return result

    return kept
