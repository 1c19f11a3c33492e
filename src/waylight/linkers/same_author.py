"""Posts of one account that each show a possible indicator."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from waylight.hubs import single, star
from waylight.stage import Columns, Linker
from waylight.text.sketch import SIZE

_WEIGHT = 0.6


def keys(columns: Columns) -> pa.ListArray:
    """The account's pseudonym, for posts with something to look at; an account's small talk is left alone."""
    return single(columns["author"], pc.greater(columns["indicators.score"], 0))


def link(columns: Columns, groups: Sequence[Any]) -> Iterator[tuple[int, int, float, str]]:
    """Posts of the same account; an account that carries many unlike posts (a channel, an agency) is damped."""
    yield from star(
        groups,
        columns["id"].to_pylist(),
        columns["bands.sketch"],
        [_WEIGHT] * len(groups),
        ["same account"] * len(groups),
        "same account, but it carries {posts} unlike posts: a channel or an agency",
    )


LINKER = Linker(
    name="same_author",
    version=1,
    reads={"author": pa.string(), "indicators.score": pa.float32()},
    checks={"bands.sketch": pa.binary(SIZE * 4)},
    keys=keys,
    link=link,
)
