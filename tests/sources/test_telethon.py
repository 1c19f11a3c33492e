"""Telethon: UTF-16 offsets, albums, forwards, service messages and deletions."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from reading import file, read

from waylight.schema import uid
from waylight.sources.telethon import SOURCE

CHANNEL = {"_": "PeerChannel", "channel_id": 1501}


def message(number: int, text: str = "hello", **more: Any) -> dict[str, Any]:
    base = {
        "_": "Message",
        "id": number,
        "peer_id": CHANNEL,
        "date": "2024-03-01T11:00:00+00:00",
        "message": text,
    }
    return {**base, "from_id": {"_": "PeerUser", "user_id": 9001}, "post": False, **more}


def lines(*messages: Any) -> str:
    return "".join(json.dumps(m) + "\n" for m in messages)


def units(text: str, part: str) -> dict[str, int]:
    """Offset and length as Telegram counts them."""
    before = text[: text.index(part)]
    return {"offset": len(before.encode("utf-16-le")) // 2, "length": len(part.encode("utf-16-le")) // 2}


def test_offsets_count_utf16_units(tmp_path: Path) -> None:
    text = "💃🏽 girls 👩‍👧 #dance see @costa_jobs or Max https://example.org/a"
    entities = [
        {"_": "MessageEntityHashtag", **units(text, "#dance")},
        {"_": "MessageEntityMention", **units(text, "@costa_jobs")},
        {"_": "MessageEntityMentionName", **units(text, "Max"), "user_id": 9002},
        {"_": "MessageEntityUrl", **units(text, "https://example.org/a")},
        {"_": "MessageEntityTextUrl", **units(text, "girls"), "url": "https://example.org/b"},
        {"_": "MessageEntityHashtag", "offset": 900, "length": 3},
        {"_": "MessageEntityMention", "offset": "x", "length": None},
    ]
    post = read(
        SOURCE, file(tmp_path / "a.jsonl", lines(message(1, text, entities=entities), message(2)))
    ).posts[0]
    assert post.hashtags == ["dance"]
    assert post.urls == ["https://example.org/a", "https://example.org/b"]
    assert [p["value"] for p in post.people] == ["costa_jobs", "Max", "user9002"]


def test_album_is_one_post(tmp_path: Path) -> None:
    def photo(number: int) -> dict[str, Any]:
        return {"_": "MessageMediaPhoto", "photo": {"_": "Photo", "id": number}}

    newest_first = [
        message(9, "other", grouped_id=78, media=photo(4)),
        message(8, "", grouped_id=77, media=photo(3)),
        message(7, "", grouped_id=77, media=photo(2)),
        message(6, "caption", grouped_id=77, media=photo(1)),
        message(5),
    ]
    posts = read(SOURCE, file(tmp_path / "a.json", newest_first)).posts
    assert [p.text for p in posts] == ["other", "caption", "hello"]
    assert posts[1].id == uid("telegram", "channel1501/6", names_account=True)
    assert [m["key"] for m in posts[1].media or []] == [f"telegram-file:{n}" for n in (1, 2, 3)]


def test_forwards_replies_and_topics(tmp_path: Path) -> None:
    source = {"_": "PeerChannel", "channel_id": 1600}
    forward = message(
        1, fwd_from={"from_id": source, "channel_post": 4, "from_name": None, "post_author": "Rosa"}
    )
    hidden = message(2, fwd_from={"from_id": None, "from_name": "Trabajo"})
    reply = message(3, reply_to={"_": "MessageReplyHeader", "reply_to_msg_id": 1, "reply_to_top_id": 90})
    posts = read(SOURCE, file(tmp_path / "a.jsonl", lines(forward, hidden, reply))).posts
    assert posts[0].forwarded_from == "channel1600"
    assert posts[0].repost_of == uid("telegram", "channel1600/4", names_account=True)
    assert [p["value"] for p in posts[0].people] == ["Rosa", "channel1600"]
    assert posts[1].forwarded_from == "Trabajo" and posts[1].repost_of is None
    assert posts[2].reply_to == posts[0].id
    assert posts[2].thread == uid("telegram", "channel1501/90", names_account=True)


def test_what_is_no_post(tmp_path: Path) -> None:
    values = [
        message(1),
        {
            "_": "MessageService",
            "id": 2,
            "peer_id": CHANNEL,
            "date": "2024-03-01T11:00:00+00:00",
            "action": {},
        },
        {"_": "MessageEmpty", "id": 3, "peer_id": CHANNEL},
        {"_": "User", "id": 9001},
        message(4, ""),
        {k: v for k, v in message(5).items() if k != "date"},
        {k: v for k, v in message(6).items() if k != "id"},
    ]
    found = read(SOURCE, file(tmp_path / "a.jsonl", lines(*values)))
    assert found.others == [
        "a service message",
        "a Telegram object that is not a message",
        "an empty message",
    ]
    assert [p.event for p in found.posts] == ["post", "delete"]
    assert len(found.skipped) == 2


def test_times_edits_and_direct_chats(tmp_path: Path) -> None:
    person = {"_": "PeerUser", "user_id": 9005}
    direct = {
        **message(1, peer_id=person, out=False),
        "from_id": None,
        "edit_date": "2024-03-01T12:00:00+00:00",
    }
    hidden = message(2, edit_date="2024-03-01T12:00:00+00:00", edit_hide=True)
    spaced = message(3, date="2024-03-01 14:00:00+03:00")
    channel = message(4, from_id=None, post=True, views=90, forwards=2)
    posts = read(SOURCE, file(tmp_path / "a.jsonl", lines(direct, hidden, spaced, channel))).posts
    assert posts[0].visibility == "direct" and posts[0].author_id == "user9005"
    assert posts[0].edited_at == datetime(2024, 3, 1, 12, tzinfo=UTC)
    assert posts[1].edited_at is None
    assert posts[2].created_at == datetime(2024, 3, 1, 11, tzinfo=UTC)
    assert (posts[3].author_id, posts[3].kind, posts[3].thread) == ("channel1501", "post", None)
    assert posts[3].metrics == {"likes": None, "replies": None, "reposts": 2, "views": 90}


def test_contacts_geo_and_documents(tmp_path: Path) -> None:
    card = {
        "_": "MessageMediaContact",
        "phone_number": "34600",
        "first_name": "Eva",
        "last_name": "",
        "vcard": "",
    }
    geo = {
        "_": "MessageMediaVenue",
        "geo": {"_": "GeoPoint", "lat": 36.5, "long": -4.6},
        "title": "Bar",
        "address": "Via",
    }
    sticker = {"_": "DocumentAttributeSticker", "alt": "🙂"}
    document = {
        "_": "MessageMediaDocument",
        "document": {"id": 5, "mime_type": "image/webp", "attributes": [sticker]},
    }
    values = [message(n, "", media=media) for n, media in enumerate((card, geo, document), 1)]
    posts = read(SOURCE, file(tmp_path / "a.json", values)).posts
    assert posts[0].text == "Eva 34600" and {"kind": "phone", "value": "34600"} in posts[0].people
    assert (posts[1].lat, posts[1].lon, posts[1].place_name) == (36.5, -4.6, "Bar, Via")
    assert posts[2].media == [{"kind": "sticker", "key": "telegram-file:5", "alt": "🙂"}]


def test_cut_off_array_and_broken_line(tmp_path: Path) -> None:
    whole = json.dumps([message(1), message(2), message(3)])
    found = read(SOURCE, file(tmp_path / "a.json", whole[:-40]))
    assert len(found.posts) == 2 and len(found.skipped) == 1
    found = read(
        SOURCE,
        file(tmp_path / "a.jsonl", lines(message(1)) + '{"_": "Message", "id": \n' + lines(message(3))),
    )
    assert len(found.posts) == 2 and len(found.skipped) == 1


def test_same_id_as_the_desktop_export() -> None:
    from waylight.sources.telegram_desktop import SOURCE as DESKTOP

    chat = {"type": "public_supergroup", "id": 1501}
    exported = {"id": 7, "type": "message", "date_unixtime": "1709290800", "text": "hello", "_chat": chat}
    assert SOURCE.parse(message(7)).id == DESKTOP.parse(exported).id  # type: ignore[union-attr]


def test_others_are_not_claimed(tmp_path: Path) -> None:
    for value in ([{"_": "User", "id": 1}], [{"id": 1, "message": "x"}], {"peer_id": 1}, [None, 3]):
        assert SOURCE.sniff(file(tmp_path / "a.json", value).sample) == 0.0
