"""Graph API answers: pages, single objects and answers by id; what is a post, and what only looks like one."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from reading import SAMPLES, file, opened, read

from waylight.schema import uid
from waylight.sources.facebook_graph import SOURCE

NEXT = "https://graph.facebook.com/v11.0/1001/feed?limit=2"


def native(text: str) -> str:
    return uid("facebook", text, names_account=True)


def post(number: int = 1, message: str = "hello", **more: Any) -> dict[str, Any]:
    return {"id": f"1001_{number}", "message": message, "created_time": "2024-03-01T13:00:00+0200", **more}


def page(*items: Any) -> dict[str, Any]:
    return {"data": list(items), "paging": {"cursors": {"before": "a", "after": "b"}, "next": NEXT}}


@pytest.mark.parametrize("indent", [None, 1])
def test_page_single_object_and_answer_by_id(tmp_path: Path, indent: int | None) -> None:
    by_id = {"1001_1": post(1), "1001_2": post(2)}
    edges = {"1001": page(post(1)), "1002": page(post(2))}
    for name, data, count in (
        ("a", page(post(1), post(2)), 2),
        ("b", post(1), 1),
        ("c", by_id, 2),
        ("d", edges, 2),
    ):
        posts = read(SOURCE, file(tmp_path / f"{name}{indent}.json", json.dumps(data, indent=indent))).posts
        assert [p.id for p in posts] == [native("1001_1"), native("1001_2")][:count]
        assert posts[0].created_at == datetime(2024, 3, 1, 11, tzinfo=UTC) and "1001" not in posts[0].id


def test_comments_inside_a_post_come_out_with_thread_and_parent(tmp_path: Path) -> None:
    reply = {"id": "1_32", "message": "yes", "created_time": "2024-03-01T11:06:00+0000"}
    first = {
        "id": "1_31",
        "message": "?",
        "created_time": "2024-03-01T11:05:00+0000",
        "comments": {"data": [reply]},
    }
    whole = {
        "id": "1001",
        "name": "Jobs",
        "posts": page(post(1, comments={"data": [first], "summary": {"total_count": 1}})),
    }
    found = read(SOURCE, file(tmp_path / "a.json", whole), least=0.0)
    outer, comment, answer = found.posts
    assert len(found.others) == 1 and outer.metrics and outer.metrics["replies"] == 1
    assert (comment.kind, comment.reply_to, comment.thread) == ("comment", outer.id, outer.id)
    assert (answer.kind, answer.reply_to, answer.thread) == ("comment", comment.id, outer.id)


def test_comment_without_id_is_known_by_its_address(tmp_path: Path) -> None:
    address = "https://www.facebook.com/1001/posts/1/?comment_id=31"
    base = {"message": "?", "comment_count": 0, "created_time": "2024-03-01T11:05:00+0000"}
    first = {**base, "permalink_url": address}
    reply = {**base, "permalink_url": f"{address}&reply_comment_id=32"}
    posts = read(SOURCE, file(tmp_path / "a.json", page(first, reply))).posts
    assert [p.id for p in posts] == [native("1_31"), native("1_32")]
    assert [p.reply_to for p in posts] == [native("1001_1"), native("1_31")]
    assert {p.thread for p in posts} == {native("1001_1")}


def test_photos_videos_events_and_messages(tmp_path: Path) -> None:
    photo = {
        "id": "51",
        "name": "Beach house",
        "link": "https://www.facebook.com/x/photos/51",
        "created_time": "2024-03-01T11:00:00+0000",
    }
    video = {
        "id": "52",
        "title": "Casting",
        "description": "Apply",
        "length": 9.5,
        "updated_time": "2024-03-01T11:00:00+0000",
    }
    where = {
        "name": "Bar",
        "location": {"city": "Marbella", "country": "Spain", "latitude": 36.5, "longitude": -4.9},
    }
    event = {
        "id": "53",
        "name": "Party",
        "description": "Hostesses",
        "start_time": "2024-03-09T20:00:00+0100",
        "place": where,
    }
    person = {"id": "9001", "name": "Eva Test", "email": "9001@facebook.com"}
    picture = {"mime_type": "image/jpeg", "image_data": {"url": "https://example.org/a.jpg"}}
    direct = {
        "id": "m_1",
        "message": "hi",
        "created_time": "2024-03-01T11:00:00+0000",
        "from": {"id": "1001", "name": "Jobs"},
        "to": {"data": [person]},
        "attachments": {"data": [picture]},
    }
    talk = {
        "id": "t_7",
        "message_count": 1,
        "updated_time": "2024-03-01T11:00:00+0000",
        "messages": {"data": [direct]},
    }
    found = read(SOURCE, file(tmp_path / "a.json", page(photo, video, event, talk)))
    first, second, third, fourth = found.posts
    assert found.others == ["a conversation"]
    assert (
        first.text == "Beach house"
        and first.media
        and first.media[0]["kind"] == "photo"
        and first.url == photo["link"]
    )
    assert (second.kind, second.text, second.created_at) == ("video", "Casting\n\nApply", None)
    assert (third.text, third.created_at, third.lat, third.place_name) == (
        "Party\n\nHostesses",
        None,
        36.5,
        "Bar, Marbella, Spain",
    )
    assert (fourth.kind, fourth.visibility, fourth.thread) == ("message", "direct", native("t_7"))
    assert [p["value"] for p in fourth.people] == ["9001", "Eva Test", "9001@facebook.com"]
    assert fourth.media == [{"kind": "photo", "key": "https://example.org/a.jpg", "alt": None}]


def test_tags_shares_and_counts(tmp_path: Path) -> None:
    tags = {"0": [{"id": "9001", "name": "Eva Test"}]}
    share = {
        "type": "share",
        "title": "Work",
        "unshimmed_url": "https://example.org/a",
        "description": "Spain",
    }
    first = post(
        1, story="Jobs shared a link.", message_tags=tags, attachments={"data": [share]}, shares={"count": 2}
    )
    second = {k: v for k, v in first.items() if k != "message"} | {"id": "1001_2", "parent_id": "1002_9"}
    zero = post(3, reactions={"data": [], "summary": {"total_count": 0}}, privacy={"value": "EVERYONE"})
    posts = read(SOURCE, file(tmp_path / "a.json", page(first, second, zero))).posts
    assert posts[0].text == "hello" and posts[0].urls == ["https://example.org/a"]
    assert [p["value"] for p in posts[0].people] == ["9001", "Eva Test"]
    assert posts[1].text == "Jobs shared a link.\n\nWork\n\nSpain"
    assert (posts[1].kind, posts[1].repost_of) == ("repost", native("1002_9"))
    assert posts[2].metrics and posts[2].metrics["likes"] == 0 and posts[2].visibility == "public"


def test_what_is_no_post(tmp_path: Path) -> None:
    values = [
        {"id": "1", "created_time": "2024-03-01T11:00:00+0000"},
        {"id": "2", "name": "Timeline", "created_time": "2024-03-01T11:00:00+0000"},
        {
            "id": "3",
            "name": "Club",
            "description": "x",
            "member_count": 4,
            "created_time": "2024-03-01T11:00:00+0000",
        },
        {"id": "4", "title": "Live", "status": "VOD", "embed_html": "<iframe>"},
        {"id": "5", "name": "Jobs", "category": "Bar", "about": "x"},
        {"id": "6", "name": "Eva"},
    ]
    found = read(SOURCE, file(tmp_path / "a.json", page(*values)))
    assert len(found.others) == len(values) and not found.posts and not found.skipped
    assert found.others[1:4] == ["an album", "a group", "a live video"]
    picture = {"data": {"height": 1, "is_silhouette": False, "url": "https://example.org/a"}}
    assert read(SOURCE, file(tmp_path / "b.json", picture), least=0.5).others == ["a picture"]


def test_missing_fields_and_cut_off_files(tmp_path: Path) -> None:
    no_id = {k: v for k, v in post(1).items() if k != "id"}
    found = read(
        SOURCE, file(tmp_path / "a.json", page(no_id, post(2, created_time="now"), "x", post(3, "a\x00b")))
    )
    assert [p.text for p in found.posts] == ["ab"] and len(found.skipped) == 3
    whole = json.dumps({"data": [post(1), post(2), post(3)]}, indent=1)
    found = read(SOURCE, file(tmp_path / "b.json", whole[: whole.rindex('"message"')]))
    assert len(found.posts) == 2 and len(found.skipped) == 1


@pytest.mark.parametrize(
    "value",
    [
        {"data": [{"id": "1", "text": "x", "created_at": "2024-03-01T11:00:00Z"}]},
        {"data": [{"id": "1", "caption": "x", "media_type": "IMAGE"}], "paging": {"cursors": {}}},
        {"kind": "Listing", "data": {"children": [], "after": None}},
        [{"id": "1", "content": "x", "account": {}}],
        {"a": {"id": 1}},
        {"data": None},
    ],
)
def test_others_are_not_claimed(tmp_path: Path, value: Any) -> None:
    assert SOURCE.sniff(file(tmp_path / "a.json", value).sample) == 0.0


@pytest.mark.skipif(not SAMPLES.exists(), reason="the shared samples are not here")
def test_real_answers() -> None:
    root = SAMPLES / "plat_facebook_instagram_api/testdata/facebook/apidata"
    counted = {}
    for folder in sorted(root.iterdir()):
        readings = [read(SOURCE, found, least=0.3) for found in opened(folder)]
        assert all(reading.skipped == [] and reading.unmapped == set() for reading in readings), folder.name
        counted[folder.name] = sum(len(reading.posts) for reading in readings)
    assert {name: count for name, count in counted.items() if count} == {
        "comments": 19,
        "events": 3,
        "groups": 10,
        "messages": 3,
        "photos": 7,
        "posts": 41,
        "videos": 11,
    }
