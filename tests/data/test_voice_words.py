"""The words of the voice lane: every example, the rules of combination, and seven suites of hand-written posts.

The suites were written one after the other. Each later one was read once before any pattern was tuned on it;
those first readings are the honest estimate of what unseen posts get (precision, recall at score 0.5):

    second 0.96, 0.69    third 0.96, 0.88    fourth (unusual wording) 0.93, 0.55    fifth 1.00, 0.63
    sixth 1.00, 0.77  seventh (oblique accounts, few of the usual words) 1.00, 0.15

Every suite was used for tuning afterwards, so the figures asserted below guard against loss, no more.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
import yaml

from waylight.analyzers.voice import BIAS, score
from waylight.text.folding import fold
from waylight.text.lexicon import Entry, lexicon

LANGUAGES = {"en", "es", "pt", "fr", "ru", "uk", "ro", "ar", "hi", "tl"}
SUITES = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh"]
ENTRIES = {entry.id: entry for entry in lexicon("voice").entries}
EXAMPLES = [
    pytest.param(entry.id, text, kind == "fires", id=f"{language}-{entry.id}-{kind}-{n}")
    for entry in ENTRIES.values()
    for language, words in entry.words.items()
    for kind in ("fires", "stays_quiet")
    for n, text in enumerate(getattr(words, kind))
]


def found(text: str) -> list[Entry]:
    return [entry for entry, _ in lexicon("voice").find(fold(text).text)]


@cache
def suite(name: str) -> list[tuple[str, bool, str]]:
    """(language, belongs in the care lane, text) of one suite."""
    groups = yaml.safe_load((Path(__file__).parent / "voice" / f"{name}.yaml").read_text("utf-8"))
    return [
        (language, kind == "voice", text)
        for language, group in groups.items()
        for kind in ("voice", "other")
        for text in group[kind]
    ]


def figures(rows: list[tuple[str, bool, str]]) -> tuple[float, float]:
    """Precision and recall of score >= 0.5."""
    said = [(score(found(text)) >= 0.5, true) for _, true, text in rows]
    right = sum(yes and true for yes, true in said)
    return right / sum(yes for yes, _ in said), right / sum(true for _, true in said)


@pytest.mark.parametrize(("sign", "text", "fires"), EXAMPLES)
def test_every_example(sign: str, text: str, fires: bool) -> None:
    assert (sign in {entry.id for entry in found(text)}) is fires


def test_every_sign_with_words_has_them_in_ten_languages_with_examples() -> None:
    for entry in ENTRIES.values():
        if entry.words:
            assert set(entry.words) >= LANGUAGES, entry.id
        for words in entry.words.values():
            assert words.fires and words.stays_quiet and words.reviewer and words.date, entry.id


def test_legs_grades_and_weights_agree() -> None:
    for entry in ENTRIES.values():
        assert entry.leg in {"held", "harm", "need", "against"}, entry.id
        assert (entry.weight < 0) is (entry.leg == "against"), entry.id
        assert entry.grade == "untested" and entry.standard and entry.says.endswith("."), entry.id
        assert "victim" not in entry.says.lower() and "trafficker" not in entry.says.lower(), entry.id


def test_one_held_or_harm_sign_is_enough_and_a_call_for_help_is_not() -> None:
    for entry in ENTRIES.values():
        if entry.leg in {"held", "harm"}:
            assert score([entry]) >= 0.5, entry.id
        elif entry.leg == "need":
            assert score([entry]) < 0.5, entry.id


def test_a_call_for_help_with_any_other_sign_is_enough() -> None:
    help_sign = ENTRIES["asks-help"]
    for entry in ENTRIES.values():
        if entry.weight > 0 and entry is not help_sign:
            assert score([help_sign, entry]) >= 0.5, entry.id


def test_signs_against_alone_score_nothing_and_a_joke_outweighs_one_held_sign() -> None:
    assert score(entry for entry in ENTRIES.values() if entry.weight < 0) == 0.0
    assert score([ENTRIES["held-confined"], ENTRIES["joke"]]) < 0.5


def test_a_sign_counts_once() -> None:
    held = ENTRIES["held-confined"]
    assert score([held, held, held]) == score([held])
    assert BIAS < 0


def test_the_suites_are_large_and_hold_no_text_twice() -> None:
    texts = [text for name in SUITES for _, _, text in suite(name)]
    assert len(texts) >= 600
    assert len(set(texts)) == len(texts)
    assert all({language for language, _, _ in suite(name)} == LANGUAGES for name in SUITES)


@pytest.mark.parametrize("name", SUITES)
def test_suite(name: str) -> None:
    precision, recall = figures(suite(name))
    assert precision >= 0.97
    assert recall >= 0.97


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_no_language_is_left_behind(language: str) -> None:
    precision, recall = figures([row for name in SUITES for row in suite(name) if row[0] == language])
    assert precision >= 0.95
    assert recall >= 0.95


@pytest.mark.parametrize(
    "text",
    [
        "they took my passport, no me dejan salir, ayuda pls",
        "kuya di kami makauwi, they keep our papers",
        "bhai help, they locked us in and salary nahi dete",
        "помогите please they hold us here",
        "svp help ils ont pris mon passeport",
    ],
)
def test_mixed_languages(text: str) -> None:
    assert score(found(text)) >= 0.5
