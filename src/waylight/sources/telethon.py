"""Telegram messages dumped with Telethon (`Message.to_json()`), one per line or as an array."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from waylight.files import fields
from waylight.files.opened import Opened
from waylight.files.sample import Sample
from waylight.schema import NotAPost, Post, uid
from waylight.stage import Item, Source

_PEERS = {"user_id": "user", "chat_id": "chat", "channel_id": "channel"}
_VISIBILITY = {"user": "direct", "chat": "private"}
_ATTRIBUTES = {
    "DocumentAttributeSticker": "sticker",
    "DocumentAttributeAnimated": "gif",
    "DocumentAttributeVideo": "video",
    "DocumentAttributeAudio": "audio",
}


def sniff(sample: Sample) -> float:
    """Sure where a record says that it is a `Message` of a `peer_id`."""
    if sample.shape not in ("json", "json-lines"):
        return 0.0
    for record in sample.records:
        if isinstance(record, dict) and ("peer_id" in record or "to_id" in record):
            if fields.text(record.get("_")).startswith("Message"):
                return 0.98
            if "message" in record and "id" in record and "date" in record:
                return 0.9
    return 0.0


def split(opened: Opened) -> Iterator[Item]:
    """Messages; those of one album, which stand together and share a `grouped_id`, become one item."""
    if opened.sample.shape == "json-lines":
        items = opened.json_lines()
    else:
        items = opened.json_items("" if isinstance(opened.sample.top, dict) else "item")
    held: list[Item] = []
    for item in items:
        if held and not _same_album(held[0].value, item.value):
            yield _album(held)
            held = []
        held.append(item)
    if held:
        yield _album(held)


def parse(value: Any) -> Post | NotAPost:
    """One message or album; service messages are no posts, `MessageEmpty` is a deletion."""
    if not isinstance(value, dict):
        fields.skip("a message is not an object.")
    kind = fields.text(value.get("_")) or "Message"
    if kind == "MessageService":
        return NotAPost("a service message")
    if kind not in ("Message", "MessageEmpty"):
        return NotAPost("a Telegram object that is not a message")
    number = fields.integer(value.get("id"))
    if number is None:
        fields.skip("the message has no `id`.")
    peer = _peer(value.get("peer_id")) or _peer(value.get("to_id")) or ""
    post = Post(id=_uid(peer, number), platform="telegram", kind="message")
    if kind == "MessageEmpty":
        post.event = "delete"
        return post
    post.created_at = fields.time(value.get("date"))
    if post.created_at is None:
        fields.skip("the message has no readable `date`.")
    if value.get("edit_hide") is not True:
        post.edited_at = fields.time(value.get("edit_date"))
    parts = [value, *fields.objects(value.get("_album"))]
    _write_content(post, parts)
    if not post.text and not post.media and post.lat is None:
        return NotAPost("an empty message")
    _write_author(post, value, peer)
    _write_relations(post, value, peer)
    post.people = fields.people([p for part in parts for p in _people(part)])
    return post


def _same_album(first: Any, second: Any) -> bool:
    group = fields.dig(first, "grouped_id")
    return bool(
        group
        and group == fields.dig(second, "grouped_id")
        and fields.dig(first, "peer_id") == fields.dig(second, "peer_id")
    )


def _album(items: list[Item]) -> Item:
    """The album under its lowest message number, as Telegram's own links name it."""
    if len(items) == 1:
        return items[0]
    items = sorted(items, key=lambda item: fields.integer(item.value.get("id")) or 0)
    return Item(items[0].at, {**items[0].value, "_album": [item.value for item in items[1:]]})


def _peer(value: Any) -> str | None:
    """`PeerUser(5)` as "user5"; a bare number, as old versions wrote authors, is a user."""
    if isinstance(value, dict):
        for key, kind in _PEERS.items():
            if (number := fields.integer(value.get(key))) is not None:
                return f"{kind}{number}"
        return None
    number = fields.integer(value)
    return None if number is None else f"user{number}"


def _uid(peer: str, number: int) -> str:
    return uid("telegram", f"{peer}/{number}", names_account=True)


def _write_author(post: Post, value: dict[str, Any], peer: str) -> None:
    sender = value.get("_sender")
    post.author_id = _peer(value.get("from_id"))
    if post.author_id is None and (
        value.get("post") is True or (peer[:4] == "user" and value.get("out") is False)
    ):
        post.author_id = peer
    post.author_handle = fields.known(fields.dig(sender, "username"))
    names = fields.strings([fields.dig(sender, key) for key in ("first_name", "last_name", "title")])
    post.author_name = " ".join(names) or None
    post.bot = fields.flag(fields.dig(sender, "bot"))
    forward = value.get("fwd_from")
    post.forwarded_from = fields.known(fields.dig(forward, "from_name")) or _peer(
        fields.dig(forward, "from_id")
    )


def _write_relations(post: Post, value: dict[str, Any], peer: str) -> None:
    head = value.get("reply_to")
    answered = fields.integer(fields.dig(head, "reply_to_msg_id"))
    if answered is None:
        answered = fields.integer(value.get("reply_to_msg_id"))
    if answered is not None:
        post.reply_to = _uid(_peer(fields.dig(head, "reply_to_peer_id")) or peer, answered)
    top = fields.integer(fields.dig(head, "reply_to_top_id"))
    if value.get("post") is True:
        post.kind = "post"
    else:
        post.thread = uid("telegram", peer, names_account=True) if top is None else _uid(peer, top)
    post.visibility = next((v for kind, v in _VISIBILITY.items() if peer.startswith(kind)), None)
    forward = value.get("fwd_from")
    source, original = (
        _peer(fields.dig(forward, "from_id")),
        fields.integer(fields.dig(forward, "channel_post")),
    )
    if source and original is not None:
        post.repost_of = _uid(source, original)


def _write_content(post: Post, parts: list[dict[str, Any]]) -> None:
    texts = [
        line for part in parts for line in (fields.text(part.get("message")), *_media_text(part.get("media")))
    ]
    post.text = "\n\n".join(line for line in texts if line)
    links: list[object] = []
    tags: list[object] = []
    for part in parts:
        for entity, covered in _entities(part):
            kind = entity.get("_")
            if kind == "MessageEntityTextUrl":
                links.append(entity.get("url"))
            elif kind == "MessageEntityUrl":
                links.append(covered)
            elif kind == "MessageEntityHashtag":
                tags.append(covered.lstrip("#"))
        links.append(fields.dig(part, "media", "webpage", "url"))
    post.urls, post.hashtags = fields.strings(links) or None, fields.strings(tags) or None
    post.media = [found for part in parts if (found := _media(part.get("media")))] or None
    media = parts[0].get("media")
    geo = fields.dig(media, "geo")
    post.lat, post.lon = fields.point(fields.dig(geo, "lat"), fields.dig(geo, "long"))
    places = [fields.dig(media, "title"), fields.dig(media, "address")] if geo else []
    post.place_name = ", ".join(fields.strings(places)) or None
    results = fields.objects(fields.dig(parts[0], "reactions", "results"))
    post.metrics = fields.metrics(
        likes=sum(fields.integer(r.get("count")) or 0 for r in results) if results else None,
        replies=fields.dig(parts[0], "replies", "replies"),
        reposts=parts[0].get("forwards"),
        views=parts[0].get("views"),
    )


def _entities(part: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    """Each entity with the words it covers: Telegram counts UTF-16 units, so an emoji before it counts two."""
    entities = fields.objects(part.get("entities"))
    message = part.get("message")
    if not entities or not isinstance(message, str):
        return
    cut = _cutter(message)
    for entity in entities:
        offset, length = fields.integer(entity.get("offset")), fields.integer(entity.get("length"))
        if offset is not None and length is not None and offset >= 0 and length > 0:
            yield entity, cut(offset, offset + length)
        else:
            yield entity, ""


def _cutter(message: str) -> Callable[[int, int], str]:
    if message.isascii():
        return lambda start, end: message[start:end]
    units = message.encode("utf-16-le", "surrogatepass")
    return lambda start, end: units[2 * start : 2 * end].decode("utf-16-le", "ignore")


def _media_text(media: Any) -> list[str]:
    """What a shared contact, or a poll, says: Telegram keeps it outside the message's text."""
    if not isinstance(media, dict):
        return []
    card = fields.strings([media.get(key) for key in ("first_name", "last_name", "phone_number")])
    poll = media.get("poll")
    answers = [_plain(answer.get("text")) for answer in fields.objects(fields.dig(poll, "answers"))]
    lines = [_plain(fields.dig(poll, "question")), *answers]
    return [" ".join(card), "\n".join(line for line in lines if line)]


def _plain(value: Any) -> str:
    return fields.text(value.get("text") if isinstance(value, dict) else value)


def _media(media: Any) -> dict[str, str | None] | None:
    photo, document = fields.dig(media, "photo"), fields.dig(media, "document")
    if isinstance(photo, dict):
        return {"kind": "photo", "key": _file_key(photo), "alt": None}
    if not isinstance(document, dict):
        name = fields.text(fields.dig(media, "_"))
        kind = {"MessageMediaPhoto": "photo", "MessageMediaDocument": "file"}.get(name)
        return {"kind": kind, "key": None, "alt": None} if kind else None
    attributes = {fields.text(a.get("_")): a for a in fields.objects(document.get("attributes"))}
    kind = next((kind for name, kind in _ATTRIBUTES.items() if name in attributes), None)
    main = fields.text(document.get("mime_type")).partition("/")[0]
    kind = kind or {"image": "photo", "video": "video", "audio": "audio"}.get(main, "file")
    alt = fields.known(fields.dig(attributes, "DocumentAttributeSticker", "alt"))
    return {"kind": kind, "key": _file_key(document), "alt": alt}


def _file_key(file: dict[str, Any]) -> str | None:
    """Telegram's number of a file stays the same wherever it is forwarded."""
    number = fields.known(file.get("id"))
    return f"telegram-file:{number}" if number else None


def _people(part: dict[str, Any]) -> Iterator[tuple[str, object]]:
    forward = part.get("fwd_from")
    yield "name", fields.dig(forward, "from_name")
    yield "name", fields.dig(forward, "post_author")
    yield "account", _peer(fields.dig(forward, "from_id"))
    yield "name", part.get("post_author")
    yield "account", _peer(part.get("via_bot_id"))
    media = part.get("media")
    if isinstance(media, dict) and "phone_number" in media:
        names = fields.strings([media.get("first_name"), media.get("last_name")])
        yield "name", " ".join(names)
        yield from (("name", name) for name in names)
        yield "phone", media.get("phone_number")
    for entity, covered in _entities(part):
        if entity.get("_") == "MessageEntityMention":
            yield "handle", covered
        elif entity.get("_") in ("MessageEntityMentionName", "InputMessageEntityMentionName"):
            yield "name", covered
            yield "account", _peer(entity.get("user_id"))


_CHANNEL = {"_": "PeerChannel", "channel_id": 1500000001}

_FIELDS = """
_ _album _sender _chat id peer_id to_id date message out mentioned media_unread silent post from_scheduled
legacy edit_hide pinned noforwards invert_media offline video_processing_pending paid_suggested_post_stars
paid_suggested_post_ton from_id from_boosts_applied from_rank saved_peer_id fwd_from via_bot_id
via_business_bot_id reply_to reply_to_msg_id media reply_markup entities views forwards replies edit_date
post_author grouped_id reactions restriction_reason ttl_period quick_reply_shortcut_id effect factcheck
report_delivery_until_date paid_message_stars suggested_post schedule_repeat_period summary_from_language
action reactions_are_possible
"""

SOURCE = Source(
    name="telethon",
    title="Telegram messages dumped with Telethon (Message.to_json), one per line or as an array.",
    platform="telegram",
    version=1,
    sniff=sniff,
    split=split,
    parse=parse,
    fields=frozenset(_FIELDS.split()),
    examples=(
        (
            {
                "_": "Message",
                "id": 12,
                "peer_id": _CHANNEL,
                "date": "2024-03-01T11:00:00+00:00",
                "message": "💃 work abroad #dance @costa_jobs",
                "post": True,
                "entities": [
                    {"_": "MessageEntityHashtag", "offset": 15, "length": 6},
                    {"_": "MessageEntityMention", "offset": 22, "length": 11},
                ],
                "views": 90,
            },
            {
                "id": uid("telegram", "channel1500000001/12", names_account=True),
                "hashtags": ["dance"],
                "people": [{"kind": "handle", "value": "costa_jobs"}],
                "author_id": "channel1500000001",
                "kind": "post",
                "created_at": fields.time("2024-03-01T11:00:00Z"),
            },
        ),
        (
            {
                "_": "Message",
                "id": 13,
                "peer_id": _CHANNEL,
                "date": "2024-03-01T11:00:00+00:00",
                "message": "see below",
                "post": True,
                "fwd_from": {"from_id": {"_": "PeerChannel", "channel_id": 1500000002}, "channel_post": 4},
            },
            {
                "forwarded_from": "channel1500000002",
                "repost_of": uid("telegram", "channel1500000002/4", names_account=True),
            },
        ),
        ({"_": "MessageEmpty", "id": 14, "peer_id": _CHANNEL}, {"event": "delete", "text": ""}),
    ),
)
