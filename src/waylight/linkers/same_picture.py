"""Posts with the same picture or video, by content hash or address."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from waylight import schema
from waylight.hubs import picked, star
from waylight.stage import Columns, Linker
from waylight.text.sketch import SIZE

_WEIGHT = 0.7


def keys(columns: Columns) -> pa.ListArray:
    """The pseudonyms of a post's pictures and videos."""
    flat = columns["media"].flatten()
    keep = pc.and_(pc.is_valid(flat.field("key")), pc.not_equal(flat.field("kind"), "sticker"))
    return picked(columns["media"], flat.field("key"), pc.fill_null(keep, False))


def link(columns: Columns, groups: Sequence[Any]) -> Iterator[tuple[int, int, float, str]]:
    """Posts that show the same file; a picture that many unlike posts pass on is damped."""
    yield from star(
        groups,
        columns["id"].to_pylist(),
        columns["bands.sketch"],
        [_WEIGHT] * len(groups),
        ["same picture or video"] * len(groups),
        "same picture, but {posts} unlike posts show it: a meme or a stock photo",
    )


LINKER = Linker(
    name="same_picture",
    version=1,
    reads={"media": schema.POST.field("media").type},
    checks={"bands.sketch": pa.binary(SIZE * 4)},
    keys=keys,
    link=link,
)
