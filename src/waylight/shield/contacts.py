"""Contacts in a text, found through disguise: phones, e-mails, handles, links, wallets, bank accounts, payments.

`find_contacts` is what the shield masks and what links posts to each other, so both a missed contact and
an invented one do harm. Texts without any sign of a contact are let through at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache, lru_cache, partial

from ahocorasick_rs import AhoCorasick, MatchKind

from waylight.shield.addresses import MAIL_HOSTS, find_links, find_mails, known_hosts
from waylight.shield.digits import spoken_digits
from waylight.shield.handles import find_handles, platforms
from waylight.shield.phones import find_phones
from waylight.shield.wallets import find_money
from waylight.shield.written import Contact, Written, data, read, word_set

__all__ = ["Contact", "find_contacts"]

_NO_DIGITS = bytes(i for i in range(256) if not 48 <= i <= 57)
_STRANGE = re.compile(
    "[\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\u09e6-\u09ef\u0e50-\u0e59\u2070-\u209c\u2460-\u24ff\u2776-\u2793"
    "\uff01-\uff5e\U0001d400-\U0001d7ff\U0001f100-\U0001f189\u200b-\u200f\u2024\u2060-\u2064\u00ad\u1d00-\u1dbf\ud800-\udfff]"
    "|[a-z][\u0370-\u052f]|[\u0370-\u052f][a-z]"
)
_ALIKE = re.compile(r"\d[\W_]{0,3}[oil|]|[oil|][\W_]{0,3}\d")
_DIGIT, _NAME, _LINK, _MAIL, _TIMES, _SHORT, _AT, _NUMBERS, _DIGITS = (1 << i for i in range(9))


def _as_written() -> list[str]:
    """Words for digits with their accents, which a text has that needs no plain form yet."""
    return [
        word for row in data("words")["digits"].values() for names in row for word in names.lower().split()
    ]


@cache
def _signs() -> tuple[AhoCorasick, list[int]]:
    kinds: dict[str, int] = {}
    for word in [*spoken_digits(), *_as_written()]:
        kinds[word if len(word) > 2 or not word.isascii() else f" {word} "] = _DIGIT
    for word in word_set("signs", "double") | word_set("signs", "triple"):
        kinds[word] = _TIMES
    for word in platforms():
        kinds[word] = _NAME if len(word) > 3 or ord(word[-1]) > 0x2000 else _SHORT
    kinds["@ "] = _NAME
    for digit in "零一二三四五六七八九":
        kinds[digit] = _DIGIT
    kinds["👻"] = _NAME
    for host in known_hosts():
        kinds[host.partition(".")[2] + "/" if host.count(".") > 1 else host + "/"] = _LINK
    for sign in (
        "://",
        "www.",
        "hxxp",
        " slash ",
        ". me",
        " .me",
        "[.]",
        "(.)",
        "{.}",
        "t,me/",
        "bit,ly/",
        ".me /",
        " me /",
    ):
        kinds[sign] = _LINK
    for word in word_set("signs", "dot") | word_set("signs", "at"):
        for near in (
            f" {word} ",
            f"({word})",
            f"[{word}]",
            f"{{{word}}}",
            f"*{word}*",
            f"<{word}>",
            f"_{word}_",
            f"-{word}-",
        ):
            kinds[near] = _MAIL
    for host in MAIL_HOSTS:
        kinds[f"at{host}dot"] = kinds[f"_{host}_"] = kinds[f"-{host}-"] = _MAIL
    for word in ("venmo", "paypal", "cash app", "cashapp", "cash.app", "cashtag", "gcash", "zelle", "pix"):
        kinds[word] = _LINK
    return AhoCorasick(list(kinds), matchkind=MatchKind.LeftmostLongest), list(kinds.values())


def find_contacts(text: str, region: str | None = None) -> list[Contact]:
    """Contacts of a text, sorted and apart from each other; start and end in code points of `text`.

    region: ISO 3166 alpha-2 of the author where known; it lets national phone numbers become E.164.
    Placeholders of the shield are never contacts.
    """
    low = f" {text.lower()} ".replace("\n", " ")
    if not low.isascii() and _STRANGE.search(low):
        low = f" {read(text).text} ".replace("\n", " ")
    digits = len(low.encode("ascii", "ignore").translate(None, _NO_DIGITS))
    signs, spoken = _met(low)
    numbers = (
        digits + spoken >= 7
        or (spoken > 2 and digits + 2 * spoken >= 7)
        or (signs & _TIMES and digits + spoken >= 4)
        or (digits > 2 and _ALIKE.search(low) is not None)
    )
    signs |= (_AT if "@" in low else 0) | (_NUMBERS if numbers else 0) | (_DIGITS if digits > 1 else 0)
    if not signs & ~_TIMES:
        return []
    return list(_searched(text, region, signs | (_DIGIT if spoken else 0)))


def _met(low: str) -> tuple[int, int]:
    """The signs that a text has, and how many words for digits."""
    automaton, kinds = _signs()
    signs = spoken = 0
    for index, start, end in automaton.find_matches_as_indexes(low):
        kind = kinds[index]
        if kind == _DIGIT:
            spoken += 1
        elif kind == _SHORT:
            signs |= 0 if low[start - 1].isalnum() or low[end].isalpha() else _NAME
        else:
            signs |= kind
    return signs, spoken


# Operators post the same text again and again.
@lru_cache(maxsize=4096)
def _searched(text: str, region: str | None, signs: int) -> tuple[Contact, ...]:
    written = read(text)
    searches: list[Callable[[Written], Iterator[Contact]]] = []
    if signs & (_AT | _MAIL):
        searches.append(partial(find_mails, spoken=bool(signs & _MAIL)))
    if signs & (_LINK | _MAIL):
        searches.append(find_links)
    if signs & (_DIGITS | _LINK) or "$" in written.text:
        searches.append(find_money)
    if signs & (_AT | _NAME):
        searches.append(find_handles)
    if signs & _NUMBERS:
        searches.append(partial(find_phones, region=region, spoken=bool(signs & (_DIGIT | _TIMES))))
    found: list[Contact] = []
    for search in searches:
        for contact in search(written):
            _put(found, contact)
    return tuple(sorted(found, key=lambda c: c.start))


def _put(found: list[Contact], contact: Contact) -> None:
    if not any(contact.start < other.end and other.start < contact.end for other in found):
        found.append(contact)
