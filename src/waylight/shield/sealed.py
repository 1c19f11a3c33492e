"""An encrypted SQLite database: what the vault and the store of raw items are kept in."""

from __future__ import annotations

from pathlib import Path

import apsw

from waylight.stage import ContractError


def connect(path: Path, key: bytes, schema: str) -> apsw.Connection:
    """Open or make an encrypted database (SQLite3MultipleCiphers, ChaCha20-Poly1305) with a 32-byte key.

    Deleted rows are overwritten. Raises ContractError where the key does not fit.
    """
    connection = apsw.Connection(str(path))
    connection.set_busy_timeout(10_000)
    connection.execute(f"PRAGMA hexkey = '{key.hex()}'")
    try:
        connection.execute(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA secure_delete = ON"
        )
        connection.execute(schema)
    except apsw.NotADBError as error:
        raise ContractError(
            "the key of this desk does not open it.", where=path.name, do="Restore the key it was made with."
        ) from error
    path.chmod(0o600)
    return connection
