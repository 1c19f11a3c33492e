"""Cuts JSON files into items however they were saved: lines, one array, one answer, or pages of answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

from waylight.files import limits
from waylight.files.opened import Opened
from waylight.stage import Item, SkipPost


def pieces(opened: Opened, *lists: str) -> Iterator[Item]:
    """The values of a JSON file: its lines, or the elements of its array, or its one object.

    Where the file is one object over several lines or cut off, and holds a list at one of the ijson paths
    `lists` ("feed", "data.children"), that list is streamed, so that what precedes damage is kept. An
    object on one line comes as it is: `open_up` of `cut` takes it apart.
    """
    sample = opened.sample
    if sample.shape == "json-lines" or (isinstance(sample.top, dict) and _long_lines(opened)):
        return opened.json_lines()
    if isinstance(sample.top, list):
        return opened.json_items("item")
    path = next((path for path in lists if isinstance(_under(sample.top, path), list)), None)
    return opened.json_items(f"{path}.item" if path else "")


def cut(items: Iterable[Item], open_up: Callable[[Any], Iterable[Any]]) -> Iterator[Item]:
    """Each value taken apart by `open_up`; numbers stay line numbers where a line holds one item."""
    at = 0
    for item in items:
        for value in [item.value] if isinstance(item.value, SkipPost) else open_up(item.value):
            at = max(item.at, at + 1)
            yield Item(at, value)


def once(most: int = 100_000) -> Callable[[object], bool]:
    """A question that is true the first time it is asked about an id; it forgets when it has seen `most`."""
    seen: set[str] = set()

    def new(key: object) -> bool:
        found = str(key)
        if found in seen:
            return False
        if len(seen) >= most:
            seen.clear()
        seen.add(found)
        return True

    return new


def _under(value: Any, path: str) -> Any:
    for key in path.split("."):
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _long_lines(opened: Opened) -> bool:
    """True where the first line alone fills the sample and another follows: pages of answers, one a line."""
    text = opened.sample.text
    if len(text) < limits.HEAD // 4 or "\n" in text:
        return False
    return any(isinstance(line, str) and line.strip() for _, line in islice(opened.lines(), 1, 3))
