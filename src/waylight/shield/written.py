"""A text as written beside its plain form, and what a contact found in it is."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from waylight.text import characters
from waylight.text.folding import PLACEHOLDER, Folded

_PLACEHOLDER = re.compile(PLACEHOLDER)
_NATIVE_DIGITS = {
    zero + d: str(d) for zero in (0x0660, 0x06F0, 0x0966, 0x09E6, 0x0E50, 0x0AE6, 0x0BE6) for d in range(10)
}


@dataclass(frozen=True, slots=True)
class Contact:
    """A way to reach somebody, found in a text.

    kind: phone, email, handle, link, wallet, iban or payment. value: canonical, the same for every way of
    writing it. obscured: the writing hides it beyond ordinary formatting. country: ISO 3166 alpha-2 of a
    phone or IBAN where the number itself says so. start, end: code points of the text.
    """

    kind: str
    value: str
    obscured: bool
    country: str | None
    start: int
    end: int


@dataclass(slots=True)
class Written(Folded):
    """The plain form of a text (`text`) with the way back to the `original`."""

    original: str

    def shown(self, start: int, end: int) -> str:
        """What the original shows for plain characters start..end."""
        first, last = self.span(start, end)
        return self.original[first:last]

    def cased(self, start: int, end: int) -> str:
        """Plain characters start..end with the capitals of the original, for addresses where they count."""
        plain, shown = self.text[start:end], self.shown(start, end)
        if len(plain) == len(shown):
            return "".join(s if s.isascii() else p for s, p in zip(shown, plain, strict=True))
        return characters.REMOVED.sub("", shown) if shown.isascii() else plain

    def veiled(self, start: int, end: int) -> bool:
        """Whether the original hides these characters behind other ones; digits of its own script do not count."""
        return self.shown(start, end).translate(_NATIVE_DIGITS).lower() != self.text[start:end]

    def contact(
        self, kind: str, value: str, start: int, end: int, *, obscured: bool, country: str | None = None
    ) -> Contact:
        """A contact at plain characters start..end, placed in the original."""
        first, last = self.span(start, end)
        return Contact(kind, value, obscured, country, first, last)


def read(text: str) -> Written:
    """The plain form of a text: characters and look-alikes undone, placeholders blanked out."""
    plain, offsets, met = characters.plain(text)
    plain = characters.without_look_alikes(plain)
    if "[" in plain:
        plain = _PLACEHOLDER.sub(lambda m: "\n" * len(m[0]), plain)
    return Written(plain, offsets, tuple(sorted(met)), text)


@cache
def data(name: str) -> Mapping[str, Any]:
    """One of the tables in data/contacts."""
    path = resources.files("waylight.data") / "contacts" / f"{name}.toml"
    return tomllib.loads(path.read_text("utf-8"))


def plain_words(words: str) -> list[str]:
    """Words of a list in plain form, as they are found in a plain text."""
    return [characters.without_look_alikes(characters.plain(word)[0]) for word in words.split()]


@cache
def common_words() -> frozenset[str]:
    """Ordinary words of the ten languages, in plain form: never taken for a name on a service."""
    text = (resources.files("waylight.data") / "names" / "common.txt").read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return word_set("common", "words") | frozenset(plain_words(" ".join(lines)))


@cache
def word_set(table: str, key: str) -> frozenset[str]:
    """A word list of words.toml in plain form."""
    return frozenset(plain_words(data("words")[table][key]))


def either(words: list[str] | frozenset[str]) -> str:
    """A pattern for any of these words, longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=lambda w: (-len(w), w)))
