"""Raw items are encrypted, expire, and move together with the cursor."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from waylight.desk.raw import Counts, FileState, RawStore
from waylight.shield.keys import ephemeral
from waylight.stage import ContractError

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def stored(path: Path, keys=None) -> RawStore:  # type: ignore[no-untyped-def]
    raw = RawStore(path, keys or ephemeral())
    state = FileState("k1", "a.json", "x_v2", 1, 2, counts=Counts(items=2, posts=2))
    items = [(1, {"text": "ZEBRAFINCH", "n": 10**30, "bad": "\ud800"}), (2, {"text": "b"})]
    raw.commit(state, 0, items, NOW + timedelta(days=1), [(3, "not JSON.")], {"a like": 2}, {"odd": 1})
    return raw


def test_items_come_back_and_the_file_tells_nothing(tmp_path: Path) -> None:
    raw = stored(tmp_path / "raw.db")
    [(first, version, items)] = list(raw.chunks("k1"))
    assert (first, version) == (0, 1)
    assert items[0][1]["text"] == "ZEBRAFINCH" and items[0][1]["n"] == str(10**30)
    raw.close()
    for path in tmp_path.iterdir():
        assert b"ZEBRAFINCH" not in path.read_bytes() and b"SQLite" not in path.read_bytes()
        assert path.stat().st_mode & 0o077 == 0 or path.suffix != ".db"


def test_another_key_does_not_open_it(tmp_path: Path) -> None:
    stored(tmp_path / "raw.db").close()
    with pytest.raises(ContractError, match="key"):
        RawStore(tmp_path / "raw.db", ephemeral())


def test_state_and_notes(tmp_path: Path) -> None:
    raw = stored(tmp_path / "raw.db")
    state = raw.file("k1")
    assert state is not None and state.cursor == 2 and not state.complete and state.counts.posts == 2
    assert raw.quarantine() == [("a.json", 3, "not JSON.")]
    assert raw.others("set aside") == [("a.json", "a like", 2)]
    assert raw.others("unmapped") == [("a.json", "odd", 1)]


def test_items_expire(tmp_path: Path) -> None:
    raw = stored(tmp_path / "raw.db")
    assert raw.expire(NOW) == 0
    assert raw.expire(NOW + timedelta(days=2)) == 1
    assert list(raw.chunks("k1")) == []
