"""Names for the products and sums in between, made of what they are made of."""

from __future__ import annotations

from collections.abc import Iterable

from rnn_debugger.engine.symbols import Record, Tape


def name_the_anonymous(tape: Tape) -> None:
    """Give every symbol without a name one: ``Whh_h[3]``, ``f_c[3]``, ``sum_i[3]``, ``tanh_c[3]``.

    A partial sum is called after what it becomes, another sum after its first term; a name that
    is taken gets a number.
    """
    taken = {symbol.name for symbol in tape.symbols if symbol.base is not None}
    becomes = _sums_become(tape.records)
    for record in tape.records:
        symbol = record.output
        if symbol.base is not None:
            continue
        stem = _stem(record, becomes)
        symbol.base, number = stem, 2
        while symbol.name in taken:
            symbol.base, number = f"{stem}_{number}", number + 1
        taken.add(symbol.name)


def _stem(record: Record, becomes: dict[int, str]) -> str:
    operands = [str(symbol.base) for symbol in record.operands]
    if record.primitive.name == "add":
        return f"sum_{becomes.get(id(record.output), operands[0])}"
    return record.primitive.result_name(*operands)


def _sums_become(records: Iterable[Record]) -> dict[int, str]:
    """For each anonymous sum the name of the first named value that it is a term of."""
    becomes: dict[int, str] = {}
    for record in reversed(list(records)):
        if record.primitive.name != "add":
            continue
        output = record.output
        final = output.base if output.base is not None else becomes.get(id(output))
        if final is None:
            continue
        for operand in record.operands:
            if operand.base is None:
                becomes.setdefault(id(operand), final)
    return becomes
