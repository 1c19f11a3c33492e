"""API v2: pages and twarc's flattened lines must give the same posts; counts and compliance are no posts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from reading import lines, only, outcomes, save

from waylight.schema import NotAPost, Post
from waylight.sources.x_v2 import SOURCE
from waylight.stage import SkipPost

SAMPLES = Path(__file__).parents[3] / "shared/data/platform_samples/plat_twitter_v2_twarc_csv/test-data"


def read(path: Path) -> list[Post | NotAPost | SkipPost]:
    return outcomes(SOURCE, only(path), 0.9)


DESK = {"id": "11", "username": "sample_desk", "name": "Sample Desk", "protected": False}
OTHER = {"id": "12", "username": "other_desk", "name": "Other Desk"}
ORIGINAL = {
    "id": "1570000000000000001",
    "text": "Rooms &amp; work for everyone, ask us \U0001f600 https://t.co/a https://t.co/p",
    "author_id": "11",
    "created_at": "2022-09-14T09:00:00.000Z",
    "conversation_id": "1570000000000000001",
    "edit_history_tweet_ids": ["1570000000000000001"],
    "attachments": {"media_keys": ["3_9"]},
    "entities": {
        "urls": [
            {"url": "https://t.co/a", "expanded_url": "https://example.org/a"},
            {"url": "https://t.co/p", "expanded_url": "https://x.com/i/photo/1", "media_key": "3_9"},
        ],
        "hashtags": [{"tag": "Jobs"}],
    },
}
REPOST = {
    "id": "1570000000000000002",
    "text": "RT @sample_desk: Rooms &amp; wo…",
    "author_id": "12",
    "created_at": "2022-09-14T10:00:00.000Z",
    "conversation_id": "1570000000000000002",
    "referenced_tweets": [{"type": "retweeted", "id": "1570000000000000001"}],
    "entities": {"mentions": [{"start": 3, "end": 15, "username": "sample_desk"}]},
    "geo": {"place_id": "p1", "coordinates": {"type": "Point", "coordinates": [13.4, 52.5]}},
}
PAGE: dict[str, Any] = {
    "data": [REPOST],
    "includes": {
        "users": [DESK, OTHER],
        "tweets": [ORIGINAL],
        "media": [
            {
                "media_key": "3_9",
                "type": "photo",
                "url": "https://pbs.example.org/9.jpg",
                "alt_text": "a room",
            }
        ],
        "places": [{"id": "p1", "full_name": "Berlin, Germany", "country_code": "DE"}],
    },
    "meta": {"result_count": 1},
}


def flat() -> list[dict[str, Any]]:
    """The page as twarc would flatten it."""
    media = {"media_keys": ["3_9"], "media": PAGE["includes"]["media"]}
    original = {**ORIGINAL, "author": DESK, "attachments": media}
    named = {"mentions": [{"start": 3, "end": 15, **DESK}]}
    geo = {**PAGE["includes"]["places"][0], **REPOST["geo"]}  # type: ignore[dict-item]
    inlined = [{**original, "type": "retweeted"}]
    return [{**REPOST, "author": OTHER, "referenced_tweets": inlined, "entities": named, "geo": geo}]


def test_pages_lines_and_documents_agree(tmp_path: Path) -> None:
    as_line = read(save(tmp_path / "a.jsonl", lines(PAGE, {"meta": {"result_count": 0}, "__twarc": {}})))
    as_document = read(save(tmp_path / "b.json", PAGE, indent=2))
    flattened = read(save(tmp_path / "c.jsonl", lines(*flat())))
    assert as_line == as_document == flattened
    repost, original = as_line
    assert isinstance(repost, Post) and isinstance(original, Post)
    assert (
        repost.text == original.text == "Rooms & work for everyone, ask us 😀 https://t.co/a https://t.co/p"
    )
    assert (repost.kind, repost.repost_of, repost.author_handle) == ("repost", original.id, "other_desk")
    assert (repost.lat, repost.lon, repost.place_name, repost.country) == (
        52.5,
        13.4,
        "Berlin, Germany",
        "DE",
    )
    assert repost.urls == ["https://example.org/a"] and repost.hashtags == ["Jobs"]
    assert repost.media == [{"kind": "photo", "key": "https://pbs.example.org/9.jpg", "alt": "a room"}]
    assert {"kind": "name", "value": "Sample Desk"} in repost.people
    assert original.visibility == "public" and original.thread == original.id


def test_long_lines_of_pages_are_not_taken_for_one_document(tmp_path: Path) -> None:
    many = [{**ORIGINAL, "id": str(10**18 + n), "text": "long " * 200} for n in range(400)]
    path = save(tmp_path / "a.jsonl", lines({"data": many[:300]}, {"data": many[300:]}))
    assert path.stat().st_size > 300_000 and only(path).sample.shape == "json"
    assert len(read(path)) == 400


def test_truncated_page_keeps_whole_tweets(tmp_path: Path) -> None:
    whole = json.dumps({"data": [ORIGINAL, {**ORIGINAL, "id": "5"}], "includes": {"users": [DESK]}}, indent=1)
    first, second, last = read(save(tmp_path / "a.json", whole[: whole.index("includes") + 30]))
    assert isinstance(first, Post) and isinstance(second, Post) and second.id == "x:5"
    assert isinstance(last, SkipPost)


def test_truncated_lines(tmp_path: Path) -> None:
    text = lines(ORIGINAL, {**ORIGINAL, "id": "5"})
    first, last = read(save(tmp_path / "a.jsonl", text[:-40]))
    assert isinstance(first, Post) and isinstance(last, SkipPost)


def test_tweet_jobs_and_account_jobs_look_alike_but_for_their_name(tmp_path: Path) -> None:
    line = lines(
        {"id": "5", "action": "delete", "created_at": "2019-09-06T17:25:54.667Z", "reason": "deleted"}
    )
    (tweet,) = read(save(tmp_path / "tweets_compliance.jsonl", line))
    (account,) = read(save(tmp_path / "users_compliance.jsonl", line))
    assert isinstance(tweet, Post) and (tweet.event, tweet.id) == ("delete", "x:5")
    assert isinstance(account, Post) and (account.event, account.author_id) == ("hide", "5")


def test_compliance_stream(tmp_path: Path) -> None:
    at = "2022-09-14T10:00:00.000Z"
    delete = {"data": {"delete": {"tweet": {"id": "5", "author_id": "11"}, "event_at": at}}}
    protect = {"data": {"user_protect": {"user": {"id": "11"}, "event_at": at}}}
    withheld = {"data": {"withheld": {"tweet": {"id": "5"}, "withheld_in_countries": ["DE"], "event_at": at}}}
    first, second, third = read(save(tmp_path / "a.jsonl", lines(delete, protect, withheld)))
    assert isinstance(first, Post) and (first.event, first.id) == ("delete", "x:5")
    assert isinstance(second, Post) and (second.event, second.author_id) == ("hide", "11")
    assert third == NotAPost("a withholding notice")


def test_records_that_are_no_posts(tmp_path: Path) -> None:
    count = {
        "data": [{"start": "2021-10-16T18:00:00.000Z", "end": "2021-10-16T19:00:00.000Z", "tweet_count": 3}]
    }
    user = {"data": {**DESK, "public_metrics": {}}}
    error = {"title": "ConnectionException", "detail": "x", "type": "about:blank"}
    made = read(save(tmp_path / "a.jsonl", lines(count, user, error)))
    assert made == [NotAPost("a count"), NotAPost("an account"), NotAPost("an error answer")]


def test_long_posts_polls_and_edits() -> None:
    poll = {"poll": {"id": "1", "options": [{"position": 1, "label": "yes"}, {"position": 2, "label": "no"}]}}
    note = {"text": "the whole of it", "entities": {"hashtags": [{"tag": "deep"}]}}
    post = SOURCE.parse(
        {**ORIGINAL, "note_tweet": note, "attachments": poll, "edit_history_tweet_ids": ["7", "8"]}
    )
    assert isinstance(post, Post)
    assert post.text == "the whole of it\n\nyes\nno" and post.hashtags == ["deep"]
    assert post.revision_of == "x:7" and post.edited_at == post.created_at


def test_a_repost_without_its_original_keeps_what_it_has() -> None:
    post = SOURCE.parse(REPOST)
    assert isinstance(post, Post) and post.text == "RT @sample_desk: Rooms & wo…" and post.kind == "repost"


@pytest.mark.parametrize(
    "broken", [{"text": "x", "author_id": "1"}, {"id": "abc", "text": "x"}, {"id": "5"}, 7, None]
)
def test_what_should_be_a_tweet_is_quarantined(broken: Any) -> None:
    with pytest.raises(SkipPost):
        SOURCE.parse(broken)


def test_other_files_are_not_claimed(tmp_path: Path) -> None:
    others: list[Any] = [
        {"kind": "Listing", "data": {"children": []}},
        {"item_id": "1", "source_platform": "twitter.com", "data": ORIGINAL},
        {"data": [{"id": "1_2", "message": "x"}], "paging": {}},
        {"id_str": "1", "text": "x", "user": {"screen_name": "a"}},
        {"id": 5, "text": "x", "type": "message"},
        {"meta": "x"},
        [None, 1, "x", []],
    ]
    for number, other in enumerate(others):
        assert SOURCE.sniff(only(save(tmp_path / f"{number}.json", other)).sample) == 0, other


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the real samples are not here")
def test_real_files() -> None:
    posts = 0
    for path in sorted(SAMPLES.glob("*.jsonl")):
        made = read(path)
        assert made and not [one for one in made if isinstance(one, SkipPost)], path.name
        posts += sum(isinstance(one, Post) for one in made)
        if path.name == "quoted_edit.jsonl":
            quote, first, second = (one for one in made if isinstance(one, Post))
            assert quote.quote_of == first.id and quote.reply_to == second.id == "x:1576994789110992896"
            assert second.revision_of == first.id
        if path.name == "counts.jsonl":
            assert set(made) == {NotAPost("a count")}
    assert posts > 280
