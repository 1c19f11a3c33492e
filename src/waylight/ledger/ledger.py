"""The ledger: events in the past tense, appended and never changed, each chained to the one before by hash."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from waylight.schema import Event

_SCHEMA = """
CREATE TABLE IF NOT EXISTS event (
    number INTEGER PRIMARY KEY, kind TEXT NOT NULL, at TEXT NOT NULL, actor TEXT NOT NULL,
    subject TEXT NOT NULL, detail TEXT NOT NULL, hash TEXT NOT NULL);
CREATE TRIGGER IF NOT EXISTS event_kept BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER IF NOT EXISTS event_stays BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
"""
_GENESIS = "0" * 64


class Ledger:
    """The events of one desk. It holds pseudonyms and counts, never an identity or a quotation."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.executescript(_SCHEMA)
        path.chmod(0o600)

    def append(self, event: Event) -> str:
        """Write an event; returns its hash. The write is durable when this returns."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            before = self._db.execute("SELECT hash FROM event ORDER BY number DESC LIMIT 1").fetchone()
            row = _row(event)
            chained = _hash(before[0] if before else _GENESIS, row)
            self._db.execute(
                "INSERT INTO event (kind, at, actor, subject, detail, hash) VALUES (?, ?, ?, ?, ?, ?)",
                (*row, chained),
            )
            self._db.execute("COMMIT")
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        return chained

    def events(self) -> Iterator[Event]:
        """Every event, oldest first."""
        for kind, at, actor, subject, detail, _ in self._rows():
            yield Event(kind, datetime.fromisoformat(at), actor, subject, json.loads(detail))

    def broken_at(self) -> int | None:
        """Number of the first event that does not follow from the one before it; None where the chain holds."""
        before = _GENESIS
        for number, (*row, chained) in enumerate(self._rows(), 1):
            if _hash(before, tuple(row)) != chained:
                return number
            before = chained
        return None

    def close(self) -> None:
        """Close the database."""
        self._db.close()

    def _rows(self) -> Iterator[tuple[str, ...]]:
        return iter(
            self._db.execute(
                "SELECT kind, at, actor, subject, detail, hash FROM event ORDER BY number"
            ).fetchall()
        )


def happened(kind: str, subject: str, actor: str = "waylight", **detail: object) -> Event:
    """An event that happens now."""
    return Event(kind, datetime.now(UTC), actor, subject, dict(detail))


def _row(event: Event) -> tuple[str, ...]:
    detail = json.dumps(event.detail, sort_keys=True, ensure_ascii=False)
    return event.kind, event.at.isoformat(), event.actor, event.subject, detail


def _hash(before: str, row: tuple[str, ...]) -> str:
    return hashlib.sha256(json.dumps([before, *row], ensure_ascii=False).encode()).hexdigest()
