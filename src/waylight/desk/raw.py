"""The encrypted store of raw items, of the cursor that follows them, and of what was not understood."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
import zstandard

from waylight.shield import sealed
from waylight.shield.keys import Keys

_SCHEMA = """
CREATE TABLE IF NOT EXISTS file (
    key TEXT PRIMARY KEY, name TEXT, format TEXT, version INTEGER, cursor INTEGER, complete INTEGER, counts TEXT);
CREATE TABLE IF NOT EXISTS chunk (
    file TEXT, first INTEGER, version INTEGER, expires TEXT, items BLOB, PRIMARY KEY (file, first));
CREATE TABLE IF NOT EXISTS quarantine (file TEXT, at INTEGER, what TEXT, PRIMARY KEY (file, at, what));
CREATE TABLE IF NOT EXISTS other (file TEXT, kind TEXT, name TEXT, count INTEGER, PRIMARY KEY (file, kind, name));
"""


@dataclass
class Counts:
    """What became of a file's items: `items == posts + deleted + quarantined`, always.

    `set_aside` counts records that are whole and known but are no posts (likes, service messages).
    """

    items: int = 0
    posts: int = 0
    deleted: int = 0
    quarantined: int = 0
    set_aside: int = 0

    def add(self, other: Counts) -> None:
        """Add another count to this one."""
        for name, value in asdict(other).items():
            setattr(self, name, getattr(self, name) + value)


@dataclass
class FileState:
    """How far a file has been read; `cursor` is the number of raw items that are durable."""

    key: str
    name: str
    format: str
    version: int
    cursor: int = 0
    complete: bool = False
    counts: Counts = field(default_factory=Counts)


class RawStore:
    """Raw items of a desk as compressed, encrypted chunks that expire, and the state of each file."""

    def __init__(self, path: Path, keys: Keys) -> None:
        self._db = sealed.connect(path, keys.derive("raw"), _SCHEMA)

    def file(self, key: str) -> FileState | None:
        """The state of a file by the digest of its content, None where it is new."""
        row = self._db.execute("SELECT * FROM file WHERE key = ?", (key,)).fetchone()
        return _state(row) if row else None

    def files(self) -> list[FileState]:
        """Every file ever read."""
        return [_state(row) for row in self._db.execute("SELECT * FROM file ORDER BY name, key").fetchall()]

    def commit(
        self,
        state: FileState,
        first: int,
        items: list[tuple[int, Any]],
        expires: datetime,
        quarantined: Iterable[tuple[int, str]],
        set_aside: dict[str, int],
        unmapped: dict[str, int],
    ) -> None:
        """Store a chunk and move the cursor behind it, both or neither."""
        with self._db:
            if items:
                chunk = zstandard.compress(dump(items), 3)
                row = (state.key, first, state.version, expires.isoformat(), chunk)
                self._db.execute("INSERT OR REPLACE INTO chunk VALUES (?, ?, ?, ?, ?)", row)
            self._db.executemany(
                "INSERT OR REPLACE INTO quarantine VALUES (?, ?, ?)",
                [(state.key, at, what) for at, what in quarantined],
            )
            counted = [("set aside", set_aside), ("unmapped", unmapped)]
            self._db.executemany(
                "INSERT INTO other VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count",
                [(state.key, kind, name, n) for kind, found in counted for name, n in found.items()],
            )
            self.put(state)

    def put(self, state: FileState) -> None:
        """Store the state of a file."""
        counts = orjson.dumps(asdict(state.counts)).decode()
        row = (state.key, state.name, state.format, state.version, state.cursor, int(state.complete), counts)
        self._db.execute("INSERT OR REPLACE INTO file VALUES (?, ?, ?, ?, ?, ?, ?)", row)

    def chunks(self, key: str) -> Iterator[tuple[int, int, list[tuple[int, Any]]]]:
        """The chunks of a file: number of the first item, mapper version, and (place, raw item) pairs."""
        query = "SELECT first, version FROM chunk WHERE file = ? ORDER BY first"
        rows: list[Any] = self._db.execute(query, (key,)).fetchall()
        for first, version in rows:
            row = self._db.execute(
                "SELECT items FROM chunk WHERE file = ? AND first = ?", (key, first)
            ).fetchone()
            if row:
                yield (
                    first,
                    version,
                    [(at, value) for at, value in orjson.loads(zstandard.decompress(row[0]))],
                )

    def rewrite(self, key: str, first: int, version: int, items: list[tuple[int, Any]]) -> None:
        """Replace the items of a chunk, after an erasure or a remapping."""
        with self._db:
            self._db.execute(
                "UPDATE chunk SET items = ?, version = ? WHERE file = ? AND first = ?",
                (zstandard.compress(dump(items), 3), version, key, first),
            )

    def clear_notes(self, key: str) -> None:
        """Forget what was quarantined, set aside and unmapped in a file, before it is mapped anew."""
        with self._db:
            self._db.execute("DELETE FROM quarantine WHERE file = ?", (key,))
            self._db.execute("DELETE FROM other WHERE file = ?", (key,))

    def expire(self, now: datetime) -> int:
        """Erase raw items whose time is over; the number of chunks erased."""
        with self._db:
            self._db.execute("DELETE FROM chunk WHERE expires < ?", (now.isoformat(),))
        return self._db.changes()

    def quarantine(self) -> list[tuple[str, int, str]]:
        """What was not understood: file, place in it (0 for the whole file) and why."""
        query = "SELECT f.name, q.at, q.what FROM quarantine q JOIN file f ON f.key = q.file ORDER BY 1, 2"
        rows: list[Any] = self._db.execute(query).fetchall()
        return rows

    def others(self, kind: str) -> list[tuple[str, str, int]]:
        """Names and counts per file: kind `set aside` (records that are no posts) or `unmapped` (fields)."""
        query = "SELECT f.name, o.name, o.count FROM other o JOIN file f ON f.key = o.file WHERE o.kind = ? ORDER BY 1, 2"
        rows: list[Any] = self._db.execute(query, (kind,)).fetchall()
        return rows

    def close(self) -> None:
        """Close the database."""
        self._db.close()


def dump(value: Any) -> bytes:
    """JSON of a raw item, also of one that strict JSON refuses (lone surrogates, huge integers)."""
    try:
        return orjson.dumps(value, default=str)
    except TypeError:
        return orjson.dumps(_strict(value))


def _strict(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {str(_strict(k)): _strict(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_strict(v) for v in value]
    return value if isinstance(value, bool | float) or value is None or abs(value) < 2**63 else str(value)


def _state(row: Any) -> FileState:
    key, name, form, version, cursor, complete, counts = row
    return FileState(key, name, form, version, cursor, bool(complete), Counts(**orjson.loads(counts)))
