"""Telegram chats exported by Telegram Desktop as JSON (`result.json`): one chat or a whole account."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from waylight.files import fields
from waylight.files.opened import Opened
from waylight.files.sample import Sample
from waylight.schema import NotAPost, Post, uid
from waylight.stage import Item, SkipPost, Source

# Chat type to (what its number counts, who can read it); numbers of users, groups and channels overlap.
_CHATS = {
    "personal_chat": ("user", "direct"),
    "bot_chat": ("user", "direct"),
    "saved_messages": ("user", "private"),
    "replies": ("user", "private"),
    "verification_codes": ("user", "private"),
    "private_group": ("chat", "private"),
    "private_supergroup": ("channel", "private"),
    "public_supergroup": ("channel", "public"),
    "private_channel": ("channel", "private"),
    "public_channel": ("channel", "public"),
}
_MEDIA = {
    "sticker": "sticker",
    "video_message": "video",
    "video_file": "video",
    "animation": "gif",
    "voice_message": "audio",
    "audio_file": "audio",
}
_ACCOUNT_LISTS = ("chats", "left_chats")


def sniff(sample: Sample) -> float:
    """Sure of a chat with a Telegram chat type and messages, or of an account with `chats.list`."""
    top = sample.top
    if not isinstance(top, dict):
        return 0.0
    if any(isinstance(fields.dig(top, name, "list"), list) for name in _ACCOUNT_LISTS):
        return 0.98
    if isinstance(top.get("messages"), list) and "participants" not in top and "guild" not in top:
        if fields.text(top.get("type")) in _CHATS:
            return 0.98
        first = fields.dig(top, "messages", 0)
        if isinstance(first, dict) and first.get("type") in ("message", "service") and "id" in first:
            return 0.9
    return 0.85 if {"about", "personal_information"} <= set(top) else 0.0


def split(opened: Opened) -> Iterator[Item]:
    """Every message of every chat, with its chat under `_chat`; a chat that is cut off keeps what was whole."""
    top = opened.sample.top
    if isinstance(top, dict) and "messages" in top:
        chat = _header(top)
        for item in opened.json_items("messages.item"):
            yield Item(item.at, _within(item.value, chat))
        return
    for at, value in enumerate(_account(opened), 1):
        yield Item(at, value)


def parse(value: Any) -> Post | NotAPost:
    """One message; service messages are no posts, unsupported ones count as deleted."""
    if not isinstance(value, dict):
        fields.skip("a message is not an object.")
    number = fields.integer(value.get("id"))
    if number is None:
        fields.skip("the message has no `id`.")
    kind = value.get("type")
    if kind == "service" or "action" in value:
        return NotAPost("a service message")
    chat = _header(value.get("_chat"))
    peer, visibility = _peer(chat)
    post = Post(id=_uid(peer, number), platform="telegram", kind="message", visibility=visibility)
    if kind == "unsupported":
        post.event = "delete"
        return post
    _write_time(post, value)
    _write_author(post, value)
    _write_content(post, value)
    if not post.text and not post.media and post.lat is None:
        return NotAPost("an empty message")
    if fields.text(chat.get("type")).endswith("_channel"):
        post.kind = "post"
    else:
        post.thread = uid("telegram", peer, names_account=True)
    answered = fields.integer(value.get("reply_to_message_id"))
    if answered is not None:
        post.reply_to = _uid(fields.text(value.get("reply_to_peer_id")) or peer, answered)
    post.people = fields.people(_people(value, chat, peer))
    return post


def _account(opened: Opened) -> Iterator[Any]:
    for name in _ACCOUNT_LISTS:
        for whole, item in enumerate(opened.json_items(f"{name}.list.item")):
            if isinstance(item.value, SkipPost):
                yield from _cut_chat(opened, f"{name}.list.item", whole)
                yield item.value
                return
            chat = _header(item.value)
            messages = fields.dig(item.value, "messages")
            for message in messages if isinstance(messages, list) else ():
                yield _within(message, chat)


def _cut_chat(opened: Opened, prefix: str, whole: int) -> Iterator[Any]:
    """The messages of the chat in which a file was cut off, which come after all those of `whole` chats."""
    chat = {
        name: next((i.value for i in islice(opened.json_items(f"{prefix}.{name}"), whole, None)), None)
        for name in ("type", "id")
    }
    chat = {name: found for name, found in chat.items() if isinstance(found, str | int)}
    done = 0
    for item in islice(opened.json_items(prefix), whole):
        messages = fields.dig(item.value, "messages")
        done += len(messages) if isinstance(messages, list) else 0
    for item in islice(opened.json_items(f"{prefix}.messages.item"), done, None):
        if not isinstance(item.value, SkipPost):
            yield _within(item.value, chat)


def _header(chat: Any) -> dict[str, Any]:
    found = chat if isinstance(chat, dict) else {}
    return {name: found[name] for name in ("name", "type", "id") if name in found}


def _within(message: Any, chat: dict[str, Any]) -> Any:
    return {**message, "_chat": chat} if isinstance(message, dict) else message


def _peer(chat: dict[str, Any]) -> tuple[str, str | None]:
    kind, visibility = _CHATS.get(fields.text(chat.get("type")), ("chat", None))
    return f"{kind}{fields.text(chat.get('id')) or ':' + fields.text(chat.get('name'))}", visibility


def _uid(peer: str, number: int) -> str:
    return uid("telegram", f"{peer}/{number}", names_account=True)


def _write_time(post: Post, value: dict[str, Any]) -> None:
    """`date` is the exporter's local time without a zone; only `date_unixtime` is exact."""
    post.created_at = fields.time(value.get("date_unixtime"))
    if post.created_at is None:
        post.created_at = fields.time(value.get("date"))
        post.created_declared = True
    if post.created_at is None:
        fields.skip("the message has neither a readable `date_unixtime` nor `date`.")
    post.edited_at = fields.time(value.get("edited_unixtime")) or fields.time(value.get("edited"))


def _write_author(post: Post, value: dict[str, Any]) -> None:
    post.author_id = fields.known(value.get("from_id"))
    post.author_name = fields.known(value.get("from"))
    post.forwarded_from = fields.known(value.get("forwarded_from")) or fields.known(
        value.get("forwarded_from_id")
    )


def _write_content(post: Post, value: dict[str, Any]) -> None:
    parts = [_text(value), *_contact(value), *_poll(value)]
    post.text = "\n\n".join(part for part in parts if part)
    entities = _entities(value)
    links = [e.get("href") or e.get("text") for e in entities if e.get("type") in ("link", "text_link")]
    post.urls = fields.strings([*links, *_buttons(value)]) or None
    tags = fields.strings([e.get("text") for e in entities if e.get("type") == "hashtag"])
    post.hashtags = [tag.lstrip("#") for tag in tags] or None
    post.media = _media(value)
    post.sensitive = True if value.get("media_spoiler") is True else None
    place = value.get("location_information")
    post.lat, post.lon = fields.point(fields.dig(place, "latitude"), fields.dig(place, "longitude"))
    post.place_name = ", ".join(fields.strings([value.get("place_name"), value.get("address")])) or None
    reactions = [fields.integer(r.get("count")) or 0 for r in fields.objects(value.get("reactions"))]
    post.metrics = fields.metrics(likes=sum(reactions)) if reactions else None


def _text(value: dict[str, Any]) -> str:
    """`text` is a string or a list of strings and `{type, text}`; `text_entities` says the same again."""
    written = value.get("text")
    if written is None:
        written = value.get("text_entities")
    if not isinstance(written, list):
        return fields.text(fields.dig(written, "text") if isinstance(written, dict) else written)
    return "".join(fields.text(part.get("text") if isinstance(part, dict) else part) for part in written)


def _entities(value: dict[str, Any]) -> list[dict[str, Any]]:
    written = value.get("text")
    return fields.objects(written if isinstance(written, list) else value.get("text_entities"))


def _contact(value: dict[str, Any]) -> list[str]:
    card = value.get("contact_information")
    names = [fields.dig(card, "first_name"), fields.dig(card, "last_name")]
    return [" ".join(fields.strings([*names, fields.dig(card, "phone_number")]))]


def _poll(value: dict[str, Any]) -> list[str]:
    poll = value.get("poll")
    if not isinstance(poll, dict):
        return []
    answers = [_text(answer) for answer in fields.objects(poll.get("answers"))]
    return ["\n".join(line for line in (_text({"text": poll.get("question")}), *answers) if line)]


def _buttons(value: dict[str, Any]) -> list[Any]:
    rows = value.get("inline_bot_buttons")
    buttons = [b for row in (rows if isinstance(rows, list) else ()) for b in fields.objects(row)]
    return [b.get("data") for b in buttons if b.get("type") in ("url", "auth")]


def _media(value: dict[str, Any]) -> list[dict[str, str | None]] | None:
    """Paths inside an export name no picture in the world, so media have no key here."""
    if "photo" in value:
        return [{"kind": "photo", "key": None, "alt": None}]
    if "file" not in value and "media_type" not in value:
        return None
    kind = _MEDIA.get(fields.text(value.get("media_type")))
    main = fields.text(value.get("mime_type")).partition("/")[0]
    kind = kind or {"image": "photo", "video": "video", "audio": "audio"}.get(main, "file")
    return [{"kind": kind, "key": None, "alt": fields.known(value.get("sticker_emoji"))}]


def _people(value: dict[str, Any], chat: dict[str, Any], peer: str) -> Iterator[tuple[str, object]]:
    for name in ("forwarded_from", "saved_from", "author"):
        yield "name", value.get(name)
    yield "account", value.get("forwarded_from_id")
    yield "handle", value.get("via_bot")
    if peer.startswith("user"):
        yield "name", chat.get("name")
    card = value.get("contact_information")
    if isinstance(card, dict):
        names = fields.strings([card.get("first_name"), card.get("last_name")])
        yield "name", " ".join(names)
        yield from (("name", name) for name in names)
        yield "phone", card.get("phone_number")
    for entity in _entities(value):
        if entity.get("type") == "mention":
            yield "handle", entity.get("text")
        elif entity.get("type") == "mention_name":
            yield "name", entity.get("text")
            number = fields.integer(entity.get("user_id"))
            yield "account", f"user{number}" if number is not None else None


_CHANNEL = {"name": "Trabajo Costa", "type": "public_channel", "id": 1500000001}
_BOB = {"name": "Bob", "type": "personal_chat", "id": 700000001}

_FIELDS = """
_chat id type date date_unixtime edited edited_unixtime from from_id forwarded_from forwarded_from_id
saved_from reply_to_message_id reply_to_peer_id via_bot author text text_entities photo photo_file_size
file file_name file_size thumbnail thumbnail_file_size media_type sticker_emoji mime_type duration_seconds
performer title width height media_spoiler self_destruct_period_seconds contact_information contact_vcard
contact_vcard_file_size location_information live_location_period_seconds place_name address poll
reactions inline_bot_buttons game_title game_description game_link invoice_information
giveaway_information paid_stars_amount todo_list action actor actor_id members discard_reason inviter message_id
"""

SOURCE = Source(
    name="telegram_desktop",
    title="Telegram chats exported by Telegram Desktop as JSON (result.json).",
    platform="telegram",
    version=1,
    sniff=sniff,
    split=split,
    parse=parse,
    fields=frozenset(_FIELDS.split()),
    examples=(
        (
            {
                "_chat": _CHANNEL,
                "id": 7,
                "type": "message",
                "date": "2024-03-01T12:00:00",
                "date_unixtime": "1709290800",
                "from": "Trabajo Costa",
                "from_id": "channel1500000001",
                "text": ["Camareras, alojamiento incluido ", {"type": "mention", "text": "@costa_jobs"}],
            },
            {
                "id": uid("telegram", "channel1500000001/7", names_account=True),
                "text": "Camareras, alojamiento incluido @costa_jobs",
                "created_at": fields.time("2024-03-01T11:00:00Z"),
                "created_declared": None,
                "kind": "post",
                "visibility": "public",
                "people": [{"kind": "handle", "value": "costa_jobs"}],
            },
        ),
        (
            {
                "_chat": _BOB,
                "id": 8,
                "type": "message",
                "date": "2019-07-12T16:55:32",
                "from": None,
                "from_id": "user700000001",
                "text": "",
                "contact_information": {
                    "first_name": "Ana",
                    "last_name": "",
                    "phone_number": "+34 600 000 000",
                },
            },
            {
                "text": "Ana +34 600 000 000",
                "created_declared": True,
                "author_name": None,
                "visibility": "direct",
            },
        ),
        (
            {"_chat": _BOB, "id": 9, "type": "unsupported", "date": "2024-03-01T12:00:00"},
            {"event": "delete", "text": ""},
        ),
    ),
)
