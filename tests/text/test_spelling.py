"""One slip is undone, two are not, and what could be two words stays as it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waylight.text.spelling import Speller

SPELLER = Speller(["passport", "паспорт", "pasaporte", "escape", "escaped", "جوازي"], ordinary=["passports"])


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("they took my pasport", "they took my passport"),
        ("my passsport", "my passport"),
        ("my apssport", "my passport"),
        ("my pazsport", "my passport"),
        ("мой пасопрт у него", "мой паспорт у него"),
        ("ماسك جاوزي", "ماسك جوازي"),
    ],
)
def test_one_slip_is_undone(written: str, read: str) -> None:
    repaired = SPELLER.repair(written)
    assert repaired is not None and repaired.text == read


@pytest.mark.parametrize(
    "written", ["my passport", "passports", "pzssp0rt", "psasprot", "esapo", "short", "", "a\0b"]
)
def test_the_rest_is_left_alone(written: str) -> None:
    assert SPELLER.repair(written) is None


def test_places_lead_back() -> None:
    repaired = SPELLER.repair("he has my pasport now")
    assert repaired is not None
    start = repaired.text.index("passport")
    assert repaired.span(start, start + 8) == (10, 17)


@given(st.text(max_size=80))
def test_any_text_is_survived_and_spans_stay_inside(text: str) -> None:
    repaired = SPELLER.repair(text)
    if repaired is not None:
        for start in range(len(repaired.text)):
            low, high = repaired.span(start, start + 1)
            assert 0 <= low <= high <= len(text)
