"""Entries with patterns per language, read from YAML: what indicators, voice, distress and counter-signs are.

A lexicon folder holds `entries.yaml` (or several `*.yaml`): what each entry means, once for all languages;
and `words/<language>.yaml`: its patterns, guards and examples in that language, one file per reviewer.
A words file may hold `lists` of words, which a pattern names in braces (`work ~2 {places}`), and `unless`
guards that hold for every entry of that file except those that speak against (negative weight).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import yaml

from waylight.stage import ContractError
from waylight.text.matcher import Hit, Matcher
from waylight.text.spelling import Speller

LEXICONS = ("indicators", "voice", "distress")
"""The folders of `waylight/data` that are lexicons."""


@dataclass(frozen=True, slots=True)
class Words:
    """An entry's patterns in one language. `fires` are texts that must match, `stays_quiet` must not."""

    language: str
    patterns: Sequence[str]
    unless: Sequence[str] = ()
    fires: Sequence[str] = ()
    stays_quiet: Sequence[str] = ()
    reviewer: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One indicator or sign.

    says: the sentence an analyst sees. leg: act, means, purpose, context, against, or what the lexicon
    defines. standard: the published source it comes from. grade: `tested: predicts`, `tested: does not
    predict` or `untested`. weight: contribution to a score; negative speaks against. child: concerns a
    child, so that the post is routed and not kept for browsing.
    """

    id: str
    name: str
    says: str
    leg: str
    standard: str
    grade: str
    weight: float
    reviewer: str
    date: str
    child: bool = False
    words: dict[str, Words] = field(default_factory=dict)


class Lexicon:
    """A folder of entries under `waylight/data`, ready to match folded text."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.entries = load(files("waylight.data") / name)

    @cached_property
    def _against(self) -> Matcher:
        """Finds the entries that speak against something."""
        return _matcher(list(enumerate(self.entries)), against=True)

    @cached_property
    def speller(self) -> Speller:
        """Repairs slips of the finger towards the words of this lexicon."""
        matcher, numbers = _signs()
        return Speller(matcher.words(i for i, (name, _) in enumerate(numbers) if name == self.name))

    def find(self, folded: str, *, against: bool = True) -> list[tuple[Entry, Hit]]:
        """Every entry that matches a folded text, with the place.

        against: look for what speaks against also where nothing speaks for it; leave it out where a sign
        against alone would change nothing, which most posts have.
        """
        hits = _found(folded).get(self.name, [])
        if hits or against:
            hits = sorted([*hits, *self._against.find(folded)], key=_by_place)
        return [(self.entries[hit.entry], hit) for hit in hits]


def _matcher(entries: Sequence[tuple[int, Entry]], *, against: bool) -> Matcher:
    # A guard silences its entry in every language, because people mix languages within a post.
    rows = [(i, w) for i, entry in entries if (entry.weight < 0) is against for w in entry.words.values()]
    return Matcher(
        [(i, pattern) for i, words in rows for pattern in words.patterns],
        [(i, guard) for i, words in rows for guard in words.unless],
    )


@cache
def _signs() -> tuple[Matcher, Sequence[tuple[str, int]]]:
    """One matcher for what speaks for something in any lexicon, and whose entry each of its numbers is."""
    numbers = [(name, i) for name in LEXICONS for i in range(len(lexicon(name).entries))]
    entries = [(n, lexicon(name).entries[i]) for n, (name, i) in enumerate(numbers)]
    return _matcher(entries, against=False), numbers


# A post is searched once for all lexicons, and asked for again by each.
@lru_cache(maxsize=1 << 13)
def _found(folded: str) -> dict[str, list[Hit]]:
    matcher, numbers = _signs()
    found: dict[str, list[Hit]] = {}
    for hit in matcher.find(folded):
        name, entry = numbers[hit.entry]
        found.setdefault(name, []).append(Hit(entry, hit.start, hit.end))
    return found


def _by_place(hit: Hit) -> tuple[int, int, int]:
    return hit.start, hit.end, hit.entry


@cache
def lexicon(name: str) -> Lexicon:
    """The lexicon of that name, read once per process."""
    return Lexicon(name)


def load(folder: Traversable) -> list[Entry]:
    """Read a lexicon folder; raises ContractError where an entry is incomplete or a language names no entry."""
    entries: dict[str, Entry] = {}
    for path in sorted((p for p in folder.iterdir() if p.name.endswith(".yaml")), key=lambda p: p.name):
        for record in _yaml(path):
            entry = _entry(record, path.name)
            if entry.id in entries:
                raise ContractError(f"entry {entry.id!r} stands twice.", where=path.name)
            entries[entry.id] = entry
    for path in sorted((folder / "words").iterdir(), key=lambda p: p.name):
        _read_words(path, entries)
    return list(entries.values())


def _read_words(path: Traversable, entries: dict[str, Entry]) -> None:
    document = _yaml(path)
    language = path.name.removesuffix(".yaml")
    _check_keys(document, {"reviewer", "date", "lists", "unless", "entries"}, "the file", path.name)
    lists, common = document.get("lists", {}), document.get("unless", [])
    for name, record in document["entries"].items():
        if name not in entries:
            raise ContractError(f"no entry is called {name!r}.", where=path.name)
        _check_keys(record, {"patterns", "unless", "fires", "stays_quiet"}, f"entry {name!r}", path.name)
        guards = [*record.get("unless", ()), *(common if entries[name].weight >= 0 else ())]
        entries[name].words[language] = Words(
            language,
            [_expanded(pattern, lists, path.name) for pattern in record.get("patterns", ())],
            [_expanded(guard, lists, path.name) for guard in guards],
            record.get("fires", ()),
            record.get("stays_quiet", ()),
            reviewer=document["reviewer"],
            date=str(document["date"]),
        )


def _check_keys(record: Mapping[str, Any], known: set[str], what: str, where: str) -> None:
    unknown = set(record) - known
    if unknown:
        raise ContractError(f"{what} has unknown keys {sorted(unknown)}.", where=where)


_NAMED = re.compile(r"\([^()]*\)|\{(\w+)\}")


def _expanded(pattern: str, lists: Mapping[str, Sequence[str]], where: str) -> str:
    """The pattern with `{name}` replaced by the words of that list, as alternatives."""

    def words(name: str) -> str:
        if name not in lists:
            raise ContractError(
                f"pattern {pattern!r} names the list {name!r}, which is not there.", where=where
            )
        return "|".join(map(str, lists[name]))

    def part(match: re.Match[str]) -> str:
        if match[1]:
            return f"({words(match[1])})"
        return re.sub(r"\{(\w+)\}", lambda inner: words(inner[1]), match[0])

    return _NAMED.sub(part, str(pattern))


def _entry(record: dict[str, Any], where: str) -> Entry:
    try:
        return Entry(**{**record, "date": str(record["date"]), "weight": float(record["weight"])})
    except (TypeError, KeyError) as error:
        raise ContractError(f"entry {record.get('id')!r}: {error}.", where=where) from error


def _yaml(path: Traversable) -> Any:
    return yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
