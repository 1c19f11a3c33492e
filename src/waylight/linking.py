"""From readings to edges, and from edges to groups of posts that belong together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from waylight import schema
from waylight.stage import ContractError, Linker

STRONG = 0.5  # an edge below this is shown but joins no groups
Rows = npt.NDArray[np.int64]
# (columns wanted, rows wanted or None for all) to a table; parts of structs are named `struct.part`.
Load = Callable[[Sequence[str], Rows | None], pa.Table]


def loader(table: pa.Table) -> Load:
    """A `Load` over a table in memory."""

    def load(names: Sequence[str], rows: Rows | None) -> pa.Table:
        columns = {name: part(table, name) for name in names}
        picked = pa.table(columns)
        return picked if rows is None else picked.take(pa.array(rows))

    return load


def part(table: pa.Table, name: str) -> pa.ChunkedArray:
    """A column, or a part of a struct column written `struct.part`."""
    head, _, tail = name.partition(".")
    if head not in table.column_names:
        raise ContractError(f"the table has no column {head!r}.", do="Run analyze on it first.")
    return pc.struct_field(table.column(head), tail) if tail else table.column(head)


def link(load: Load, linkers: Iterable[Linker]) -> pa.Table:
    """Edges of every linker over posts, with the columns of `schema.EDGE`."""
    made = [_edges(load, linker) for linker in linkers]
    return pa.concat_tables(made) if made else schema.EDGE.empty_table()


def groups(edges: pa.Table) -> pa.Table:
    """Posts joined by strong edges, with the columns of `schema.GROUP`; a group is named by its smallest post id."""
    strong = edges.filter(pc.greater_equal(edges["weight"], STRONG))
    posts = pc.unique(pa.chunked_array([*strong["src"].chunks, *strong["dst"].chunks], type=pa.string()))
    posts = posts.take(pc.sort_indices(posts))
    if not len(posts):
        return schema.GROUP.empty_table()
    source, target = (pc.index_in(strong[end], value_set=posts).to_numpy() for end in ("src", "dst"))
    graph = coo_array((np.ones(len(source), np.int8), (source, target)), shape=(len(posts), len(posts)))
    _, label = connected_components(graph, directed=False)
    _, first = np.unique(label, return_index=True)
    return pa.table([posts.take(pa.array(first[label])), posts], schema=schema.GROUP)


def _edges(load: Load, linker: Linker) -> pa.Table:
    rows, offsets = shared(linker.keys(_columns(load(list(linker.reads), None), linker.reads)))
    made = [_checked(load, linker, groups) for groups in _slices(rows, offsets)]
    pa.default_memory_pool().release_unused()
    edges = pa.concat_tables([schema.EDGE.empty_table(), *made])
    if len(made) < 2:
        return edges
    # Posts that share several keys may have met in several slices, with the same answer.
    best = edges.group_by(["src", "dst", "kind"], use_threads=False).aggregate(
        [("weight", "max"), ("why", "first")]
    )
    return best.rename_columns([*schema.EDGE.names]).cast(schema.EDGE)


def _checked(load: Load, linker: Linker, groups: list[Rows]) -> pa.Table:
    """The edges that a linker sees among groups of rows; only the columns of these rows are in memory."""
    involved, local = np.unique(np.concatenate(groups), return_inverse=True)
    names = ["id", *linker.checks]
    columns = _columns(load(names, involved), names)
    found = list(linker.link(columns, np.split(local, np.cumsum([len(group) for group in groups])[:-1])))
    if not found:
        return schema.EDGE.empty_table()
    source, target, weight, why = zip(*found, strict=True)
    ids = columns["id"]
    return pa.table(
        [
            ids.take(pa.array(source)),
            ids.take(pa.array(target)),
            pa.array([linker.name] * len(found)),
            pa.array(weight, type=pa.float32()),
            pa.array(why),
        ],
        schema=schema.EDGE,
    )


def _slices(rows: Rows, offsets: Rows, at_once: int = 100_000) -> Iterator[list[Rows]]:
    """The groups in lists of about `at_once` rows; groups that begin with the same row stand together."""
    if not len(offsets):
        return
    groups = np.split(rows, offsets[1:])
    taken: list[Rows] = []
    size = 0
    for number in np.argsort(rows[offsets], kind="stable"):
        group = groups[number]
        if taken and size >= at_once and group[0] != taken[-1][0]:
            yield taken
            taken, size = [], 0
        taken.append(group)
        size += len(group)
    yield taken


def shared(keys: pa.ListArray) -> tuple[Rows, Rows]:
    """Rows by shared key: row numbers grouped by key, and where each group begins; lone keys are left out.

    Only the keys that occur twice are sorted together with their rows: of millions of keys few do.
    """
    code = _codes(keys.flatten())
    ordered = np.sort(code)
    twice = np.unique(ordered[1:][ordered[1:] == ordered[:-1]])
    del ordered
    places = np.concatenate([_NONE, *(_among(code, twice, start) for start in range(0, len(code), _SLICE))])
    begins = np.concatenate([[0], np.cumsum(pc.fill_null(pc.list_value_length(keys), 0).to_numpy())])
    owner = np.searchsorted(begins, places, "right") - 1
    code = code[places]
    order = np.lexsort((owner, code))
    code, owner = code[order], owner[order]
    if len(code):  # a row that has a key twice counts once
        new = np.r_[True, (code[1:] != code[:-1]) | (owner[1:] != owner[:-1])]
        code, owner = code[new], owner[new]
    begin = np.flatnonzero(np.r_[True, code[1:] != code[:-1]]) if len(code) else _NONE
    size = np.diff(np.r_[begin, len(code)])
    wanted = size >= 2
    rows = owner[np.repeat(wanted, size)]
    sizes = size[wanted]
    return rows, np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.int64) if len(sizes) else _NONE


_SLICE = 1 << 20
_NONE: Rows = np.empty(0, np.int64)
Codes = npt.NDArray[np.integer[Any]]


def _codes(flat: pa.Array) -> Codes:
    numbers = flat.dictionary_encode().indices if pa.types.is_string(flat.type) else flat
    return np.asarray(numbers.to_numpy(zero_copy_only=False))


def _among(code: Codes, wanted: Codes, start: int) -> Rows:
    """Places of a slice of `code` whose value is among the sorted `wanted`."""
    if not len(wanted):
        return _NONE
    piece = code[start : start + _SLICE]
    near = np.minimum(np.searchsorted(wanted, piece), len(wanted) - 1)
    return np.flatnonzero(wanted[near] == piece) + start


def _columns(table: pa.Table, names: Iterable[str]) -> dict[str, pa.Array]:
    def whole(column: pa.ChunkedArray) -> pa.Array:
        made = column.combine_chunks()
        return pa.concat_arrays(made.chunks) if isinstance(made, pa.ChunkedArray) else made

    return {name: whole(table.column(name)) for name in names}
