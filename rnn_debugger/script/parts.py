"""What the scripts have in common: their head, their functions, the statements of an iteration."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

import numpy as np

from rnn_debugger.experiments import Compiled
from rnn_debugger.script.statements import Lines
from rnn_debugger.version import __version__

_HEAD = '''\
"""{title}

{about}
A value is (n, B), one column for each of B sequences; dh[t] is the gradient of the loss in h[t].
"""

{imports}
T, B = {timesteps}, {batch_size}
dtype = "{dtype}"
learning_rate = {learning_rate!r}
'''
MAIN = """\
if __name__ == "__main__":
    for iteration, (loss, gradients) in enumerate(train()):
        norms = (f"‖d{name}‖ = {np.linalg.norm(dW):.6g}" for name, dW in gradients.items())
        print(f"iteration {iteration}: loss = {loss:.10g}", *norms, sep="  ")
        if iteration == 99:
            break
"""
_TITLES = {
    "forward": "Forward through time.",
    "loss": "Forward through time.",
    "backward": "Backward through time.",
    "update": "The update of the weights.",
}


def script(compiled: Compiled, about: str, imports: str, parts: Iterable[str]) -> str:
    """The whole text: the head, then the parts that are not empty, two lines between them."""
    experiment, bodies = compiled.experiment, [part.strip() for part in parts]
    everything = "\n".join(bodies)
    needed = (("from pathlib import Path", "Path("), ("from zlib import crc32", "crc32("))
    wanted = "".join(f"{line}\n" for line, use in needed if use in everything)
    head = _HEAD.format(
        title=_one_line(experiment.title or "A recurrent network"),
        about=about.format(version=__version__, numpy=np.__version__),
        imports=imports.replace("# more\n", wanted),
        timesteps=experiment.training.timesteps,
        batch_size=experiment.training.batch_size,
        dtype=experiment.dtype,
        learning_rate=experiment.training.learning_rate,
    )
    return head + "".join(f"\n\n{body}\n" for body in bodies if body)


def assignment_of_series(names: list[str]) -> str:
    """A line, or more, that makes each name an empty dictionary."""
    lines = textwrap.wrap(f"({', '.join(names)})", 64)
    lines[-1] += f" = ({{}} for _ in range({len(names)}))"
    return "\n".join(lines)


def titled(lines: Iterable[Lines]) -> Iterator[str]:
    """The text of the statements, a comment above each sweep."""
    title = ""
    for part in lines:
        phase = part.statements[0].operation.phase
        if _TITLES[phase] != title:
            title = _TITLES[phase]
            yield f"\n# {title}"
        texts = [statement.text for statement in part.statements]
        yield from texts if part.head is None else [part.head, *(f"    {text}" for text in texts)]


def mapping(values: dict[str, str]) -> str:
    """A dictionary's source, its keys strings; on lines of its own where it is long."""
    items = ", ".join(f'"{key}":\0{value}' for key, value in values.items())
    if len(items) <= 72:
        return f"{{{items}}}".replace("\0", " ")
    lines = textwrap.fill(f"{items},", 80, initial_indent="    ", subsequent_indent="    ")
    return f"{{\n{lines}\n}}".replace("\0", " ")


def _one_line(text: str) -> str:
    return " ".join(text.split()).replace("\\", "/").replace('"', "'")
