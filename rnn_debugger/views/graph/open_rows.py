"""Heights of the parts of an opened cell, within the room that its layer has. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

LANE = 6.0
"""Pixels of forward and backward lines along a road from its middle."""
NAMES = 15.0
"""Pixels of a line of names."""
_WITH_BEFORE = 235.0
"""Pixels from which gates show their pre-activations."""


@dataclass(frozen=True, slots=True)
class Span:
    """Where something begins and how high it is."""

    top: float
    height: float

    @property
    def middle(self) -> float:
        return self.top + self.height / 2


@dataclass(frozen=True)
class OpenRows:
    """From top to bottom: the road of the state that goes straight through, the joints under it,
    the gates, their pre-activations where there is room, and the lines that feed them all.
    """

    road: float
    joints: float
    gate: Span
    before: Span | None
    forward_bus: float
    backward_bus: float
    h: Span
    c_height: float
    radius: float


def lstm_rows(top: float, bottom: float) -> OpenRows:
    """The cell state is the road; h stands beside the joints."""
    room = bottom - top
    radius, backward_bus, forward_bus = _lower_end(room, bottom)
    air, gap, between = _gaps(room, 0.085, 22.0)
    spare = forward_bus - top - (2 * NAMES + air + 2 * radius + gap + between + _stub(room))
    shares, most = (0.34, 0.38, 0.28), (84.0, 110.0, 72.0)
    c, gate, before = _shared(spare, shares, most, has_before=between > 0)
    left = spare - c - gate - before
    air, gap = air + 0.5 * left, gap + 0.3 * left
    road = top + NAMES + c / 2
    joints = road + c / 2 + air + radius
    gate_top = joints + radius + gap + NAMES
    least = road + LANE + 11 + 2 * radius
    h = _span(max(least, joints - 50), min(forward_bus - 22, joints + 66))
    return OpenRows(
        road,
        joints,
        Span(gate_top, gate),
        Span(gate_top + gate + between, before) if between else None,
        forward_bus,
        backward_bus,
        h,
        c,
        radius,
    )


def gru_rows(top: float, bottom: float) -> OpenRows:
    """The state itself is the road; its box hangs from it."""
    room = bottom - top
    radius, backward_bus, forward_bus = _lower_end(room, bottom)
    air, gap, between = _gaps(room, 0.07, 16.0)
    h_top = top + 12 + 2 * radius
    road = h_top + 2 * LANE + 4
    fixed = road + 3 * radius + air + gap + NAMES + between + _stub(room)
    spare = forward_bus - fixed
    _, gate, before = _shared(spare, (0.0, 0.6, 0.4), (0.0, 120.0, 84.0), has_before=between > 0)
    left = spare - gate - before
    air, gap = air + 0.5 * left, gap + 0.3 * left
    joints = road + 2 * radius + air
    gate_top = joints + radius + gap + NAMES
    return OpenRows(
        road,
        joints,
        Span(gate_top, gate),
        Span(gate_top + gate + between, before) if between else None,
        forward_bus,
        backward_bus,
        _span(h_top, min(forward_bus - 22, h_top + 150)),
        0.0,
        radius,
    )


def _lower_end(room: float, bottom: float) -> tuple[float, float, float]:
    """The radius of joints, and where the lines back and forward run under the gates."""
    backward_bus = bottom - 4
    return 10.0 if room >= 200 else 9.0, backward_bus, backward_bus - 11


def _gaps(room: float, share: float, least: float) -> tuple[float, float, float]:
    """Pixels over the joints, under them, and between gates and pre-activations."""
    return (
        min(max(share * room, least), 36.0),
        min(max(0.04 * room, 6.0), 18.0),
        26.0 if room >= _WITH_BEFORE else 0.0,
    )


def _stub(room: float) -> float:
    """Pixels from the gates down to the line that feeds them."""
    return 18.0 if room >= 200 else 13.0


def _shared(
    spare: float,
    shares: tuple[float, float, float],
    most: tuple[float, float, float],
    *,
    has_before: bool,
) -> tuple[float, float, float]:
    """The heights of cell state, gates and pre-activations."""
    whole = sum(shares) - (0 if has_before else shares[2])
    c, gate, before = (
        min(spare * share / whole, limit) for share, limit in zip(shares, most, strict=True)
    )
    return c, gate, before if has_before else 0.0


def _span(top: float, bottom: float) -> Span:
    return Span(top, bottom - top)
