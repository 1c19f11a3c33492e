"""X (Twitter) API v1.1: statuses as lines, as an array, as a search answer, and the notices of its streams."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from waylight.files import fields, x_status
from waylight.files.cut import cut, once, pieces
from waylight.files.fields import dig
from waylight.files.opened import Opened
from waylight.files.sample import Sample
from waylight.schema import NotAPost, Post
from waylight.stage import Item, Source

HIDDEN = ("user_delete", "user_protect", "user_suspend")
NOTICES = {
    "limit": "a stream limit notice",
    "scrub_geo": "a request to drop places",
    "status_withheld": "a withholding notice",
    "user_withheld": "a withholding notice",
    "user_undelete": "an account that came back",
    "user_unprotect": "an account that came back",
    "user_unsuspend": "an account that came back",
    "warning": "a stream warning",
    "disconnect": "a stream end",
    "friends": "a list of accounts",
    "event": "an account event",
    "errors": "an error answer",
}


def sniff(sample: Sample) -> float:
    """Sure of statuses with a string id and an author with a screen name, and of stream notices."""
    if sample.shape not in ("json", "json-lines"):
        return 0
    records = [inner for record in sample.records for inner in _listed(record) if isinstance(inner, dict)]
    if any(_is_status(record) for record in records):
        return 0.95
    return (
        0.9
        if any(dig(r, "delete", "status", "id") or dig(r, "status_withheld", "id") for r in records)
        else 0
    )


def split(opened: Opened) -> Iterator[Item]:
    """One item per status; the originals inside reposts and quotes are items of their own, each once."""
    new = once()

    def open_up(value: Any) -> Iterator[Any]:
        for status in _listed(value):
            yield status
            for key in ("retweeted_status", "quoted_status"):
                inner = dig(status, key)
                for original in (inner, dig(inner, "quoted_status")):
                    if _is_status(original) and new(original["id_str"]):
                        yield original

    return cut(pieces(opened, "statuses"), open_up)


def parse(value: Any) -> Post | NotAPost:
    """A status, or the notice that a status or an account is gone."""
    if not isinstance(value, dict):
        fields.skip("the item is not an object.")
    if isinstance(value.get("delete"), dict):
        return x_status.deletion(x_status.native(dig(value, "delete", "status")))
    for name in HIDDEN:
        if isinstance(value.get(name), dict):
            return x_status.hiding(x_status.native(value[name]), fields.time(value.get("timestamp_ms")))
    notice = next((name for name in NOTICES if name in value), None)
    if notice and "user" not in value:
        return NotAPost(NOTICES[notice])
    if "screen_name" in value and "user" not in value:
        return NotAPost("an account")
    return x_status.post(value)


def _listed(value: Any) -> list[Any]:
    inner = dig(value, "statuses")
    return inner if isinstance(inner, list) else [value]


def _is_status(value: Any) -> bool:
    return (
        isinstance(dig(value, "id_str"), str)
        and isinstance(dig(value, "user", "screen_name"), str)
        and any(isinstance(value.get(key), str) for key in ("full_text", "text"))
    )


_AUTHOR = {
    "id_str": "90000000000000001",
    "screen_name": "sample_desk",
    "name": "Sample Desk",
    "protected": False,
}
_ORIGINAL = {
    "created_at": "Wed Oct 10 20:19:24 +0000 2018",
    "id": 1050118621198921728,
    "id_str": "1050118621198921728",
    "text": "Harvest jobs, housing inclu… https://t.co/x",
    "truncated": True,
    "extended_tweet": {"full_text": "Harvest jobs, housing included &amp; paid weekly", "entities": {}},
    "user": _AUTHOR,
}

SOURCE = Source(
    name="x_v1",
    title="X (Twitter) API v1.1 statuses and stream notices, as JSON lines or one JSON document.",
    platform="x",
    version=1,
    sniff=sniff,
    split=split,
    parse=parse,
    fields=x_status.FIELDS | frozenset(NOTICES) | frozenset(HIDDEN) | {"delete"},
    examples=(
        (
            _ORIGINAL,
            {
                "id": "x:1050118621198921728",
                "text": "Harvest jobs, housing included & paid weekly",
                "kind": "post",
                "author_handle": "sample_desk",
                "visibility": "public",
            },
        ),
        (
            {
                "created_at": "Wed Oct 10 21:00:00 +0000 2018",
                "id_str": "1050118621198921999",
                "text": "RT @sample_desk: Harvest jobs, housing inclu…",
                "user": {"id_str": "90000000000000002", "screen_name": "second_desk"},
                "retweeted_status": _ORIGINAL,
                "coordinates": {"type": "Point", "coordinates": [13.4, 52.5]},
            },
            {
                "kind": "repost",
                "repost_of": "x:1050118621198921728",
                "text": "Harvest jobs, housing included & paid weekly",
                "author_handle": "second_desk",
                "lat": 52.5,
                "lon": 13.4,
            },
        ),
        (
            {"delete": {"status": {"id": 1234, "id_str": "1234", "user_id": 3, "user_id_str": "3"}}},
            {"id": "x:1234", "event": "delete", "text": ""},
        ),
        (
            {
                "created_at": "Wed Oct 10 20:19:24 +0000 2018",
                "id_str": "1050118621198921730",
                "full_text": "here",
                "geo": {"type": "Point", "coordinates": [52.5, 13.4]},
            },
            {
                "lat": 52.5,
                "lon": 13.4,
                "author_handle": None,
                "url": "https://x.com/i/status/1050118621198921730",
            },
        ),
    ),
)
