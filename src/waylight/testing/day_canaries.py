"""Canaries: invented identities planted in the synthetic day that may be found nowhere outside the vault."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from random import Random

import phonenumbers

from waylight.testing.day_drafts import Account, Draft

Canary = tuple[str, str]
_SYLLABLES = "xav zor quil thry vesk mlo drun kyth wex jorv plaz gno sful trev ozqu ubri".split()
_HOSTS = ("telegram", "mastodon", "whatsapp", "discord", "youtube", "reddit", "tiktok", "fourcat")
_NAMING = ("x", "mastodon", "discord", "tiktok")  # their exports hold both names and handles
_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def plant(rng: Random, drafts: Sequence[Draft]) -> list[Canary]:
    """Plants at least 40 canaries in accounts, texts and coordinates; returns (kind, exact string) of each."""
    words = _Words(rng)
    found = _accounts(rng, words, drafts) + _coordinates(rng, drafts)
    hosts = [
        d for d in drafts if d.language == "en" and d.platform in _HOSTS and not d.gone and d.text == d.clear
    ]
    texts = _phones(rng) + _names(words) + _addresses(rng, words)
    for draft, (sentence, canaries) in zip(rng.sample(hosts, len(texts)), texts, strict=True):
        draft.clear = draft.text = f"{draft.clear} {sentence}"
        found += canaries
    return found


def _accounts(rng: Random, words: _Words, drafts: Sequence[Draft]) -> list[Canary]:
    """Ten accounts get a new name and handle: operators', asking people's and others'."""
    found: list[Canary] = []
    for role, count in (("campaign", 4), ("voice", 2), ("hard_negative", 2), ("background", 2)):
        accounts = list(dict.fromkeys(d.account for d in drafts if d.role == role and d.platform in _NAMING))
        for old in rng.sample(accounts, min(len(accounts), count)):
            new = Account(f"{words.draw().title()} {words.draw().title()}", words.draw() + "_77", old.number)
            found += [("name", new.name), ("handle", new.handle)]
            for draft in drafts:
                if draft.account is old:
                    draft.account = new
    return found


def _coordinates(rng: Random, drafts: Sequence[Draft]) -> list[Canary]:
    found: list[Canary] = []
    for draft in rng.sample([d for d in drafts if d.platform == "x" and not d.gone], 3):
        draft.place = (round(rng.uniform(-50, 60), 4) + 0.000013, round(rng.uniform(-120, 150), 4) + 0.000017)
        draft.place = (round(draft.place[0], 6), round(draft.place[1], 6))
        found += [("latitude", str(draft.place[0])), ("longitude", str(draft.place[1]))]
    return found


def _phones(rng: Random) -> list[tuple[str, list[Canary]]]:
    """Numbers of area codes that no other number of the day has."""
    made: list[tuple[str, list[Canary]]] = []
    for area, last in zip((505, 808, 907, 603, 802, 307), rng.sample(range(100), 6), strict=True):
        written = rng.choice(("+1 ({}) 555-01{:02}", "({}) 555-01{:02}", "{}-555-01{:02}")).format(area, last)
        parsed = phonenumbers.parse(written, "US")
        e164 = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
        made.append(
            (
                rng.choice(("Call {}", "text me {}", "My number is {}")).format(written),
                [("phone", written), ("phone", e164)],
            )
        )
    return made


def _names(words: _Words) -> list[tuple[str, list[Canary]]]:
    made: list[tuple[str, list[Canary]]] = []
    for cue in (
        "My name is {}.",
        "ask for {}.",
        "My name is {}.",
        "Ask for {}.",
        "my name is {}",
        "Ask for {}",
    ):
        name = words.draw().title()
        made.append((cue.format(name), [("name", name)]))
    return made


def _addresses(rng: Random, words: _Words) -> list[tuple[str, list[Canary]]]:
    made: list[tuple[str, list[Canary]]] = []
    for host in ("example.org", "example.com", "example.net", "example.org"):
        mail = f"{words.draw()}.{words.draw()}@{host}"
        made.append((f"Write to {mail}", [("email", mail)]))
    for app in ("telegram @{}", "IG: {}"):
        handle = f"{words.draw()}_{words.draw()}"
        made.append((app.format(handle), [("handle", handle)]))
    for wallet in ("0x" + rng.randbytes(20).hex(), _bitcoin(rng.randbytes(20))):
        made.append((f"Wallet {wallet}", [("wallet", wallet)]))
    return made


def _bitcoin(payload: bytes) -> str:
    """A well-formed Bitcoin address (base58check, version 0) of a key that nobody has."""
    body = b"\0" + payload
    body += hashlib.sha256(hashlib.sha256(body).digest()).digest()[:4]
    number, text = int.from_bytes(body, "big"), ""
    while number:
        number, rest = divmod(number, 58)
        text = _BASE58[rest] + text
    return "1" * (len(body) - len(body.lstrip(b"\0"))) + text


class _Words:
    """Draws made-up words, never one twice."""

    def __init__(self, rng: Random) -> None:
        self._rng, self._used = rng, set[str]()

    def draw(self) -> str:
        while True:
            word = "".join(self._rng.sample(_SYLLABLES, 3))
            if word not in self._used:
                self._used.add(word)
                return word
