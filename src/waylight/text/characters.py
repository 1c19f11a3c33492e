"""One plain form for every character: lower case, no ornament, no invisible signs, digits of every script as 0-9.

`plain(text)` works character by character, so that each character of the answer has a place in the original.
Sources: Unicode NFKC and case folding from `unicodedata`; look-alike letters from confusable_homoglyphs
(Unicode confusables) plus look-alikes of capital letters.
"""

from __future__ import annotations

import json
import re
import unicodedata
from functools import cache
from importlib import resources

_LINES = frozenset("\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")
_REMOVED = (
    "\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\xad\u0300-\u036f\u0600-\u0605\u061c\u0640\u064b-\u065f\u0670\u06dd"
    "\u070f\u0890\u0891\u08e2\u115f\u1160\u17b4\u17b5\u180b-\u180f\u1ab0-\u1aff\u1dc0-\u1dff\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u20d0-\u20f0\u3164\ufe00-\ufe0f\ufe20-\ufe2f\ufcf2-\ufcf4\ufe71\ufe77\ufe79\ufe7b\ufe7d\ufe7f\ufeff\uffa0\ufff0-\ufffb"
    "\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
REMOVED = re.compile(f"[{_REMOVED}]")
_STYLED = (
    "\u0262\u026a\u0274\u0280\u028f\u0299\u029c\u029f\u02b0-\u02b8\u1d00-\u1d22\u1d2c-\u1d6a\u1d9c-\u1dbf\u2071"
    "\u207f\u2090-\u209c\u2102\u210a-\u2115\u2119-\u211d\u2124\u2128\u212c\u212d\u212f-\u2138\u2145-\u2149"
    "\u249c-\u24e9\ua730\ua731\uff21-\uff3a\uff41-\uff5a\U0001d400-\U0001d7ff\U0001f110-\U0001f189"
)
_ODD = re.compile(f"[{_REMOVED}{_STYLED}\uff9e\uff9f]")  # the last two join with the letter before
_ORNATE = re.compile(f"[{_STYLED}](?=[\\w{_STYLED}])|(?<=\\w)[{_STYLED}]")
_HIDDEN = "\xad\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\u3164\ufeff"
_INSIDE = re.compile(
    f"(?<=[0-9A-Za-z\u00c0-\u052f])[{_HIDDEN}\\x00-\\x08\\x0e-\\x1b]+(?=[0-9A-Za-z\u00c0-\u052f])"
)
_PRESENTATION = frozenset("\ufe0e\ufe0f\u200d\u20e3")  # parts of ordinary emoji
_SMALL_CAPITALS = dict(zip("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnoprstuvwyz", strict=True))
_OWN = {
    **_SMALL_CAPITALS,
    **dict(zip("ŁłØøĐđıĦħŦŧÐð", "llooddihhttdd", strict=True)),
    **dict(zip("ÆæŒœÞþ", ("ae", "ae", "oe", "oe", "th", "th"), strict=True)),
    **dict.fromkeys("‘’‚‛′ʼʻ´｀＇", "'"),
    **dict.fromkeys("“”„‟″«»＂", '"'),
    **dict.fromkeys("‐‑‒–—―−﹘﹣－", "-"),
    **dict.fromkeys("أإآٱ", "ا"),
    "ى": "ي",
    "⁄": "/",
    "∕": "/",
    "⓿": "0",
    "🄋": "0",
    "🄌": "0",
}
_RUNS = (  # first and last code point, the first one's value
    (0x2460, 0x2473, 1),
    (0x2474, 0x2487, 1),
    (0x2488, 0x249B, 1),
    (0x24EB, 0x24F4, 11),
    (0x24F5, 0x24FE, 1),
    (0x2776, 0x277F, 1),
    (0x2780, 0x2789, 1),
    (0x278A, 0x2793, 1),
    (0x1F101, 0x1F10A, 0),
    (0x249C, 0x24B5, "a"),
    (0x1F110, 0x1F129, "a"),
    (0x1F130, 0x1F149, "a"),
    (0x1F150, 0x1F169, "a"),
    (0x1F170, 0x1F189, "a"),
)


class _Table(dict[int, str]):
    """Plain form by code point, worked out at first sight and kept."""

    def __missing__(self, code: int) -> str:
        value = self[code] = _plain_character(chr(code))
        return value


def _plain_character(char: str) -> str:
    code = ord(char)
    if 0xD800 <= code <= 0xDFFF:
        return "\ufffd"
    if char in _LINES:
        return "\n"
    if char == "\t":
        return " "
    if REMOVED.match(char):
        return ""
    if char in _OWN:
        return _OWN[char]
    if "\u3131" <= char <= "\u318e" or "\uffa0" <= char <= "\uffdc":  # Korean letters on their own
        return char
    for first, last, value in _RUNS:
        if first <= code <= last:
            return str(value + code - first) if isinstance(value, int) else chr(ord(value) + code - first)
    if unicodedata.category(char) == "Nd":
        return str(unicodedata.decimal(char))
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", char).casefold())
    if folded != char:
        return "".join(map(_plain_character, folded))
    base = unicodedata.normalize("NFD", char)[0]
    return _plain_character(base) if base != char and "LATIN" in unicodedata.name(base, "") else char


TABLE = _Table()


def plain(text: str) -> tuple[str, list[int] | None, set[str]]:
    """Plain text, where each of its characters stood (None: at the same place), and the disguises met.

    The list has one entry more than the plain text: the length of the original. A lone surrogate
    becomes U+FFFD. Disguises: "styled" (mathematical, full-width, circled letters), "zero-width"
    (invisible signs inside a word).
    """
    if text.isascii() and not REMOVED.search(text):
        return text.translate(TABLE), None, set()
    composed, offsets = (text, None) if unicodedata.is_normalized("NFC", text) else _composed(text)
    answer = composed.translate(TABLE)
    odd = set(_ODD.findall(composed))
    if not odd and len(answer) == len(composed):
        return answer, offsets, odd
    found: set[str] = set()
    if not odd <= _PRESENTATION:
        found |= {"styled"} if _ORNATE.search(composed) else set()
        found |= {"zero-width"} if _INSIDE.search(composed) else set()
    return answer, joined(offsets, _places(composed, answer)), found


def joined(outer: list[int] | None, inner: list[int]) -> list[int]:
    """Places of a text made from a made text, in the first one."""
    return inner if outer is None else [outer[i] for i in inner]


def _places(text: str, answer: str) -> list[int]:
    removed = [m.start() for m in REMOVED.finditer(text)]
    if len(answer) == len(text) - len(removed):
        places = list(range(len(text) + 1))
        for at in reversed(removed):
            del places[at]
        return places
    places = [i for i, char in enumerate(text) for _ in TABLE[ord(char)]]
    places.append(len(text))
    return places


def _composed(text: str) -> tuple[str, list[int]]:
    """The NFC form, cluster by cluster, with places."""
    pieces: list[str] = []
    places: list[int] = []
    start = 0
    for end in range(1, len(text) + 1):
        if end < len(text) and _continues(text[max(start, end - 3) : end], text[end]):
            continue
        piece = unicodedata.normalize("NFC", text[start:end])
        pieces.append(piece)
        places += [min(start + i, end - 1) for i in range(len(piece))]
        start = end
    places.append(len(text))
    return "".join(pieces), places


def _continues(tail: str, char: str) -> bool:
    if unicodedata.combining(char):
        return True
    if char.isascii():
        return False
    return unicodedata.normalize("NFC", tail + char) != unicodedata.normalize("NFC", tail) + char


_CAPITALS = dict(
    zip(
        "авгеёзийкмнопрстухьѕіїјєԁԛԝһӏαβγεηικμνορςτυχω",
        "abreezuukmhonpctyxbsiijedqwhlabyenikmvopctuxw",
        strict=True,
    )
)
TO_CYRILLIC = str.maketrans("abcehijkmoptxy", "авсеніјкмортху")
_MIXED = re.compile(
    "[a-z][\u0250-\u02af\u0370-\u058f\u10a0-\u10ff\u13a0-\u16ff\u2c00-\u2dff\ua490-\ua4ff]"
    "|[\u0250-\u02af\u0370-\u058f\u10a0-\u10ff\u13a0-\u16ff\u2c00-\u2dff\ua490-\ua4ff][a-z]"
)
_WORD = re.compile(r"[^\W\d_]+")


@cache
def look_alikes() -> dict[int, str]:
    """Letters of other scripts that look like one of a-z, by code point."""
    path = resources.files("confusable_homoglyphs").joinpath("confusables.json")
    data: dict[str, list[dict[str, str]]] = json.loads(path.read_text("utf-8"))
    table: dict[int, str] = {}
    for char, twins in data.items():
        small = char.lower()
        if len(small) != 1 or small.isascii() or not small.isalpha() or TABLE[ord(small)] != small:
            continue
        likes = [t["c"].lower() for t in twins if len(t["c"]) == 1 and t["c"].isascii() and t["c"].isalpha()]
        if likes:
            table.setdefault(ord(small), likes[0])
    return table | {ord(c): like for c, like in _CAPITALS.items()}


def without_look_alikes(text: str) -> str:
    """The plain text with look-alike letters undone in words that mix scripts; same length.

    A word in one script alone is never touched, so Russian and Greek stay what they are.
    """
    return _WORD.sub(_one_script, text) if _MIXED.search(text) else text


def _one_script(match: re.Match[str]) -> str:
    word = match[0]
    foreign = [c for c in word if c > "\x7f"]
    latin = [c for c in word if c <= "\x7f"]
    if not foreign or not latin:
        return word
    likes = look_alikes()
    to_latin = all(ord(c) in likes for c in foreign)
    to_cyrillic = all("\u0400" <= c <= "\u052f" for c in foreign) and all(
        ord(c) in TO_CYRILLIC for c in latin
    )
    if to_latin and (not to_cyrillic or len(latin) >= len(foreign)):
        return word.translate(likes)
    return word.translate(TO_CYRILLIC) if to_cyrillic else word
