"""Telegram Desktop: text in pieces, local and exact times, whole accounts, and exports that were cut off."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from reading import SAMPLES, file, opened, read

from waylight.schema import uid
from waylight.sources.telegram_desktop import SOURCE


def message(number: int, text: Any = "hello", **more: Any) -> dict[str, Any]:
    base = {"id": number, "type": "message", "date": "2024-03-01T12:00:00", "date_unixtime": "1709290800"}
    return {**base, "from": "Ana", "from_id": "user9001", "text": text, **more}


def chat(
    *messages: Any, kind: str = "private_supergroup", number: int = 1501, name: str = "Jobs"
) -> dict[str, Any]:
    return {"name": name, "type": kind, "id": number, "messages": list(messages)}


def test_text_in_pieces_gives_text_links_tags_and_people(tmp_path: Path) -> None:
    text = [
        "Offer ",
        {"type": "text_link", "text": "here", "href": "https://example.org/a"},
        " ",
        {"type": "hashtag", "text": "#dance"},
        " ask ",
        {"type": "mention", "text": "@costa_jobs"},
        " or ",
        {"type": "mention_name", "text": "Max", "user_id": 9002},
        7,
        None,
    ]
    post = read(SOURCE, file(tmp_path / "result.json", chat(message(1, text)))).posts[0]
    assert post.text == "Offer here #dance ask @costa_jobs or Max7"
    assert post.urls == ["https://example.org/a"] and post.hashtags == ["dance"]
    assert post.people == [
        {"kind": "handle", "value": "costa_jobs"},
        {"kind": "name", "value": "Max"},
        {"kind": "account", "value": "user9002"},
    ]


def test_only_the_unix_time_is_exact(tmp_path: Path) -> None:
    old = {k: v for k, v in message(2).items() if k != "date_unixtime"}
    never = message(3, edited="1970-01-01T03:00:00")
    edited = message(4, edited="2024-03-01T13:00:00", edited_unixtime="1709294400")
    posts = read(SOURCE, file(tmp_path / "result.json", chat(message(1), old, never, edited))).posts
    assert posts[0].created_at == datetime(2024, 3, 1, 11, tzinfo=UTC) and posts[0].created_declared is None
    assert posts[1].created_at == datetime(2024, 3, 1, 12, tzinfo=UTC) and posts[1].created_declared is True
    assert posts[2].edited_at is None
    assert posts[3].edited_at == datetime(2024, 3, 1, 12, tzinfo=UTC)


def test_service_messages_deletions_and_what_is_missing(tmp_path: Path) -> None:
    service = {
        "id": 1,
        "type": "service",
        "date_unixtime": "1709290800",
        "action": "join_group_by_link",
        "text": "",
    }
    unsupported = {"id": 2, "type": "unsupported", "date_unixtime": "1709290800"}
    no_id = {k: v for k, v in message(3).items() if k != "id"}
    no_time = {k: v for k, v in message(4).items() if not k.startswith("date")}
    found = read(
        SOURCE,
        file(tmp_path / "result.json", chat(service, unsupported, no_id, no_time, message(5, ""), "x")),
    )
    assert found.others == ["a service message", "an empty message"]
    assert [p.event for p in found.posts] == ["delete"]
    assert found.posts[0].id == uid("telegram", "channel1501/2", names_account=True)
    assert len(found.skipped) == 3 and all("hello" not in reason for reason in found.skipped)


def test_contacts_places_forwards_and_media(tmp_path: Path) -> None:
    card = message(
        1, "", contact_information={"first_name": "Eva", "last_name": "Test", "phone_number": "+34600"}
    )
    place = message(
        2, "", location_information={"latitude": 36.5, "longitude": -4.6}, place_name="Bar", address="Via 1"
    )
    forward = message(
        3, forwarded_from="Trabajo", reply_to_message_id=1, via_bot="@helper_bot", author="Rosa"
    )
    photo = message(4, "", photo="(File not included. Change data exporting settings to download.)")
    voice = message(5, "", file="voice/a.ogg", media_type="voice_message", mime_type="audio/ogg")
    poll = message(
        6, "", poll={"question": "Ready?", "answers": [{"text": "yes", "voters": 1}, {"text": "no"}]}
    )
    posts = read(SOURCE, file(tmp_path / "result.json", chat(card, place, forward, photo, voice, poll))).posts
    assert posts[0].text == "Eva Test +34600"
    assert {"kind": "name", "value": "Eva Test"} in posts[0].people
    assert (posts[1].lat, posts[1].lon, posts[1].place_name) == (36.5, -4.6, "Bar, Via 1")
    assert posts[2].forwarded_from == "Trabajo" and posts[2].reply_to == posts[0].id
    assert [p["value"] for p in posts[2].people] == ["Trabajo", "Rosa", "helper_bot"]
    assert posts[3].media == [{"kind": "photo", "key": None, "alt": None}]
    assert posts[4].media == [{"kind": "audio", "key": None, "alt": None}]
    assert posts[5].text == "Ready?\nyes\nno"


def test_whole_account_keeps_chats_apart(tmp_path: Path) -> None:
    chats = {
        "about": "…",
        "list": [chat(message(1)), chat(message(1), kind="personal_chat", number=9001, name="Eva")],
    }
    left = {"about": "…", "list": [chat(message(1), kind="public_channel", number=1502)]}
    account = {"about": "…", "personal_information": {"user_id": 1}, "chats": chats, "left_chats": left}
    posts = read(SOURCE, file(tmp_path / "result.json", account)).posts
    assert [p.visibility for p in posts] == ["private", "direct", "public"]
    assert [p.kind for p in posts] == ["message", "message", "post"]
    assert len({p.id for p in posts}) == 3 and all("1501" not in p.id and "9001" not in p.id for p in posts)
    assert {"kind": "name", "value": "Eva"} in posts[1].people
    assert posts[0].thread is not None and posts[2].thread is None


def test_cut_off_files_keep_what_was_whole(tmp_path: Path) -> None:
    whole = json.dumps(chat(message(1), message(2), message(3)), indent=1)
    found = read(SOURCE, file(tmp_path / "one.json", "\ufeff" + whole[: whole.rindex('"text"')]))
    assert len(found.posts) == 2 and len(found.skipped) == 1
    account = {
        "chats": {
            "list": [chat(message(1)), chat(message(1), message(2), kind="public_channel", number=1502)]
        }
    }
    cut = json.dumps(account)
    found = read(SOURCE, file(tmp_path / "all.json", cut[: cut.rindex('"date"')]))
    assert len(found.posts) == 2 and len(found.skipped) == 1
    assert found.posts[1].id == uid("telegram", "channel1502/1", names_account=True)
    assert found.posts[1].visibility == "public"


def test_ugly_text_is_cleaned(tmp_path: Path) -> None:
    data = json.dumps(chat(message(1, "a\x00b"), message(2, "PIECE"))).replace("PIECE", "x\\ud800y").encode()
    data = data.replace(b"Jobs", b"J\xff\xfebs")
    assert [p.text for p in read(SOURCE, file(tmp_path / "result.json", data)).posts] == ["ab", "x?y"]


@pytest.mark.parametrize(
    "value",
    [
        {"messages": [], "participants": []},
        {"guild": {}, "channel": {}, "messages": [{}]},
        {"messages": "no"},
        [1],
        {},
    ],
)
def test_others_are_not_claimed(tmp_path: Path, value: Any) -> None:
    assert SOURCE.sniff(file(tmp_path / "result.json", value).sample) == 0.0


@pytest.mark.skipif(not SAMPLES.exists(), reason="the shared samples are not here")
def test_real_export() -> None:
    path = SAMPLES / "plat_chat_exports/tests/samples/telegram/DM_2A_7M.json"
    found = read(SOURCE, next(opened(path)))
    assert (len(found.posts), found.others, found.skipped) == (6, ["a service message"] * 2, [])
    assert found.posts[0].text.endswith(" 👀") and found.posts[0].urls == ["https://google.com"]
    assert found.posts[0].created_declared is True and found.posts[2].created_declared is None
    assert found.unmapped == set()
