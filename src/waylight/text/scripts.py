"""Writing systems of a text, and the text without what is in no language: placeholders, links, tags."""

from __future__ import annotations

import re
from collections import Counter

PLACEHOLDER = re.compile(r"\[[a-z]+-\d+-[a-z2-7]{16}\]")
NOISE = re.compile(r"\[[a-z]+-\d+-[a-z2-7]{16}\]|https?://\S+|[@#]\S+|[\d_]+")

_RANGES: tuple[tuple[str, str], ...] = (
    ("Latn", "A-Za-z\u00c0-\u024f\u1e00-\u1eff"),
    ("Cyrl", "\u0400-\u052f"),
    ("Arab", "\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff"),
    ("Deva", "\u0900-\u097f"),
    ("Beng", "\u0980-\u09ff"),
    ("Guru", "\u0a00-\u0a7f"),
    ("Gujr", "\u0a80-\u0aff"),
    ("Taml", "\u0b80-\u0bff"),
    ("Telu", "\u0c00-\u0c7f"),
    ("Sinh", "\u0d80-\u0dff"),
    ("Thai", "\u0e00-\u0e7f"),
    ("Laoo", "\u0e80-\u0eff"),
    ("Mymr", "\u1000-\u109f"),
    ("Geor", "\u10a0-\u10ff"),
    ("Ethi", "\u1200-\u137f"),
    ("Khmr", "\u1780-\u17ff"),
    ("Grek", "\u0370-\u03ff"),
    ("Hebr", "\u0590-\u05ff"),
    ("Armn", "\u0530-\u058f"),
    ("Hang", "\uac00-\ud7af\u1100-\u11ff"),
    ("Kana", "\u3040-\u30ff"),
    ("Hani", "\u3400-\u9fff"),
)
_NO_LETTERS = bytes(i for i in range(128) if not chr(i).isalpha())
_LETTERS = {name: re.compile(f"[{ranges}]") for name, ranges in _RANGES}


class _Scripts(dict[str, str]):
    """The script of a character, found once and remembered; empty for what is no letter."""

    def __missing__(self, char: str) -> str:
        found = next((name for name, letters in _LETTERS.items() if letters.match(char)), "")
        self[char] = found
        return found


_SCRIPTS = _Scripts()


def bare(text: str) -> str:
    """A text without placeholders, links, mentions, hashtags and digits."""
    return NOISE.sub(" ", text).strip()


def script(text: str) -> str | None:
    """ISO 15924 code of the script most letters are in, None where there are no letters."""
    latin = len(text.encode("ascii", "ignore").translate(None, _NO_LETTERS))
    if text.isascii() or latin * 2 > len(text):
        return "Latn" if latin else None
    counts = Counter(map(_SCRIPTS.__getitem__, text))
    counts.pop("", None)
    if "Kana" in counts:
        counts["Kana"] += counts["Hani"]
    return counts.most_common(1)[0][0] if counts else None
