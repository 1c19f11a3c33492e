"""Which source a file belongs to, and raw items mapped to posts or quarantined with a reason."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from waylight import catalog
from waylight.desk.raw import Counts
from waylight.files.opened import Opened
from waylight.schema import NotAPost, Post
from waylight.stage import Item, SkipPost, Source, StopSource

_NAME = 40  # a key longer than this, or one with digits in it, may be data rather than a field name


@dataclass
class Mapped:
    """A batch of raw items taken apart."""

    posts: list[Post] = field(default_factory=list)
    raw: list[tuple[int, Any]] = field(default_factory=list)
    quarantined: list[tuple[int, str]] = field(default_factory=list)
    set_aside: Counter[str] = field(default_factory=Counter)
    unmapped: Counter[str] = field(default_factory=Counter)
    counts: Counts = field(default_factory=Counts)


def choose(opened: Opened, name: str | None = None) -> Source:
    """The source of a file: the one insisted on, or the one most sure of it; StopSource where none is."""
    sources = catalog.sources()
    if name is not None:
        if name not in sources:
            raise StopSource(f"no format is called {name!r}.", do="See `waylight formats`.")
        return sources[name]
    if opened.sample.shape == "empty":
        raise StopSource("the file is empty.", where=opened.where)
    sure, best = max((source.sniff(opened.sample), source.name) for source in sources.values())
    if sure <= 0:
        raise StopSource(
            f"no known format of posts ({opened.sample.shape}).",
            where=opened.where,
            do="If it holds posts, insist with --format; `waylight formats` lists them.",
        )
    return sources[best]


def map_items(source: Source, items: list[Item]) -> Mapped:
    """Parse items; `posts + deleted + quarantined == items` holds in the counts."""
    mapped = Mapped()
    label = f"{source.name}/{source.version}"
    for item in items:
        try:
            if isinstance(item.value, SkipPost):
                raise item.value
            made = source.parse(item.value)
        except SkipPost as error:
            mapped.quarantined.append((item.at, f"{error.what} {error.do}".strip()))
            if not isinstance(item.value, SkipPost):
                mapped.raw.append((item.at, item.value))
            continue
        mapped.raw.append((item.at, item.value))
        if isinstance(made, NotAPost):
            mapped.set_aside[made.reason] += 1
            continue
        made.format = label
        made.platform = made.platform or source.platform
        mapped.posts.append(made)
        if source.fields and isinstance(item.value, dict):
            mapped.unmapped.update(_field(key) for key in item.value.keys() - source.fields)
    deleted = sum(post.event != "post" for post in mapped.posts)
    mapped.counts = Counts(
        items=len(mapped.posts) + len(mapped.quarantined),
        posts=len(mapped.posts) - deleted,
        deleted=deleted,
        quarantined=len(mapped.quarantined),
        set_aside=sum(mapped.set_aside.values()),
    )
    return mapped


def _field(key: str) -> str:
    plain = len(key) <= _NAME and "@" not in key and sum(c.isdigit() for c in key) < 5
    return key if plain else "(a key that looks like data)"
