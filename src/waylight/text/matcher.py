"""Runs thousands of patterns over a text at once: a literal scan first, the few candidates' expressions after."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import islice
from typing import Any

from ahocorasick_rs import AhoCorasick

from waylight.text.folding import fold
from waylight.text.patterns import SPACES, Pattern, forget, plain
from waylight.text.scripts import PLACEHOLDER

_DIGIT = re.compile("[0-9]")
# Posts per thousand, roughly, in which a word of so many letters stands that is not among the commonest.
_BY_LENGTH = (0.0, 12.0, 8.0, 3.2, 1.2, 0.4, 0.2)


@dataclass(frozen=True, slots=True)
class Hit:
    """One match: which entry, and where in the folded text (code points, end exclusive)."""

    entry: int
    start: int
    end: int


class Matcher:
    """Finds many patterns in one text.

    patterns: (entry number, pattern). guards: (entry number, pattern) that silence a hit of the same entry
    when they match within `reach` code points of it.
    """

    def __init__(
        self, patterns: Iterable[tuple[int, str]], guards: Iterable[tuple[int, str]] = (), reach: int = 80
    ) -> None:
        self._reach = reach
        kept, guarding = list(patterns), list(guards)
        # Many entries share their guards, and languages their patterns: each is read and compiled once.
        read = {source: Pattern(source) for _, source in (*kept, *guarding)}
        forget()
        self._scan = _Scan([read[source] for _, source in kept])
        self._patterns = [(entry, _Compiled(read[source], self._scan.number)) for entry, source in kept]
        # Guards have literals of their own, which are looked for only where a pattern matches.
        self._guard_scan = _Scan([read[source] for _, source in guarding])
        compiled = {source: _Compiled(read[source], self._guard_scan.number) for _, source in guarding}
        self._guards: dict[int, list[_Compiled]] = {}
        for entry, source in guarding:
            self._guards.setdefault(entry, []).append(compiled[source])
        self._others: list[list[frozenset[int]]] = []
        self._anchored = self._by_anchor(self._scan.frequencies())
        self._anchors = frozenset(self._anchored)

    def _by_anchor(self, frequency: Sequence[float]) -> dict[int, list[int]]:
        """The patterns to be tried when a literal is seen: a pattern is tried at its rarest element."""
        tried: dict[int, list[int]] = {}
        for index, (_, compiled) in enumerate(self._patterns):
            rarest = min(compiled.needs, key=lambda need: sum(frequency[word] for word in need))
            self._others.append([need for need in compiled.needs if need is not rarest])
            for literal in rarest:
                tried.setdefault(literal, []).append(index)
        return tried

    def words(self, entries: Iterable[int]) -> set[str]:
        """The words that any pattern of these entries asks for."""
        wanted = frozenset(entries)
        found = (c.pattern.groups for entry, c in self._patterns if entry in wanted)
        return {word for groups in found for group in groups for literal in group for word in literal.split()}

    def find(self, text: str) -> list[Hit]:
        """Every entry's matches in a folded text, at most three per pattern, in order of position."""
        text = plain(text)
        spaced = f" {_spaced(text)} "
        words = f" {' '.join(spaced.split())} "
        seen = self._scan.seen(words)
        met = self._met(seen)
        if not met:
            return []
        hits: dict[tuple[int, int, int], Hit] = {}
        silent: dict[int, list[tuple[int, int]]] = {}
        for entry, compiled in met:
            for start, end in islice(compiled.spans(text, spaced, seen), 3):
                if entry not in silent:
                    silent[entry] = self._silent(entry, text, spaced, words)
                low, high = start - self._reach, end + self._reach
                if not any(stop > low and begin < high for begin, stop in silent[entry]):
                    hits[start, end, entry] = Hit(entry, start, end)
        return [hits[key] for key in sorted(hits)]

    def _met(self, seen: set[int]) -> list[tuple[int, _Compiled]]:
        """The patterns of which every element was seen somewhere."""
        met = []
        for index in {i for literal in seen & self._anchors for i in self._anchored[literal]}:
            for need in self._others[index]:
                if seen.isdisjoint(need):
                    break
            else:
                met.append(self._patterns[index])
        return met

    def _silent(self, entry: int, text: str, spaced: str, words: str) -> list[tuple[int, int]]:
        """Where the guards of an entry match."""
        if entry not in self._guards:
            return []
        seen = self._guard_scan.seen(words)
        guards = (g for g in self._guards[entry] if not any(map(seen.isdisjoint, g.needs)))
        return [span for guard in guards for span in guard.spans(text, spaced, seen)]


class _Scan:
    """Finds which literals of many patterns stand in a text."""

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        self._literals = sorted({word for pattern in patterns for group in pattern.groups for word in group})
        self.number = {word: i for i, word in enumerate(self._literals)}
        self._automaton: Any = AhoCorasick(self._literals) if self._literals else None

    def seen(self, words: str) -> set[int]:
        """Numbers of the literals in words set apart by single spaces."""
        if self._automaton is None:
            return set()
        return {found[0] for found in self._automaton.find_matches_as_indexes(words, overlapping=True)}

    def frequencies(self) -> list[float]:
        """In how many posts of a thousand each literal stands, roughly; only their order matters."""
        listed: dict[str, float] = {}
        for line in (files("waylight.data") / "frequent.txt").read_text("utf-8").splitlines():
            if not line.startswith("#"):
                for rank, word in enumerate(line.partition(":")[2].split()):
                    word = fold(word).text
                    listed[word] = max(1000 / (rank + 4), listed.get(word, 0.0))  # Zipf's law
        opening: Counter[int] = Counter()
        for word, share in listed.items():
            opening.update(dict.fromkeys(self.seen(f" {word} "), share))
        return [
            max(opening[i], min(listed.get(word, _by_length(word)) for word in words) / 5 ** (len(words) - 1))
            for i, words in enumerate(map(str.split, self._literals))
        ]


def _by_length(word: str) -> float:
    return _BY_LENGTH[len(word)] if len(word) < len(_BY_LENGTH) else 0.1


class _Compiled:
    """A pattern with its literals as numbers of a scan."""

    def __init__(self, pattern: Pattern, number: Mapping[str, int]) -> None:
        self.pattern = pattern
        self.needs = [frozenset(number[word] for word in group) for group in pattern.groups]
        self._heads = [(number.get(head), head) for head in pattern.heads]

    def spans(self, text: str, spaced: str, seen: Container[int]) -> Iterator[tuple[int, int]]:
        """Where it matches: tried at its heads alone, or searched for where it has none."""
        if self.pattern.counts and not _DIGIT.search(text):
            return
        if not self.pattern.heads:
            yield from (match.span() for match in self.pattern.regex.finditer(text))
            return
        last = 0
        heads = [head for number, head in self._heads if number is None or number in seen]
        for start in sorted({start for head in heads for start in _starts(head, spaced)}):
            if start >= last and self._may_match(spaced, start) and (match := self.pattern.regex.match(text, start)):
                last = match.end()
                yield match.span()


    def _may_match(self, spaced: str, start: int) -> bool:
        """Whether a match can begin there; looked at only until the expression, which is dear, is compiled."""
        if "regex" in vars(self.pattern) or self.pattern.reach is None:
            return True
        words = spaced[start + 1 :].split(None, self.pattern.reach)
        return self.pattern.near(f" {' '.join(words[: self.pattern.reach])} ")


def _starts(head: str, spaced: str) -> Iterator[int]:
    """Where a word with this head begins in the text; the spaced text is padded by one place."""
    at = spaced.find(head)
    while at >= 0:
        yield at if head[0] == " " else at - 1
        at = spaced.find(head, at + 1)


def _spaced(text: str) -> str:
    """The text with spaces for signs, place for place, and placeholders blanked out."""
    if "[" in text:
        text = PLACEHOLDER.sub(lambda held: " " * len(held[0]), text)
    return text.translate(SPACES)
