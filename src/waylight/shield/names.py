"""Names of people in a text: those the platform named beside the post, and those the words give away."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from waylight.shield.name_signs import given_away
from waylight.shield.name_words import (
    MARKS,
    NOT_BEFORE,
    WORD,
    bare,
    is_family,
    is_given,
    is_ordinary,
    is_place,
    stem,
)

Found = tuple[int, int, str, str]
_NOT_AFTER = rf"(?![\w{MARKS}])"
_CASELESS = re.compile(r"[\u0600-\u06ff\u0900-\u097f]")
_PART = re.compile("[a-z0-9]+")
_SURROGATE = re.compile(r"[\ud800-\udfff]")


def find_names(text: str, people: Sequence[tuple[str, str]]) -> list[Found]:
    """Names, handles and ids of people in a text as (start, end, kind, value), sorted, none overlapping.

    people: (kind, value) of accounts known beside this text; kinds are `name`, `handle`, `account`. Their
    names are found whole, joined, and by part; the value is then the whole name. A name known only from
    the text (after a cue, by a given name, as signature, or as unknown capitalised words in plain prose)
    has the kind `name` and itself in title case as value. Start and end are code points of `text`.
    """
    low = _lower(text)
    found: list[Found] = []
    for kind, value in people:
        if _may_occur(value, low) and (known := _known(kind, value)):
            found += known.find(text, low)
    for start, end in given_away(text, low):
        found.append((start, end, "name", " ".join(w.capitalize() for w in text[start:end].split())))
    return _merged(found) if len(found) > 1 else found


def _merged(found: list[Found]) -> list[Found]:
    """Overlapping finds become one, with the value of the one found first (people before cues)."""
    order = sorted(range(len(found)), key=lambda i: (found[i][0], i))
    out: list[tuple[int, Found]] = []
    for i in order:
        start, end, kind, value = found[i]
        if out and start < out[-1][1][1]:
            rank, last = out[-1]
            kind, value = (last[2], last[3]) if rank < i else (kind, value)
            out[-1] = (min(rank, i), (last[0], max(last[1], end), kind, value))
        else:
            out.append((i, found[i]))
    return [f for _, f in out]


def _lower(text: str) -> str:
    """Lower case, character for character, with plain apostrophes."""
    low = text.lower()
    if len(low) != len(text):
        low = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    if not low.isascii():
        low = _SURROGATE.sub("?", low).replace("’", "'")
    return low


@dataclass(frozen=True, slots=True)
class _Known:
    """One value of an account: how it may be written whole, and the parts of a name, each after its needle.

    A needle is a lower-case beginning; its expression is compiled only for a text that has the needle.
    """

    kind: str
    value: str
    whole: tuple[tuple[str, str], ...]
    parts: tuple[tuple[str, str], ...]

    def find(self, text: str, low: str) -> Iterator[Found]:
        for needle, pattern in self.whole:
            for start, end in _places(text, low, needle, pattern):
                start -= text[start - 1 : start] == "@"
                if text[start] == "@" or text[start:end] == self.value or not _is_plain(self.value):
                    yield start, end, self.kind, self.value
        for needle, pattern in self.parts:
            for start, end in _places(text, low, needle, pattern):
                if _is_part(text[start:end]):
                    yield start, end, self.kind, self.value


def _may_occur(value: str, low: str) -> bool:
    """A cheap look at whether a text can name an account at all: it has the beginning of a word of it."""
    return not value.isascii() or any(part[:3] in low for part in _PART.findall(value.lower()))


@lru_cache(maxsize=8192)
def _known(kind: str, value: str) -> _Known | None:
    value = value.strip()
    handle = value.lstrip("@")
    if len(handle) < 3 or (handle.isdigit() and len(handle) < 5):
        return None
    whole = [(_lower(handle), re.escape(handle))]
    parts: list[tuple[str, str]] = []
    words = [_lower(m[0]) for m in WORD.finditer(value)] if kind == "name" else []
    for spelled in {tuple(words), tuple(map(bare, words))}:
        if sum(map(len, spelled)) >= 3 and spelled[0] != whole[0][0]:
            whole.append((spelled[0], r"[\W_]{0,3}".join(map(re.escape, spelled))))
    if len(words) > 1:
        parts = [spelling for word in words if len(word) >= 3 for spelling in _spellings(word)]
    return _Known(kind, value, tuple(whole), tuple(parts))


def _places(text: str, low: str, needle: str, pattern: str) -> Iterator[tuple[int, int]]:
    """Where a pattern that begins with a needle stands in a text as whole words."""
    start = low.find(needle)
    while start >= 0:
        if match := _bounded(pattern).match(text, start):
            yield match.span()
        start = low.find(needle, start + len(needle))


@lru_cache(maxsize=1024)
def _bounded(pattern: str) -> re.Pattern[str]:
    return re.compile(f"{NOT_BEFORE}{pattern}{_NOT_AFTER}", re.IGNORECASE)


def _is_plain(value: str) -> bool:
    """Whether a value is made of ordinary words only: believed as it is written, or after @."""
    return value.replace(" ", "").isalpha() and all(_protected(word.lower()) for word in value.split())


def _spellings(low: str) -> Iterator[tuple[str, str]]:
    """Needle and pattern of a name's part: with Cyrillic case endings, and without Latin accents."""
    if "\u0400" <= low[0] <= "\u04ff" and len(low) > 4:
        yield stem(low), re.escape(stem(low)) + "[а-яёіїєґ]{0,3}"
        return
    for spelled in {low, bare(low)}:
        yield spelled, re.escape(spelled)


def _is_part(written: str) -> bool:
    """Whether a part of a known name is meant by a word: written with a capital, or of no other use."""
    low = written.lower()
    if is_ordinary(low):
        return (is_given(low) or is_family(low)) and written[0].isupper()
    if written[0] == low[0] and not _CASELESS.match(written) and len(written) < 5:
        return False
    return is_given(low) or is_family(low) or not is_place(low)


def _protected(low: str) -> bool:
    return is_ordinary(low) and not is_given(low) and not is_family(low)
