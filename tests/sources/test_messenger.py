"""Messenger and Instagram downloads: letters repaired only where they are broken, ids that last."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from reading import SAMPLES, file, opened, read

from waylight.sources.messenger import SOURCE


def broken(text: str) -> str:
    """As Meta writes it: every UTF-8 byte a letter of its own."""
    return text.encode("utf-8").decode("latin-1")


def message(at: int = 0, content: str | None = "hello", sender: str = "Max", **more: Any) -> dict[str, Any]:
    base: dict[str, Any] = {"sender_name": sender, "timestamp_ms": 1709290800000 + at}
    return {**base, **({} if content is None else {"content": content}), **more}


def chat(*messages: Any, people: tuple[str, ...] = ("Ana", "Max"), **more: Any) -> dict[str, Any]:
    named = [{"name": name} for name in people]
    base = {"participants": named, "messages": list(messages), "title": "Ana", "thread_path": "inbox/ana_1"}
    return {**base, **more}


def test_letters_are_repaired_only_where_broken(tmp_path: Path) -> None:
    texts = [broken("mañana 👋 Привет"), "olé", "naïve — ok", "plain", broken("é") + "é", "Ã©"]
    data = chat(
        *(message(n, text, sender=broken("Ana Peña")) for n, text in enumerate(texts)),
        people=(broken("Ana Peña"), "Max"),
    )
    posts = read(SOURCE, file(tmp_path / "message_1.json", data)).posts
    assert [p.text for p in posts] == ["mañana 👋 Привет", "olé", "naïve — ok", "plain", "Ã©é", "é"]
    assert posts[0].author_name == "Ana Peña"
    assert posts[0].people == [{"kind": "name", "value": "Max"}]


def test_ids_last_and_carry_no_name(tmp_path: Path) -> None:
    first = read(SOURCE, file(tmp_path / "a.json", chat(message(2, "b"), message(1, "a")))).posts
    later = read(
        SOURCE, file(tmp_path / "b.json", chat(message(3, "c"), message(2, "b"), message(1, "a")))
    ).posts
    assert [p.id for p in later][1:] == [p.id for p in first]
    assert len({p.id for p in later}) == 3 and all("Max" not in p.id and "ana" not in p.id for p in later)
    assert first[0].created_at == datetime(2024, 3, 1, 11, 0, 0, 2000, tzinfo=UTC)
    gone = read(SOURCE, file(tmp_path / "c.json", chat(message(1, None, is_unsent=True)))).posts[0]
    assert (gone.event, gone.id, gone.text) == ("delete", first[1].id, "")


def test_what_is_no_post(tmp_path: Path) -> None:
    values = [
        message(1, "Max called you.", type="Call", call_duration=3),
        message(2, "The video chat ended.", call_duration=0),
        message(3, "Max added Eva.", type="Subscribe"),
        message(4, "Liked a message"),
        message(5, broken("Reacted 😂 to your message ")),
        message(6, None),
        message(7, "Reacted badly to your last message"),
        {"sender_name": "Max", "content": "no time"},
        "x",
    ]
    found = read(SOURCE, file(tmp_path / "a.json", chat(message(), *values)))
    assert found.others == [
        "a call",
        "a call",
        "a service message",
        "a reaction",
        "a reaction",
        "an empty message",
    ]
    assert len(found.skipped) == 2 and len(found.posts) == 2


def test_media_links_and_reactions(tmp_path: Path) -> None:
    share = {
        "link": "https://example.org/a",
        "share_text": broken("Buscamos niñera"),
        "original_content_owner": "jobs_x",
    }
    values = [
        message(
            1, None, photos=[{"uri": "messages/inbox/a/photos/1.jpg"}], sticker={"uri": "stickers/2.png"}
        ),
        message(2, "see", share=share, reactions=[{"reaction": "x", "actor": "Ana"}]),
        message(3, None, gifs=[{"uri": "https://example.org/x.gif"}], ip="1.1.1.1"),
    ]
    posts = read(SOURCE, file(tmp_path / "a.json", chat(*values))).posts
    assert [m["kind"] for m in posts[0].media or []] == ["photo", "sticker"]
    assert posts[1].text == "see\n\nBuscamos niñera" and posts[1].urls == ["https://example.org/a"]
    assert posts[1].metrics and posts[1].metrics["likes"] == 1
    assert {"kind": "handle", "value": "jobs_x"} in posts[1].people
    assert posts[2].media == [{"kind": "gif", "key": "https://example.org/x.gif", "alt": None}]


def test_encrypted_chat_export_and_instagram(tmp_path: Path) -> None:
    new = {
        "participants": ["Ana", "Max"],
        "threadName": "Ana_7",
        "messages": [
            {
                "senderName": "Max",
                "timestamp": 1709290800000,
                "text": "hola",
                "type": "text",
                "isUnsent": False,
            },
            {
                "senderName": "Max",
                "timestamp": 1709290800001,
                "text": "",
                "media": [{"uri": "./media/a.mp4"}],
            },
        ],
    }
    posts = read(SOURCE, file(tmp_path / "a.json", new)).posts
    assert posts[0].text == "hola" and [m["kind"] for m in posts[1].media or []] == ["video"]
    photo = {"uri": "your_instagram_activity/messages/inbox/ana_1/photos/1.jpg"}
    data = chat(message(1, None, photos=[photo]), message(2), people=("Ana", "Max", "Eva"))
    posts = read(SOURCE, file(tmp_path / "b.json", data)).posts
    assert {p.platform for p in posts} == {"instagram"} and posts[1].visibility == "private"


def test_thread_path_after_a_long_list_is_found(tmp_path: Path) -> None:
    data = json.dumps(chat(*(message(n, "x" * 300) for n in range(1000))), indent=1)
    posts = read(SOURCE, file(tmp_path / "a.json", data)).posts
    alone = read(SOURCE, file(tmp_path / "b.json", chat(message(0, "x" * 300)))).posts[0]
    assert len(posts) == 1000 and posts[0].id == alone.id


def test_cut_off_file_keeps_what_was_whole(tmp_path: Path) -> None:
    whole = "\ufeff" + json.dumps(chat(message(1), message(2), message(3)), indent=1)
    found = read(SOURCE, file(tmp_path / "a.json", whole[: whole.rindex('"content"')]))
    assert len(found.posts) == 2 and len(found.skipped) == 1


@pytest.mark.parametrize(
    "value", [{"participants": [], "messages": [{"id": 1}]}, {"messages": []}, {"participants": []}, []]
)
def test_others_are_not_claimed(tmp_path: Path, value: Any) -> None:
    assert SOURCE.sniff(file(tmp_path / "a.json", value).sample) == 0.0


@pytest.mark.skipif(not SAMPLES.exists(), reason="the shared samples are not here")
def test_real_download() -> None:
    found = read(SOURCE, next(opened(SAMPLES / "plat_chat_exports/tests/samples/messenger/2A_7M.json")))
    assert (len(found.posts), found.others, found.skipped, found.unmapped) == (7, [], [], set())
    assert found.posts[0].text == "Hello" and found.posts[0].visibility == "direct"
