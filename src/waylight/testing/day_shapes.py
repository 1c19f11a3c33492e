"""What the writers of the synthetic day share: times, ids, tags and earlier posts to answer."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any

from waylight.testing.day_drafts import Draft

WORD = r"(?:\w|[\u0900-\u0963])+"  # `\w` alone stops at the vowel signs of Devanagari
_TAG = re.compile(rf"(?<!\w)#({WORD})")


def iso(at: datetime) -> str:
    """ISO 8601 with milliseconds and Z."""
    return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03}Z"


def epoch_ms(at: datetime) -> int:
    """Milliseconds since 1970."""
    return int(at.timestamp()) * 1000 + at.microsecond // 1000


def dump(value: Any, indent: int | None = None) -> str:
    """JSON as the platforms write it, non-ASCII characters as themselves."""
    return json.dumps(value, ensure_ascii=False, indent=indent)


def save(folder: Path, name: str, data: str | bytes) -> str:
    """Write a file of the day, with its folders; returns its name relative to the day."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return name


def tags(text: str) -> Iterator[re.Match[str]]:
    """The hashtags of a text; group 1 is the tag without #."""
    return _TAG.finditer(text)


def numbers(rng: Random, count: int, low: int, high: int) -> list[int]:
    """Different random numbers, rising."""
    return sorted(rng.sample(range(low, high), count))


class Earlier:
    """Remembers what was posted, so that a reply finds something to answer."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._seen: list[tuple[str, Draft]] = []

    def parent(self, draft: Draft) -> tuple[str, Draft] | None:
        """Native id and draft of a recent post if this one is a reply and there is one."""
        if not draft.reply or not self._seen:
            return None
        return self._rng.choice(self._seen[-30:])

    def add(self, native: str, draft: Draft) -> None:
        """Remember a post that others may answer."""
        if not draft.gone and draft.repeats is None:
            self._seen.append((native, draft))
