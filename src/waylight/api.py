"""The Python interface: the whole chain over Arrow tables, step by step."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pyarrow as pa

from waylight import catalog, linking, schema
from waylight import lead as lead_room
from waylight.files.find import find
from waylight.runners import local
from waylight.runners.mapping import choose, map_items
from waylight.runners.pipeline import default_plan
from waylight.shield.keys import ephemeral
from waylight.shield.pseudonyms import Pseudonyms
from waylight.shield.shield import shield
from waylight.stage import StopSource

_BATCH = 4096


def read(path: str | Path, *, format: str | None = None, columns: dict[str, str] | None = None) -> pa.Table:
    """The posts of a file, folder or archive, as the platform gave them, with the columns of `schema.RAW`.

    Identities are in the clear: the table is for this program's memory, not for storing. Deleted posts are
    left out. Raises StopSource where nothing can be read.
    """
    posts: list[schema.Post] = []
    refused: list[StopSource] = []
    for opened in find(Path(path)):
        if isinstance(opened, StopSource):
            refused.append(opened)
            continue
        opened.settings["columns"] = columns or {}
        try:
            source = choose(opened, format)
            for batch, stopped in local.batches(source.split(opened), _BATCH):
                posts += map_items(source, batch).posts
                refused += [stopped] if stopped else []
        except StopSource as error:
            refused.append(error)
    if not posts and refused:
        raise refused[0]
    gone = {post.id for post in posts if post.event == "delete"}
    return schema.raw_table([p for p in posts if p.event == "post" and p.id not in gone])


def analyze(posts: pa.Table | Sequence[str]) -> pa.Table:
    """The same rows, shielded, with one struct column more per analyzer.

    Takes a table from `read`, or texts (ids "0", "1", …). Pseudonyms are keyed with a secret of this
    process: equal identities get equal tokens here and meaningless ones elsewhere.
    """
    table = posts if isinstance(posts, pa.Table) else _texts(posts)
    made = [
        default_plan().read(shield(table.slice(start, _BATCH), _pseudonyms()).posts)
        for start in range(0, max(1, len(table)), _BATCH)
    ]
    return pa.concat_tables(made)


def link(found: pa.Table) -> pa.Table:
    """Edges between analyzed posts, with the columns of `schema.EDGE`: src, dst, kind, weight, why."""
    return linking.link(linking.loader(found), catalog.linkers().values())


def groups(edges: pa.Table) -> pa.Table:
    """Posts that strong edges join, with the columns of `schema.GROUP`: group, post."""
    return linking.groups(edges)


def leads(found: pa.Table, edges: pa.Table) -> pa.Table:
    """Explained leads of both lanes, best first, with the columns of `schema.LEAD`."""
    return lead_room.leads(linking.loader(found), edges)


scan = local.scan


@cache
def _pseudonyms() -> Pseudonyms:
    return Pseudonyms(ephemeral())


def _texts(texts: Sequence[str]) -> pa.Table:
    # Lone surrogates cannot be stored as UTF-8; everything else is taken as it is.
    clean = (text.encode("utf-8", "replace").decode() for text in texts)
    return schema.raw_table([schema.Post(str(i), text, platform="text") for i, text in enumerate(clean)])
