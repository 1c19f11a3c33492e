"""Runs thousands of patterns over a text at once: a literal scan first, the few candidates' expressions after."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
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
        self._signs = _Patterns(patterns)
        self._guards = _Patterns(guards)
        self._guarded = frozenset(entry for entries in self._guards.entries for entry in entries)
        forget()

    def words(self, entries: Iterable[int]) -> set[str]:
        """The words that any pattern of these entries asks for."""
        return self._signs.words(frozenset(entries))

    def find(self, text: str) -> list[Hit]:
        """Every entry's matches in a folded text, at most three per pattern, in order of position."""
        post = _Post(text)
        hits: dict[tuple[int, int, int], Hit] = {}
        for entries, spans in self._signs.matches(post):
            for start, end in islice(spans, 3):
                for entry in entries:
                    hits[start, end, entry] = Hit(entry, start, end)
        if guarded := self._guarded.intersection(hit.entry for hit in hits.values()):
            silent = [(e, a, b) for e, spans in self._guards.matches(post, guarded) for a, b in spans]
            return [hits[key] for key in sorted(hits) if not self._is_silent(hits[key], silent)]
        return [hits[key] for key in sorted(hits)]

    def _is_silent(self, hit: Hit, silent: Iterable[tuple[frozenset[int], int, int]]) -> bool:
        low, high = hit.start - self._reach, hit.end + self._reach
        return any(stop > low and begin < high and hit.entry in entries for entries, begin, stop in silent)


class _Post:
    """A text as patterns read it, with spaces for signs place for place, and as words between single spaces."""

    def __init__(self, text: str) -> None:
        self.text = plain(text)
        held = PLACEHOLDER.sub(lambda held: " " * len(held[0]), self.text) if "[" in text else self.text
        self.spaced = f" {held.translate(SPACES)} "
        self.words = f" {' '.join(self.spaced.split())} "


class _Patterns:
    """Different patterns, each with the entries that it stands for: entries share guards, languages patterns."""

    def __init__(self, sources: Iterable[tuple[int, str]]) -> None:
        owners: dict[str, set[int]] = {}
        for entry, source in sources:
            owners.setdefault(source, set()).add(entry)
        self.entries = [frozenset(entries) for entries in owners.values()]
        patterns = [Pattern(source) for source in owners]
        self._literals = sorted({word for pattern in patterns for group in pattern.groups for word in group})
        self._automaton: Any = AhoCorasick(self._literals) if self._literals else None
        number = {word: i for i, word in enumerate(self._literals)}
        self._compiled = [_Compiled(pattern, number) for pattern in patterns]
        self._tried = self._by_anchor()
        self._anchors = frozenset(self._tried)

    def words(self, entries: frozenset[int]) -> set[str]:
        """The words that the patterns of some entries ask for."""
        wanted = (c for c, own in zip(self._compiled, self.entries, strict=True) if own & entries)
        groups = (group for compiled in wanted for group in compiled.pattern.groups)
        return {word for group in groups for literal in group for word in literal.split()}

    def matches(
        self, post: _Post, only: frozenset[int] | None = None
    ) -> Iterator[tuple[frozenset[int], Iterator[tuple[int, int]]]]:
        """The patterns that may match, each with its entries and, as it is asked for, where it matches.

        only: leave out those that stand for none of these entries.
        """
        seen = self._seen(post.words)
        for index in {i for literal in seen & self._anchors for i in self._tried[literal]}:
            compiled = self._compiled[index]
            for need in compiled.needs:
                if seen.isdisjoint(need):
                    break
            else:
                if only is not None and only.isdisjoint(self.entries[index]):
                    continue
                yield self.entries[index], compiled.spans(post, seen)

    def _seen(self, words: str) -> set[int]:
        """Numbers of the literals that stand in a text."""
        if self._automaton is None:
            return set()
        return {found[0] for found in self._automaton.find_matches_as_indexes(words, overlapping=True)}

    def _by_anchor(self) -> dict[int, list[int]]:
        """The patterns to be tried when a literal is seen: a pattern is tried at its rarest element."""
        frequency, tried = self._frequencies(), dict[int, list[int]]()
        for index, compiled in enumerate(self._compiled):
            rarest = min(compiled.needs, key=lambda need: sum(frequency[word] for word in need))
            compiled.needs.remove(rarest)
            for literal in rarest:
                tried.setdefault(literal, []).append(index)
        return tried

    def _frequencies(self) -> list[float]:
        """In how many posts of a thousand each literal stands, roughly; only their order matters."""
        opening: Counter[int] = Counter()
        for word, share in _common().items():
            opening.update(dict.fromkeys(self._seen(f" {word} "), share))
        return [
            max(opening[i], min(map(_share, words)) / 5 ** (len(words) - 1))
            for i, words in enumerate(map(str.split, self._literals))
        ]


class _Compiled:
    """A pattern with its literals as numbers of a scan; `needs` are those besides its rarest element."""

    def __init__(self, pattern: Pattern, number: Mapping[str, int]) -> None:
        self.pattern = pattern
        self.needs = [frozenset(number[word] for word in group) for group in pattern.groups]
        self._heads = [(number.get(head), head) for head in pattern.heads]

    def spans(self, post: _Post, seen: Container[int]) -> Iterator[tuple[int, int]]:
        """Where it matches: tried at its heads alone, or searched for where it has none."""
        if self.pattern.counts and not _DIGIT.search(post.text):
            return
        if not self.pattern.heads:
            yield from (match.span() for match in self.pattern.regex.finditer(post.text))
            return
        last = 0
        heads = [head for number, head in self._heads if number is None or number in seen]
        for start in sorted({start for head in heads for start in _starts(head, post.spaced)}):
            if start < last or not self._may_match(post.spaced, start):
                continue
            if match := self.pattern.regex.match(post.text, start):
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


@cache
def _common() -> dict[str, float]:
    """The commonest words with their posts per thousand, by Zipf's law from their rank."""
    listed: dict[str, float] = {}
    for line in (files("waylight.data") / "frequent.txt").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            for rank, word in enumerate(map(_folded, line.partition(":")[2].split())):
                listed[word] = max(1000 / (rank + 4), listed.get(word, 0.0))
    return listed


def _folded(word: str) -> str:
    return fold(word).text


def _share(word: str) -> float:
    """Posts of a thousand in which a word stands, guessed by its length where it is not a common one."""
    return _common().get(word) or (_BY_LENGTH[len(word)] if len(word) < len(_BY_LENGTH) else 0.1)
