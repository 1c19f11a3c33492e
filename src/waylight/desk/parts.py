"""Posts and their readings as Parquet parts: written whole, replaced whole, read by column."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from waylight.linking import part

Rows = npt.NDArray[np.int64]


def write(table: pa.Table, path: Path) -> None:
    """Write a table durably: the old file stays whole until the new one is on the disk."""
    partial = path.with_suffix(".partial")
    with partial.open("wb") as file:
        pq.write_table(
            table, file, compression="zstd", use_dictionary=["platform", "format", "event", "kind"]
        )
        file.flush()
        os.fsync(file.fileno())
    partial.chmod(0o600)
    partial.replace(path)


class View:
    """The posts of a desk as they stand now: newest revision of each, deleted ones and hidden accounts gone."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self._paths = list(paths)
        self._rows = _visible(self._paths)
        sizes = [len(rows) for rows in self._rows]
        self._begin = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)

    def __len__(self) -> int:
        return int(self._begin[-1])

    def load(self, names: Sequence[str], rows: Rows | None = None) -> pa.Table:
        """Columns (or `struct.part`s) of all posts, or of the posts with these sorted numbers."""
        wanted = (
            range(len(self._paths))
            if rows is None
            else np.unique(np.searchsorted(self._begin, rows, "right") - 1)
        )
        made = [self._one(int(index), names, rows) for index in wanted]
        if not made:
            return pa.table({name: pa.array([], type=pa.null()) for name in names})
        return pa.concat_tables(made)

    def _one(self, index: int, names: Sequence[str], rows: Rows | None) -> pa.Table:
        # A struct part is asked for by its dotted path so that the rest of the struct stays on the disk.
        heads = list(dict.fromkeys(names))
        read = pq.ParquetFile(self._paths[index]).read(columns=heads, use_threads=False)
        local = self._rows[index]
        if rows is not None:
            begin, end = self._begin[index], self._begin[index + 1]
            low, high = np.searchsorted(rows, [begin, end])
            local = local[rows[low:high] - begin]
        table = read.take(pa.array(local))
        return pa.table({name: part(table, name) for name in names})


def _visible(paths: Sequence[Path]) -> list[Rows]:
    if not paths:
        return []
    names = ["id", "event", "author", "edited_at", "created_at"]
    tables = [pq.ParquetFile(path).read(columns=names, use_threads=False) for path in paths]
    sizes = [len(table) for table in tables]
    table = pa.concat_tables(tables)
    number = table["id"].combine_chunks().dictionary_encode()
    code = _indices(number)
    event = table["event"]
    shown = pc.equal(event, "post").to_numpy()
    deleted = np.zeros(code.max() + 1 if len(code) else 0, dtype=bool)
    deleted[code[pc.equal(event, "delete").to_numpy()]] = True
    shown &= ~deleted[code] if len(code) else shown
    hidden = pc.unique(table["author"].filter(pc.equal(event, "hide"))).drop_null()
    if len(hidden):
        shown &= ~pc.is_in(table["author"], value_set=hidden).to_numpy()
    stamp = pc.coalesce(table["edited_at"], table["created_at"]).cast(pa.int64())
    shown &= _newest(code, pc.fill_null(stamp, 0).to_numpy(), shown)
    begin = np.concatenate([[0], np.cumsum(sizes)])
    return [np.flatnonzero(shown[a:b]).astype(np.int64) for a, b in pairwise(begin)]


def _newest(code: Rows, stamp: Rows, shown: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """True for the latest revision of each id; among equals the first read."""
    order = np.lexsort((-np.arange(len(code)), stamp, shown, code))
    last = np.r_[code[order][1:] != code[order][:-1], True] if len(code) else np.empty(0, bool)
    chosen = np.zeros(len(code), dtype=bool)
    chosen[order[last]] = True
    return chosen


def _indices(array: pa.Array) -> Rows:
    whole = pa.concat_arrays(array.chunks) if isinstance(array, pa.ChunkedArray) else array
    return np.asarray(whole.indices.to_numpy(), dtype=np.int64)


def erase(paths: Sequence[Path]) -> Iterator[tuple[Path, list[str]]]:
    """Rewrite every part that still holds posts which were deleted or whose account is hidden; yields their ids."""
    names = ["id", "event", "author"]
    heads = [pq.ParquetFile(path).read(columns=names, use_threads=False) for path in paths]
    if not heads:
        return
    table = pa.concat_tables(heads)
    gone = pc.unique(table["id"].filter(pc.equal(table["event"], "delete")))
    hidden = pc.unique(table["author"].filter(pc.equal(table["event"], "hide"))).drop_null()
    if not len(gone) and not len(hidden):
        return
    for path, head in zip(paths, heads, strict=True):
        doomed = pc.or_(pc.is_in(head["id"], value_set=gone), pc.is_in(head["author"], value_set=hidden))
        doomed = pc.and_(doomed, pc.equal(head["event"], "post"))
        if pc.any(doomed).as_py():
            write(pq.read_table(path).filter(pc.invert(doomed)), path)
            yield path, head["id"].filter(doomed).to_pylist()
