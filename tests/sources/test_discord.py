"""DiscordChatExporter: replies, forwards, edits, bots, and notices of the system."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from reading import SAMPLES, file, opened, read

from waylight.sources.discord import SOURCE

ANA = {"id": "31", "name": "ana", "discriminator": "0000", "nickname": "Ana", "isBot": False}


def message(number: str, content: str = "hello", **more: Any) -> dict[str, Any]:
    base = {
        "id": number,
        "type": "Default",
        "timestamp": "2024-03-01T13:00:00.123+02:00",
        "timestampEdited": None,
    }
    return {
        **base,
        "content": content,
        "author": ANA,
        "attachments": [],
        "embeds": [],
        "mentions": [],
        **more,
    }


def export(*messages: Any, kind: str = "GuildTextChat", name: str = "offers") -> dict[str, Any]:
    guild = {"id": "11" if kind.startswith("Guild") else "0", "name": "Jobs"}
    channel = {"id": "21", "type": kind, "name": name, "topic": None}
    return {
        "guild": guild,
        "channel": channel,
        "dateRange": {},
        "messages": list(messages),
        "messageCount": 1,
    }


def test_reply_edit_mention_and_address(tmp_path: Path) -> None:
    reply = message(
        "42",
        "ask @max",
        type="Reply",
        timestampEdited="2024-03-01T13:05:00+02:00",
        mentions=[{"id": "32", "name": "max", "nickname": "Maxim"}],
        reference={"messageId": "41", "channelId": "21", "guildId": "11"},
        reactions=[{"emoji": {"name": "x"}, "count": 2}, {"count": "3"}, {"count": None}],
    )
    first, second = read(SOURCE, file(tmp_path / "a.json", export(message("41"), reply))).posts
    assert second.reply_to == first.id == "discord:41"
    assert second.edited_at == datetime(2024, 3, 1, 11, 5, tzinfo=UTC) and first.edited_at is None
    assert [p["value"] for p in second.people] == ["32", "max", "Maxim"]
    assert second.metrics and second.metrics["likes"] == 5
    assert second.url == "https://discord.com/channels/11/21/42" and second.thread == "discord:21"
    assert (second.author_id, second.author_handle, second.author_name) == ("31", "ana", "Ana")


def test_forward_is_a_repost_with_the_words_and_files_of_the_original(tmp_path: Path) -> None:
    inner = {
        "content": "hostesses wanted",
        "timestamp": "2024-02-01T00:00:00+00:00",
        "attachments": [{"url": "https://cdn.example.org/1/flyer.PNG", "fileName": "flyer.PNG"}],
    }
    forward = message("43", "", forwardedMessage=inner, reference={"messageId": "9", "channelId": "8"})
    (post,) = read(SOURCE, file(tmp_path / "a.json", export(forward))).posts
    assert (post.kind, post.repost_of, post.text, post.reply_to) == (
        "repost",
        "discord:9",
        "hostesses wanted",
        None,
    )
    assert post.media == [{"kind": "photo", "key": "https://cdn.example.org/1/flyer.PNG", "alt": None}]


@pytest.mark.parametrize(
    "kind", ["Call", "GuildMemberJoin", "ChannelPinnedMessage", "ThreadCreated", "8", "24"]
)
def test_notices_are_no_posts(tmp_path: Path, kind: str) -> None:
    found = read(SOURCE, file(tmp_path / "a.json", export(message("1", "Joined the server.", type=kind))))
    assert found.others == ["a service message"] and not found.posts


@pytest.mark.parametrize("kind", ["Default", "Reply", "20", "23"])
def test_written_types_are_posts(tmp_path: Path, kind: str) -> None:
    assert len(read(SOURCE, file(tmp_path / "a.json", export(message("1", type=kind)))).posts) == 1


def test_bots_speak_in_cards_but_link_previews_are_left_out(tmp_path: Path) -> None:
    card = {
        "title": "Offer",
        "description": "Visa paid",
        "url": "https://example.org",
        "fields": [{"name": "Pay", "value": "9"}],
    }
    bot = message("1", "New:", author={**ANA, "isBot": True}, embeds=[card])
    person = message("2", "look https://example.org", embeds=[card])
    posts = read(SOURCE, file(tmp_path / "a.json", export(bot, person))).posts
    assert posts[0].text == "New:\n\nOffer\nVisa paid\nPay\n9" and posts[0].bot is True
    assert posts[1].text == "look https://example.org" and posts[1].urls == ["https://example.org"]


def test_direct_chat_masks_the_partner_and_empty_messages_are_none(tmp_path: Path) -> None:
    data = export(message("1"), message("2", ""), kind="DirectTextChat", name="Eva Test")
    found = read(SOURCE, file(tmp_path / "a.json", data))
    assert found.others == ["an empty message"]
    assert found.posts[0].visibility == "direct" and found.posts[0].people == [
        {"kind": "name", "value": "Eva Test"}
    ]
    assert found.posts[0].url == "https://discord.com/channels/@me/21/1"


def test_missing_fields_and_cut_off_files(tmp_path: Path) -> None:
    no_id = {k: v for k, v in message("1").items() if k != "id"}
    bad_time = message("2", timestamp="yesterday")
    bare = {"id": "3", "timestamp": "2024-03-01T11:00:00Z", "content": "kept\x00"}
    found = read(SOURCE, file(tmp_path / "a.json", export(no_id, bad_time, bare, 5)))
    assert [p.text for p in found.posts] == ["kept"] and len(found.skipped) == 3
    whole = json.dumps(export(message("1"), message("2")))
    found = read(SOURCE, file(tmp_path / "b.json", whole[: whole.rindex('"content"')]))
    assert len(found.posts) == 1 and len(found.skipped) == 1


@pytest.mark.skipif(not SAMPLES.exists(), reason="the shared samples are not here")
def test_real_exports() -> None:
    counted = {}
    for found in opened(SAMPLES / "plat_chat_exports/tests/samples/discord"):
        if found.name.endswith(".json"):
            reading = read(SOURCE, found)
            assert reading.skipped == [] and reading.unmapped == set()
            counted[found.name] = (len(reading.posts), len(reading.others))
    assert counted == {"DM_2A_2M.json": (2, 1), "GC_3A_5M.json": (3, 3), "SV_5A_5M.json": (5, 0)}
