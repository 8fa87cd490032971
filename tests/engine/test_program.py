import re

import pytest
from hypothesis import given, settings

from tests.support.experiments import compiled, tables
from tests.support.running import present, program


@settings(max_examples=40)
@given(tables())
def test_structure_of_a_program(table):
    """Each value is assigned once, but for what the design lets change in place; nothing is read
    before it is written; timesteps and phases run as sweeps do.
    """
    subject = compiled(table).program
    for name, tensor in subject.tensors.items():
        writers = subject.writers[name]
        once = not tensor.persistent and tensor.of not in parameters(subject)
        assert len(writers) == 1 or not once, name
        assert writers or tensor.persistent
    for operation in subject:
        for name in operation.inputs:
            assert subject.is_present(name, operation.id), (operation, name)
    assert [operation.id for operation in subject] == list(range(len(subject)))


def parameters(subject):
    return {tensor.name for tensor in subject.parameters}


@settings(max_examples=25)
@given(tables())
def test_writers_readers_and_presence_by_brute_force(table):
    subject = compiled(table).program
    for name in subject.tensors:
        assert subject.writers[name] == tuple(o.id for o in subject if o.output == name)
        assert subject.readers[name] == tuple(o.id for o in subject if name in o.inputs)
    for operation in range(len(subject) + 1):
        found = [name for name in subject.tensors if subject.is_present(name, operation)]
        assert found == present(subject, operation)


@settings(max_examples=25)
@given(tables())
def test_what_reads_updated_weights_is_marked(table):
    subject = compiled(table).program
    changed: set[str] = set()
    for operation in subject:
        expected = [n for n in operation.inputs if n in changed and n in parameters(subject)]
        assert list(subject.reads_updated(operation)) == expected
        changed.add(operation.output)
    every_timestep = table["training"]["update_schedule"] == "every_timestep"
    assert subject.updates_every_timestep == every_timestep


def test_shapes_and_bytes():
    tensors = program(sizes=(3,), inputs=2, sequences=4, batch_size=4, length=2).tensors
    expected = {"x[1]": (2, 4), "h[0]": (3, 4), "bh": (3,), "Whh": (3, 3), "loss[1]": ()}
    assert {name: tensors[name].shape for name in expected} == expected
    assert [tensors[name].bytes for name in expected] == [64, 96, 24, 72, 8]


def test_it_prints_as_text():
    subject = program(length=2)
    lines = str(subject).splitlines()
    assert len(lines) == len(subject)
    for operation, line in zip(subject, lines, strict=True):
        time = "" if operation.timestep is None else f"t={operation.timestep}"
        expected = [str(operation.id), operation.phase, *filter(None, [time])]
        assert line.split()[: len(expected)] == expected
        assert line.endswith(operation.formula)


def test_formulas_name_the_output_and_the_operands():
    for operation in program(sizes=(2, 2), optimizer="adagrad", clip_value=1.0, length=2):
        left, _, right = re.split(r" (=|−=|\+=) ", operation.formula, maxsplit=1)
        assert left == operation.output
        for name in operation.inputs:
            assert name in right


def test_programs_are_data():
    subject = program()
    assert subject[3] is subject.operations[3]
    assert list(subject) == list(subject.operations)
    assert subject[3].primitive == subject[3].rule.name


@pytest.mark.parametrize(
    ("output", "text"),
    [
        ("a[1]", "sum_a[1] + bh"),
        ("dWhh", "da[1] h[0]ᵀ"),
        ("m_Whh", "0.9·m_Whh + 0.1·dWhh"),
        ("count_Whh", "1"),
        ("Whh", "step_Whh"),
    ],
)
def test_what_is_assigned(output, text):
    subject = program(length=1, optimizer="adam")
    (writer,) = subject.writers[output]
    assert subject[writer].right_side == text
