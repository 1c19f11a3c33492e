"""The posts of the synthetic day before any platform's shape: who, what, where, and the truth about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

from waylight import schema
from waylight.testing.day_grammar import phrases

START = datetime(2025, 5, 14, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Account:
    """A fictional account: display name, handle without @, and a number from which platforms make their ids."""

    name: str
    handle: str
    number: int


@dataclass(slots=True)
class Draft:
    """One post to be written: the truth about it, its clear and its disguised text, and its circumstances.

    `gone` says how a deleted post went: `delete` (an event or a mark says so) or `account` (its account was
    taken down). `repeats` is the post that this one reposts; `reply` asks the writer for an earlier post.
    """

    role: str
    kind: str
    language: str
    clear: str
    text: str
    platform: str
    account: Account
    country: str = ""
    campaign: str = ""
    at: datetime = START
    reply: bool = False
    gone: str = ""
    repeats: Draft | None = None
    place: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """Where a draft went: file (relative), platform and native id as the source reads them."""

    file: str
    platform: str
    native: str
    names_account: bool
    draft: Draft

    @property
    def id(self) -> str:
        """The Waylight id that the source gives this post."""
        return schema.uid(self.platform, self.native, names_account=self.names_account)


def seeded(*parts: object) -> Random:
    """A generator of its own for one part of a day, so that parts do not disturb one another."""
    return Random(" ".join(map(str, parts)))


def market(rng: Random, language: str, kind: str, without: Sequence[str] = ()) -> str:
    """A platform, drawn by the weights of language and kind."""
    common = phrases("common")
    weights: dict[str, float] = dict(common["platforms"])
    weights |= common["by_language"].get(language, {})
    weights |= common["by_kind"].get(kind, {})
    names = [name for name in weights if name not in without]
    return rng.choices(names, [weights[name] for name in names])[0]


def moment(rng: Random) -> datetime:
    """A time of the day, to the millisecond, quiet at night."""
    hours = rng.choices(range(24), [1, 1, 1, 1, 1, 2, 3, 4, 5, 6, 6, 6, 6, 6, 6, 6, 6, 7, 8, 8, 7, 5, 3, 2])[
        0
    ]
    return START + timedelta(hours=hours, milliseconds=rng.randrange(3_600_000))
