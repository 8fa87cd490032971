"""What does not fit together is refused when it is bound."""

import pytest

from tests.support.conditions import check_refused


@pytest.mark.parametrize(
    ("marked", "sentence"),
    [
        ("any(⟨h⟩)", "any(…) asks what is true of h: compare it with something"),
        ("norm(⟨h > 1⟩) > 2", "norm(…) needs numbers, and h > 1 is 6 truth values; count(…) makes"),
        ("(⟨h > 0⟩) + 1 > 2", "+ needs numbers"),
        ("-⟨phase⟩ == 2", "- needs numbers, and phase is a text"),
    ],
)
def test_kinds_have_to_fit(marked, sentence):
    check_refused(marked, sentence)


@pytest.mark.parametrize(
    ("marked", "sentence"),
    [
        ("any(⟨Whh > h⟩)", "shapes 3 × 3 and 3 × 2 do not fit together"),
        ("any(⟨Whh * Wxh⟩ > 0)", "shapes 3 × 3 and 3 × 2 do not fit together"),
    ],
)
def test_shapes_have_to_fit(marked, sentence):
    check_refused(marked, sentence)
