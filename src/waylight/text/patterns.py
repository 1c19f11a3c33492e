"""A small pattern language that a caseworker can read, and a matcher that runs thousands of them at once.

    hold* ~2 (passport|papers|travel documents)     pay for your? visa     <number> hours ~1 day

Elements stand apart by a space. `word` matches that word, `word*` any ending, `*word` any beginning;
`(a|b c)` one of several; `?` after an element makes it optional; `~3` skips up to three words of the
same sentence. `<number>`, `<money>`, `<contact>` and `<name>` match what they say. Text and patterns are
both folded (see `folding`), so accents, case, apostrophes and disguise do not matter. Scripts written
without spaces (Thai, Chinese, Japanese, Khmer, Burmese, Lao) match anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ahocorasick_rs import AhoCorasick

from waylight.stage import ContractError
from waylight.text.folding import fold

_CHARACTER = (
    r"\w'\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0dff\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff"
)
_WORD = f"[{_CHARACTER}]"
_BETWEEN = f"[^{_CHARACTER}.!?\n]{{1,4}}"
_SPACELESS = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_CLASSES = {
    "<number>": r"\d[\d.,]*",
    "<money>": r"(?:[$€£₹₽₱฿₴]\s?\d[\d.,]*\s?k?|\d[\d.,]*\s?(?:k\s)?(?:usd|eur|gbp|aed|sar|qar|inr|php|rub|uah|ron|lei|"
    r"dollars?|euros?|pounds?|dirhams?|pesos?|rubles?|reais|[$€£₹₽₱฿₴]))",
    "<contact>": r"\[(?:phone|email|handle|link|payment)-[^\]\s]+\]",
    "<name>": r"\[name-[^\]\s]+\]",
}
_TOKEN = re.compile(r"\([^()]*\)\??|<[a-z]+>\??|~\d+|[^\s]+")


@dataclass(frozen=True, slots=True)
class Hit:
    """One match: which entry, and where in the folded text (code points, end exclusive)."""

    entry: int
    start: int
    end: int


class Pattern:
    """One compiled pattern; `groups` are sets of literals of which each must occur for it to match."""

    def __init__(self, source: str) -> None:
        self.source = source
        self._parts = [_element(token) for token in _TOKEN.findall(source.strip())]
        if not self._parts or self._parts[0].optional or self._parts[0].skip or self._parts[-1].skip:
            raise ContractError(f"pattern {source!r} must begin and end with something to match.")
        required = [part.literals for part in self._parts if part.literals]
        if not required:
            raise ContractError(f"pattern {source!r} has no word that must occur.", do="Add one.")
        self.groups = sorted(required, key=lambda group: -min(map(len, group)))

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """The pattern as a regular expression over folded text."""
        out, skip, glue = "", 0, False
        for part in self._parts:
            if part.skip:
                skip += part.skip
                continue
            body = (_joint(skip, glue and part.spaceless) if out else "") + part.regex
            out += f"(?:{body})?" if part.optional else body
            skip, glue = 0, part.spaceless
        return re.compile(out)


def _joint(skip: int, spaceless: bool) -> str:
    if spaceless:
        return f"[^.!?。！？\n]{{0,{1 + skip * 4}}}?"
    return (f"(?:{_BETWEEN}{_WORD}+){{0,{skip}}}?" if skip else "") + _BETWEEN


@dataclass(frozen=True, slots=True)
class _Part:
    regex: str = ""
    literals: frozenset[str] = frozenset()
    optional: bool = False
    skip: int = 0
    spaceless: bool = False


def _element(token: str) -> _Part:
    if token.startswith("~"):
        return _Part(skip=int(token[1:]))
    optional = token.endswith("?") and len(token) > 1
    token = token[:-1] if optional else token
    if token in _CLASSES:
        return _Part(_CLASSES[token], optional=optional)
    if token.startswith("<"):
        raise ContractError(f"no class is called {token}.", do=f"There are: {', '.join(_CLASSES)}.")
    choices = token[1:-1].split("|") if token.startswith("(") else [token]
    regexes, literals = zip(*(_phrase(choice.split()) for choice in choices), strict=True)
    spaceless = all(_SPACELESS.search(choice) for choice in choices)
    body = regexes[0] if len(regexes) == 1 else f"(?:{'|'.join(regexes)})"
    # A class inside an alternative has no literal, and then the whole element cannot be an anchor.
    anchors = frozenset() if optional or "" in literals else frozenset(literals)
    return _Part(body, anchors, optional, spaceless=spaceless)


def _phrase(words: Sequence[str]) -> tuple[str, str]:
    """Regular expression of consecutive words, and the longest literal that it must contain."""
    pieces, longest = [], ""
    for word in words:
        if word in _CLASSES:
            pieces.append(_CLASSES[word])
            continue
        start, end = word.startswith("*"), word.endswith("*")
        literal = fold(word.strip("*")).text.strip()
        if not literal:
            raise ContractError(f"{word!r} is empty after folding.")
        spaceless = bool(_SPACELESS.search(literal))
        body = re.escape(literal).replace("'", "'?")
        before = "" if spaceless else f"{_WORD}*" if start else f"(?<!{_WORD})"
        after = "" if spaceless else f"{_WORD}*" if end else f"(?!{_WORD})"
        pieces.append(before + body + after)
        bare = max(literal.split("'"), key=len)
        longest = max(longest, bare, key=len)
    return _BETWEEN.join(pieces), longest


class Matcher:
    """Finds many patterns in one text: a literal scan first, the few candidates' expressions after.

    patterns: (entry number, pattern). guards: (entry number, pattern) that silence a hit of the same entry
    when they match within `reach` code points of it.
    """

    def __init__(
        self, patterns: Iterable[tuple[int, str]], guards: Iterable[tuple[int, str]] = (), reach: int = 80
    ) -> None:
        self._reach = reach
        self._patterns = [(entry, Pattern(source)) for entry, source in patterns]
        self._guards: dict[int, list[Pattern]] = {}
        for entry, source in guards:
            self._guards.setdefault(entry, []).append(Pattern(source))
        literals = sorted({w for _, p in self._patterns for g in p.groups for w in g})
        number = {word: i for i, word in enumerate(literals)}
        self._scan: Any = AhoCorasick(literals) if literals else None
        self._by_literal: list[list[int]] = [[] for _ in literals]
        self._needs: list[list[frozenset[int]]] = []
        for index, (_, pattern) in enumerate(self._patterns):
            first, *rest = [frozenset(number[w] for w in group) for group in pattern.groups]
            self._needs.append(rest)
            for literal in first:
                self._by_literal[literal].append(index)

    def find(self, text: str) -> list[Hit]:
        """Every entry's matches in a folded text, at most three per pattern, in order of position."""
        if self._scan is None:
            return []
        seen = {match[0] for match in self._scan.find_matches_as_indexes(text, overlapping=True)}
        if not seen:
            return []
        hits: dict[tuple[int, int, int], Hit] = {}
        for index in {i for literal in seen for i in self._by_literal[literal]}:
            if any(seen.isdisjoint(need) for need in self._needs[index]):
                continue
            entry, pattern = self._patterns[index]
            for count, match in enumerate(pattern.regex.finditer(text)):
                if count == 3:
                    break
                hit = Hit(entry, *match.span())
                if not self._silenced(hit, text):
                    hits[hit.start, hit.end, entry] = hit
        return [hits[key] for key in sorted(hits)]

    def _silenced(self, hit: Hit, text: str) -> bool:
        low, high = hit.start - self._reach, hit.end + self._reach
        return any(
            match.end() > low and match.start() < high
            for guard in self._guards.get(hit.entry, ())
            for match in guard.regex.finditer(text)
        )
