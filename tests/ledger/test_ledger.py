"""The ledger is append-only, and a change anywhere breaks the chain."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from waylight.ledger.ledger import Ledger, happened


def filled(path: Path) -> Ledger:
    ledger = Ledger(path)
    for number in range(5):
        ledger.append(happened("ScanFinished", "desk", items=number))
    return ledger


def test_events_come_back_in_order_and_the_chain_holds(tmp_path: Path) -> None:
    ledger = filled(tmp_path / "ledger.db")
    assert [e.detail["items"] for e in ledger.events()] == [0, 1, 2, 3, 4]
    assert ledger.broken_at() is None


@pytest.mark.parametrize("statement", ["UPDATE event SET actor = 'x'", "DELETE FROM event"])
def test_events_cannot_be_changed(tmp_path: Path, statement: str) -> None:
    filled(tmp_path / "ledger.db").close()
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        sqlite3.connect(tmp_path / "ledger.db").execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE event SET detail = replace(detail, '2', '7') WHERE number = 3",
        "DELETE FROM event WHERE number = 3",
        "UPDATE event SET at = '2020-01-01T00:00:00+00:00' WHERE number = 3",
    ],
)
def test_a_forger_who_drops_the_triggers_is_found(tmp_path: Path, statement: str) -> None:
    filled(tmp_path / "ledger.db").close()
    forged = sqlite3.connect(tmp_path / "ledger.db")
    forged.executescript(f"DROP TRIGGER event_kept; DROP TRIGGER event_stays; {statement};")
    forged.commit()
    forged.close()
    assert Ledger(tmp_path / "ledger.db").broken_at() == 3
