"""What holds for every primitive that there is."""

import importlib
import pkgutil

import numpy as np
import pytest

from rnn_debugger.engine import ShapeError, primitives
from rnn_debugger.engine.primitive import (
    ALIGNMENT,
    Primitive,
    Workspace,
    aligned,
    allocate,
    elementwise,
)
from rnn_debugger.engine.primitives.elementwise import Elementwise
from rnn_debugger.engine.primitives.losses import Loss
from rnn_debugger.engine.primitives.slots import Average
from rnn_debugger.engine.primitives.updates import SUBTRACT_STEP, RootStep

for found in pkgutil.iter_modules(primitives.__path__):
    importlib.import_module(f"{primitives.__name__}.{found.name}")


def subclasses(cls):
    return {cls, *(below for child in cls.__subclasses__() for below in subclasses(child))}


BASES = {Primitive, Elementwise, Loss, Average, RootStep}
CONCRETE = sorted(subclasses(Primitive) - BASES, key=lambda cls: cls.name)


@pytest.mark.parametrize("primitive", CONCRETE, ids=lambda cls: cls.name)
def test_it_says_what_it_does(primitive):
    assert primitive.__module__.startswith(primitives.__name__)
    assert primitive.name == primitive.name.lower()
    assert primitive.sentence.endswith(".")
    assert primitive.expression
    says_its_old_value = primitive.assignment in ("+=", "−=") or "{out}" in primitive.expression
    assert says_its_old_value == primitive.in_place
    assert primitive.__doc__


def test_names_are_unique():
    names = [primitive.name for primitive in CONCRETE]
    assert len(names) == len(set(names)) > 20


def test_without_a_gradient_it_says_so():
    with pytest.raises(NotImplementedError, match="subtract_step has no gradient"):
        SUBTRACT_STEP.vjp(None, None)


def test_elementwise_shapes():
    assert elementwise("p", (3, 2), (3,), ()) == (3, 2)
    with pytest.raises(ShapeError, match=r"p: shapes \(3, 2\) and \(2,\) do not fit"):
        elementwise("p", (3, 2), (2,))


@pytest.mark.parametrize("out", [(3, 1), (3, 3)])
def test_a_vector_is_a_column(out):
    """Three rows and three columns: along the wrong axis it would fit as well."""
    vector, result = np.arange(3.0), np.zeros(out)
    operand, target = aligned(result, vector)
    np.add(operand, 0, target)
    np.testing.assert_array_equal(result, np.broadcast_to(vector[:, None], out))


def test_temporary_arrays_are_shared_by_shape_type_and_slot():
    work = Workspace({})
    like = np.zeros((2, 3))
    assert work.like(like) is work.like(like)
    assert work.like(like) is not work.like(like, slot=1)
    assert work.like(like) is not work.like(like.astype(np.float32))


@pytest.mark.parametrize("size", [1, 64, 1000])
def test_allocation_is_aligned_and_zero(size):
    block = allocate(size)
    assert block.ctypes.data % ALIGNMENT == 0
    assert len(block) == size
    assert not block.any()


@pytest.mark.parametrize("dtype", ["float32", "float64", "bool"])
def test_temporary_arrays_are_aligned_and_shared(dtype):
    work = Workspace({})
    array = work.array((3, 5), np.dtype(dtype))
    assert (array.shape, array.dtype, array.ctypes.data % ALIGNMENT) == ((3, 5), dtype, 0)
    assert work.like(array) is array
    assert work.like(array, slot=1) is not array
