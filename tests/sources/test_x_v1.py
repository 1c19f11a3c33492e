"""Statuses of API v1.1: text in three places, coordinates in two orders, originals inside reposts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from reading import lines, only, outcomes, save

from waylight.schema import NotAPost, Post
from waylight.sources.x_v1 import SOURCE
from waylight.stage import SkipPost

SAMPLES = Path(__file__).parents[3] / "shared/data/platform_samples/none"


def read(path: Path) -> list[Post | NotAPost | SkipPost]:
    return outcomes(SOURCE, only(path), 0.9)


def status(ident: int, text: str, **more: Any) -> dict[str, Any]:
    user = {"id": 7, "id_str": "7", "screen_name": "sample_desk", "name": "Sample Desk"}
    made = {
        "created_at": "Wed Oct 10 20:19:24 +0000 2018",
        "id": ident,
        "id_str": str(ident),
        "text": text,
        "user": user,
    }
    return {**made, **more}


FIRST = status(
    1050118621198921728,
    "Cut off he…",
    extended_tweet={
        "full_text": "Whole text &lt;3 @other_desk #Jobs https://t.co/a",
        "entities": {
            "hashtags": [{"text": "Jobs"}],
            "urls": [{"url": "https://t.co/a", "expanded_url": "https://example.org/a"}],
            "user_mentions": [{"id_str": "8", "screen_name": "other_desk", "name": "Other"}],
        },
    },
    in_reply_to_status_id_str="1050118621198921700",
    place={"full_name": "Berlin, Germany", "country_code": "DE"},
    lang="und",
)
REPOST = status(
    1050118621198921999,
    "RT @sample_desk: Cut",
    retweeted_status=FIRST,
    user={"id_str": "9", "screen_name": "third"},
)
DELETE = {
    "delete": {"status": {"id": 5, "id_str": "1050118621198921728", "user_id_str": "7"}, "timestamp_ms": "1"}
}


def test_lines_with_notices(tmp_path: Path) -> None:
    path = save(tmp_path / "a.jsonl", lines(FIRST, REPOST, DELETE, {"limit": {"track": 4}}))
    first, repost, original, delete, limit = read(path)
    assert isinstance(first, Post) and isinstance(repost, Post) and isinstance(delete, Post)
    assert first.text == "Whole text <3 @other_desk #Jobs https://t.co/a"
    assert (first.hashtags, first.urls) == (["Jobs"], ["https://example.org/a"])
    assert {"kind": "handle", "value": "other_desk"} in first.people
    assert (first.reply_to, first.place_name, first.country) == (
        "x:1050118621198921700",
        "Berlin, Germany",
        "DE",
    )
    assert first.language_declared is None
    assert (repost.kind, repost.repost_of, repost.text) == ("repost", first.id, first.text)
    assert repost.author_handle == "third" and {"kind": "handle", "value": "sample_desk"} in repost.people
    assert original == first
    assert (delete.event, delete.id, delete.text) == ("delete", first.id, "")
    assert limit == NotAPost("a stream limit notice")


def test_array_and_search_answer_give_the_same(tmp_path: Path) -> None:
    array = read(save(tmp_path / "a.json", [FIRST, REPOST], indent=1))
    answer = read(save(tmp_path / "b.json", {"statuses": [FIRST, REPOST], "search_metadata": {}}, indent=1))
    one_line = read(save(tmp_path / "c.json", {"statuses": [FIRST, REPOST]}))
    assert array == answer == one_line and len(array) == 3


def test_truncated_array_keeps_what_came_before(tmp_path: Path) -> None:
    whole = json.dumps([FIRST, DELETE, REPOST], indent=1)
    *kept, last = read(save(tmp_path / "a.json", whole[:-900]))
    assert [post.event for post in kept if isinstance(post, Post)] == ["post", "delete"] and len(kept) == 2
    assert isinstance(last, SkipPost)


def test_quote_keeps_its_own_text_and_edit_names_its_first_version(tmp_path: Path) -> None:
    quote = status(
        22, "look", quoted_status=FIRST, quoted_status_id_str="1050118621198921728", is_quote_status=True
    )
    edit = status(24, "fixed", edit_history={"initial_tweet_id": "23", "edit_tweet_ids": ["23", "24"]})
    path = save(tmp_path / "a.jsonl", lines(quote, edit))
    first, _, second = read(path)
    assert isinstance(first, Post) and isinstance(second, Post)
    assert (first.text, first.quote_of, first.kind) == ("look", "x:1050118621198921728", "post")
    assert second.revision_of == "x:23" and second.edited_at == second.created_at and first.edited_at is None


def test_media_and_both_coordinates() -> None:
    media = [
        {"type": "animated_gif", "media_url_https": "https://pbs.example.org/a.jpg", "ext_alt_text": "a room"}
    ]
    post = SOURCE.parse(status(3, "x", extended_entities={"media": media}, geo={"coordinates": [52.5, 13.4]}))
    assert isinstance(post, Post)
    assert post.media == [{"kind": "gif", "key": "https://pbs.example.org/a.jpg", "alt": "a room"}]
    assert (post.lat, post.lon) == (52.5, 13.4)
    both = status(3, "x", coordinates={"coordinates": [13.4, 52.5]}, geo={"coordinates": [1, 2]})
    post = SOURCE.parse(both)
    assert isinstance(post, Post) and (post.lat, post.lon) == (52.5, 13.4)


def test_numbers_that_lost_digits_are_never_ids() -> None:
    post = SOURCE.parse({**FIRST, "id": 1.05e18})
    assert isinstance(post, Post) and post.id == "x:1050118621198921728"


def test_account_notices() -> None:
    gone = SOURCE.parse({"user_suspend": {"id": 7, "id_str": "7"}, "timestamp_ms": "1539202764000"})
    assert (
        isinstance(gone, Post) and (gone.event, gone.author_id) == ("hide", "7") and "7" not in gone.id[2:4]
    )
    assert SOURCE.parse({"user_undelete": {"id": 7}}) == NotAPost("an account that came back")
    assert SOURCE.parse({"id_str": "7", "screen_name": "a", "name": "b"}) == NotAPost("an account")


@pytest.mark.parametrize("field", ["id_str", "created_at", "text"])
def test_what_is_missing_is_named_without_its_content(field: str) -> None:
    broken = {key: found for key, found in status(3, "secret words").items() if key not in (field, "id")}
    with pytest.raises(SkipPost, match=field) as error:
        SOURCE.parse(broken)
    assert "secret" not in str(error.value)


def test_other_files_are_not_claimed(tmp_path: Path) -> None:
    others: list[Any] = [
        {"id": "1", "text": "x", "author_id": "2"},
        {"tweet": FIRST},
        {"data": FIRST},
        [1, None, "x"],
    ]
    for number, other in enumerate(others):
        assert SOURCE.sniff(only(save(tmp_path / f"{number}.json", other)).sample) == 0
