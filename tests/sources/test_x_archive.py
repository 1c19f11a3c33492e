"""The account archive: JavaScript by name, JSON behind the first equals sign, never run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from reading import only, outcomes, save

from waylight.schema import NotAPost, Post, uid
from waylight.sources.x_archive import SOURCE
from waylight.stage import SkipPost

SAMPLES = Path(__file__).parents[3] / "shared/data/platform_samples/none"


def read(path: Path) -> list[Post | NotAPost | SkipPost]:
    return outcomes(SOURCE, only(path), 0.9)


TWEET: dict[str, Any] = {
    "id": "1500000000000000001",
    "id_str": "1500000000000000001",
    "created_at": "Sat Mar 05 12:00:00 +0000 2022",
    "full_text": "a = b &amp; c",
    "entities": {
        "hashtags": [],
        "urls": [],
        "user_mentions": [{"name": "O", "screen_name": "o_desk", "id_str": "4"}],
    },
    "in_reply_to_status_id_str": "1499999999999999999",
}


def archive(path: Path, *tweets: dict[str, Any], variable: str = "tweets.part0") -> Path:
    return save(path, f"window.YTD.{variable} = " + json.dumps([{"tweet": one} for one in tweets], indent=2))


@pytest.mark.parametrize("variable", ["tweets.part0", "tweet.part0", "tweets.part12"])
def test_every_name_the_archive_had(tmp_path: Path, variable: str) -> None:
    (post,) = read(archive(tmp_path / "tweets.js", TWEET, variable=variable))
    assert isinstance(post, Post)
    assert (post.text, post.reply_to) == ("a = b & c", "x:1499999999999999999")
    assert post.author_id is None and post.people[1] == {"kind": "handle", "value": "o_desk"}


def test_byte_order_mark_and_no_spaces(tmp_path: Path) -> None:
    path = save(tmp_path / "tweets.js", "\ufeffwindow.YTD.tweets.part0=" + json.dumps([{"tweet": TWEET}]))
    assert len(read(path)) == 1


def test_reposts_and_deleted_tweets(tmp_path: Path) -> None:
    repost = {**TWEET, "id_str": "2", "full_text": "RT @other_desk: a room"}
    gone = {**TWEET, "id_str": "3", "deleted_at": "Sun Mar 06 12:00:00 +0000 2022"}
    first, second = read(archive(tmp_path / "tweets.js", repost, gone))
    assert isinstance(first, Post) and (first.kind, first.repost_of) == ("repost", None)
    assert isinstance(second, Post) and (second.event, second.id, second.text) == ("delete", "x:3", "")


def test_other_records_of_the_archive_are_no_posts(tmp_path: Path) -> None:
    path = save(tmp_path / "like.js", 'window.YTD.like.part0 = [{"like": {"tweetId": "1", "fullText": "x"}}]')
    assert read(path) == [NotAPost("an archive record that is not a tweet")]


def test_truncated_file_keeps_what_came_before(tmp_path: Path) -> None:
    path = archive(tmp_path / "tweets.js", TWEET, {**TWEET, "id_str": "2"})
    path.write_text(path.read_text()[:-300])
    first, last = read(path)
    assert isinstance(first, Post) and isinstance(last, SkipPost)


def test_nothing_is_run(tmp_path: Path) -> None:
    path = save(tmp_path / "tweets.js", "window.YTD.tweets.part0 = (function(){ return [] })()")
    (only,) = read(path)
    assert isinstance(only, SkipPost)


def test_empty_archive(tmp_path: Path) -> None:
    assert read(archive(tmp_path / "tweets.js")) == []


def test_other_scripts_are_not_claimed(tmp_path: Path) -> None:
    path = save(tmp_path / "a.js", "window.__THAR_CONFIG = {}")
    assert SOURCE.sniff(only(path).sample) == 0
    assert SOURCE.sniff(only(save(tmp_path / "b.json", [{"tweet": TWEET}])).sample) == 0


def test_ids_join_with_the_other_formats() -> None:
    post = SOURCE.parse({"tweet": TWEET})
    assert isinstance(post, Post) and post.id == uid("x", "1500000000000000001")
