"""The vocabulary: what a post, an edge, a lead and an event are made of, and how sensitive each field is.

A post is a row. `RAW` is the row as a platform gave it; only `waylight.shield` may read its identity
fields. `POST` is the row after the shield: the one every analyzer, linker, report and screen sees.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field, fields
from datetime import datetime
from operator import attrgetter
from typing import Any

import pyarrow as pa

TIME = pa.timestamp("us", tz="UTC")
SPAN = pa.struct(
    [("start", pa.int32()), ("end", pa.int32()), ("label", pa.string()), ("weight", pa.float32())]
)
PERSON = pa.struct([("kind", pa.string()), ("value", pa.string())])
MEDIA = pa.struct([("kind", pa.string()), ("key", pa.string()), ("alt", pa.string())])
CONTACT = pa.struct(
    [
        ("kind", pa.string()),
        ("token", pa.string()),
        ("obscured", pa.bool_()),
        ("country", pa.string()),
        ("start", pa.int32()),
        ("end", pa.int32()),
        ("source_start", pa.int32()),
        ("source_end", pa.int32()),
    ]
)
CONTACTS = pa.struct([("found", pa.list_(CONTACT)), ("obscured", pa.bool_()), ("tollfree", pa.bool_())])
HIT = pa.struct([("id", pa.string()), ("start", pa.int32()), ("end", pa.int32()), ("weight", pa.float32())])
METRICS = pa.struct(
    [("likes", pa.int64()), ("replies", pa.int64()), ("reposts", pa.int64()), ("views", pa.int64())]
)

IDENTITY, PERSONAL, OPEN = "identity", "personal", "open"


def _field(name: str, kind: pa.DataType, sensitivity: str, meaning: str) -> pa.Field:
    return pa.field(name, kind, metadata={"sensitivity": sensitivity, "meaning": meaning})


_COMMON = [
    _field("id", pa.string(), OPEN, "platform and native id; see `uid`"),
    _field("platform", pa.string(), OPEN, "where it was posted"),
    _field("format", pa.string(), OPEN, "name and version of the source that mapped it"),
    _field("event", pa.string(), OPEN, "post, delete (of `id`) or hide (all posts of the author)"),
    _field("kind", pa.string(), OPEN, "post, comment, message, repost, video, listing"),
    _field("created_at", TIME, OPEN, "when it was posted; absent if the export does not say"),
    _field("created_declared", pa.bool_(), OPEN, "true where the client declared the time and may lie"),
    _field("edited_at", TIME, OPEN, "time of the last edit"),
    _field("revision_of", pa.string(), OPEN, "id of the post of which this is a later version"),
    _field("language_declared", pa.string(), OPEN, "language the platform or author declared"),
    _field("reply_to", pa.string(), OPEN, "id of the post answered"),
    _field("thread", pa.string(), OPEN, "id of the conversation"),
    _field("repost_of", pa.string(), OPEN, "id of the post repeated"),
    _field("quote_of", pa.string(), OPEN, "id of the post quoted"),
    _field("bot", pa.bool_(), OPEN, "the platform says the account is automated"),
    _field("hashtags", pa.list_(pa.string()), OPEN, "without #, as written"),
    _field("place_name", pa.string(), OPEN, "place the platform attached to the post"),
    _field("country", pa.string(), OPEN, "ISO 3166 alpha-2 the platform attached to the post"),
    _field("sensitive", pa.bool_(), OPEN, "the platform or author marked it sensitive"),
    _field("visibility", pa.string(), OPEN, "public, unlisted, private, direct"),
    _field("metrics", METRICS, OPEN, "counts at collection"),
]
RAW = pa.schema(
    [
        *_COMMON,
        _field("text", pa.string(), IDENTITY, "what was written, title first; may hold contacts and names"),
        _field("author_id", pa.string(), IDENTITY, "the platform's id of the account"),
        _field("author_handle", pa.string(), IDENTITY, "the account's handle"),
        _field("author_name", pa.string(), IDENTITY, "the account's display name"),
        _field("forwarded_from", pa.string(), IDENTITY, "account or channel it was forwarded from"),
        _field("people", pa.list_(PERSON), IDENTITY, "other identities in the item: mentions, participants"),
        _field("url", pa.string(), IDENTITY, "permalink"),
        _field("urls", pa.list_(pa.string()), IDENTITY, "links in the post, expanded where known"),
        _field(
            "media", pa.list_(MEDIA), IDENTITY, "attachments: kind, URL or content hash, alternative text"
        ),
        _field("lat", pa.float64(), IDENTITY, "exact latitude, WGS 84 degrees"),
        _field("lon", pa.float64(), IDENTITY, "exact longitude, WGS 84 degrees"),
    ]
)

POST = pa.schema(
    [
        *_COMMON,
        _field(
            "text", pa.string(), PERSONAL, "what was written, contacts and names replaced by [kind-token]"
        ),
        _field("author", pa.string(), PERSONAL, "keyed pseudonym of the account"),
        _field("forwarded_from", pa.string(), PERSONAL, "keyed pseudonym"),
        _field("mentions", pa.list_(pa.string()), PERSONAL, "keyed pseudonyms of accounts named"),
        _field("domains", pa.list_(pa.string()), OPEN, "registrable hosts of the links"),
        _field("links", pa.list_(pa.string()), PERSONAL, "keyed pseudonyms of the links"),
        _field("media", pa.list_(MEDIA), PERSONAL, "kind, keyed pseudonym of URL or hash, alternative text"),
        _field("cell", pa.string(), OPEN, "H3 cell of resolution 5 (about 250 km2) in place of coordinates"),
        _field(
            "contacts", CONTACTS, PERSONAL, "contacts found in the text; offsets in text and in the original"
        ),
    ]
)

EDGE = pa.schema(
    [
        ("src", pa.string()),
        ("dst", pa.string()),
        ("kind", pa.string()),
        ("weight", pa.float32()),
        ("why", pa.string()),
    ]
)
GROUP = pa.schema([("group", pa.string()), ("post", pa.string())])

REASON = pa.struct(
    [
        ("id", pa.string()),
        ("name", pa.string()),
        ("points", pa.float32()),
        ("post", pa.string()),
        ("quote", pa.string()),
        ("standard", pa.string()),
        ("grade", pa.string()),
        ("posts", pa.int32()),
    ]
)
LEAD = pa.schema(
    [
        ("lead", pa.string()),
        ("lane", pa.string()),
        ("score", pa.float32()),
        ("enough", pa.bool_()),
        ("posts", pa.list_(pa.string())),
        ("reasons", pa.list_(REASON)),
        ("against", pa.list_(REASON)),
        ("places", pa.list_(pa.string())),
        ("countries", pa.list_(pa.string())),
        ("languages", pa.list_(pa.string())),
        ("platforms", pa.list_(pa.string())),
        ("accounts", pa.int32()),
        ("child", pa.bool_()),
        ("first_seen", TIME),
        ("last_seen", TIME),
    ]
)


@dataclass(slots=True)
class Post:
    """One raw row, as a source's `parse` returns it: fields and meanings of `RAW`.

    Only `id`, `text` and `created_at` are expected of every platform, and a time may be absent where
    an export has none. A field that is None was absent; an empty string or list was there and empty.
    """

    id: str
    text: str = ""
    created_at: datetime | None = None
    platform: str = ""
    format: str = ""
    event: str = "post"
    kind: str = "post"
    created_declared: bool | None = None
    edited_at: datetime | None = None
    revision_of: str | None = None
    language_declared: str | None = None
    reply_to: str | None = None
    thread: str | None = None
    repost_of: str | None = None
    quote_of: str | None = None
    bot: bool | None = None
    hashtags: list[str] | None = None
    place_name: str | None = None
    country: str | None = None
    sensitive: bool | None = None
    visibility: str | None = None
    metrics: dict[str, int | None] | None = None
    author_id: str | None = None
    author_handle: str | None = None
    author_name: str | None = None
    forwarded_from: str | None = None
    people: list[dict[str, str]] = field(default_factory=list)
    url: str | None = None
    urls: list[str] | None = None
    media: list[dict[str, str | None]] | None = None
    lat: float | None = None
    lon: float | None = None


@dataclass(frozen=True, slots=True)
class NotAPost:
    """What `parse` returns for a record that is whole and known but holds no post (a like, a poll vote)."""

    reason: str


@dataclass(frozen=True, slots=True)
class Event:
    """A decision or happening, past tense: what the ledger chains."""

    kind: str
    at: datetime
    actor: str
    subject: str
    detail: dict[str, Any]


_PLAIN_ID = re.compile(r"[A-Za-z0-9_.:/-]{1,64}")
_FIELDS = [f.name for f in fields(Post)]


def uid(platform: str, native: object, *, names_account: bool = False) -> str:
    """The id of a post everywhere in Waylight: `platform:native`.

    A native id that holds an account (a Bluesky at:// URI, a VK owner, a chat partner) must be passed
    with `names_account=True`; it becomes a BLAKE2b-128 digest, so that ids carry no identity.
    """
    text = str(native)
    if names_account or not _PLAIN_ID.fullmatch(text):
        text = hashlib.blake2b(f"{platform}\0{text}".encode("utf-8", "replace"), digest_size=16).hexdigest()
    return f"{platform}:{text}"


def raw_table(posts: list[Post]) -> pa.Table:
    """Posts as an Arrow table with the columns of `RAW`; raises `pa.ArrowInvalid` on a mistyped field."""
    if not posts:
        return RAW.empty_table()
    values = zip(*map(attrgetter(*RAW.names), posts), strict=True)
    columns = [pa.array(column, type=f.type) for column, f in zip(values, RAW, strict=True)]
    return pa.Table.from_arrays(columns, schema=RAW)


def sensitivity(schema: pa.Schema) -> dict[str, str]:
    """Sensitivity by field name; a field without the mark counts as personal."""
    return {f.name: (f.metadata or {}).get(b"sensitivity", PERSONAL.encode()).decode() for f in schema}
