"""Discord channels and direct messages saved as JSON by DiscordChatExporter."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from waylight.files import fields
from waylight.files.opened import Opened
from waylight.files.sample import Sample
from waylight.schema import NotAPost, Post, uid
from waylight.stage import Item, Source

# Types that a person or bot wrote, by name or by Discord's number where the exporter has no name for it:
# 0 default, 19 reply, 20 and 23 answers of a bot to a command. All others are notices of the system.
_WRITTEN = {"", "Default", "Reply", "0", "19", "20", "23", "ChatInputCommand", "ContextMenuCommand"}
_KINDS = {
    "photo": ("png", "jpg", "jpeg", "webp", "bmp", "heic", "avif"),
    "gif": ("gif",),
    "video": ("mp4", "mov", "webm", "mkv", "avi", "m4v"),
    "audio": ("mp3", "ogg", "wav", "flac", "m4a", "opus"),
}
_BY_EXTENSION = {extension: kind for kind, extensions in _KINDS.items() for extension in extensions}
_VISIBILITY = {"DirectTextChat": "direct", "DirectGroupTextChat": "private"}


def sniff(sample: Sample) -> float:
    """Sure of an object with guild, channel and messages."""
    top = sample.top
    if not isinstance(top, dict) or not isinstance(top.get("channel"), dict):
        return 0.0
    return 0.98 if isinstance(top.get("guild"), dict) and ("messages" in top or "dateRange" in top) else 0.0


def split(opened: Opened) -> Iterator[Item]:
    """Messages, each with its server and channel under `_guild` and `_channel`."""
    top = opened.sample.top if isinstance(opened.sample.top, dict) else {}
    context = {"_guild": top.get("guild"), "_channel": top.get("channel")}
    for item in opened.json_items("messages.item"):
        yield Item(item.at, {**item.value, **context}) if isinstance(item.value, dict) else item


def parse(value: Any) -> Post | NotAPost:
    """One message; a forwarded one is a repost with the words of the original."""
    if not isinstance(value, dict):
        fields.skip("a message is not an object.")
    if fields.text(value.get("type")) not in _WRITTEN:
        return NotAPost("a service message")
    native = fields.known(value.get("id"))
    if native is None:
        fields.skip("the message has no `id`.")
    created = fields.time(value.get("timestamp"))
    if created is None:
        fields.skip("the message has no readable `timestamp`.")
    post = Post(id=uid("discord", native), platform="discord", kind="message", created_at=created)
    post.edited_at = fields.time(value.get("timestampEdited"))
    _write_author(post, value.get("author"))
    forwarded = value.get("forwardedMessage")
    _write_content(post, value, forwarded if isinstance(forwarded, dict) else None)
    if not post.text and not post.media:
        return NotAPost("an empty message")
    _write_relations(post, value, native)
    post.people = fields.people(_people(value))
    reactions = fields.objects(value.get("reactions"))
    if reactions:
        post.metrics = fields.metrics(likes=sum(fields.integer(r.get("count")) or 0 for r in reactions))
    return post


def _write_author(post: Post, author: Any) -> None:
    post.author_id = fields.known(fields.dig(author, "id"))
    post.author_handle = fields.known(fields.dig(author, "name"))
    post.author_name = fields.known(fields.dig(author, "nickname")) or post.author_handle
    post.bot = fields.flag(fields.dig(author, "isBot"))


def _write_content(post: Post, value: dict[str, Any], forwarded: dict[str, Any] | None) -> None:
    parts = [value, forwarded] if forwarded else [value]
    texts = [fields.text(part.get("content")) for part in parts]
    embeds = [embed for part in parts for embed in fields.objects(part.get("embeds"))]
    if post.bot or not any(texts):
        texts += [_embed_text(embed) for embed in embeds]
    post.text = "\n\n".join(text for text in texts if text)
    post.urls = fields.strings([embed.get("url") for embed in embeds]) or None
    media = [found for part in parts for found in _media(part)]
    post.media = media or None


def _embed_text(embed: dict[str, Any]) -> str:
    """What a bot says in a card: title, description and the named fields; previews of links stay out."""
    lines = [embed.get("title"), embed.get("description")]
    for row in fields.objects(embed.get("fields")):
        lines += [row.get("name"), row.get("value")]
    return "\n".join(fields.strings(lines))


def _media(part: dict[str, Any]) -> Iterator[dict[str, str | None]]:
    for attachment in fields.objects(part.get("attachments")):
        extension = fields.text(attachment.get("fileName")).rpartition(".")[2].lower()
        kind = _BY_EXTENSION.get(extension, "file")
        yield {
            "kind": kind,
            "key": _link(attachment.get("url")),
            "alt": fields.known(attachment.get("description")),
        }
    for sticker in fields.objects(part.get("stickers")):
        yield {
            "kind": "sticker",
            "key": _link(sticker.get("sourceUrl")),
            "alt": fields.known(sticker.get("name")),
        }


def _link(value: object) -> str | None:
    """A web address; the path of a downloaded copy is none."""
    link = fields.text(value)
    return link if link.startswith(("https://", "http://")) else None


def _write_relations(post: Post, value: dict[str, Any], native: str) -> None:
    channel = fields.known(fields.dig(value, "_channel", "id"))
    guild = fields.known(fields.dig(value, "_guild", "id"))
    post.visibility = _VISIBILITY.get(fields.text(fields.dig(value, "_channel", "type")))
    if channel:
        post.thread = uid("discord", channel)
        room = guild if guild and guild != "0" else "@me"
        post.url = f"https://discord.com/channels/{room}/{channel}/{native}"
    other = fields.known(fields.dig(value, "reference", "messageId"))
    if not other:
        return
    elsewhere = fields.known(fields.dig(value, "reference", "channelId")) not in (None, channel)
    if "forwardedMessage" in value or (elsewhere and fields.text(value.get("type")) != "Reply"):
        post.kind, post.repost_of = "repost", uid("discord", other)
    else:
        post.reply_to = uid("discord", other)


def _people(value: dict[str, Any]) -> Iterator[tuple[str, object]]:
    named = [
        *fields.objects(value.get("mentions")),
        *fields.objects(fields.dig(value, "interaction", "user")),
    ]
    for person in named:
        yield "account", person.get("id")
        yield "handle", person.get("name")
        yield "name", person.get("nickname")
    if fields.text(fields.dig(value, "_channel", "type")) == "DirectTextChat":
        yield "name", fields.dig(value, "_channel", "name")


_ROOM = {
    "_guild": {"id": "900000000000000001", "name": "Jobs"},
    "_channel": {"id": "900000000000000002", "type": "GuildTextChat", "name": "offers"},
}
_ANA = {"id": "900000000000000003", "name": "ana", "discriminator": "0000", "nickname": "Ana", "isBot": False}

_FIELDS = """
_guild _channel id type timestamp timestampEdited callEndedTimestamp isPinned content author attachments
embeds stickers reactions mentions reference forwardedMessage interaction inlineEmojis
"""

SOURCE = Source(
    name="discord",
    title="Discord channels and direct messages saved as JSON by DiscordChatExporter.",
    platform="discord",
    version=1,
    sniff=sniff,
    split=split,
    parse=parse,
    fields=frozenset(_FIELDS.split()),
    examples=(
        (
            {
                **_ROOM,
                "id": "900000000000000010",
                "type": "Reply",
                "timestamp": "2024-03-01T13:00:00.5+02:00",
                "timestampEdited": "2024-03-01T13:05:00+02:00",
                "content": "write to @max",
                "author": _ANA,
                "mentions": [{"id": "900000000000000004", "name": "max", "nickname": "Max"}],
                "reference": {"messageId": "900000000000000009", "channelId": "900000000000000002"},
            },
            {
                "id": "discord:900000000000000010",
                "reply_to": "discord:900000000000000009",
                "created_at": fields.time("2024-03-01T11:00:00.5Z"),
                "edited_at": fields.time("2024-03-01T11:05:00Z"),
                "author_handle": "ana",
                "author_name": "Ana",
                "thread": "discord:900000000000000002",
            },
        ),
        (
            {
                **_ROOM,
                "id": "900000000000000011",
                "type": "Default",
                "timestamp": "2024-03-01T11:00:00+00:00",
                "content": "",
                "author": _ANA,
                "reference": {"messageId": "900000000000000008", "channelId": "900000000000000099"},
                "forwardedMessage": {"content": "hostesses wanted", "timestamp": "2024-02-01T11:00:00+00:00"},
            },
            {"kind": "repost", "text": "hostesses wanted", "repost_of": "discord:900000000000000008"},
        ),
        (
            {
                **_ROOM,
                "id": "900000000000000012",
                "timestamp": "2024-03-01T11:00:00+00:00",
                "content": "",
                "author": {**_ANA, "isBot": True},
                "embeds": [
                    {"title": "New offer", "url": "https://example.org/1", "description": "Visa paid"}
                ],
            },
            {"text": "New offer\nVisa paid", "bot": True, "urls": ["https://example.org/1"]},
        ),
    ),
)
