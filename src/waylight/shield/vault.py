"""The vault: the only place where a pseudonym can be turned back into the identity behind it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from waylight.shield import sealed
from waylight.shield.keys import Keys

_SCHEMA = """
CREATE TABLE IF NOT EXISTS identity (token TEXT PRIMARY KEY, kind TEXT, value TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS place (post TEXT PRIMARY KEY, url TEXT, lat REAL, lon REAL) WITHOUT ROWID;
"""


class Vault:
    """Sealed identities of one desk. Whoever reveals one is expected to write it into the ledger first."""

    def __init__(self, path: Path, keys: Keys) -> None:
        self._db = sealed.connect(path, keys.derive("vault"), _SCHEMA)

    def add(
        self,
        identities: Iterable[tuple[str, str, str]],
        places: Iterable[tuple[str, str | None, float | None, float | None]] = (),
    ) -> None:
        """Seal (token, kind, value) and (post, permalink, latitude, longitude); repeats are harmless."""
        with self._db:
            self._db.executemany("INSERT OR IGNORE INTO identity VALUES (?, ?, ?)", identities)
            self._db.executemany("INSERT OR REPLACE INTO place VALUES (?, ?, ?, ?)", places)

    def reveal(self, token: str) -> str | None:
        """The identity behind a token, None where the vault never saw it."""
        row = self._db.execute("SELECT value FROM identity WHERE token = ?", (token,)).fetchone()
        return str(row[0]) if row else None

    def permalink(self, post: str) -> str | None:
        """Where a post stood, None where its export did not say."""
        row = self._db.execute("SELECT url FROM place WHERE post = ?", (post,)).fetchone()
        return row[0] if row else None

    def forget(self, posts: Iterable[str]) -> None:
        """Erase the permalinks and coordinates of deleted posts."""
        with self._db:
            self._db.executemany("DELETE FROM place WHERE post = ?", [(p,) for p in posts])

    def close(self) -> None:
        """Close the database."""
        self._db.close()
