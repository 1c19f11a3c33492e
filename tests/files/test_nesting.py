"""Nesting is never told too low, wherever the text is cut."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from waylight.files import limits
from waylight.files.nesting import Nesting, deepest


def counted(text: bytes) -> tuple[int, int]:
    """(most open, open at the end), one byte after the other."""
    most = now = 0
    inside = escaped = False
    for char in text.decode("latin-1"):
        if inside:
            escaped, inside = (not escaped and char == "\\"), escaped or char != '"'
        elif char == '"':
            inside = True
        elif char in "[{":
            now += 1
            most = max(most, now)
        elif char in "]}":
            now -= 1
    return most, now


@given(st.lists(st.text('[]{}"\\,a', max_size=12)))
def test_it_never_tells_too_little_wherever_the_text_is_cut(pieces: list[str]) -> None:
    nesting = Nesting()
    told = max([nesting.feed(piece.encode())[0] for piece in pieces], default=0)
    assert told >= counted("".join(pieces).encode())[0]


def test_brackets_in_strings_do_not_count() -> None:
    assert deepest(json.dumps({"text": "[" * 5000 + '\\"' + "{" * 5000})) <= 2


def test_an_ordinary_post_is_far_below_the_limit() -> None:
    post = {"a": [{"b": {"c": [{"d": {"e": ["f", {"g": {}}]}}]}}]}
    assert deepest(json.dumps([post] * 1000)) <= 30 < limits.DEPTH


def test_a_hundred_thousand_brackets_are_over_the_limit() -> None:
    for bomb in ("[" * 100_000, "[" * 100_000 + "]" * 100_000, '{"a":' * 100_000):
        assert deepest(bomb) > limits.DEPTH


def test_commas_and_brackets_outside_strings_are_counted() -> None:
    assert Nesting().feed(b'["a,b,c", [], {}, 1]')[1] == 9
