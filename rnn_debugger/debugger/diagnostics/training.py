"""What the recorded iterations say: the size of the updates, the loss, and clipping."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from rnn_debugger.debugger.diagnostics.findings import (
    Finding,
    Findings,
    percent,
    place_after_writer,
    plural,
)
from rnn_debugger.debugger.moment import Moment
from rnn_debugger.debugger.stops.places import Where
from rnn_debugger.debugger.stops.stops import Breakpoint
from rnn_debugger.debugger.texts.numbers import short
from rnn_debugger.engine import Array, Operation, Primitive, Program
from rnn_debugger.engine.primitives.clipping import ClipScale, ClipValue
from rnn_debugger.engine.primitives.updates import Descend
from rnn_debugger.recording import Place, loss_gain

LATEST = 10
"""Iterations whose median is the present size of the updates."""
LEAST_RATIO, MOST_RATIO = 1e-5, 1e-1
"""‖ΔW‖ / ‖W‖. About 1e-3 is healthy (Karpathy, CS231n, *Neural networks part 3*, "Ratio of
weights:updates"); a hundred times more or less is reported.
"""
STUCK_GAIN = 0.01
"""The loss is stuck where a quarter of the run lowers its mean by less than this share."""
LEARNED_SHARE = 0.01
"""Of the first loss; what is below it has little left to gain."""
CLIPPED_SHARE = 0.5
"""Of the latest iterations. Pascanu et al. (2013), section 3.2, set the limit to half to ten times
the mean norm: where most gradients are longer, it is their direction alone that still counts.
"""
CLIPPING_WINDOW = 100
"""Iterations."""


def update_ratios(moment: Moment) -> Findings:
    """Weight matrices whose updates are too small or too large for them. Biases, which begin at
    0, have no such measure.
    """
    norms = moment.norms[-LATEST:]
    if len(norms) < LATEST:
        yield Finding("updates", "waiting", f"Seen after {LATEST} iterations.")
        return
    seen = {}
    for column, name in enumerate(moment.results.parameters):
        yield None
        tensor = moment.program.tensors.get(name)
        if tensor is None or len(tensor.shape) < 2:
            continue
        with np.errstate(all="ignore"):
            ratio = float(np.median(norms[:, 2, column] / norms[:, 1, column]))
        if np.isfinite(ratio):
            seen[name] = ratio
    large = {name: ratio for name, ratio in seen.items() if ratio > MOST_RATIO}
    small = {name: ratio for name, ratio in seen.items() if ratio < LEAST_RATIO}
    if large:
        yield _out_of_range(moment, large, is_large=True)
    if small:
        yield _out_of_range(moment, small, is_large=False)
    if seen and not large and not small:
        low, high = (short(end(seen.values()), 2) for end in (min, max))
        sentence = f"‖ΔW‖ / ‖W‖ of the weight matrices is {low} to {high}."
        yield Finding("updates", "healthy", sentence)


def loss_progress(moment: Moment) -> Findings:
    """A loss that has stopped falling before it is small, or that rises."""
    losses = moment.losses
    gain = loss_gain(losses)
    if gain is None:
        yield Finding("stuck", "waiting", "Seen after 200 iterations.")
        return
    quarter = len(losses) // 4
    now = float(losses[-quarter:].mean())
    over = f"over the latest {plural(quarter, 'iteration')}"
    if not np.isfinite(gain) or now <= LEARNED_SHARE * float(losses[0]):
        # NaN is reported as such; and what is learned may stay as it is.
        yield Finding("stuck", "healthy", f"The mean loss is {short(now)} {over}.")
    elif gain >= STUCK_GAIN:
        sentence = f"The mean loss has fallen by {percent(gain)} {over}."
        yield Finding("stuck", "healthy", sentence)
    else:
        rises = gain < -STUCK_GAIN
        yield Finding(
            "stuck",
            "warning",
            f"The loss {'rises' if rises else 'is stuck'}: {over} its mean is {short(now)}, "
            f"{_change(gain)} the quarter of the run before.",
            "A smaller learning rate helps where it rises or jumps, a larger one where the "
            "updates are small. Look at the gradient too: nothing is learned from one that "
            "vanishes.",
            "loss",
            _last_written(moment, "loss"),
            Breakpoint(0, Where(operation=0), f"loss_gain < {STUCK_GAIN:g}"),
        )


def clipping(moment: Moment) -> Findings:
    """How often gradients are clipped, by the norms recorded before clipping."""
    clips = [op for op in moment.program if isinstance(op.rule, ClipScale | ClipValue)]
    if not clips:
        yield Finding("clipping", "healthy", "No gradient is clipped.")
        return
    gradients = moment.norms[-CLIPPING_WINDOW:, 0]
    if not len(gradients):
        yield Finding("clipping", "waiting", "Seen once an iteration has finished.")
        return
    yield None
    least, most = _counted(moment.program, clips, moment.results.parameters, gradients)
    cut = _cut_now(moment, clips)
    sentence = _clipping_sentence(clips[0].rule, least, most, len(gradients), cut)
    by_elements = least < most and cut is not None and cut.cut > CLIPPED_SHARE * cut.of
    if least / len(gradients) <= CLIPPED_SHARE and not by_elements:
        yield Finding("clipping", "healthy", sentence)
        return
    name = clips[0].output
    yield Finding(
        "clipping",
        "warning",
        sentence,
        "Where most gradients are cut, the limit decides about the size of a step: raise it, or "
        "lower the learning rate and find what makes gradients so large.",
        name,
        _last_written(moment, name),
        _clipping_stop(clips),
    )


class _Cut(NamedTuple):
    """Of the elements of all gradients in the iteration shown, or of its shares: so many."""

    cut: int
    of: int
    noun: str


def _clipping_sentence(
    rule: Primitive, least: int, most: int, iterations: int, cut: _Cut | None
) -> str:
    """`least` and `most` iterations have clipped. What is not known is not said: where they
    differ, the iteration shown tells more.
    """
    assert isinstance(rule, ClipScale | ClipValue)
    limit = short(rule.limit, trim=True)
    what = f"norm {limit}" if isinstance(rule, ClipScale) else f"elements ±{limit}"
    latest = f"the latest {iterations:,} iterations" if iterations > 1 else "the latest iteration"
    if least == most and iterations == 1:
        said = f"was {'' if least else 'not '}active in {latest}"
    elif least == most:
        said = f"was active in {percent(least / iterations)} of {latest}"
    elif least:
        said = f"was active in at least {percent(least / iterations)} of {latest}"
    else:
        said = f"may have been active in {latest}: the recorded norms do not tell"
    now = f" This iteration cut {cut.cut:,} of {plural(cut.of, cut.noun)}." if cut else ""
    return f"Clipping ({what}) {said}.{now}"


def _cut_now(moment: Moment, clips: list[Operation]) -> _Cut | None:
    """None where it is not known yet, or known of all iterations."""
    if clips[-1].id >= moment.reached:
        return None
    rule = clips[0].rule
    if isinstance(rule, ClipScale):
        cut = sum(bool(moment.value(clip.output) < 1) for clip in clips)
        return _Cut(cut, len(clips), "share") if len(clips) > 1 else None
    assert isinstance(rule, ClipValue)
    if not all(moment.is_present(clip.inputs[0]) for clip in clips):
        return None
    values = [np.abs(moment.value(clip.inputs[0])) for clip in clips]
    count = sum(int((value > rule.limit).sum()) for value in values)
    return _Cut(count, sum(value.size for value in values), "element")


def _counted(
    program: Program, clips: list[Operation], parameters: tuple[str, ...], gradients: Array
) -> tuple[int, int]:
    """How many iterations clipped, at least and at most. `gradients` (iterations, parameters) are
    norms before clipping. Of elements they tell this much: none is above the norm, and one at
    least is as large as the norm / √(their number). Of a timestep's share they tell nothing.
    """
    rule = clips[0].rule
    assert isinstance(rule, ClipScale | ClipValue)
    if len(clips) > (1 if isinstance(rule, ClipScale) else len(parameters)):
        return 0, len(gradients)
    with np.errstate(all="ignore"):
        if isinstance(rule, ClipScale):
            surely = possibly = np.sqrt((gradients**2).sum(1)) > rule.limit
        else:
            sizes = [np.sqrt(np.prod(program.tensors[name].shape)) for name in parameters]
            surely = (gradients > rule.limit * np.array(sizes)).any(1)
            possibly = (gradients > rule.limit).any(1)
    return int(surely.sum()), int(possibly.sum())


def _clipping_stop(clips: list[Operation]) -> Breakpoint:
    """Before the operation after the last that clips."""
    where = Where(operation=clips[-1].id + 1)
    rule = clips[0].rule
    if isinstance(rule, ClipScale):
        return Breakpoint(0, where, f"{clips[0].output} < 1")
    assert isinstance(rule, ClipValue)
    tests = (f"max(abs({clip.inputs[0]})) > {rule.limit:g}" for clip in clips)
    return Breakpoint(0, where, " or ".join(tests))


def _out_of_range(moment: Moment, ratios: dict[str, float], *, is_large: bool) -> Finding:
    """One for all matrices that change too much, or too little; it points at the worst."""
    worst = (max if is_large else min)(ratios, key=lambda name: ratios[name])
    others = [name for name in ratios if name != worst]
    limit = short(MOST_RATIO if is_large else LEAST_RATIO, trim=True)
    return Finding(
        "updates",
        "warning",
        f"{worst} changes by {short(ratios[worst], 2)} of its own norm an iteration, "
        f"{'more' if is_large else 'less'} than {limit}{_also(others)}.",
        "About a thousandth is healthy. "
        + (
            "Lower the learning rate, or clip."
            if is_large
            else "Raise the learning rate, or find out why the gradient is so small."
        ),
        worst,
        _last_written(moment, worst),
        _ratio_stop(moment.program, worst, is_large=is_large),
    )


def _also(others: list[str]) -> str:
    if not others:
        return ""
    return f"; so {'does' if len(others) == 1 else 'do'} {', '.join(others)}"


def _ratio_stop(program: Program, name: str, *, is_large: bool) -> Breakpoint:
    """Before the update, by the step that it is going to take."""
    update = program[program.writers[name][-1]]
    rate = f"{update.rule.learning_rate!r} * " if isinstance(update.rule, Descend) else ""
    step = update.inputs[0]
    sign, limit = (">", MOST_RATIO) if is_large else ("<", LEAST_RATIO)
    condition = f"{rate}norm({step}) {sign} {limit:g} * norm({name})"
    return Breakpoint(0, Where(operation=update.id), condition)


def _last_written(moment: Moment, name: str) -> Place:
    """Where the last finished iteration wrote it."""
    iteration = moment.position.iteration - 1
    return place_after_writer(moment.program, iteration, moment.program.writers[name][-1])


def _change(gain: float) -> str:
    if abs(gain) < 0.001:
        return "as in"
    return f"{short(100 * abs(gain), 2, trim=True)} % {'below' if gain > 0 else 'above'}"
