"""Mastodon: HTML text, boosts, streaming frames with JSON inside a string, recorded sessions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from reading import lines, only, outcomes, save

from waylight.schema import NotAPost, Post
from waylight.sources.mastodon import SOURCE
from waylight.stage import SkipPost

SAMPLES = Path(__file__).parents[3] / "shared/data/platform_samples/plat_mastodon/tests/cassettes"


def read(path: Path) -> list[Post | NotAPost | SkipPost]:
    return outcomes(SOURCE, only(path), 0.5)


def account(name: str, ident: str, **more: Any) -> dict[str, Any]:
    made = {
        "id": ident,
        "username": name.partition("@")[0],
        "acct": name,
        "display_name": f"The {ident}",
        "bot": False,
    }
    return {**made, "url": f"https://social.example.org/@{name}", **more}


def status(ident: str, html: str, **more: Any) -> dict[str, Any]:
    made = {
        "id": ident,
        "created_at": "2023-03-01T10:00:00.000Z",
        "edited_at": None,
        "in_reply_to_id": None,
        "content": html,
        "spoiler_text": "",
        "sensitive": False,
        "visibility": "public",
        "language": "en",
        "reblog": None,
        "account": account("sample_desk", "21"),
        "media_attachments": [],
        "mentions": [],
        "tags": [],
        "url": f"https://social.example.org/@sample_desk/{ident}",
    }
    return {**made, **more}


FIRST = status(
    "101",
    '<p>Rooms &amp; work<br />for all</p><p>ask <span class="h-card"><a href="https://b.example.net/@other_desk" class="u-url mention">'
    '@<span>other_desk</span></a></span> <a href="https://example.org/long/jobs" rel="nofollow"><span class="invisible">https://</span>'
    '<span class="ellipsis">example.org/long</span><span class="invisible">/jobs</span></a> '
    '<a href="https://social.example.org/tags/jobs" class="mention hashtag">#<span>jobs</span></a></p>',
    spoiler_text="an offer",
    mentions=[
        {
            "id": "22",
            "acct": "other_desk@b.example.net",
            "username": "other_desk",
            "url": "https://b.example.net/@other_desk",
        }
    ],
    tags=[{"name": "jobs"}],
    in_reply_to_id="99",
    media_attachments=[
        {
            "type": "image",
            "url": "https://files.example.org/1.png",
            "remote_url": None,
            "description": "a room",
        }
    ],
    poll={"options": [{"title": "yes"}, {"title": "no"}]},
)
TEXT = "an offer\n\nRooms & work\nfor all\n\nask @other_desk https://example.org/long/jobs #jobs\n\nyes\nno"
BOOST = status("103", "", reblog=FIRST, account=account("third@c.example.net", "23", bot=True))


def frame(event: str, payload: Any) -> dict[str, Any]:
    text = payload if isinstance(payload, str) else json.dumps(payload)
    return {"stream": ["public"], "event": event, "payload": text}


def answer(method: str, path: str, body: Any, code: int = 200) -> str:
    text = body if isinstance(body, str) else json.dumps(body)
    return (
        f"- request:\n    body: null\n    method: {method}\n    uri: http://localhost:3000/api/v1/{path}\n"
        f"  response:\n    body:\n      string: {json.dumps(text)}\n    status:\n      code: {code}\n      message: x\n"
    )


def test_a_status(tmp_path: Path) -> None:
    (made,) = read(save(tmp_path / "a.json", FIRST, indent=1))
    assert isinstance(made, Post)
    assert made.text == TEXT
    assert made.urls == ["https://example.org/long/jobs"] and made.hashtags == ["jobs"]
    assert made.reply_to == "mastodon:99" and made.visibility == "public" and made.sensitive is False
    assert made.author_handle == "sample_desk@social.example.org" and made.author_name == "The 21"
    assert made.media == [{"kind": "photo", "key": "https://files.example.org/1.png", "alt": "a room"}]
    values = {one["value"] for one in made.people}
    assert {"other_desk", "other_desk@b.example.net", "22", "sample_desk"} <= values


def test_arrays_lines_and_contexts_agree(tmp_path: Path) -> None:
    array = read(save(tmp_path / "a.json", [FIRST, BOOST]))
    by_line = read(save(tmp_path / "b.jsonl", lines(FIRST, BOOST)))
    context = read(save(tmp_path / "c.json", {"ancestors": [FIRST], "descendants": [BOOST]}))
    found = read(save(tmp_path / "d.json", {"accounts": [], "statuses": [FIRST, BOOST], "hashtags": []}))
    assert array == by_line == context == found
    first, boost, original = array
    assert isinstance(boost, Post) and original == first
    assert (boost.kind, boost.repost_of, boost.text, boost.bot) == ("repost", "mastodon:101", TEXT, True)
    assert boost.author_handle == "third@c.example.net"
    assert {"kind": "handle", "value": "sample_desk@social.example.org"} in boost.people


def test_streaming_frames(tmp_path: Path) -> None:
    edited = {**FIRST, "edited_at": "2023-03-01T11:00:00.000Z"}
    notice = {"id": "5", "type": "mention", "account": account("a", "9"), "status": FIRST}
    follow = {"id": "6", "type": "follow", "account": account("a", "9")}
    text = lines(
        frame("update", FIRST),
        frame("status.update", edited),
        frame("delete", "101"),
        frame("notification", notice),
        frame("notification", follow),
        frame("filters_changed", ""),
        frame("update", "{cut off"),
    )
    update, again, delete, mention, other, changed, broken = read(save(tmp_path / "a.jsonl", text))
    assert isinstance(update, Post) and isinstance(again, Post) and isinstance(delete, Post)
    assert again.id == update.id == delete.id == "mastodon:101"
    assert again.edited_at is not None and again.edited_at.hour == 11
    assert (delete.event, delete.text) == ("delete", "")
    assert mention == update and other == NotAPost("a notification without a post")
    assert changed == NotAPost("a stream notice") and isinstance(broken, SkipPost)


def test_quotes_in_the_shapes_of_several_servers(tmp_path: Path) -> None:
    wrapped = status("201", "<p>mine</p>", quote={"state": "accepted", "quoted_status": FIRST})
    nested = status("202", "<p>mine</p>", quote=FIRST)
    named = status("203", "<p>mine</p>", quote={"state": "accepted", "quoted_status_id": "101"})
    revoked = status("204", "<p>mine</p>", quote={"state": "revoked", "quoted_status": None})
    made = read(save(tmp_path / "a.json", [wrapped, nested, named, revoked]))
    own = {one.id: one for one in made if isinstance(one, Post)}
    assert [own[f"mastodon:{n}"].quote_of for n in (201, 202, 203, 204)] == ["mastodon:101"] * 3 + [None]
    assert own["mastodon:201"].text == "mine" and own["mastodon:101"].text == TEXT
    assert {"kind": "account", "value": "21"} in own["mastodon:201"].people


def test_recorded_session(tmp_path: Path) -> None:
    text = "interactions:\n" + "".join(
        [
            answer("POST", "statuses", FIRST),
            answer(
                "GET", "statuses/101/history", [{"content": "<p>x</p>", "account": {}, "created_at": "2023"}]
            ),
            answer("GET", "accounts/verify_credentials", account("a", "9")),
            answer("GET", "statuses/101/source", {"id": "101", "text": "x", "spoiler_text": ""}),
            answer("GET", "accounts/1/statuses", [FIRST, BOOST]),
            answer("DELETE", "statuses/101", {**FIRST, "text": "x"}),
            answer("DELETE", "statuses/102", {"error": "Record not found"}, 404),
            answer("GET", "instance", "<html>"),
        ]
    )
    path = save(tmp_path / "a.yaml", text + "version: 1\n")
    made = read(path)
    assert [one.reason if isinstance(one, NotAPost) else type(one) for one in made] == [
        Post,
        "an earlier wording of a post",
        "an account",
        "the source text of a post",
        Post,
        Post,
        Post,
        Post,
        "an error answer",
        "an answer that is not JSON",
    ]
    delete = made[7]
    assert isinstance(delete, Post) and (delete.event, delete.id) == ("delete", "mastodon:101")
    cut_off = read(save(tmp_path / "b.yaml", text[: text.index("<html>") + 3]))
    assert cut_off[:-1] == made[:-1] and isinstance(cut_off[-1], SkipPost)


def test_other_recorded_sessions_are_not_claimed(tmp_path: Path) -> None:
    text = "interactions:\n- request:\n    uri: https://api.example.org/things\n  response: {}\n"
    assert SOURCE.sniff(only(save(tmp_path / "a.yaml", text)).sample) == 0
    upload = "interactions:\n- request:\n    body: !!binary |\n" + "      QUJD\n" * 60_000
    assert SOURCE.sniff(only(save(tmp_path / "b.yaml", upload)).sample) == 0.5


def test_truncated_array_keeps_what_came_before(tmp_path: Path) -> None:
    *kept, last = read(save(tmp_path / "a.json", json.dumps([FIRST, FIRST, BOOST])[:-500]))
    assert len(kept) == 2 and isinstance(last, SkipPost)


def test_private_messages_are_marked() -> None:
    made = SOURCE.parse(status("5", "<p>x</p>", visibility="direct"))
    assert isinstance(made, Post) and made.visibility == "direct"
    odd = SOURCE.parse(status("5", "<p>x</p>", visibility="everyone"))
    assert isinstance(odd, Post) and odd.visibility is None


def test_picture_without_words_is_a_post_and_nothing_at_all_is_not() -> None:
    media = [{"type": "gifv", "url": "https://files.example.org/a.mp4"}]
    made = SOURCE.parse(status("5", "", media_attachments=media))
    assert isinstance(made, Post) and made.media == [
        {"kind": "gif", "key": "https://files.example.org/a.mp4", "alt": None}
    ]
    with pytest.raises(SkipPost, match="content"):
        SOURCE.parse(status("5", ""))


@pytest.mark.parametrize("field", ["id", "created_at"])
def test_what_is_missing_is_named(field: str) -> None:
    with pytest.raises(SkipPost, match=field):
        SOURCE.parse({**FIRST, field: None})


def test_other_files_are_not_claimed(tmp_path: Path) -> None:
    others: list[Any] = [
        {"id": "1", "content": "x", "author": {}},
        {"statuses": [{"id_str": "1", "text": "x"}]},
        {"event": "x"},
        [1],
    ]
    for number, other in enumerate(others):
        assert SOURCE.sniff(only(save(tmp_path / f"{number}.json", other)).sample) == 0


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the real samples are not here")
def test_real_files() -> None:
    events = {"post": 0, "delete": 0}
    for path in sorted(SAMPLES.glob("*.yaml")):
        made = read(path)
        assert not [one for one in made if isinstance(one, SkipPost)], path.name
        for one in made:
            if isinstance(one, Post):
                events[one.event] += 1
    assert events["post"] > 60 and events["delete"] > 30
