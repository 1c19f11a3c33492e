"""What is known of words when names are looked for: given and family names, ordinary words, kinds of places."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from waylight.text.gazetteer import gazetteer, key

MARKS = r"\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0903\u093a-\u094f\u0962\u0963\u200c\u200d"
"""Combining signs that belong to a word, for use inside brackets of an expression."""

LETTER = r"[^\W\d_]"
WORD = re.compile(rf"{LETTER}(?:{LETTER}|[{MARKS}]|['’-](?={LETTER}))*")
NOT_BEFORE = rf"(?<![\w{MARKS}])"

_SHORTENED = re.compile(r"n?['’](?:t|s|m|d|re|ve|ll)$")
_ENDINGS = re.compile(
    r"(?<=[a-z]{3})(?:ies|ings?|ers?|ed|es|s|ly|'s|mente|ment)$"
    r"|(?<=[\u0400-\u04ff]{3})(?:[аеиоуыэюяйьіїєґё]{1,2}|[оеі][вмйюх]|[аиыя]?м[иу]?|[аяия]?х|[оеє]?го|[оеє]?му)$"
)
"""Lower-case endings of English and Slavic words; good enough to recognise a listed word in another form."""


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    given: frozenset[str]
    family: frozenset[str]
    kinds: frozenset[str]
    spared: frozenset[str]
    ordinary: frozenset[str]
    stems: frozenset[str]


@cache
def _vocabulary() -> _Vocabulary:
    """The word lists of `data/names`, with the words of the lexicons counted as ordinary."""
    folder = files("waylight.data") / "names"
    kinds = _listed(folder / "kinds.txt")
    spared = _listed(folder / "spared.txt")
    ordinary = _listed(folder / "common.txt") | spared | kinds
    given, family = _listed(folder / "given.txt"), _listed(folder / "family.txt")
    ordinary |= _lexicon_words() - given - family
    return _Vocabulary(given, family, kinds, spared, ordinary, frozenset(stem(word) for word in ordinary))


@lru_cache(maxsize=20_000)
def is_given(word: str) -> bool:
    """Whether a lower-case word is a common given name, also in a Cyrillic case form."""
    return _is_among(word, _vocabulary().given)


@lru_cache(maxsize=20_000)
def is_family(word: str) -> bool:
    """Whether a lower-case word is a common family name, also in a Cyrillic case form."""
    return _is_among(word, _vocabulary().family)


@lru_cache(maxsize=20_000)
def is_kind(word: str) -> bool:
    """Whether a lower-case word names a kind of place, company or office."""
    kinds = _vocabulary().kinds
    return word in kinds or bare(word) in kinds


def is_spared(word: str) -> bool:
    """Whether a lower-case word is a people, a faith, a time, a brand or the like."""
    return word in _vocabulary().spared


@lru_cache(maxsize=20_000)
def is_ordinary(word: str) -> bool:
    """Whether a lower-case word is an everyday or indicator word in some form."""
    known, plain = _vocabulary(), _SHORTENED.sub("", bare(word))
    return word in known.ordinary or plain in known.ordinary or stem(plain) in known.stems


@lru_cache(maxsize=20_000)
def is_place(word: str) -> bool:
    """Whether a word or words are a city or country of the gazetteer."""
    return key(word) in gazetteer().names


def begins_place(word: str) -> bool:
    """Whether a word begins the name of a city or country of several words."""
    return key(word) in gazetteer().longer


def bare(word: str) -> str:
    """A word without Latin accents; other scripts unchanged."""
    if word.isascii() or not "a" <= unicodedata.normalize("NFD", word[0])[0] <= "\u024f":
        return word
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))


def stem(word: str) -> str:
    """A lower-case word without a common ending."""
    return _ENDINGS.sub("", word)


def _is_among(word: str, names: frozenset[str]) -> bool:
    if word in names or bare(word) in names:
        return True
    if len(word) < 4 or not "\u0400" <= word[0] <= "\u04ff":
        return False
    root = _ENDINGS.sub("", word)
    return any(root + end in names for end in ("", "а", "я", "ь", "й", "ия", "ій"))


def _listed(path: Traversable) -> frozenset[str]:
    lines = (line for line in path.read_text("utf-8").splitlines() if not line.startswith("#"))
    words = {word for line in lines for word in line.lower().split()}
    return frozenset(words | {bare(word) for word in words})


def _lexicon_words() -> set[str]:
    """The words that indicators and signs of need are made of: masking one would blind the reading."""
    found: set[str] = set()
    for lexicon in ("indicators", "voice", "distress"):
        folder = files("waylight.data") / lexicon / "words"
        if not folder.is_dir():
            continue
        for path in folder.iterdir():
            if path.name.endswith(".yaml"):
                found.update(WORD.findall(path.read_text("utf-8").lower()))
    return found
