"""The windows of data of an experiment as source code."""

from __future__ import annotations

from pathlib import Path

from rnn_debugger.data import BadInput, Sequences, Text, tasks
from rnn_debugger.data.generated import Generated
from rnn_debugger.experiments import Compiled
from rnn_debugger.script.literals import array_code
from rnn_debugger.script.sources import constants_used, functions_used

_TEXT = '''\
TEXT = Path({path!r}).read_text(encoding="utf-8")


def windows():
    """Yields for every iteration x and target, each (T, characters, B), and whether the streams
    begin: B streams of one-hot characters, the target being the next character.
    """
    characters = sorted(set(TEXT))
    numbers = {{character: number for number, character in enumerate(characters)}}
    length = len(TEXT) // B
    streams = np.array([numbers[character] for character in TEXT[: B * length]]).reshape(B, length)
    one_hot = np.eye(len(characters), dtype=dtype)
    while True:
        for p in range(0, length - T, T):
            x, target = one_hot[streams[:, p : p + T]], one_hot[streams[:, p + 1 : p + T + 1]]
            yield np.moveaxis(x, 0, 2).copy(), np.moveaxis(target, 0, 2).copy(), p == 0
'''
_SEQUENCES = '''\
# Sequences × timesteps × features.
{inputs}
{targets}


def windows():
    """Yields for every iteration x (T, inputs, B), target (T, outputs, B), and whether the
    sequences begin: B of them side by side, window after window.
    """
    while True:
        for first in range(0, len(inputs), B):
            for p in range(0, inputs.shape[1] - T + 1, T):
                chosen = slice(first, first + B), slice(p, p + T)
                x, target = inputs[chosen], targets[chosen]
                yield np.moveaxis(x, 0, 2).copy(), np.moveaxis(target, 0, 2).copy(), p == 0
'''

_TASK = '''\
{constants}


{functions}


def windows():
    """Yields for every iteration x (T, inputs, B) and target (T, outputs, B), a fresh batch each,
    and that the sequences begin.
    """
    iteration = 0
    while True:
        generator = np.random.default_rng([{seed}, iteration])
        x, target = {draw}(generator, T, B)
        yield np.ascontiguousarray(x, dtype), np.ascontiguousarray(target, dtype), True
        iteration += 1
'''


def data_code(compiled: Compiled) -> str:
    """Source that defines ``windows()``, in terms of ``T``, ``B`` and ``dtype``.

    Raises `BadInput` for data that cannot be written out.
    """
    dataset, data = compiled.dataset, compiled.experiment.data
    if isinstance(dataset, Text) and data.path is not None:
        return _TEXT.format(path=str(Path(compiled.folder / data.path).resolve()))
    if isinstance(dataset, Sequences):
        dtype = compiled.experiment.dtype
        return _SEQUENCES.format(
            inputs=array_code("inputs", dataset.x.astype(dtype)),
            targets=array_code("targets", dataset.target.astype(dtype)),
        )
    if isinstance(dataset, Generated):
        draw = dataset.task.draw.__name__
        sources = list(functions_used(draw, tasks))
        return _TASK.format(
            constants="\n".join(constants_used("\n".join(sources), tasks)),
            functions="\n\n".join(sources),
            seed=dataset.seed,
            draw=draw,
        )
    raise BadInput(f'data.source: "{data.source}" cannot be written out as a script')
