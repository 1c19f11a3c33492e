"""Mastodon and servers that speak its API: statuses, contexts, streaming frames and recorded sessions (VCR YAML).

Ids are those of the server that answered, as in its deletions and replies; two servers give one post two ids.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import yaml

from waylight.files import fields
from waylight.files.cut import cut, once, pieces
from waylight.files.fields import dig, known, objects
from waylight.files.opened import Opened
from waylight.files.sample import Sample
from waylight.schema import NotAPost, Post, uid
from waylight.stage import Item, SkipPost, Source

MEDIA = {"image": "photo", "video": "video", "gifv": "gif", "audio": "audio"}
OTHER = {
    "error": "an error answer",
    "acct": "an account",
    "votes_count": "a poll",
    "options": "a poll",
    "blurhash": "a media file",
    "preview_url": "a media file",
    "followed_by": "a relation of accounts",
    "client_id": "an application",
    "access_token": "an application",
    "vapid_key": "an application",
    "registrations": "a server description",
    "shortcode": "an emoji",
    "history": "a trend",
    "replies_policy": "a list",
    "phrase": "a filter",
    "unread": "a conversation",
    "published_at": "an announcement",
    "_other": "an answer that is not JSON",
}
_RECORDED = re.compile(r"uri:\s*\S*/api/v\d+/(?:statuses|accounts|timelines|media|polls|notifications|conversations"
                       r"|search|streaming|trends|instance|apps|favourites|bookmarks|lists|filters|scheduled_statuses)")  # fmt: skip
_DELETED = re.compile(r"/api/v\d+/statuses/([A-Za-z0-9]+)/?(?:\?.*)?$")
_STATUS = """account application bookmarked card content created_at edited_at emojis favourited favourites_count filtered
    id in_reply_to_account_id in_reply_to_id language local_only media_attachments mentions muted pinned pleroma poll
    quote quote_approval quote_id quotes_count reactions reblog reblogged reblogs_count replies_count sensitive spoiler_text
    tagged_collections tags text text_count uri url visibility"""
_FRAME = "stream event payload"
_BESIDE = """accounts acct avatar avatar_description avatar_static blocked_by blocking bot category code cover_url
    created_by_scheduled_status deleted description role muting_expires_at discoverable display_name domain_blocking endorsed expired expires_at feature_approval
    fields followers_count following following_count group header header_description header_static hide_collections
    id indexable languages last_status_at locked memorial meta moved multiple muting muting_notifications name noindex note
    notifying own_votes params preview_remote_url previewable processing redirect_uri remote_url requested requested_by
    roles scheduled_at scopes show_featured show_media show_media_replies showing_reblogs source statuses_count static_url
    suspended text_url title type username visible_in_picker voted voters_count website"""


def sniff(sample: Sample) -> float:
    """Sure of statuses, contexts, streaming frames, and sessions recorded at an address of this API."""
    if sample.shape == "yaml":
        return _recorded_likeness(sample.text)
    if sample.shape not in ("json", "json-lines"):
        return 0
    if any(_is_status(inner) or _is_frame(inner) for record in sample.records for inner in _inner(record)):
        return 0.95
    return (
        0.9
        if any(isinstance(r, dict) and set(r) == {"ancestors", "descendants"} for r in sample.records)
        else 0
    )


def split(opened: Opened) -> Iterator[Item]:
    """One item per status or frame; boosted and quoted originals are items of their own, each once."""
    new = once()

    def open_up(value: Any) -> Iterator[Any]:
        for one in _inner(value):
            yield one
            for original in (dig(one, "reblog"), dig(one, "quote", "quoted_status"), dig(one, "quote")):
                if _is_status(original) and new(original["id"]):
                    yield original

    if opened.sample.shape == "yaml":
        return cut(_recorded(opened), open_up)
    return cut(pieces(opened, "statuses", "descendants", "ancestors"), open_up)


def parse(value: Any) -> Post | NotAPost:
    """A status, a frame that carries one, or the notice that one is gone."""
    if not isinstance(value, dict):
        fields.skip("the item is not an object.")
    if "event" in value and "account" not in value:
        return _frame(value)
    if {"content", "account"} <= set(value) and not {"id", "uri"} & set(value):
        return NotAPost("an earlier wording of a post")
    if set(value) <= {"id", "text", "spoiler_text"}:
        return NotAPost("the source text of a post")
    if not {"visibility", "uri", "reblog", "content"} & set(value) or "acct" in value:
        return NotAPost(next((OTHER[name] for name in OTHER if name in value), "another record"))
    return _status(value)


def _frame(value: dict[str, Any]) -> Post | NotAPost:
    event, payload = fields.text(value.get("event")), value.get("payload")
    if event == "delete":
        gone = known(payload) or fields.skip("`payload` of the deletion is missing.")
        return Post(id=uid("mastodon", gone), platform="mastodon", event="delete")
    if event not in ("update", "status.update", "notification", "conversation"):
        return NotAPost("a stream notice")
    if isinstance(payload, str):
        try:
            payload = json.loads(payload)
        except (ValueError, RecursionError):
            fields.skip("`payload` is not JSON.")
    if event in ("notification", "conversation"):
        payload = dig(payload, "status") or dig(payload, "last_status")
        if not isinstance(payload, dict):
            return NotAPost("a notification without a post")
    if not isinstance(payload, dict):
        fields.skip("`payload` is not a status.")
    return _status(payload)


def _status(value: dict[str, Any]) -> Post:
    own = known(value.get("id")) or fields.skip("`id` is missing.")
    created = fields.time(value.get("created_at"))
    if created is None:
        fields.skip("`created_at` is missing or not a time.")
    boosted = value.get("reblog")
    content = boosted if isinstance(boosted, dict) else value
    text, media = _text(content), _media(content)
    if not text and not media:
        fields.skip("`content` is missing.")
    repeated = known(dig(boosted, "id"))
    quoted = _quoted(content) if content is value else None
    account = value.get("account")
    return Post(
        id=uid("mastodon", own),
        text=text,
        created_at=created,
        platform="mastodon",
        kind="repost" if content is boosted else "post",
        edited_at=fields.time(content.get("edited_at")),
        language_declared=known(content.get("language")),
        reply_to=uid("mastodon", answered) if (answered := known(value.get("in_reply_to_id"))) else None,
        repost_of=uid("mastodon", repeated) if repeated else None,
        quote_of=uid("mastodon", quoted) if quoted else None,
        bot=fields.flag(dig(account, "bot")),
        hashtags=fields.strings([tag.get("name") for tag in objects(content.get("tags"))]),
        sensitive=fields.flag(content.get("sensitive")),
        visibility=_visibility(value),
        metrics=fields.metrics(
            content.get("favourites_count"), content.get("replies_count"), content.get("reblogs_count")
        ),
        author_id=known(dig(account, "id")),
        author_handle=_handle(account),
        author_name=known(dig(account, "display_name")),
        people=_people(value, content),
        url=known(value.get("url")) or known(value.get("uri")),
        urls=_urls(content),
        media=media,
    )


def _text(content: dict[str, Any]) -> str:
    """Content warning, text and poll options; `text` is there instead of HTML in the answer to a deletion."""
    written = content.get("content")
    body = fields.plain(written) if written is not None else fields.text(content.get("text")).strip()
    options = [fields.text(one.get("title")) for one in objects(dig(content, "poll", "options"))]
    parts = (fields.text(content.get("spoiler_text")).strip(), body, "\n".join(filter(None, options)))
    return "\n\n".join(part for part in parts if part)


def _media(content: dict[str, Any]) -> list[dict[str, str | None]]:
    return [
        {
            "kind": MEDIA.get(fields.text(one.get("type")), "file"),
            "key": key,
            "alt": known(one.get("description")),
        }
        for one in objects(content.get("media_attachments"))
        if (key := known(one.get("remote_url")) or known(one.get("url")) or known(one.get("preview_url")))
    ]


def _urls(content: dict[str, Any]) -> list[str]:
    """Links in the text and of its preview card; those to mentioned accounts and hashtags are not the author's."""
    return fields.strings(
        [*fields.links(content.get("content"), unless="mention"), dig(content, "card", "url")]
    )


def _handle(account: Any) -> str | None:
    """name@server; the server is left out for its own accounts, and stands in the account's address."""
    name = known(dig(account, "acct")) or known(dig(account, "username"))
    try:
        server = urlsplit(fields.text(dig(account, "url"))).hostname
    except ValueError:
        server = None
    return f"{name}@{server}" if name and server and "@" not in name else name


def _people(value: dict[str, Any], content: Any) -> list[dict[str, str]]:
    author = value.get("account")
    pairs: list[tuple[str, object]] = [
        ("handle", dig(author, "username")),
        ("account", value.get("in_reply_to_account_id")),
    ]
    quoted = dig(content, "quote", "quoted_status", "account") or dig(content, "quote", "account")
    others = [dig(content, "account") if content is not value else None, quoted]
    for one in [*objects(others), *objects(dig(content, "mentions"))]:
        pairs += [("account", one.get("id")), ("handle", _handle(one)), ("handle", one.get("username"))]
        pairs += [("name", one.get("display_name"))]
    return fields.people(pairs)


def _quoted(value: dict[str, Any]) -> str | None:
    """Id of the post quoted: Mastodon wraps it with a state, other servers nest it or name its id."""
    quote = value.get("quote")
    found = dig(quote, "quoted_status", "id") or dig(quote, "quoted_status_id") or dig(quote, "id")
    return known(found) or known(value.get("quote_id"))


def _visibility(value: dict[str, Any]) -> str | None:
    found = fields.text(value.get("visibility"))
    return found if found in ("public", "unlisted", "private", "direct") else None


def _inner(value: Any) -> list[Any]:
    """The records of an answer: of a list, a context, a search, a conversation or a notification; or itself."""
    if isinstance(value, list):
        return [inner for one in value for inner in _inner(one)]
    if not isinstance(value, dict):
        return [value]
    if set(value) == {"ancestors", "descendants"}:
        return [one for key in ("ancestors", "descendants") for one in _listed(value[key])]
    if isinstance(value.get("statuses"), list):
        return list(value["statuses"])
    for key in ("last_status", "status"):
        if isinstance(value.get(key), dict) and not _is_status(value):
            return [value[key]]
    return [value]


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _recorded(opened: Opened) -> Iterator[Item]:
    """The JSON answers of a recorded session; a DELETE that succeeded becomes the deletion it was."""
    text = opened.whole()
    session = _loaded(text)
    damaged = session is None
    if damaged:
        session = _loaded(text[: max(text.rfind("\n- request:"), 0)])
    at = 0
    for at, one in enumerate(objects(dig(session, "interactions")), 1):
        gone = _DELETED.search(fields.text(dig(one, "request", "uri")))
        if (
            dig(one, "request", "method") == "DELETE"
            and gone
            and dig(one, "response", "status", "code") == 200
        ):
            yield Item(at, {"event": "delete", "payload": gone[1]})
        else:
            yield Item(at, _answer(dig(one, "response", "body")))
    if damaged:
        yield Item(at + 1, SkipPost("the YAML is damaged or cut off here; all answers before it were read."))


def _loaded(text: str) -> Any:
    try:
        return yaml.load(text, Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, ValueError, RecursionError):
        return None


def _answer(body: Any) -> Any:
    written = dig(body, "string") if isinstance(body, dict) else body
    if isinstance(written, bytes):
        written = written.decode("utf-8", "replace")
    try:
        return json.loads(written) if isinstance(written, str) else {"_other": "no text"}
    except (ValueError, RecursionError):
        return {"_other": "no JSON"}


def _recorded_likeness(text: str) -> float:
    """A session may begin with an upload so large that no address is in sight: then only its shape speaks."""
    if not text.lstrip("\ufeff \r\n").startswith("interactions:"):
        return 0
    return 0.95 if _RECORDED.search(text) else 0.5 if "uri:" not in text else 0


def _is_status(value: Any) -> bool:
    return (
        isinstance(dig(value, "id"), str)
        and isinstance(dig(value, "account", "acct"), str)
        and len({"content", "visibility", "spoiler_text", "reblog", "media_attachments"} & set(value)) >= 3
    )


def _is_frame(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and {"event", "payload"} <= set(value)
        and isinstance(value.get("stream"), list)
    )


_ACCOUNT = {"id": "21", "acct": "sample_desk", "username": "sample_desk", "display_name": "Sample", "bot": True,
            "url": "https://social.example.org/@sample_desk"}  # fmt: skip
_EXAMPLE = {
    "id": "110000000000000001",
    "created_at": "2023-03-01T10:00:00.000Z",
    "content": '<p>Rooms &amp; work<br>ask <a href="https://social.example.org/@b" class="u-url mention">@<span>b</span></a>'
    ' or <a href="https://example.org/jobs">example.org/jobs</a></p>',
    "spoiler_text": "offer",
    "visibility": "unlisted",
    "account": _ACCOUNT,
    "mentions": [{"id": "22", "acct": "b", "username": "b", "url": "https://social.example.org/@b"}],
    "tags": [{"name": "jobs"}],
    "reblog": None,
}

SOURCE = Source(
    name="mastodon",
    title="Mastodon API answers, streaming frames and recorded sessions (JSON, JSON lines or VCR YAML).",
    platform="mastodon",
    version=1,
    sniff=sniff,
    split=split,
    parse=parse,
    fields=frozenset(f"{_STATUS} {_FRAME} {_BESIDE}".split()) | set(OTHER),
    examples=(
        (
            _EXAMPLE,
            {
                "id": "mastodon:110000000000000001",
                "text": "offer\n\nRooms & work\nask @b or example.org/jobs",
                "author_handle": "sample_desk@social.example.org",
                "urls": ["https://example.org/jobs"],
                "visibility": "unlisted",
                "bot": True,
                "hashtags": ["jobs"],
            },
        ),
        (
            {**_EXAMPLE, "id": "110000000000000002", "content": "", "spoiler_text": "", "reblog": _EXAMPLE},
            {
                "kind": "repost",
                "repost_of": "mastodon:110000000000000001",
                "text": "offer\n\nRooms & work\nask @b or example.org/jobs",
            },
        ),
        (
            {"stream": ["public"], "event": "delete", "payload": "110000000000000001"},
            {"event": "delete", "id": "mastodon:110000000000000001"},
        ),
        (
            {
                "stream": ["public"],
                "event": "status.update",
                "payload": json.dumps({**_EXAMPLE, "edited_at": "2023-03-01T11:00:00.000Z"}),
            },
            {"id": "mastodon:110000000000000001", "edited_at": fields.time("2023-03-01T11:00:00Z")},
        ),
        ({"error": "Record not found"}, {"reason": "an error answer"}),
    ),
)
