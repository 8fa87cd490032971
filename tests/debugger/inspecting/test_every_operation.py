"""Every operation of every built-in experiment: its title, its line of NumPy, its numbers, and the
operations that these are from.
"""

import re

import numpy as np
import pytest

from rnn_debugger.debugger import (
    builtin_experiments,
    code_line,
    numbers_of,
    open_session,
    operation_title,
    product_sentence,
    text_of,
    with_makers,
)
from rnn_debugger.debugger.inspecting import titles
from rnn_debugger.script import functions
from tests.support.experiments import OPTIMIZERS, random_table, session
from tests.support.oracle_cells import CELLS
from tests.support.reading import in_full, work_out

TABLES = {
    f"{cell}, {optimizer}": random_table(
        number,
        cell=cell,
        sequences=2,
        batch_size=2,
        length=2,
        optimizer=optimizer,
        loss=loss,
        clip_value=0.5,
        clip_norm=0.1,
        reduction="mean",
        update_schedule=schedule,
    )
    for number, (cell, optimizer, loss, schedule) in enumerate(
        zip(
            ["rnn", *CELLS],
            [*OPTIMIZERS, *OPTIMIZERS],
            ["softmax_cross_entropy", "squared_error", "binary_cross_entropy"] * 4,
            ["every_window", "every_timestep"] * 5,
            strict=False,
        )
    )
}


def opened(name):
    return session(TABLES[name]) if name in TABLES else open_session(name)


def evidence_of_everything(run, take):
    """The numbers of all operations of the second iteration, in order."""
    run.step(2, "iteration")
    run.recalling(1, range(len(run.program)), take).finish()


@pytest.fixture(params=[*builtin_experiments(), *TABLES])
def run(request):
    return opened(request.param)


def largest(values):
    return tuple(int(n) for n in np.unravel_index(np.abs(values).argmax(), values.shape))


def test_its_card_is_complete_and_right(run):
    """The numbers come to the result; each is the operand's element, and its link leads to what
    wrote that last.
    """
    program, written = run.program, {}

    def check(evidence):
        operation = evidence.operation
        assert operation_title(program, operation)
        assert operation.rule.sentence.endswith(".")
        assert operation.formula.startswith(operation.output)
        index = largest(evidence.after)
        pieces = with_makers(program, operation, numbers_of(evidence, index))
        *operands, result = [piece for piece in pieces if piece.tensor is not None]
        assert (result.tensor, result.index, result.operation) == (
            operation.output, index, operation.id,
        )  # fmt: skip
        assert result.value == evidence.after[index]
        for piece in operands:
            is_before = piece.tensor == operation.output
            array = evidence.before if is_before else evidence.operands[piece.tensor]
            assert piece.value == array[piece.index]
            assert piece.operation == written.get(piece.tensor)
        text = text_of(pieces)
        if not operation.rule.only_moves and "…" not in text:
            left = pieces[: next(n for n, p in enumerate(pieces) if p.text.endswith(" = "))]
            tolerance = 1e-5 if evidence.after.dtype == np.float32 else 2e-3
            found = work_out(in_full(left))
            assert found == pytest.approx(result.value, rel=tolerance, abs=1e-7), text
        written[operation.output] = operation.id

    evidence_of_everything(run, check)
    assert len(set(written.values())) > 10


def test_its_line_of_numpy_computes_the_same_bits(run):
    def check(evidence):
        operation = evidence.operation
        line = code_line(run.program, operation)
        target, sign, right_side = line.split(" ", 2)
        assert target == operation.output
        if operation.primitive in ("read", "start"):
            return
        scope = {"np": np, **vars(functions)}
        before = {} if evidence.before is None else {operation.output: evidence.before}
        for name, value in {**before, **evidence.operands}.items():
            base, timestep = re.fullmatch(r"([^\[]+)(?:\[(\d+)\])?", name).groups()
            if timestep is None:
                scope[base] = value
            else:
                scope.setdefault(base, {})[int(timestep)] = value
        expected = evidence.after
        with np.errstate(all="ignore"):
            found = eval(right_side, scope)
            if sign != "=":
                found = {"+=": np.add, "-=": np.subtract}[sign](evidence.before, found)
        # A constant fills the whole tensor.
        found = np.broadcast_to(np.asarray(found, expected.dtype), expected.shape)
        assert found.tobytes() == np.ascontiguousarray(expected).tobytes(), line

    evidence_of_everything(run, check)


def test_no_title_is_only_a_name(run):
    for operation in run.program:
        title = operation_title(run.program, operation)
        assert title != titles._named(operation.primitive)
        assert not title.endswith(".")


def test_a_product_says_which_row_gives_the_element(run):
    def check(evidence):
        operation = evidence.operation
        index = largest(evidence.after)
        told = product_sentence(run.program, operation, index)
        code = code_line(run.program, operation)
        if not told or " @ " not in code:
            assert "@" not in code
            return
        left, right = (evidence.operands[name] for name in operation.inputs)
        kind = operation.rule.__class__.__name__
        if kind == "Accumulate":
            kind = operation.rule.share.__class__.__name__
        row, other = (
            int(n) for n in re.findall(r"(?:row|column|element) (\d+)", told + " row 0")[:2]
        )
        if kind == "Outer":
            value = left[row] @ right[other]
        else:
            line = left[row] if told.startswith("row") else left[:, row]
            value = line @ right[:, other if "times column" in told else 0]
        before = evidence.before[index] if evidence.before is not None else 0
        assert before + value == pytest.approx(evidence.after[index], rel=1e-4, abs=1e-9)

    evidence_of_everything(run, check)


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        ("dWxh", "The gradient of a product reaches its left factor"),
        ("dh_out[1]", "The gradient of a product reaches its right factor"),
        ("dh[1]", "Gradients that meet are added"),
        ("h[1]", "The sigmoid squashes each element"),
        ("loss", "The losses of all timesteps together"),
        ("Wxh", "The weight takes a step downhill"),
    ],
)
def test_titles(simple_words, output, expected):
    program = simple_words.program
    operation = program[program.writers[output][0]]
    assert operation_title(program, operation) == expected


@pytest.mark.parametrize(
    ("output", "side"),
    [("do[2]", "left"), ("dtanh_c[2]", "right"), ("dg[2]", "right"), ("df[2]", "left"),
     ("dc_next[1]", "right")],
)  # fmt: skip
def test_the_gradient_of_a_gate_says_which_factor_it_reaches(output, side):
    """h[2] = o[2] ∘ tanh_c[2], c[2] = f[2] ∘ c[1] + i[2] ∘ g[2]."""
    program = session(random_table(1, cell="lstm", length=2)).program
    operation = program[program.writers[output][0]]
    title = operation_title(program, operation)
    assert title == f"The gradient of a product reaches its {side} factor"


def test_a_long_sum_is_a_loop():
    run = open_session("char-rnn")
    operation = run.program[run.program.writers["loss"][0]]
    assert code_line(run.program, operation) == "loss = sum(loss[t] for t in range(1, 26))"
