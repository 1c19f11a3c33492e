"""Hurried writing repaired: words that miss a known word by one slip of the finger.

One slip is a letter too many, one missing, one wrong, or two swapped (optimal string alignment distance 1).
Known words are found through their deletions (the symmetric-delete method of SymSpell).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property

from waylight.text.folding import Folded

SHORTEST = 5  # letters; shorter words have too many neighbours
_TOKEN = re.compile(r"[^\W\d_][^\W\d_\u0300-\u036f\u0900-\u0dff]*[\u0900-\u0dff]*")


class Speller:
    """Repairs words towards a vocabulary; a word with two possible repairs is left alone.

    Two letters swapped are the commonest slip, and go before the others.
    """

    def __init__(self, vocabulary: Iterable[str], ordinary: Iterable[str] = ()) -> None:
        self._known = {word for word in vocabulary if len(word) >= SHORTEST}
        self._ordinary = frozenset(ordinary) | self._known
        self._near: dict[str, str | None] = {}
        for word in sorted(self._known):
            for shorter in {word, *_deletions(word)}:
                # None marks a deletion that two words share.
                self._near[shorter] = word if self._near.get(shorter, word) == word else None

    def hurried(self, words: Iterable[str]) -> bool:
        """Whether two letters are swapped in one of these words, which then is no word that is known."""
        return not self._swaps.isdisjoint(words)

    @cached_property
    def _swaps(self) -> frozenset[str]:
        made = {swap for word in self._known for swap in _swapped(word)}
        return frozenset(made - self._ordinary)

    def repair(self, folded: str) -> Folded | None:
        """The text with slips undone and a map back to `folded`; None where nothing was to undo."""
        pieces: list[str] = []
        offsets: list[int] = []
        last = 0
        for match in _TOKEN.finditer(folded):
            word = match[0]
            if len(word) < SHORTEST or word in self._ordinary or (better := self._repaired(word)) is None:
                continue
            start, end = match.span()
            pieces += [folded[last:start], better]
            offsets += range(last, start)
            offsets += [min(start + i, end - 1) for i in range(len(better))]
            last = end
        if not pieces:
            return None
        offsets += range(last, len(folded) + 1)
        return Folded("".join(pieces) + folded[last:], offsets, ())

    def _repaired(self, word: str) -> str | None:
        swapped = _swapped(word) & self._known
        if len(swapped) == 1:
            return swapped.pop()
        found: set[str] = set()
        for shorter in {word, *_deletions(word)}:
            known = self._near.get(shorter, "")
            if known is None:
                return None
            if known and _one_slip(word, known):
                found.add(known)
        return found.pop() if len(found) == 1 else None


def _swapped(word: str) -> set[str]:
    return {word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(len(word) - 1)}


def _deletions(word: str) -> list[str]:
    return [word[:i] + word[i + 1 :] for i in range(len(word))]


def _one_slip(a: str, b: str) -> bool:
    if abs(len(a) - len(b)) > 1:
        return False
    start = 0
    while start < min(len(a), len(b)) and a[start] == b[start]:
        start += 1
    rest_a, rest_b = a[start:], b[start:]
    if len(a) == len(b):
        return rest_a[1:] == rest_b[1:] or (rest_a[:2] == rest_b[1::-1] and rest_a[2:] == rest_b[2:])
    return rest_a[1:] == rest_b if len(a) > len(b) else rest_a == rest_b[1:]
