"""Fictional people of the synthetic day: accounts, and contacts from number ranges that ring nowhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from waylight.testing.day_drafts import Account
from waylight.testing.day_grammar import phrases

_SYLLABLES = (
    "ba bri co da del fen ga hol ira jo ka len mar mi nor o pel quin ra san tor ula ves wil ya zen".split()
)


@dataclass(frozen=True, slots=True)
class Contact:
    """A way to reach an operator: kind (phone, handle, email) and how it is written in clear."""

    kind: str
    written: str


class People:
    """Draws accounts and contacts without repeating one."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._used: set[str] = set()
        self._number = 100_000

    def account(self, language: str) -> Account:
        """A new account with a name common in the language."""
        book = phrases(language)
        given, family = self._rng.choice(book["given"]), self._rng.choice(book["family"])
        style = self._rng.choice(("{g} {f}", "{g}", "{g} {f}", "{g} {i}.", "{word}"))
        name = style.format(g=given, f=family, i=family[0], word=self.word().title())
        self._number += self._rng.randrange(1, 4000)
        return Account(
            name,
            self._unique(lambda: f"{self.word()}{self._rng.choice(('', '_'))}{self._digits(2)}"),
            self._number,
        )

    def contact(self, language: str) -> Contact:
        """A new contact: mostly a phone, sometimes a Telegram or Instagram handle or an e-mail."""
        kind = self._rng.choices(("phone", "handle", "email"), (7, 3, 2))[0]
        if kind == "phone":
            return Contact(kind, self.phone(language))
        if kind == "email":
            host = self._rng.choice(phrases("common")["emails"])
            return Contact(kind, self._unique(lambda: f"{self.word()}.{self.word()}{self._digits(2)}@{host}"))
        handle = self._unique(lambda: f"{self.word()}_{self.word()}{self._digits(1)}")
        return Contact(kind, self._rng.choice(("telegram @{}", "t.me/{}", "IG: {}", "tg @{}")).format(handle))

    def phone(self, language: str) -> str:
        """A new phone number as people of the language's countries write it."""
        common = phrases("common")
        country = self._rng.choice(common["markets"].get(language, ["US"]))
        pattern = self._rng.choice(common["phones"][country])
        return self._unique(lambda: re.sub("#", lambda _: str(self._rng.randrange(10)), pattern))

    def word(self) -> str:
        """A made-up word of two or three syllables."""
        return "".join(self._rng.choice(_SYLLABLES) for _ in range(self._rng.choice((2, 3, 3))))

    def _digits(self, count: int) -> str:
        return "".join(str(self._rng.randrange(10)) for _ in range(count))

    def _unique(self, draw: Callable[[], str]) -> str:
        value = draw()
        for _ in range(200):
            if value not in self._used:
                break
            value = draw()
        self._used.add(value)
        return value
