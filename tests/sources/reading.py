"""Reads a file the way a scan does: found, recognised, cut, parsed; nothing may get lost on the way."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from waylight.files.find import find
from waylight.files.opened import Opened
from waylight.schema import NotAPost, Post, raw_table
from waylight.stage import SkipPost, Source

SAMPLES = Path(__file__).parents[3] / "shared/data/platform_samples"


@dataclass
class Reading:
    """What became of each item of a file."""

    items: int = 0
    posts: list[Post] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    unmapped: set[str] = field(default_factory=set)


def file(path: Path, data: object) -> Opened:
    """`data` written to `path` (bytes and text as they are, else as JSON) and opened."""
    if isinstance(data, bytes):
        path.write_bytes(data)
    else:
        path.write_text(data if isinstance(data, str) else json.dumps(data), encoding="utf-8")
    return next(opened(path))


def opened(path: Path) -> Iterator[Opened]:
    for found in find(path):
        assert isinstance(found, Opened)
        yield found


def read(source: Source, found: Opened, least: float = 0.9) -> Reading:
    """All items of a file, each kept through JSON as the desk keeps it; parsed + quarantined == items."""
    assert source.sniff(found.sample) >= least
    result = Reading()
    for item in source.split(found):
        result.items += 1
        if isinstance(item.value, SkipPost):
            result.skipped.append(item.value.what)
            continue
        value: Any = json.loads(json.dumps(item.value))
        try:
            made = source.parse(value)
        except SkipPost as error:
            result.skipped.append(error.what)
            continue
        if isinstance(made, NotAPost):
            result.others.append(made.reason)
            continue
        result.posts.append(made)
        result.unmapped |= set(value) - source.fields
    assert len(result.posts) + len(result.others) + len(result.skipped) == result.items
    assert raw_table(result.posts).num_rows == len(result.posts)
    return result


def only(path: Path) -> Opened:
    """The one file at a path, opened."""
    return next(opened(path))


def outcomes(source: Source, found: Opened, least: float) -> list[Post | NotAPost | SkipPost]:
    """Every item of a file as what became of it, in order."""
    assert source.sniff(found.sample) >= least
    made: list[Post | NotAPost | SkipPost] = []
    for item in source.split(found):
        json.dumps(item.value if not isinstance(item.value, SkipPost) else None)
        try:
            made.append(item.value if isinstance(item.value, SkipPost) else source.parse(item.value))
        except SkipPost as error:
            made.append(error)
    return made


def save(path: Path, value: Any, indent: int | None = None) -> Path:
    """A value as a JSON file, text as it is."""
    path.write_text(value if isinstance(value, str) else json.dumps(value, indent=indent), encoding="utf-8")
    return path


def lines(*values: Any) -> str:
    """Values as JSON lines."""
    return "".join(json.dumps(value) + "\n" for value in values)
