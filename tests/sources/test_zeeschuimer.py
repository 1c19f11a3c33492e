"""Objects captured in the browser, in the envelope of the extension and as 4CAT rewrites them."""

from __future__ import annotations

import copy
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from waylight.files.find import find
from waylight.files.opened import Opened
from waylight.schema import NotAPost, Post
from waylight.sources.zeeschuimer import SOURCE
from waylight.stage import SkipPost

TIKTOK, RETWEET, COMMENT, INSTAGRAM, GAB = (copy.deepcopy(raw) for raw, _ in SOURCE.examples)


def seen(platform: str, data: dict[str, Any]) -> Any:
    return {**TIKTOK, "item_id": str(data.get("id", "1")), "source_platform": platform, "data": data}


def post(platform: str, data: dict[str, Any]) -> Post:
    found = SOURCE.parse(seen(platform, data))
    assert isinstance(found, Post)
    return found


def rewritten(raw: dict[str, Any]) -> dict[str, Any]:
    return {**raw["data"], "__import_meta": {k: v for k, v in raw.items() if k != "data"}}


def opened(tmp_path: Path, *items: Any, tail: str = "") -> Opened:
    path = tmp_path / "zeeschuimer-export-tiktok.ndjson"
    path.write_text("".join(json.dumps(item) + "\n" for item in items) + tail, encoding="utf-8")
    (only,) = find(path)
    assert isinstance(only, Opened)
    return only


def test_both_forms_give_the_same_post(tmp_path: Path) -> None:
    for raw in (TIKTOK, COMMENT, INSTAGRAM, GAB):
        assert SOURCE.parse(raw) == SOURCE.parse(rewritten(raw))
        for form in (raw, rewritten(raw)):
            assert SOURCE.sniff(opened(tmp_path, form, form).sample) > 0.9
            assert SOURCE.sniff(opened(tmp_path, form).sample) > 0.9


def test_a_cut_file_keeps_the_lines_before(tmp_path: Path) -> None:
    items = list(SOURCE.split(opened(tmp_path, TIKTOK, GAB, tail='{"item_id": "x", "da')))
    assert [type(item.value) for item in items] == [dict, dict, SkipPost]


def test_other_objects_are_left_alone(tmp_path: Path) -> None:
    assert SOURCE.sniff(opened(tmp_path, {"id": 1, "data": {}}, {"id": 2, "data": {}}).sample) == 0.0
    assert SOURCE.sniff(opened(tmp_path, [1], "x").sample) == 0.0


def test_tiktok_old_embedded_author_duet_and_pictures() -> None:
    data = {
        "id": "5", "desc": "", "createTime": "1699000000", "author": "bo", "nickname": "Bo",
        "duetInfo": {"duetFromId": "4"}, "imagePost": {"images": [{"imageURL": {"urlList": ["https://c.example/1"]}}]},
        "textExtra": [{"userUniqueId": "cy", "userId": "77"}], "textLanguage": "un",
    }  # fmt: skip
    found = post("tiktok.com", data)
    assert (found.author_handle, found.author_name, found.quote_of) == ("bo", "Bo", "tiktok:4")
    assert found.media == [{"kind": "photo", "key": "https://c.example/1", "alt": None}]
    assert {p["value"] for p in found.people} == {"cy", "77"}
    assert found.language_declared is None
    assert post("tiktok.com", {**data, "duetInfo": {"duetFromId": "0"}}).quote_of is None
    with pytest.raises(SkipPost, match="time"):
        SOURCE.parse(seen("tiktok.com", {**data, "createTime": None}))


def test_a_reply_to_a_comment_answers_the_comment_in_the_thread_of_the_video() -> None:
    found = post("tiktok-comments", {**COMMENT["data"], "reply_id": "70"})
    assert (found.reply_to, found.thread) == ("tiktok:70", "tiktok:7300000000000000001")


def test_instagram_graph_shape() -> None:
    found = post(
        "instagram.com",
        {
            "__typename": "GraphSidecar", "id": "99", "shortcode": "Cx1", "taken_at_timestamp": 1600000000,
            "owner": {"id": "5", "username": "models"}, "location": {"name": "Kyiv", "id": "1"},
            "edge_media_to_caption": {"edges": [{"node": {"text": "Casting #now"}}]},
            "edge_media_to_tagged_user": {"edges": [{"node": {"user": {"id": "6", "username": "ana"}}}]},
            "edge_media_preview_like": {"count": 4}, "display_url": "https://c.example/0.jpg",
            "edge_sidecar_to_children": {"edges": [
                {"node": {"__typename": "GraphImage", "display_url": "https://c.example/1.jpg", "accessibility_caption": "a"}},
                {"node": {"__typename": "GraphVideo", "video_url": "https://c.example/2.mp4"}},
            ]},
        },
    )  # fmt: skip
    assert (found.id, found.text, found.hashtags, found.place_name) == (
        "instagram:Cx1",
        "Casting #now",
        ["now"],
        "Kyiv",
    )
    assert found.media == [
        {"kind": "photo", "key": "https://c.example/1.jpg", "alt": "a"},
        {"kind": "video", "key": "https://c.example/2.mp4", "alt": None},
    ]
    assert {"kind": "handle", "value": "ana"} in found.people
    assert found.metrics == {"likes": 4, "replies": None, "reposts": None, "views": None}


def test_instagram_polaris_shape_has_no_time() -> None:
    data = {"__typename": "XIGPolarisVideoMedia", "code": "Cx2", "_zs_partial": True, "caption": None,
            "user": {"id": "5", "username": "models"}, "display_uri": "https://c.example/1.jpg"}  # fmt: skip
    found = post("instagram.com", data)
    assert (found.created_at, found.text, found.author_id) == (None, "", "5")
    assert found.media == [{"kind": "photo", "key": "https://c.example/1.jpg", "alt": None}]


def test_threads_quotes_reposts_and_replies() -> None:
    data: dict[str, Any] = {
        "code": "T1", "taken_at": 1700000000, "caption": {"text": "mine"}, "user": {"pk": "1", "username": "ana"},
        "text_post_app_info": {"share_info": {"quoted_post": {"code": "T0", "user": {"username": "bo"}}},
                               "direct_reply_count": 2, "repost_count": 1}, "like_count": 9,
    }  # fmt: skip
    quote = post("threads.net", data)
    assert (quote.id, quote.quote_of, quote.kind, quote.text) == ("threads:T1", "threads:T0", "post", "mine")
    assert quote.metrics == {"likes": 9, "replies": 2, "reposts": 1, "views": None}
    assert quote.url == "https://www.threads.com/@ana/post/T1"
    app = {
        "share_info": {
            "reposted_post": {"code": "T0", "caption": {"text": "theirs"}, "user": {"username": "bo"}}
        }
    }
    repost = post("threads.net", {**data, "caption": None, "text_post_app_info": app})
    assert (repost.kind, repost.repost_of, repost.text) == ("repost", "threads:T0", "theirs")
    assert {"kind": "handle", "value": "bo"} in repost.people
    reply = post("threads.net", {**data, "text_post_app_info": {"reply_to_author": {"username": "cy"}}})
    assert reply.kind == "comment"


def x(**legacy: Any) -> dict[str, Any]:
    return {
        "rest_id": "10",
        "core": {"user_results": {"result": {"rest_id": "42", "legacy": {"screen_name": "bo", "name": "Bo"}}}},
        "legacy": {
            "created_at": "Fri Nov 03 10:00:00 +0000 2023", "full_text": "words &amp; links", "user_id_str": "42", **legacy
        },
    }  # fmt: skip


def test_x_post_long_text_quote_and_missing_user() -> None:
    data = x(in_reply_to_status_id_str="8", entities={"hashtags": [{"text": "job"}]}, lang="zxx")
    data["quoted_status_result"] = {"result": {"tweet": {"rest_id": "9", "legacy": {"full_text": "q"}}}}
    data["note_tweet"] = {"note_tweet_results": {"result": {"text": "a much longer text", "entity_set": {}}}}
    found = post("x.com", data)
    assert (found.id, found.text, found.quote_of, found.reply_to) == (
        "x:10",
        "a much longer text",
        "x:9",
        "x:8",
    )
    assert (found.author_handle, found.author_name, found.author_id, found.hashtags) == (
        "bo",
        "Bo",
        "42",
        ["job"],
    )
    assert found.created_at == datetime(2023, 11, 3, 10, tzinfo=UTC)
    bare = {**x(), "core": {"user_results": {}}}
    assert (post("twitter.com", bare).author_id, post("twitter.com", bare).author_handle) == ("42", None)
    assert post("twitter.com", bare).text == "words & links"


def test_x_quote_of_a_post_that_is_gone_and_a_tombstone() -> None:
    data = x() | {"quoted_status_result": {"result": {"tombstone": {"text": {"text": "deleted"}}}}}
    assert post("x.com", data).quote_of is None
    assert isinstance(SOURCE.parse(seen("x.com", {"tombstone": {}})), NotAPost)


@pytest.mark.parametrize(
    ("platform", "data", "text", "handle"),
    [
        ("linkedin.com", {"commentary": {"text": {"text": "Hiring"}}, "actor": {"name": {"text": "Ana"}}}, "Hiring", None),
        ("9gag.com", {"title": "T", "description": "D", "creationTs": 1700000000, "creator": {"username": "u"}}, "T\n\nD", "u"),
        ("truthsocial.com", {"content": "<p>a</p><p>b</p>", "account": {"username": "u"}}, "a\n\nb", "u"),
        ("imgur.com", {"title": "only a title", "account_id": 5}, "only a title", None),
        ("xiaohongshu.com", {"note_card": {"display_title": "工作", "user": {"nickname": "n"}}}, "工作", None),
        ("facebook.com", {"comet_sections": {"content": {"story": {"post_id": "1", "message": {"text": "m"}}}}}, "m", None),
        ("new.example", {"body": "b", "author": "u"}, "b", "u"),
    ],
)  # fmt: skip
def test_other_platforms_get_a_general_mapping(
    platform: str, data: dict[str, Any], text: str, handle: str | None
) -> None:
    found = post(platform, data)
    assert (found.text, found.author_handle) == (text, handle)
    assert found.platform in (platform, "facebook")


def test_what_has_no_words_and_what_has_no_data() -> None:
    assert isinstance(SOURCE.parse(seen("9gag.com", {"id": "1"})), NotAPost)
    for wrong in (
        None,
        [],
        "x",
        {},
        {"data": []},
        {"data": None, "source_platform": "x.com"},
        {"__import_meta": 5},
    ):
        with pytest.raises(SkipPost):
            SOURCE.parse(wrong)
