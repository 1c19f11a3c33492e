"""Posts captured in the browser with Zeeschuimer: TikTok, Instagram, X, Threads and others, one JSON object a line."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from waylight.files import captured, fields, tables
from waylight.files.opened import Opened
from waylight.files.sample import Sample
from waylight.schema import NotAPost, Post
from waylight.stage import Item, Source

_META = "__import_meta"
_ENVELOPE = {"data", "source_platform", "item_id"}


def sniff(sample: Sample) -> float:
    """Sure of the envelope that the extension writes, or of the trace of it that 4CAT leaves."""
    records = fields.objects(sample.records) if sample.shape in ("json", "json-lines") else []
    if any(set(r) >= _ENVELOPE and isinstance(r["data"], dict) for r in records[:5]):
        return 0.97
    return 0.95 if any(isinstance(r.get(_META), dict) for r in records[:5]) else 0.0


def split(opened: Opened) -> Iterator[Item]:
    """One item per line (or per element, where the lines were made into a list)."""
    return opened.json_items() if isinstance(opened.sample.top, list) else opened.json_lines()


def parse(value: Any) -> Post | NotAPost:
    """A captured object as a post of its platform; platforms without a mapping of their own get a general one."""
    if not isinstance(value, dict):
        fields.skip("the captured item is not an object.")
    meta, data = value.get(_META, value), value.get("data")
    if _META in value:
        data = {key: inner for key, inner in value.items() if key != _META}
    if not isinstance(data, dict):
        fields.skip("`data` is missing or not an object.")
    platform = tables.platform(fields.dig(meta, "source_platform") or fields.dig(meta, "source_platform_url"))
    if platform == "web":
        platform = _told_by_shape(data)
    made = captured.captured(platform, data, fields.known(fields.dig(meta, "item_id")))
    if isinstance(made, Post) and made.created_at is None and platform in ("tiktok", "x"):
        fields.skip("the time of the post is missing.")
    return made


def _told_by_shape(data: dict[str, Any]) -> str:
    if "rest_id" in data and "legacy" in data:
        return "x"
    if ("cid" in data and "aweme_id" in data) or ("createTime" in data and "desc" in data):
        return "tiktok"
    if "text_post_app_info" in data:
        return "threads"
    return "instagram" if "taken_at" in data or "shortcode" in data else "web"


def _seen(platform: str, item: str, data: dict[str, Any]) -> dict[str, Any]:
    return {
        "nav_index": "1:0",
        "item_id": item,
        "timestamp_collected": 1700000000000,
        "source_platform": platform,
        "source_platform_url": f"https://www.{platform}/",
        "source_url": f"https://www.{platform}/api/",
        "user_agent": "Example/1.0",
        "data": data,
    }


_TIKTOK = {
    "id": "7300000000000000001",
    "desc": "Se busca personal #trabajo",
    "createTime": 1699000000,
    "author": {"id": "680", "uniqueId": "ana.work", "nickname": "Ana"},
    "stats": {"diggCount": 3, "commentCount": 1, "shareCount": 0, "playCount": 90},
    "textExtra": [{"hashtagName": "trabajo"}],
    "stickersOnItem": [{"stickerText": ["Hotel", "incluido"]}],
    "locationCreated": "ES",
    "maskType": 3,
}
_X = {
    "rest_id": "1720000000000000002",
    "core": {"user_results": {"result": {"rest_id": "42", "core": {"screen_name": "bo", "name": "Bo"}}}},
    "legacy": {
        "created_at": "Fri Nov 03 10:00:00 +0000 2023",
        "full_text": "RT @ana: a long text that is cut…",
        "user_id_str": "42",
        "retweeted_status_result": {
            "result": {
                "tweet": {
                    "rest_id": "1720000000000000001",
                    "core": {"user_results": {"result": {"rest_id": "41", "legacy": {"screen_name": "ana"}}}},
                    "legacy": {"full_text": "a long text that is whole in the original"},
                }
            }
        },
    },
}
SOURCE = Source(
    name="zeeschuimer",
    title="Posts captured in the browser with Zeeschuimer (JSON lines), also after 4CAT rewrote them.",
    platform="web",
    version=1,
    sniff=sniff,
    split=split,
    parse=parse,
    examples=(
        (
            _seen("tiktok.com", "7300000000000000001", _TIKTOK),
            {
                "id": "tiktok:7300000000000000001",
                "platform": "tiktok",
                "text": "Se busca personal #trabajo\n\nHotel incluido",
                "created_at": datetime(2023, 11, 3, 8, 26, 40, tzinfo=UTC),
                "author_handle": "ana.work",
                "country": "ES",
                "sensitive": True,
                "hashtags": ["trabajo"],
            },
        ),
        (
            {**_X, _META: {"item_id": "1720000000000000002", "source_platform": "twitter.com"}},
            {
                "id": "x:1720000000000000002",
                "kind": "repost",
                "repost_of": "x:1720000000000000001",
                "text": "a long text that is whole in the original",
                "author_handle": "bo",
                "author_id": "42",
            },
        ),
        (
            _seen(
                "tiktok-comments",
                "71",
                {
                    "cid": "71",
                    "aweme_id": "7300000000000000001",
                    "reply_id": "0",
                    "text": "info?",
                    "create_time": 1699000100,
                    "user": {"uid": "9", "unique_id": "cy"},
                },
            ),
            {
                "kind": "comment",
                "reply_to": "tiktok:7300000000000000001",
                "thread": "tiktok:7300000000000000001",
            },
        ),
        (
            _seen(
                "instagram.com",
                "1_2",
                {
                    "code": "CabC1",
                    "taken_at": 1699000000,
                    "caption": {"text": "Casting"},
                    "user": {"pk": "5", "username": "models"},
                    "location": {"name": "Milano", "lat": 45.4, "lng": 9.1},
                },
            ),
            {
                "id": "instagram:CabC1",
                "lat": 45.4,
                "lon": 9.1,
                "place_name": "Milano",
                "author_handle": "models",
            },
        ),
        (
            _seen(
                "gab.com",
                "g1",
                {"id": "g1", "content": "<p>Hello<br>there</p>", "account": {"username": "di"}},
            ),
            {"platform": "gab.com", "text": "Hello\nthere", "author_handle": "di"},
        ),
    ),
)
