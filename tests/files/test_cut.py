"""Cutting JSON files: one answer however it was saved, numbers that stay, ids asked about once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from waylight.files.cut import cut, once, pieces
from waylight.files.find import find
from waylight.files.opened import Opened
from waylight.stage import Item, SkipPost


def opened(path: Path, text: str) -> Opened:
    path.write_text(text, encoding="utf-8")
    found = next(iter(find(path)))
    assert isinstance(found, Opened)
    return found


def test_pieces_of_every_way_to_save(tmp_path: Path) -> None:
    values: list[dict[str, Any]] = [{"id": 1}, {"id": 2}]
    path = tmp_path / "a.json"
    assert [i.value for i in pieces(opened(path, json.dumps(values)))] == values
    assert [i.value for i in pieces(opened(path, '{"id": 1}\n\n{"id": 2}\n'))] == values
    assert [i.at for i in pieces(opened(path, '{"id": 1}\n\n{"id": 2}\n'))] == [1, 3]
    answer = {"next": None, "feed": {"items": values}}
    assert [
        i.value for i in pieces(opened(path, json.dumps(answer, indent=1)), "posts", "feed.items")
    ] == values
    assert [i.value for i in pieces(opened(path, json.dumps(answer, indent=1)), "posts")] == [answer]
    assert [i.value for i in pieces(opened(path, json.dumps(answer)), "feed.items")] == [answer]


def test_long_lines_are_lines_and_a_long_document_is_one(tmp_path: Path) -> None:
    page = {"feed": [{"id": n, "text": "x" * 1000} for n in range(300)]}
    one = opened(tmp_path / "a.json", json.dumps(page))
    two = opened(tmp_path / "b.jsonl", json.dumps(page) + "\n" + json.dumps(page) + "\n")
    assert len(list(pieces(one, "feed"))) == 300
    assert [i.value for i in pieces(two, "feed")] == [page, page]


def test_cut_keeps_line_numbers_and_never_repeats_one() -> None:
    def halves(value: Any) -> Iterator[Any]:
        yield from value

    items = [Item(1, ["a"]), Item(4, ["b", "c", "d"]), Item(5, SkipPost("x")), Item(9, ["e"]), Item(10, [])]
    made = list(cut(items, halves))
    assert [item.at for item in made] == [1, 4, 5, 6, 7, 9]
    assert isinstance(made[4].value, SkipPost) and made[5].value == "e"


def test_once_asks_and_forgets() -> None:
    new = once(most=2)
    assert [new("a"), new("a"), new("b"), new("b"), new("c"), new("a")] == [
        True,
        False,
        True,
        False,
        True,
        True,
    ]
    assert new(None) and not new(None) and new({"odd": []})
