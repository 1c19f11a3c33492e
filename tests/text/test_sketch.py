"""Near-duplicates share keys, strangers do not, and a sketch estimates Jaccard similarity."""

from __future__ import annotations

import random

import numpy as np
import pytest

from waylight.text.sketch import SHORTEST, alike, grams, jaccard, reduced, sketches

TEXT = "we need workers for a farm near the coast, housing and food are given, no papers asked, call today"


def edited(text: str, words: int, rng: random.Random) -> str:
    parts = text.split()
    for _ in range(words):
        parts[rng.randrange(len(parts))] = "".join(rng.choices("abcdefgh", k=6))
    return " ".join(parts)


def test_estimate_follows_exact_similarity() -> None:
    rng = random.Random(5)
    errors = []
    for _ in range(200):
        pair = [reduced(TEXT), reduced(edited(TEXT, rng.randrange(8), rng))]
        sketch, _ = sketches(pair)
        errors.append(alike(sketch[0], sketch[1]) - jaccard(grams(pair[0]), grams(pair[1]))[0])
    assert abs(np.mean(errors)) < 0.03 and np.std(errors) < 0.09


def test_a_small_edit_shares_a_key_and_another_text_does_not() -> None:
    rng = random.Random(6)
    other = "the match last night was a disgrace and the referee should look for different work tomorrow"
    _, keys = sketches([reduced(t) for t in (TEXT, edited(TEXT, 1, rng), other)])
    assert set(keys[0]) & set(keys[1])
    assert not set(keys[0]) & set(keys[2])


@pytest.mark.parametrize(
    "text",
    [
        "требуются девушки для работы в сфере обслуживания",
        "مطلوب عاملات منازل في الخارج براتب مغر",
        "招聘海外客服无需经验包吃住机票全免费马上出发联系我们招聘专员",
    ],
)
def test_every_script_has_keys(text: str) -> None:
    _, keys = sketches([reduced(text + text)])
    assert keys[0].all()


def test_short_and_empty_posts_have_no_keys() -> None:
    _, keys = sketches(["", "a" * (SHORTEST - 1), "good morning"])
    assert not keys.any()


def test_contacts_and_numbers_do_not_count() -> None:
    assert reduced("call [phone-1-aaaaaaaaaaaaaaaa] at 10") == reduced(
        "call [phone-1-bbbbbbbbbbbbbbbb] at 22"
    )


def test_a_row_does_not_depend_on_its_batch() -> None:
    texts = [reduced(TEXT), "x" * 40, "", reduced(TEXT[::-1]), "é" * 30]
    whole = sketches(texts)
    for row, text in enumerate(texts):
        alone = sketches([text])
        assert (alone[0][0] == whole[0][row]).all() and (alone[1][0] == whole[1][row]).all()
