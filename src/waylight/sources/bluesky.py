"""Bluesky and the AT protocol: records, feeds and threads of its API, and Jetstream events of both versions.

Ids are digests of at:// addresses, because these hold the account. Authors declare the time of a post.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from waylight.files import fields
from waylight.files.cut import cut, once, pieces
from waylight.files.fields import dig, known, objects
from waylight.files.opened import Opened
from waylight.files.sample import Sample
from waylight.schema import NotAPost, Post, uid
from waylight.stage import Item, Source

POST, REPOST = "app.bsky.feed.post", "app.bsky.feed.repost"
OTHER = {
    "app.bsky.feed.like": "a like",
    "app.bsky.graph.follow": "a follow",
    "app.bsky.graph.block": "a block",
    "app.bsky.graph.list": "a list",
    "app.bsky.graph.listitem": "a list entry",
    "app.bsky.actor.profile": "an account",
    "app.bsky.feed.generator": "a feed description",
    "app.bsky.feed.threadgate": "a reply rule",
    "app.bsky.feed.postgate": "a quote rule",
}
GONE = frozenset({"deactivated", "takendown", "suspended", "deleted"})
SENSITIVE = frozenset({"porn", "sexual", "nudity", "graphic-media", "gore", "nsfl", "corpse", "self-harm"})
LISTS = ("feed", "posts", "records", "follows", "followers", "likes", "actors", "repostedBy", "notifications")
_URI = re.compile(r"at://(did:[a-z]+:[A-Za-z0-9._:%-]+)/([a-zA-Z0-9.-]+)/([A-Za-z0-9._:~-]{1,512})")
_KEYS = """$type account associated author avatar bookmarkCount cid collections commit createdAt cursor description
    did didDoc displayName embed feed feedContext followersCount followsCount handle handleIsCorrect identity
    indexedAt kind labels likeCount notFound blocked parent payload post postsCount quoteCount reason record replies
    reply replyCount reqId repostCount seq status subject thread threadContext threadgate time_us uri value
    verification viewer pronouns debug active time rev hitsTotal embeds isRead reasonSubject actor error message"""


def sniff(sample: Sample) -> float:
    """Sure of at:// addresses, of records with an app.bsky type, and of Jetstream events."""
    if sample.shape not in ("json", "json-lines"):
        return 0
    records = [inner for record in sample.records for inner in _inner(record)[:5]]
    return max((_likeness(record) for record in records if isinstance(record, dict)), default=0)


def split(opened: Opened) -> Iterator[Item]:
    """One item per event, record or post view; parents, replies and quoted originals are items of their own."""
    new = once()

    def open_up(value: Any) -> Iterator[Any]:
        stack = [(one, False) for one in reversed(_inner(value))]
        while stack:
            one, nested = stack.pop()
            view = dig(one, "post")
            if isinstance(view, dict) and "$type" in one and "reason" not in one:
                answers = one.get("replies")
                stack += [(inner, True) for inner in reversed(answers if isinstance(answers, list) else [])]
                stack += [(inner, True) for inner in objects(one.get("parent"))]
                one = view
            if not nested or new(dig(one, "uri") or dig(one, "post", "uri")):
                new(dig(one, "uri"))
                yield _bare(one)
            stack += [(inner, True) for inner in reversed(_originals(one))]

    return cut(pieces(opened, *LISTS), open_up)


def parse(value: Any) -> Post | NotAPost:
    """A post, a repost, or the notice that a post or an account is gone."""
    if not isinstance(value, dict):
        fields.skip("the item is not an object.")
    if value.get("$type") in ("message", "error", "info"):
        return (
            _event(value["payload"])
            if isinstance(value.get("payload"), dict)
            else NotAPost("a stream notice")
        )
    if value.get("kind") in ("commit", "identity", "account") or "time_us" in value:
        return _event(value)
    view: dict[str, Any] = value["post"] if isinstance(value.get("post"), dict) else value
    if "notFound" in view or "blocked" in view:
        return NotAPost("a post that is not shown")
    record = view["record"] if isinstance(view.get("record"), dict) else view.get("value")
    if not isinstance(record, dict):
        return _without_record(view)
    uri = fields.text(view.get("uri"))
    by = dig(value, "reason", "by")
    if by and fields.text(dig(value, "reason", "$type")).endswith("reasonRepost"):
        return _shown_repost(value, view, record, by)
    return _record(uri, record, view)


def _without_record(view: dict[str, Any]) -> NotAPost:
    """A profile or identity document; but an address without its record, or the reverse, should be a post."""
    if "uri" in view:
        fields.skip("`record` is missing.")
    if view.get("$type") == POST:
        fields.skip("`uri` is missing.")
    return NotAPost(
        "an identity document" if "didDoc" in view else "an account" if "did" in view else "another record"
    )


def _record(uri: str, record: dict[str, Any], view: dict[str, Any], seen: object = None) -> Post | NotAPost:
    """A record at its address; `view` gives what only a server knows (author, counts), `seen` when it came by."""
    parts = _URI.fullmatch(uri)
    kind = known(record.get("$type")) or (parts[2] if parts else "")
    if kind not in (POST, REPOST):
        return NotAPost(OTHER.get(kind, "another record"))
    if not parts:
        fields.skip("`uri` is missing or malformed.")
    declared = fields.time(record.get("createdAt"))
    author = view.get("author")
    post = Post(
        id=_uid(uri),
        created_at=declared or fields.time(view.get("indexedAt")) or fields.time(seen),
        created_declared=declared is not None,
        platform="bluesky",
        author_id=known(dig(author, "did")) or parts[1],
        author_handle=known(dig(author, "handle")),
        author_name=known(dig(author, "displayName")),
        visibility="public",
    )
    if post.created_at is None:
        fields.skip("`createdAt` is missing or not a time.")
    if kind == REPOST:
        original = known(dig(record, "subject", "uri")) or fields.skip("`subject` of the repost is missing.")
        post.kind, post.repost_of = "repost", _uid(original)
        return post
    _fill(post, record, view)
    post.url = f"https://bsky.app/profile/{parts[1]}/post/{parts[3]}"
    return post


def _fill(post: Post, record: dict[str, Any], view: dict[str, Any]) -> None:
    written = record.get("text")
    post.text, post.media = fields.text(written), _media(record.get("embed"))
    if not post.text and not post.media and not isinstance(written, str):
        fields.skip("`text` is missing.")
    mentions, links, tags = _facets(record)
    parent, root = dig(record, "reply", "parent", "uri"), dig(record, "reply", "root", "uri")
    post.reply_to = _uid(parent) if known(parent) else None
    post.thread = _uid(root) if known(root) else post.id
    quoted = fields.text(
        dig(record, "embed", "record", "uri") or dig(record, "embed", "record", "record", "uri")
    )
    post.quote_of = _uid(quoted) if f"/{POST}/" in quoted else None
    post.language_declared = known(dig(record, "langs", 0))
    post.hashtags = fields.strings([*tags, *fields.strings(record.get("tags"))])
    external = dig(record, "embed", "external", "uri") or dig(record, "embed", "media", "external", "uri")
    post.urls = fields.strings([*links, external])
    labels = [*objects(dig(record, "labels", "values")), *objects(view.get("labels"))]
    post.sensitive = bool(SENSITIVE & {fields.text(one.get("val")) for one in labels})
    post.metrics = fields.metrics(view.get("likeCount"), view.get("replyCount"), view.get("repostCount"))
    pairs = list(mentions)
    for other in _shown(view.get("embed")):
        author = other.get("author")
        pairs += [
            ("account", dig(author, "did")),
            ("handle", dig(author, "handle")),
            ("name", dig(author, "displayName")),
        ]
    post.people = fields.people(pairs)


def _facets(record: dict[str, Any]) -> tuple[list[tuple[str, object]], list[object], list[object]]:
    """Mentioned accounts (with their handle as written), links and tags; offsets count bytes of UTF-8."""
    written = fields.text(record.get("text")).encode("utf-8", "replace")
    mentions: list[tuple[str, object]] = []
    links: list[object] = []
    tags: list[object] = []
    for facet in objects(record.get("facets")):
        start, end = (fields.integer(dig(facet, "index", key)) for key in ("byteStart", "byteEnd"))
        whole = start is not None and end is not None and 0 <= start < end <= len(written)
        part = written[start:end].decode("utf-8", "ignore") if whole else ""
        for feature in objects(facet.get("features")):
            kind = fields.text(feature.get("$type")).rpartition("#")[2]
            if kind == "mention":
                mentions += [
                    ("account", feature.get("did")),
                    ("handle", part if part.startswith("@") else None),
                ]
            elif kind == "link":
                links.append(feature.get("uri"))
            elif kind == "tag":
                tags.append(feature.get("tag"))
    return mentions, links, tags


def _media(embed: Any) -> list[dict[str, str | None]]:
    """Pictures and videos by their content hash (CID), which stays the same wherever they are posted."""
    found: list[dict[str, str | None]] = []
    for part in objects([embed, dig(embed, "media")]):
        for image in objects(part.get("images")):
            if key := _blob(image.get("image")) or known(image.get("fullsize")):
                found.append({"kind": "photo", "key": key, "alt": known(image.get("alt"))})
        if key := _blob(part.get("video")):
            found.append({"kind": "video", "key": key, "alt": known(part.get("alt"))})
    return found


def _blob(value: Any) -> str | None:
    return known(dig(value, "ref", "$link")) or known(dig(value, "ref")) or known(dig(value, "cid"))


def _shown_repost(
    value: dict[str, Any], view: dict[str, Any], record: dict[str, Any], by: Any
) -> Post | NotAPost:
    """A feed's note that an account repeated a post: the repost is the row, with the original's words."""
    original = _record(fields.text(view.get("uri")), record, view)
    if isinstance(original, NotAPost):
        return original
    account = known(dig(by, "did")) or fields.skip("`reason.by.did` is missing.")
    own = known(dig(value, "reason", "uri")) or f"{view.get('uri')}#repost:{account}"
    people = [
        ("account", original.author_id),
        ("handle", original.author_handle),
        ("name", original.author_name),
    ]
    return Post(
        id=_uid(own),
        text=original.text,
        created_at=fields.time(dig(value, "reason", "indexedAt")),
        platform="bluesky",
        kind="repost",
        repost_of=original.id,
        language_declared=original.language_declared,
        hashtags=original.hashtags,
        urls=original.urls,
        media=original.media,
        sensitive=original.sensitive,
        visibility="public",
        author_id=account,
        author_handle=known(dig(by, "handle")),
        author_name=known(dig(by, "displayName")),
        people=fields.people([*people, *((p["kind"], p["value"]) for p in original.people)]),
    )


def _event(event: dict[str, Any]) -> Post | NotAPost:
    """A Jetstream event: version 1 nests what happened under its kind, version 2 names the kind in `$type`."""
    kind = fields.text(event.get("$type")).rpartition("#")[2] or fields.text(event.get("kind"))
    inner = event.get(kind) if kind in ("commit", "account") else None
    happened = inner if isinstance(inner, dict) else event
    account = known(event.get("did"))
    at = fields.time(event.get("time_us")) or fields.time(happened.get("time") or event.get("time"))
    if kind == "account":
        if happened.get("active") is not False or fields.text(happened.get("status")) not in GONE:
            return NotAPost("an account state")
        account = account or fields.skip("`did` is missing.")
        own = uid("bluesky", f"account:{account}:{at.isoformat() if at else ''}", names_account=True)
        return Post(id=own, platform="bluesky", event="hide", author_id=account, created_at=at)
    if kind != "commit":
        return NotAPost(
            {"identity": "an identity change", "sync": "a repository state"}.get(kind, "a stream notice")
        )
    collection = fields.text(happened.get("collection"))
    if collection not in (POST, REPOST):
        return NotAPost(OTHER.get(collection, "another record"))
    uri = f"at://{account}/{collection}/{fields.text(happened.get('rkey'))}"
    if not _URI.fullmatch(uri):
        fields.skip("`did` or `rkey` is missing or malformed.")
    operation, record = happened.get("operation"), happened.get("record")
    if operation == "delete":
        return Post(id=_uid(uri), platform="bluesky", event="delete")
    if not isinstance(record, dict):
        fields.skip("`record` is missing.")
    made = _record(uri, record, {}, at)
    if operation == "update" and isinstance(made, Post):
        made.edited_at = at
    return made


def _inner(value: Any) -> list[Any]:
    """The records of an answer: of its list, of its thread, or itself."""
    if isinstance(dig(value, "thread"), dict):
        return [value["thread"]]
    name = next((name for name in LISTS if isinstance(dig(value, name), list)), None)
    return list(value[name]) if name and "uri" not in value else [value]


def _shown(embed: Any) -> list[dict[str, Any]]:
    """The quoted records that a view of an embed shows in full."""
    candidates = objects([dig(embed, "record"), dig(embed, "record", "record")])
    return [
        one for one in candidates if isinstance(one.get("value"), dict) and isinstance(one.get("uri"), str)
    ]


def _originals(one: Any) -> list[dict[str, Any]]:
    """Posts that stand inside another: what it quotes, what it answers, what it repeats."""
    view = dig(one, "post") if isinstance(dig(one, "post"), dict) else one
    found = _shown(dig(view, "embed"))
    if view is not one:
        found += objects([dig(one, "reply", "parent"), dig(one, "reply", "root")])
        found += [view] if dig(one, "reason", "by") else []
    return [inner for inner in found if "notFound" not in inner and "blocked" not in inner]


def _bare(one: Any) -> Any:
    """A feed entry without the posts it answers: they are items of their own."""
    return (
        {key: found for key, found in one.items() if key != "reply"}
        if isinstance(dig(one, "post"), dict)
        else one
    )


def _uid(uri: object) -> str:
    return uid("bluesky", uri, names_account=True)


def _likeness(record: dict[str, Any]) -> float:
    view = record["post"] if isinstance(record.get("post"), dict) else record
    if fields.text(view.get("uri")).startswith("at://"):
        return 0.95
    frame = fields.text(dig(record, "payload", "$type"))
    if frame.startswith("network.bsky.jetstream") or fields.text(record.get("$type")).startswith("app.bsky."):
        return 0.95
    if fields.text(view.get("did")).startswith("did:"):
        return 0.95 if {"kind", "time_us"} <= set(record) or {"handle", "didDoc"} & set(record) else 0.9
    return 0


_DID = "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa"
_AT = f"at://{_DID}/{POST}/3kaaaaaaaaa2x"
_WHO = {"$type": "app.bsky.richtext.facet#mention", "did": "did:plc:bbbbbbbbbbbbbbbbbbbbbbbb"}
_RECORD = {
    "$type": POST,
    "text": "😀 ask @b.example.org #jobs",
    "createdAt": "2024-02-22T19:58:13.903Z",
    "facets": [{"index": {"byteStart": 9, "byteEnd": 23}, "features": [_WHO]}],
    "tags": ["jobs"],
}
_EVENT = {"did": _DID, "time_us": 1708631893903000}
_COMMIT = {"operation": "create", "collection": POST, "rkey": "3kaaaaaaaaa2x", "record": _RECORD}
_GONE = {"$type": "x#commit", "did": _DID, **_COMMIT, "operation": "delete"}

SOURCE = Source(
    name="bluesky",
    title="Bluesky posts, feeds and threads of the API, and Jetstream events (versions 1 and 2).",
    platform="bluesky",
    version=1,
    sniff=sniff,
    split=split,
    parse=parse,
    fields=frozenset(_KEYS.split()) | set(LISTS),
    examples=(
        (
            {"uri": _AT, "cid": "b", "value": _RECORD},
            {
                "id": _uid(_AT),
                "created_declared": True,
                "hashtags": ["jobs"],
                "people": fields.people([("account", _WHO["did"]), ("handle", "b.example.org")]),
            },
        ),
        (
            {**_EVENT, "kind": "commit", "commit": _COMMIT},
            {"id": _uid(_AT), "author_id": _DID, "event": "post"},
        ),
        ({"$type": "message", "payload": _GONE}, {"id": _uid(_AT), "event": "delete", "text": ""}),
        (
            {**_EVENT, "kind": "account", "account": {"active": False, "status": "deleted"}},
            {"event": "hide", "author_id": _DID},
        ),
        ({"uri": _AT, "value": {"$type": "app.bsky.feed.like"}}, {"reason": "a like"}),
    ),
)
