"""Data sets of 4CAT."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from waylight.files.find import find
from waylight.files.opened import Opened
from waylight.schema import NotAPost, Post
from waylight.sources.fourcat import SOURCE
from waylight.stage import SkipPost

MINIMUM = (
    "id,thread_id,author,body,timestamp\n"
    '5,5,ana,"hello, world",2020-02-03 04:05:06\n'
    "6,5,bo,,2020-02-03 04:05:07\n"
    ",5,bo,no id,2020-02-03 04:05:07\n"
    "7,5,bo,epoch,1580702708.0\n"
)


def opened(tmp_path: Path, name: str, data: str) -> Opened:
    path = tmp_path / name
    path.write_text(data, encoding="utf-8")
    (only,) = find(path)
    assert isinstance(only, Opened)
    return only


def test_the_smallest_table(tmp_path: Path) -> None:
    file = opened(tmp_path, "telegram-search-x.csv", MINIMUM)
    assert SOURCE.sniff(file.sample) > 0.8
    items = list(SOURCE.split(file))
    first, empty = SOURCE.parse(items[0].value), SOURCE.parse(items[1].value)
    assert isinstance(first, Post)
    assert (first.platform, first.text, first.author_handle) == ("telegram", "hello, world", "ana")
    assert first.created_at == datetime(2020, 2, 3, 4, 5, 6, tzinfo=UTC)
    assert isinstance(empty, NotAPost)
    with pytest.raises(SkipPost, match="`id`"):
        SOURCE.parse(items[2].value)
    last = SOURCE.parse(items[3].value)
    assert isinstance(last, Post)
    assert last.created_at == datetime(2020, 2, 3, 4, 5, 8, tzinfo=UTC)


def test_mapped_json_lines_and_a_cut_line(tmp_path: Path) -> None:
    row = {
        "id": 8,
        "thread_id": 1,
        "author": "a",
        "body": "b",
        "timestamp": "2020-01-01 00:00:00",
        "unix_timestamp": 1,
    }
    data = json.dumps(row) + "\n" + json.dumps({**row, "unix_timestamp": 1577836801}) + '\n{"id": 9, "bo'
    file = opened(tmp_path, "data.ndjson", data)
    assert SOURCE.sniff(file.sample) > 0.9
    items = list(SOURCE.split(file))
    assert isinstance(items[2].value, SkipPost)
    posts = [SOURCE.parse(item.value) for item in items[:2]]
    assert [p.created_at.second for p in posts if isinstance(p, Post) and p.created_at] == [0, 1]


@pytest.mark.parametrize(
    ("extra", "platform"),
    [
        ({"url": "https://www.instagram.com/p/abc"}, "instagram"),
        ({"link": "https://x.com/a/status/1"}, "x"),
        ({"collected_from_url": "https://www.threads.net/x"}, "threads"),
        ({"url": "https://forum.example.org/1"}, "forum.example.org"),
        ({}, "web"),
    ],
)
def test_the_platform_is_told_by_links(extra: dict[str, str], platform: str) -> None:
    found = SOURCE.parse({"id": "1", "thread_id": "1", "author": "a", "body": "b", "timestamp": "", **extra})
    assert isinstance(found, Post)
    assert found.platform == platform
    assert "forum" not in found.id or platform == "forum.example.org"


def test_a_comment_answers_its_parent_but_a_post_not_itself() -> None:
    row = {"id": "2", "thread_id": "1", "author": "a", "body": "b", "timestamp": "", "parent_id": "1"}
    comment, post = SOURCE.parse(row), SOURCE.parse({**row, "parent_id": "2"})
    assert isinstance(comment, Post)
    assert isinstance(post, Post)
    assert comment.reply_to is not None
    assert comment.reply_to == comment.thread
    assert (post.reply_to, post.kind) == (None, "post")


def test_other_files_are_left_alone(tmp_path: Path) -> None:
    assert SOURCE.sniff(opened(tmp_path, "a.csv", "id,body,timestamp\n1,a,b\n").sample) == 0.0
    raw = json.dumps({"id": 1, "thread_id": 1, "body": "", "timestamp": "", "__import_meta": {}}) + "\n"
    assert SOURCE.sniff(opened(tmp_path, "a.ndjson", raw * 2).sample) == 0.0
