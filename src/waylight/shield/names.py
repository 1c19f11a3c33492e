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
        known = _known(kind, value)
        if known is not None:
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
    """One value of an account: whole pattern, and patterns of the name's parts, each with its needle."""

    kind: str
    value: str
    whole: tuple[tuple[str, re.Pattern[str]], ...]
    parts: tuple[tuple[str, re.Pattern[str]], ...]
    plain: bool  # made of ordinary words only: believed only as it is written, or with @

    def find(self, text: str, low: str) -> Iterator[Found]:
        for needle, pattern in self.whole:
            if needle in low:
                for match in pattern.finditer(text):
                    if not self.plain or match[0][0] == "@" or match[0] == self.value:
                        yield match.start(), match.end(), self.kind, self.value
        for needle, pattern in self.parts:
            if needle in low:
                for match in pattern.finditer(text):
                    if _is_part(match[0]):
                        yield match.start(), match.end(), self.kind, self.value


@lru_cache(maxsize=8192)
def _known(kind: str, value: str) -> _Known | None:
    value = value.strip()
    handle = value.lstrip("@")
    words = [m[0] for m in WORD.finditer(value)]
    if len(handle) < 3 or (handle.isdigit() and len(handle) < 5):
        return None
    exact = re.compile(rf"@?{NOT_BEFORE}{re.escape(handle)}{_NOT_AFTER}", re.IGNORECASE)
    whole = [(handle.lower(), exact)]
    parts: list[tuple[str, re.Pattern[str]]] = []
    if kind == "name" and words:
        for spelled in {tuple(words), tuple(bare(w.lower()) for w in words)}:
            if sum(map(len, spelled)) >= 3:
                joined = r"[\W_]{0,3}".join(map(re.escape, spelled))
                whole.append((spelled[0].lower(), _bounded(joined)))
        if len(words) > 1:
            parts = [(n, _bounded(p)) for word in words if len(word) >= 3 for n, p in _spellings(word)]
    plain = bool(words) and handle.replace(" ", "").isalpha() and all(_protected(w.lower()) for w in words)
    return _Known(kind, value, tuple(whole), tuple(parts), plain)


def _bounded(pattern: str) -> re.Pattern[str]:
    return re.compile(f"{NOT_BEFORE}{pattern}{_NOT_AFTER}", re.IGNORECASE)


def _spellings(word: str) -> Iterator[tuple[str, str]]:
    low = word.lower()
    if "\u0400" <= low[0] <= "\u04ff" and len(low) > 4:
        root = stem(low)
        yield root, re.escape(root) + "[а-яёіїєґ]{0,3}"
        return
    for spelled in {low, bare(low)}:
        yield spelled, re.escape(spelled)


def _is_part(written: str) -> bool:
    low = written.lower()
    if is_ordinary(low):
        return (is_given(low) or is_family(low)) and written[0].isupper()
    if written[0] == low[0] and not _CASELESS.match(written) and len(written) < 5:
        return False
    return is_given(low) or is_family(low) or not is_place(low)


def _protected(low: str) -> bool:
    return is_ordinary(low) and not is_given(low) and not is_family(low)
