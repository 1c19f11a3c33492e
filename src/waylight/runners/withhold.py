"""Posts that may concern a child are routed, not browsed: their words are not stored with the posts."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

WITHHELD = "[withheld: this post may concern a child]"


def withheld(read: pa.Table) -> pa.Table:
    """The table with the words of such posts, and every place in those words, taken out.

    What remains of them: which indicators were found, contacts as pseudonyms, country, time and links.
    """
    child = pc.struct_field(read["indicators"], "child")
    if not pc.any(child).as_py():
        return read
    flags = child.to_pylist()
    for name in (
        "text",
        "place_name",
        "hashtags",
        "media",
        "folded",
        "indicators",
        "voice",
        "distress",
        "places",
        "contacts",
    ):
        column = read[name]
        rows = [
            _without_words(name, row) if flag else row
            for row, flag in zip(column.to_pylist(), flags, strict=True)
        ]
        read = read.set_column(read.column_names.index(name), name, pa.array(rows, type=column.type))
    return read


def _without_words(name: str, value: Any) -> Any:
    if name == "text":
        return WITHHELD
    if name == "folded":
        return {**value, "text": ""}
    if name in ("place_name", "hashtags", "media"):
        return None
    return _unplaced(value)


def _unplaced(value: Any) -> Any:
    """The value with every start and end in the text forgotten."""
    if isinstance(value, dict):
        return {
            k: None if k.removeprefix("source_") in ("start", "end") else _unplaced(v)
            for k, v in value.items()
        }
    return [_unplaced(v) for v in value] if isinstance(value, list) else value
