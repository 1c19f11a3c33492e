"""Disguises that operators use against word filters, applied to a clear text with a seeded generator."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from random import Random

from waylight.testing.day_grammar import phrases

_WORD = re.compile(r"(?<![<@#/.\w\u0900-\u0963])(?:[^\W\d_]|[\u0900-\u0963]){4,}(?![\w>@./])")
_LEET = str.maketrans({"a": "4", "e": "3", "i": "1", "o": "0", "s": "5"})
_LATIN = str.maketrans("aceopxyi", "асеорхуі")
_CYRILLIC = str.maketrans("асеорхуі", "aceopxyi")
_VOWELS = re.compile(r"[aeiouаеиоуієAEIOU]")


def ways(script: str) -> list[str]:
    """The disguises that make sense in a script: latin, cyrillic, arabic or devanagari."""
    common = ["zero-width", "digits"]
    return common + {
        "latin": ["leet", "homoglyph", "spaced", "elongated"],
        "cyrillic": ["homoglyph", "spaced", "elongated"],
        "arabic": ["elongated"],
    }.get(script, [])


def script(language: str) -> str:
    """The script a language of the day is written in."""
    return {"ru": "cyrillic", "uk": "cyrillic", "ar": "arabic", "hi": "devanagari"}.get(language, "latin")


def disguise(rng: Random, text: str, using: Sequence[str], language: str) -> str:
    """The text with one to four of its longer words disguised; contacts, tags and slots are left alone."""
    words = list(_WORD.finditer(text))
    chosen = sorted(rng.sample(range(len(words)), min(len(words), rng.randint(1, 4))))
    made, last = [], 0
    for at in chosen:
        way = rng.choice([name for name in using if name in _WAYS] or ["zero-width"])
        made += [text[last : words[at].start()], _WAYS[way](rng, words[at][0])]
        last = words[at].end()
    return "".join(made) + text[last:]


def disguise_digits(rng: Random, written: str, language: str) -> str:
    """A phone number with its digits spelled, as emoji, set apart or half replaced by letters."""
    spelled = phrases(language).get("digits", [])
    style = rng.choice(("emoji", "apart", "letters", "wide") + (("spelled",) * 2 if spelled else ()))
    digits = re.sub(r"\D", "", written)
    if style == "apart":
        return rng.choice((" ", ".", "-", " * ", "_")).join(digits)
    table: dict[str, Sequence[str]] = {
        "emoji": phrases("common")["digit_emoji"],
        "letters": "Ol23456789",
        "wide": [chr(0xFF10 + d) for d in range(10)],
        "spelled": spelled,
    }
    if style == "spelled":
        kept = [spelled[int(d)] if rng.random() < 0.6 else d for d in digits]
        return " ".join(kept)
    return "".join(table[style][int(d)] for d in digits)


def _spaced(rng: Random, word: str) -> str:
    return rng.choice((" ", ".", "-", "_")).join(word)


def _elongated(rng: Random, word: str) -> str:
    if "\u0600" <= word[0] <= "\u06ff":
        return word[:2] + "\u0640" * rng.randint(2, 4) + word[2:]
    vowels = list(_VOWELS.finditer(word))
    at = rng.choice(vowels).start() if vowels else 0
    return word[:at] + word[at] * rng.randint(3, 5) + word[at + 1 :]


def _zero_width(rng: Random, word: str) -> str:
    at = rng.randrange(1, len(word))
    return word[:at] + rng.choice("\u200b\u200c\u2060") + word[at:]


def _homoglyph(_: Random, word: str) -> str:
    latin = word[0].isascii() or word[-1].isascii()
    return word[:1] + word[1:].translate(_LATIN if latin else _CYRILLIC)


_WAYS: dict[str, Callable[[Random, str], str]] = {
    "leet": lambda _, word: word[:1] + word[1:].translate(_LEET),
    "homoglyph": _homoglyph,
    "zero-width": _zero_width,
    "spaced": _spaced,
    "elongated": _elongated,
}
