"""The plain wording beneath a disguise: what lexicons and models read, with the way back to the original.

`fold` undoes styled letters, look-alikes of other scripts, invisible signs, digits and symbols for
letters, letters spaced out and letters drawn out. It never touches prices, ages, numbers or
placeholders such as `[phone-1-k3j5h7q2w9x4m6n8]`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from waylight.text import characters

DISGUISES = ("elongated", "homoglyph", "leet", "spaced", "styled", "zero-width")
"""The fixed vocabulary of `Folded.disguises`."""

PLACEHOLDER = r"\[[a-z]+(?:-[0-9a-z]+)*-[0-9a-z]{8,}\]"
"""What stands in a shielded text in place of an identity."""


@dataclass(slots=True)
class Folded:
    """Folded text, where its characters stood in the original, and which disguises were undone.

    offsets: None where every character stands at its own place; else one entry per folded character
    plus the length of the original. disguises: sorted words of `DISGUISES`.
    """

    text: str
    offsets: Sequence[int] | None
    disguises: tuple[str, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The code points of the original behind folded characters start..end; clipped to the text."""
        size = len(self.text)
        start, end = max(0, min(start, size)), max(0, min(end, size))
        if self.offsets is None or start >= end:
            places = self.offsets or range(size + 1)
            return places[start], places[max(start, end)]
        return self.offsets[start], max(self.offsets[end], self.offsets[end - 1] + 1)


# A batch is folded once and asked for again by every reading that quotes from it.
@lru_cache(maxsize=1 << 13)
def fold(text: str) -> Folded:
    """Undo the disguises of a text; never fails, and folding a folded text changes nothing."""
    if text.isascii():
        low = text.lower()
        if not _signs(low):
            return Folded(low, None, ())
    found: set[str] = set()
    offsets: list[int] | None = None
    while True:
        plain, places, met = characters.plain(text)
        if places is not None:
            offsets = characters.joined(offsets, places)
        text, offsets = _undone(plain, offsets, met)
        found |= met
        settled = text == plain
        if "\n" in text or "  " in text:
            wide = len(text)
            text, offsets = _without(text, offsets, _blanks(text))
            settled = settled and (len(text) == wide or not _signs(text) & _SPACING)
        if settled and (places is None or unicodedata.is_normalized("NFC", text)):
            return Folded(text, offsets, tuple(sorted(found)))


def _undone(text: str, offsets: list[int] | None, found: set[str]) -> tuple[str, list[int] | None]:
    """One round of everything after the characters; each step swaps in place or drops characters."""
    if not text.isascii():
        text = _noted(text, characters.without_look_alikes, "homoglyph", found)
    signs = _signs(text)
    if signs & _SPACING or not text.isascii():
        text, offsets = _without(text, offsets, _spacing(text, found))
    if signs & _LEET:
        text = _noted(text, _without_leet, "leet", found)
    if signs & _LENGTH:
        text, offsets = _without(text, offsets, _length(text, found))
    return text, offsets


def _noted(text: str, step: Callable[[str], str], name: str, found: set[str]) -> str:
    changed = step(text)
    if changed != text:
        found.add(name)
    return changed


def _without(
    text: str, offsets: list[int] | None, drops: list[tuple[int, int]]
) -> tuple[str, list[int] | None]:
    if not drops:
        return text, offsets
    kept: list[str] = []
    places: list[int] = []
    last = 0
    source: Sequence[int] = range(len(text) + 1) if offsets is None else offsets
    for start, end in drops:
        kept.append(text[last:start])
        places += source[last:start]
        last = end
    kept.append(text[last:])
    places += source[last:]
    return "".join(kept), places


# Cheap signs, read off a map of the text in which every character is one of a few classes.
_SPACING, _LEET, _LENGTH, _BLANKS = 1, 2, 4, 8


def _class(char: str) -> str:
    if char.isalpha() or char == "?":
        return "a"
    if char in " .-_*/|~+=^$@!\n":
        return "." if char in ".-_*/|~+=^" else char
    if char < " " or char == "\x7f":
        return "c"
    return "0" if char.isdigit() else ","


_CLASSES = bytes(ord(_class(chr(i))) if i < 128 else ord("a") for i in range(256))
_FLAT = bytes(ord(" ") if i == 10 else i for i in range(256))


def _signs(text: str) -> int:
    classes = text.encode("ascii", "replace").translate(_CLASSES)
    signs = _LENGTH if _has_triple(text) else 0
    if b".a." in classes or b" a a " in b" %b " % classes.translate(_FLAT):
        signs |= _SPACING
    if b"a0" in classes or b"a@a" in classes or b"$" in classes or b"a!a" in classes:
        signs |= _LEET
    return signs | _BLANKS if b"c" in classes or b"  " in classes or b"\n" in classes else signs


def _has_triple(text: str) -> bool:
    """Whether one character stands three times in a row: a string xored with itself, shifted by one."""
    wide = 1 if text.isascii() else 2
    data = text.encode("ascii" if wide == 1 else "utf-16-le")
    number = int.from_bytes(data, "little")
    return bytes(2 * wide) in (number ^ (number >> 8 * wide)).to_bytes(len(data), "little")


def _matches(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Matches outside placeholders."""
    return (m for m in pattern.finditer(text) if m[0][0] != "[")


_LETTER = r"[^\W\d_\u0900-\u0fff]"
_SPACED = re.compile(
    rf"{PLACEHOLDER}|(?<![\w\u0900-\u0fff]){_LETTER}"
    rf"(?P<gap>[ .\-_*/|~+=^·•∙°\u2600-\u27bf\U0001f300-\U0001faff])"
    rf"(?:(?:{_LETTER}|[013457@$](?=(?P=gap){_LETTER}))(?P=gap))+{_LETTER}(?![\w\u0900-\u0fff])"
)


def _spacing(text: str, found: set[str]) -> list[tuple[int, int]]:
    drops: list[tuple[int, int]] = []
    for match in _matches(_SPACED, text):
        if match["gap"] != "." or len(match[0]) > 5:  # "u.s.a" is joined but is no disguise
            found.add("spaced")
        drops += [(at, at + 1) for at in range(match.start() + 1, match.end(), 2)]
    return drops


_DRAWN = re.compile(rf"{PLACEHOLDER}|([^\W\d_])\1\1+")


def _length(text: str, found: set[str]) -> list[tuple[int, int]]:
    drops: list[tuple[int, int]] = []
    for match in _matches(_DRAWN, text):
        before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
        if before.isalpha() or after.isalpha():  # "www" and "xxx" alone are words
            found.add("elongated")
            drops.append((match.start() + 1, match.end()))
    return drops


_BLANK = re.compile(r"[ \n]{2,}")


def _blanks(text: str) -> list[tuple[int, int]]:
    drops: list[tuple[int, int]] = []
    for match in _BLANK.finditer(text):
        keep = text.find("\n", match.start(), match.end())
        keep = match.start() if keep < 0 else keep
        drops += [(a, b) for a, b in ((match.start(), keep), (keep + 1, match.end())) if a < b]
    return drops


_LEET_LETTERS = str.maketrans("013457@$!€", "oieastasie")
_LEET_CYRILLIC = str.maketrans("03457@$!€1", "озчстасиеи")
# A chunk begins only where a word does: a search inside every word would be quadratic on one without spaces.
_CHUNK = re.compile(rf"{PLACEHOLDER}|(?<![^\s\[\]])[^\s\[\]]+")
_PLACEHOLDER = re.compile(PLACEHOLDER)
_LEETED = re.compile(r"[^\W\d_][013457€$@!]|\$[^\W\d_]{2}")
_ADDRESS = re.compile(r"^@|://|^www\.|@[\w-]+\.[a-z]|\.[a-z]+/")
_CYRILLIC = re.compile("[\u0400-\u052f]")
_TOKEN = re.compile(r"\$?[^\W_](?:[^\W_]|[@$!€])*")
_RUN = re.compile(r"[013457@$!€]+")
_MONEY = frozenset("us usd aud cad nzd sgd hkd ca au nz mxn brl rd ar".split())
_AFTER_S = re.compile(r"(?:[eiou]|a(?!a)|[hklmnptw][aeiou])[^\W\d_]+$")
_VOWELS = frozenset("aeiouy013457@")


def _without_leet(text: str) -> str:
    if not _LEETED.search(_PLACEHOLDER.sub(" ", text) if "[" in text else text):
        return text
    return _CHUNK.sub(_plain_chunk, text)


def _plain_chunk(match: re.Match[str]) -> str:
    chunk = match[0]
    if chunk[0] == "[" or not _LEETED.search(chunk) or _ADDRESS.search(chunk):
        return chunk
    return _TOKEN.sub(_plain_token, chunk)


def _plain_token(match: re.Match[str]) -> str:
    token = match[0]
    for mark in re.finditer("!+", token):
        if not _readable(token, mark):
            return (
                _TOKEN.sub(_plain_token, token[: mark.start()])
                + mark[0]
                + _TOKEN.sub(_plain_token, token[mark.end() :])
            )
    runs = list(_RUN.finditer(token))
    letters = sum(c.isalpha() for c in token)
    if not runs or letters < 2 or any(c.isdigit() and c not in "013457" for c in token):
        return token
    inner = [r for r in runs if r.start() > 0 and r.end() < len(token)]
    if letters <= len(runs) or not all(_readable(token, r) for r in inner):
        return token
    if len(inner) > 1 and not re.search(r"[^\W\d_]{2}", token):
        return token
    spots = [r.span() for r in inner]
    spots += [r.span() for r in runs if r not in inner and _edge(token, r, bool(inner))]
    table = _LEET_CYRILLIC if _CYRILLIC.search(token) else _LEET_LETTERS
    for start, end in spots:
        letter = "ll" if token[start:end] == "11" else token[start:end].translate(table)
        token = token[:start] + letter + token[end:]
    return token


def _readable(token: str, run: re.Match[str]) -> bool:
    """Whether a run between two letters stands for letters: h1b, m4m, covid19a, hi!there stay."""
    signs = run[0]
    digits = [c for c in signs if c.isdigit()]
    if len(set(digits)) > 1 or len(signs) > 3 or (len(token) == 3 and signs not in "03@$€"):
        return False
    if "!" in signs:
        before, after = token[: run.start()], token[run.end() : run.end() + 1]
        return after.isalpha() and not _VOWELS & set(before + after)
    return True


def _edge(token: str, run: re.Match[str], inner: bool) -> bool:
    """Whether a run at an end of a word stands for letters: "girl$", "$exy", "m4ss4g3"; not "100$", "iphone5"."""
    signs = run[0]
    if run.start() == 0:
        word = token[run.end() :]
        return signs == "$" and _AFTER_S.match(word) is not None and word not in _MONEY
    if set(signs) == {"$"}:
        return inner or (
            run.start() > 2 and token[: run.start()].isalpha() and token[: run.start()] not in _MONEY
        )
    return inner and len(signs) == 1 and signs in "013457"
