"""Facebook Messenger and Instagram chats from "download your information", as JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from waylight.files import fields
from waylight.files.opened import Opened
from waylight.files.sample import Sample
from waylight.schema import NotAPost, Post, uid
from waylight.stage import Item, SkipPost, Source

_MEDIA = {"photos": "photo", "videos": "video", "audio_files": "audio", "files": "file", "gifs": "gif"}
_BY_EXTENSION = {
    **dict.fromkeys(("jpg", "jpeg", "png", "webp"), "photo"),
    **dict.fromkeys(("mp4", "mov"), "video"),
    **dict.fromkeys(("aac", "m4a", "mp3", "wav", "ogg"), "audio"),
    "gif": "gif",
}
_REACTION = re.compile(r"Liked a message|Reacted \S{1,12} to your message\s*")
_NOTICES = {"Call": "a call", "Subscribe": "a service message", "Unsubscribe": "a service message"}


def sniff(sample: Sample) -> float:
    """Sure of participants and messages with a sender's name and milliseconds."""
    top = sample.top
    if not isinstance(top, dict) or not isinstance(top.get("participants"), list):
        return 0.0
    first = fields.dig(top, "messages", 0)
    if isinstance(first, dict):
        old, new = {"sender_name", "timestamp_ms"}, {"senderName", "timestamp"}
        return 0.98 if old <= set(first) or new <= set(first) else 0.0
    return 0.9 if "messages" in top and {"thread_path", "threadName", "magic_words"} & set(top) else 0.0


def split(opened: Opened) -> Iterator[Item]:
    """Messages, newest first as the file has them, each with its chat under `_chat`."""
    chat = {
        "platform": "instagram" if "instagram_activity" in opened.sample.text else "messenger",
        "path": _first(opened, "thread_path") or _first(opened, "threadName"),
        "people": _participants(fields.dig(opened.sample.top, "participants")),
    }
    for item in opened.json_items("messages.item"):
        yield Item(item.at, {**item.value, "_chat": chat}) if isinstance(item.value, dict) else item


def parse(value: Any) -> Post | NotAPost:
    """One message, its letters repaired; calls, joins and leaves are no posts, unsent messages are deletions."""
    if not isinstance(value, dict):
        fields.skip("a message is not an object.")
    written = fields.text(value.get("type"))
    if written in _NOTICES or "call_duration" in value:
        return NotAPost(_NOTICES.get(written, "a call"))
    sender = _repaired(value.get("sender_name", value.get("senderName")))
    created = fields.time(value.get("timestamp_ms", value.get("timestamp")))
    if created is None:
        fields.skip("the message has no readable `timestamp_ms`.")
    content = _repaired(value.get("content", value.get("text")))
    if _REACTION.fullmatch(content):
        return NotAPost("a reaction")
    platform = fields.text(fields.dig(value, "_chat", "platform")) or "messenger"
    path = fields.text(fields.dig(value, "_chat", "path"))
    media, shared = _media(value), _shared(value)
    native = (path, created.isoformat(), sender)
    post = Post(
        id=uid(platform, "\n".join(native), names_account=True),
        platform=platform,
        kind="message",
        created_at=created,
        author_name=sender or None,
        author_id=f"{path}/{sender}" if sender else None,
        thread=uid(platform, path, names_account=True) if path else None,
    )
    participants = fields.strings(fields.dig(value, "_chat", "people"))
    post.visibility = ("direct" if len(participants) == 2 else "private") if participants else None
    if value.get("is_unsent") is True or value.get("isUnsent") is True:
        post.event = "delete"
        return post
    post.text = "\n\n".join(part for part in (content, shared) if part)
    post.media = [{"kind": kind, "key": _web(key), "alt": None} for kind, key in media] or None
    post.urls = fields.strings(fields.dig(value, "share", "link")) or None
    if not post.text and not post.media and not post.urls:
        return NotAPost("an empty message")
    reactions = value.get("reactions")
    post.metrics = fields.metrics(likes=len(reactions)) if isinstance(reactions, list) else None
    owner = _repaired(fields.dig(value, "share", "original_content_owner"))
    others = [("name", name) for name in participants if name != sender]
    post.people = fields.people([*others, ("handle", owner)])
    return post


def _first(opened: Opened, name: str) -> str:
    """A text that stands after all the messages, so that the first bytes of a long file do not hold it."""
    found = fields.text(fields.dig(opened.sample.top, name))
    if found:
        return found
    return next(
        (fields.text(i.value) for i in opened.json_items(name) if not isinstance(i.value, SkipPost)), ""
    )


def _participants(value: Any) -> list[str]:
    listed = value if isinstance(value, list) else []
    return fields.strings([_repaired(p.get("name") if isinstance(p, dict) else p) for p in listed])


def _repaired(value: object) -> str:
    """Undo Meta's mistake of writing each UTF-8 byte as a letter of its own; right text stays as it is.

    Only what is wholly valid UTF-8 after the repair is repaired, so a true "é" survives.
    """
    written = fields.text(value)
    if written.isascii():
        return written
    try:
        return fields.text(written.encode("latin-1").decode("utf-8"))
    except (UnicodeEncodeError, UnicodeDecodeError):
        return written


def _media(value: dict[str, Any]) -> list[tuple[str, str]]:
    found = [
        (k, fields.text(m.get("uri"))) for name, k in _MEDIA.items() for m in fields.objects(value.get(name))
    ]
    for sticker in fields.objects(value.get("sticker")):
        found.append(("sticker", fields.text(sticker.get("uri"))))
    for medium in fields.objects(value.get("media")):
        uri = fields.text(medium.get("uri"))
        found.append((_BY_EXTENSION.get(uri.rpartition(".")[2].lower(), "file"), uri))
    return found


def _web(uri: str) -> str | None:
    """A web address; a path inside the download names no picture in the world."""
    return uri if uri.startswith(("https://", "http://")) else None


def _shared(value: dict[str, Any]) -> str:
    return _repaired(fields.dig(value, "share", "share_text"))


_CHAT = {"platform": "messenger", "path": "inbox/ana_1", "people": ["Ana Peña", "Max"]}

_FIELDS = """
_chat sender_name sender_id_INTERNAL timestamp_ms content type photos videos audio_files files gifs sticker
share reactions call_duration missed is_unsent is_unsent_image_by_messenger_kid_parent is_geoblocked_for_viewer
is_taken_down ip users plan bumped_message_metadata senderName text timestamp media isUnsent payment_info
"""

SOURCE = Source(
    name="messenger",
    title="Facebook Messenger and Instagram chats from a personal data download (message_1.json).",
    platform="messenger",
    version=1,
    sniff=sniff,
    split=split,
    parse=parse,
    fields=frozenset(_FIELDS.split()),
    examples=(
        (
            {
                "_chat": _CHAT,
                "sender_name": "Ana Pe\u00c3\u00b1a",
                "timestamp_ms": 1709290800123,
                "content": "ma\u00c3\u00b1ana, Max \u00f0\u009f\u0091\u008b",
            },
            {
                "text": "mañana, Max 👋",
                "author_name": "Ana Peña",
                "created_at": fields.time(1709290800123),
                "people": [{"kind": "name", "value": "Max"}],
                "visibility": "direct",
            },
        ),
        (
            {"_chat": _CHAT, "sender_name": "Max", "timestamp_ms": 1709290800124, "content": "olé"},
            {"text": "olé", "kind": "message"},
        ),
        (
            {"_chat": _CHAT, "sender_name": "Max", "timestamp_ms": 1709290800125, "is_unsent": True},
            {"event": "delete", "text": ""},
        ),
        (
            {"_chat": _CHAT, "senderName": "Max", "timestamp": 1709290800126, "text": "hola", "type": "text"},
            {"text": "hola", "author_name": "Max"},
        ),
    ),
)
