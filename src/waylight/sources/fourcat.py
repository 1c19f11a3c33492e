"""Data sets of the research tool 4CAT, as CSV or as mapped JSON lines: id, thread_id, author, body, timestamp."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from waylight.files import fields, tables
from waylight.files.opened import Opened
from waylight.files.sample import Sample
from waylight.schema import NotAPost, Post, uid
from waylight.stage import Item, Source

_MINIMUM = {"id", "thread_id", "body", "timestamp"}
_LINKS = (
    "tiktok_url", "youtube_url", "url", "link", "post_url", "permalink", "collected_from_url", "post_source_domain",
)  # fmt: skip
_MEDIA = {
    "photo": ("images", "image_urls", "image_url", "thumbnail_url"),
    "video": ("videos", "video_urls", "video_url"),
    "file": ("media_urls", "media_url", "attachment_url"),
}
_LISTS = ("images", "image_urls", "videos", "video_urls", "media_urls")
_PEOPLE = {
    "handle": ("mentions", "usertags", "mentioned", "replied_author", "retweeted_user", "quote_author", "coauthors",
               "replied_user", "quoted_user"),
    "account": ("coauthor_ids",),
    "name": ("forwarded_from_name", "coauthor_fullnames"),
}  # fmt: skip


def sniff(sample: Sample) -> float:
    """Sure of the five columns that every data set of 4CAT has, in a table or in JSON lines."""
    keys = set(sample.columns) if sample.shape == "csv" else sample.keys()
    if not keys >= _MINIMUM or sample.shape not in ("csv", "json-lines") or "__import_meta" in keys:
        return 0.0
    return (
        0.95 if "unix_timestamp" in keys else 0.85 if keys & {"author", "author_id", "author_name"} else 0.6
    )


def split(opened: Opened) -> Iterator[Item]:
    """One item per row or line; the file's name, which often names the platform, goes with it."""
    items = opened.rows() if opened.sample.shape == "csv" else opened.json_lines()
    for item in items:
        yield Item(
            item.at, {**item.value, "_file": opened.name} if isinstance(item.value, dict) else item.value
        )


def parse(value: Any) -> Post | NotAPost:
    """A row as a post, with the fields that 4CAT's platforms have in common."""
    if not isinstance(value, dict):
        fields.skip("the row has no named cells.")
    platform = _platform(value)
    own = fields.known(value.get("id")) or fields.skip("`id` is missing.")
    text = _text(value)
    media = _media(value)
    if not text and not media:
        if "body" not in value:
            fields.skip("`body` is missing.")
        return NotAPost("an empty post")
    lat, lon = _point(value)
    thread, answered = _relations(value)
    repost = fields.flag(value.get("is_retweet")) is True
    quoted = fields.known(value.get("quote_tweet_id"))
    return Post(
        id=_uid(platform, own),
        text=text,
        created_at=fields.time(value.get("unix_timestamp")) or fields.time(value.get("timestamp")),
        platform=platform,
        kind="repost" if repost else "comment" if answered else "post",
        language_declared=_first(value, "language_guess", "language", "lang"),
        reply_to=_uid(platform, answered) if answered else None,
        thread=_uid(platform, thread) if thread else None,
        quote_of=_uid(platform, quoted) if quoted else None,
        hashtags=[tag.lstrip("#") for tag in _list(value.get("hashtags"))],
        place_name=_first(value, "location_name", "place_name", "location_city", "ip_location"),
        country=fields.country(value.get("location_created")),
        sensitive=fields.flag(_first(value, "possibly_sensitive", "is_sensitive", "is_nsfw", "is_mature")),
        metrics=fields.metrics(
            _first(value, "likes", "like_count", "num_likes", "favourites_count"),
            _first(value, "comments", "reply_count", "num_comments", "replies", "replies_count"),
            _first(value, "retweet_count", "shares", "reposts", "reblogs_count", "forwards"),
            _first(value, "plays", "views", "impression_count", "play_count", "views_post"),
        ),
        author_id=_first(value, "author_id", "account_id", "author_username_id"),
        author_handle=(_first(value, "author", "account_username", "author_username") or "").lstrip("@")
        or None,
        author_name=_first(value, "author_full", "author_fullname", "author_name", "account_display_name"),
        people=fields.people(
            (k, name) for k, columns in _PEOPLE.items() for c in columns for name in _list(value.get(c))
        ),
        url=_first(value, *_LINKS[:-2]),
        urls=_list(value.get("urls")) or _list(value.get("url_original")),
        media=media,
        lat=lat,
        lon=lon,
    )


def _platform(value: Mapping[str, Any]) -> str:
    """From the link of the post, or from the name 4CAT gives its files (`tiktok-search-….csv`)."""
    for column in _LINKS:
        written = fields.text(value.get(column))
        if written.startswith("http"):
            return tables.platform(written)
    if "is_retweet" in value:
        return "x"
    named = tables.platform(fields.text(value.get("_file")).rpartition(".")[0])
    return named if named in tables.KNOWN else "web"


def _uid(platform: str, native: str) -> str:
    return uid(platform, native, names_account=platform in ("bluesky", "vk", "web", "facebook", "telegram"))


def _text(value: Mapping[str, Any]) -> str:
    """Subject, body, then words in pictures, stickers and links that 4CAT keeps apart."""
    parts: list[str] = []
    for column in ("subject", "title", "body", "stickers", "body_image", "body_link", "body_description"):
        part = (
            fields.plain(value.get(column))
            if column == "body" and "</" in fields.text(value.get(column))
            else None
        )
        part = fields.text(value.get(column)).strip() if part is None else part
        if part and part not in parts:
            parts.append(part)
    return "\n\n".join(parts)


def _relations(value: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """(thread, post answered); 4CAT repeats the post's own id as the thread of a post that has none."""
    own, thread = fields.known(value.get("id")), fields.known(value.get("thread_id"))
    answered = _first(value, "reply_to", "parent_id", "in_reply_to", "replied_to_post") or (
        _first(value, "post_id") if value.get("is_comment_on_comment") is not None else None
    )
    return thread, None if answered in (own, None) else answered


def _media(value: Mapping[str, Any]) -> list[dict[str, str | None]]:
    found: dict[str, dict[str, str | None]] = {}
    for kind, columns in _MEDIA.items():
        for column in columns:
            for key in _list(value.get(column)) if column in _LISTS else fields.strings(value.get(column)):
                found.setdefault(key, {"kind": kind, "key": key, "alt": None})
    return list(found.values())


def _point(value: Mapping[str, Any]) -> tuple[float, float] | tuple[None, None]:
    """`location_latlong` has the latitude first, `long_lat` last."""
    lat, _, lon = fields.text(value.get("location_latlong")).partition(",")
    if not lon:
        lon, _, lat = fields.text(value.get("long_lat")).partition(",")
    return fields.point(lat.strip(), lon.strip())


def _list(value: object) -> list[str]:
    """4CAT writes lists as texts with commas."""
    return [part for text in fields.strings(value) for part in map(str.strip, text.split(",")) if part]


def _first(value: Mapping[str, Any], *names: str) -> str | None:
    return next((found for name in names if (found := fields.known(value.get(name)))), None)


_TIKTOK = {
    "id": "7000000000000000001",
    "thread_id": "7000000000000000001",
    "author": "ana.work",
    "author_full": "Ana",
    "body": "Trabajo con alojamiento #empleo",
    "stickers": "sin papeles",
    "timestamp": "2023-05-06 07:08:09",
    "unix_timestamp": "1683356889",
    "tiktok_url": "https://www.tiktok.com/@ana.work/video/7000000000000000001",
    "hashtags": "empleo,work",
    "likes": "10",
    "comments": "2",
    "shares": "1",
    "plays": "500",
    "location_created": "ES",
    "_file": "tiktok-search-empleo.csv",
}
SOURCE = Source(
    name="fourcat",
    title="Data sets exported by 4CAT (CSV or JSON lines).",
    platform="web",
    version=1,
    sniff=sniff,
    split=split,
    parse=parse,
    examples=(
        (
            _TIKTOK,
            {
                "id": "tiktok:7000000000000000001",
                "platform": "tiktok",
                "text": "Trabajo con alojamiento #empleo\n\nsin papeles",
                "created_at": datetime(2023, 5, 6, 7, 8, 9, tzinfo=UTC),
                "country": "ES",
                "hashtags": ["empleo", "work"],
                "metrics": {"likes": 10, "replies": 2, "reposts": 1, "views": 500},
                "reply_to": None,
            },
        ),
        (
            {
                "id": "17",
                "thread_id": "9",
                "author": "bo",
                "body": "hello",
                "timestamp": "2020-01-01 00:00:00",
                "is_retweet": "no",
                "long_lat": "13.4,52.5",
                "mentions": "cy,di",
            },
            {
                "id": "x:17",
                "thread": "x:9",
                "lat": 52.5,
                "lon": 13.4,
                "created_at": datetime(2020, 1, 1, tzinfo=UTC),
                "people": [{"kind": "handle", "value": "cy"}, {"kind": "handle", "value": "di"}],
            },
        ),
        (
            {
                "id": "1",
                "thread_id": "1",
                "author": "a",
                "body": "b",
                "timestamp": "not a time",
                "_file": "my list.csv",
            },
            {"platform": "web", "created_at": None, "text": "b"},
        ),
    ),
)
