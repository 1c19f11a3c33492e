"""YouTube answers: threads cut into comments, HTML or original text, missing authors, videos and the rest."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from reading import SAMPLES, file, opened, read

from waylight.sources.youtube import SOURCE

VIDEO = "TESTvideo01"


def comment(native: str, text: str | None = "hello", **more: Any) -> dict[str, Any]:
    times = {"publishedAt": "2024-03-01T11:00:00Z", "updatedAt": "2024-03-01T11:00:00Z"}
    author = {"authorDisplayName": "Max", "authorChannelId": {"value": "UCmax"}}
    words = {} if text is None else {"textOriginal": text}
    return {
        "kind": "youtube#comment",
        "etag": "e",
        "id": native,
        "snippet": {**author, **times, **words, **more},
    }


def thread(top: Any, *replies: Any) -> dict[str, Any]:
    snippet = {"videoId": VIDEO, "topLevelComment": top, "totalReplyCount": len(replies), "isPublic": True}
    inner = {"replies": {"comments": list(replies)}} if replies else {}
    return {"kind": "youtube#commentThread", "etag": "e", "id": "UgA", "snippet": snippet, **inner}


def answer(kind: str, *items: Any) -> dict[str, Any]:
    return {"kind": f"youtube#{kind}ListResponse", "etag": "e", "pageInfo": {}, "items": list(items)}


def video(kind: str = "video", native: Any = VIDEO, **more: Any) -> dict[str, Any]:
    snippet = {
        "publishedAt": "2024-03-01T11:00:00Z",
        "channelId": "UCjobs",
        "channelTitle": "Jobs",
        "title": "Work",
    }
    return {"kind": f"youtube#{kind}", "id": native, "snippet": {**snippet, "description": "Apply", **more}}


def test_thread_is_cut_into_comment_and_replies(tmp_path: Path) -> None:
    data = answer("commentThread", thread(comment("UgA"), comment("UgA.1", parentId="UgA"), comment("UgA.2")))
    top, first, second = read(SOURCE, file(tmp_path / "a.json", data)).posts
    assert (top.reply_to, top.thread) == (f"youtube:{VIDEO}", f"youtube:{VIDEO}")
    assert top.metrics and top.metrics["replies"] == 2 and top.visibility == "public"
    assert first.reply_to == second.reply_to == top.id == "youtube:UgA"
    assert first.thread == f"youtube:{VIDEO}" and top.url == f"https://www.youtube.com/watch?v={VIDEO}&lc=UgA"


def test_html_edits_and_missing_authors(tmp_path: Path) -> None:
    html = comment(
        "UgB",
        None,
        textDisplay="It&#39;s <a href='https://example.org'>here</a><br>now",
        updatedAt="2024-03-01T12:00:00Z",
    )
    del html["snippet"]["authorChannelId"]
    address = comment(
        "UgC", authorChannelUrl="http://www.youtube.com/channel/UCtesttesttest", authorDisplayName="@max-t"
    )
    del address["snippet"]["authorChannelId"]
    data = answer(
        "comment", html, address, comment("UgD", None, textDisplay=""), comment("UgE", publishedAt="no")
    )
    found = read(SOURCE, file(tmp_path / "a.json", data))
    assert found.posts[0].text == "It's here\nnow" and found.posts[0].author_id is None
    assert (
        found.posts[0].edited_at == datetime(2024, 3, 1, 12, tzinfo=UTC) and found.posts[1].edited_at is None
    )
    assert (found.posts[1].author_id, found.posts[1].author_handle) == ("UCtesttesttest", "max-t")
    assert found.others == ["an empty comment"] and len(found.skipped) == 1


def test_videos_from_every_kind_of_answer(tmp_path: Path) -> None:
    details = {
        "contentDetails": {"contentRating": {"ytRating": "ytAgeRestricted"}},
        "status": {"privacyStatus": "unlisted"},
        "statistics": {"viewCount": "10", "likeCount": "2", "commentCount": "1"},
        "recordingDetails": {"location": {"latitude": 36.5, "longitude": -4.6}},
    }
    full = {**video(defaultAudioLanguage="es"), **details}
    found_one = video("searchResult", {"kind": "youtube#video", "videoId": VIDEO}, title="Work &amp; travel")
    listed = video(
        "playlistItem",
        "UExy",
        resourceId={"kind": "youtube#video", "videoId": VIDEO},
        videoOwnerChannelId="UCown",
    )
    upload = video(
        "activity",
        "MTUx",
        type="upload",
        thumbnails={"default": {"url": f"https://i.ytimg.com/vi/{VIDEO}/default.jpg"}},
    )
    data = answer("video", full, found_one, listed, upload)
    posts = read(SOURCE, file(tmp_path / "a.json", data)).posts
    assert {p.id for p in posts} == {f"youtube:{VIDEO}"} and {p.kind for p in posts} == {"video"}
    assert (posts[0].visibility, posts[0].sensitive, posts[0].lat, posts[0].language_declared) == (
        "unlisted",
        True,
        36.5,
        "es",
    )
    assert posts[0].metrics == {"likes": 2, "replies": 1, "reposts": None, "views": 10}
    assert posts[0].text == "Work\n\nApply" and posts[1].text == "Work & travel\n\nApply"
    assert posts[2].author_id == "UCown" and posts[0].author_id == "UCjobs"


def test_what_is_no_post(tmp_path: Path) -> None:
    values = [
        video("channel"),
        video("searchResult", {"kind": "youtube#channel", "channelId": "UC1"}),
        video("activity", type="subscription"),
        {"kind": "youtube#video", "id": VIDEO, "statistics": {}},
        {"kind": "youtube#commentThread", "id": "UgA"},
        {"videoId": VIDEO, "rating": "like"},
        {"kind": "youtube#caption"},
    ]
    found = read(SOURCE, file(tmp_path / "a.json", answer("mixed", *values)))
    assert len(found.others) == len(values) and not found.posts and not found.skipped
    gone = video("playlistItem", "UExy", title="Deleted video", resourceId={"videoId": VIDEO})
    (post,) = read(SOURCE, file(tmp_path / "b.json", answer("playlistItem", gone))).posts
    assert (post.event, post.text, post.id) == ("delete", "", f"youtube:{VIDEO}")


def test_single_objects_lists_lines_and_empty_pages(tmp_path: Path) -> None:
    one = thread(comment("UgA"))
    for name, data in (
        ("a.json", one),
        ("b.json", json.dumps(one, indent=1)),
        ("c.json", [one]),
        ("d.json", json.dumps([one], indent=1)),
    ):
        assert [p.id for p in read(SOURCE, file(tmp_path / name, data)).posts] == ["youtube:UgA"]
    lines = json.dumps(answer("commentThread", one)) + "\n" + json.dumps(comment("UgB")) + "\n"
    assert [p.id for p in read(SOURCE, file(tmp_path / "e.jsonl", lines)).posts] == [
        "youtube:UgA",
        "youtube:UgB",
    ]
    assert read(SOURCE, file(tmp_path / "f.json", answer("comment"))).items == 0
    assert (
        read(SOURCE, file(tmp_path / "g.json", {"kind": "youtube#commentListResponse", "etag": "e"})).items
        == 0
    )


def test_cut_off_file_keeps_what_was_whole(tmp_path: Path) -> None:
    whole = json.dumps(answer("comment", comment("UgA"), comment("UgB"), comment("UgC")), indent=1)
    found = read(SOURCE, file(tmp_path / "a.json", whole[: whole.rindex('"textOriginal"')]))
    assert len(found.posts) == 2 and len(found.skipped) == 1


@pytest.mark.parametrize(
    "value", [{"kind": "blogger#post", "items": []}, {"items": []}, [{"kind": 5}], {"kind": None}]
)
def test_others_are_not_claimed(tmp_path: Path, value: Any) -> None:
    assert SOURCE.sniff(file(tmp_path / "a.json", value).sample) == 0.0


@pytest.mark.skipif(not SAMPLES.exists(), reason="the shared samples are not here")
def test_real_answers() -> None:
    files = posts = 0
    for found in opened(SAMPLES / "plat_youtube_api"):
        reading = read(SOURCE, found)
        assert reading.skipped == [] and reading.unmapped == set(), found.where
        assert all(p.created_at and p.text and p.author_name for p in reading.posts)
        files, posts = files + 1, posts + len(reading.posts)
    assert (files, posts) == (37, 155)
