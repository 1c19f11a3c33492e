"""The view shows the newest revision of each post, and nothing that was deleted or hidden."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from waylight import schema
from waylight.desk import parts

T0 = datetime(2026, 1, 1, tzinfo=UTC)


def rows(*posts: dict[str, object]) -> pa.Table:
    return pa.Table.from_pylist([{"event": "post", "created_at": T0, **p} for p in posts], schema=schema.POST)


def view(folder: Path, *tables: pa.Table) -> parts.View:
    for number, table in enumerate(tables):
        parts.write(table, folder / f"{number}.parquet")
    return parts.View(sorted(folder.glob("*.parquet")))


def texts(made: parts.View) -> list[str]:
    return made.load(["text"])["text"].to_pylist()


def test_the_latest_edit_wins_whatever_the_order(tmp_path: Path) -> None:
    later = {"id": "x:1", "text": "new", "edited_at": T0.replace(day=3)}
    earlier = {"id": "x:1", "text": "old"}
    assert texts(view(tmp_path, rows(later), rows(earlier, {"id": "x:2", "text": "b"}))) == ["new", "b"]


def test_of_two_equal_copies_the_first_stays(tmp_path: Path) -> None:
    made = view(tmp_path, rows({"id": "x:1", "text": "first"}), rows({"id": "x:1", "text": "second"}))
    assert texts(made) == ["first"]


@pytest.mark.parametrize("deletion_first", [True, False])
def test_a_deletion_hides_in_any_order(tmp_path: Path, deletion_first: bool) -> None:
    deletion, post = (
        rows({"id": "x:1", "event": "delete"}),
        rows({"id": "x:1", "text": "a"}, {"id": "x:2", "text": "b"}),
    )
    tables = [deletion, post] if deletion_first else [post, deletion]
    assert texts(view(tmp_path, *tables)) == ["b"]


def test_a_hidden_account_loses_all_its_posts(tmp_path: Path) -> None:
    posts = rows(
        {"id": "x:1", "text": "a", "author": "acc"},
        {"id": "x:2", "text": "b"},
        {"id": "x:3", "text": "c", "author": "z"},
    )
    assert texts(view(tmp_path, posts, rows({"id": "x:9", "event": "hide", "author": "acc"}))) == ["b", "c"]


def test_erasing_takes_the_words_off_the_disk(tmp_path: Path) -> None:
    view(
        tmp_path,
        rows({"id": "x:1", "text": "secret words"}, {"id": "x:2", "text": "b"}),
        rows({"id": "x:1", "event": "delete"}),
    )
    paths = sorted(tmp_path.glob("*.parquet"))
    assert [ids for _, ids in parts.erase(paths)] == [["x:1"]]
    assert pq.read_table(paths[0])["text"].to_pylist() == ["b"]
    assert list(parts.erase(paths)) == []
    assert texts(parts.View(paths)) == ["b"]


def test_parts_of_structs_and_chosen_rows(tmp_path: Path) -> None:
    table = rows(
        *(
            {"id": f"x:{i}", "text": str(i), "contacts": {"found": [], "obscured": i % 2 == 0}}
            for i in range(10)
        )
    )
    made = view(tmp_path, table.slice(0, 4), table.slice(4), rows({"id": "x:5", "event": "delete"}))
    assert len(made) == 9
    picked = made.load(["id", "contacts.obscured"], np.array([0, 4, 5, 8]))
    assert picked.to_pydict() == {
        "id": ["x:0", "x:4", "x:6", "x:9"],
        "contacts.obscured": [True, True, True, False],
    }


def test_no_parts(tmp_path: Path) -> None:
    assert len(parts.View([])) == 0
    assert len(parts.View([]).load(["id"])) == 0
