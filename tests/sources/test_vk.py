"""VK answers: names from profiles, reposts, coordinates as text, comments and their threads."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from reading import file, read

from waylight.schema import uid
from waylight.sources.vk import SOURCE


def post(number: int, text: str = "привет", owner: int = -1001, **more: Any) -> dict[str, Any]:
    return {
        "id": number,
        "owner_id": owner,
        "from_id": owner,
        "date": 1709290800,
        "text": text,
        "post_type": "post",
        **more,
    }


def answer(*items: Any, **more: Any) -> dict[str, Any]:
    return {"response": {"count": len(items), "items": list(items), **more}}


def native(number: int, owner: int = -1001) -> str:
    return uid("vk", f"{owner}_{number}", names_account=True)


def test_names_come_from_profiles_and_groups(tmp_path: Path) -> None:
    profiles = [{"id": 9001, "first_name": "Анна", "last_name": "Тест", "screen_name": "anna_t"}]
    groups = [{"id": 1001, "name": "Jobs", "screen_name": "jobs_club"}]
    data = answer(post(1, signer_id=9001), post(2, owner=9001), profiles=profiles, groups=groups)
    for at, written in enumerate((json.dumps(data), json.dumps(data, indent=1))):
        first, second = read(SOURCE, file(tmp_path / f"{at}.json", written)).posts
        assert (first.author_id, first.author_name, first.author_handle) == ("-1001", "Jobs", "jobs_club")
        assert [p["value"] for p in first.people] == ["9001", "Анна Тест", "anna_t"]
        assert (second.author_name, second.author_handle) == ("Анна Тест", "anna_t")
        assert first.id == native(1) and "1001" not in first.id
        assert first.url == "https://vk.com/wall-1001_1"


def test_repost_speaks_with_the_original_which_is_also_an_item(tmp_path: Path) -> None:
    original = post(
        7,
        "оригинал [club5|Клуб]",
        owner=-1002,
        attachments=[{"type": "photo", "photo": {"id": 3, "owner_id": -1002}}],
    )
    bare, commented = post(1, "", copy_history=[original]), post(2, "смотрите", copy_history=[original])
    found = read(SOURCE, file(tmp_path / "a.json", answer(bare, commented)))
    repost, first, quote, second = found.posts
    assert (repost.kind, repost.repost_of, repost.text) == ("repost", native(7, -1002), "оригинал Клуб")
    assert repost.media == [{"kind": "photo", "key": "https://vk.com/photo-1002_3", "alt": None}]
    assert {"kind": "account", "value": "-1002"} in repost.people and {
        "kind": "account",
        "value": "-5",
    } in repost.people
    assert (quote.kind, quote.quote_of, quote.text, quote.media) == (
        "post",
        native(7, -1002),
        "смотрите",
        None,
    )
    assert first.id == second.id == native(7, -1002)


def test_comments_threads_and_deletions(tmp_path: Path) -> None:
    inner = {
        "id": 12,
        "from_id": 9002,
        "date": 1709290900,
        "text": "да",
        "parents_stack": [11],
        "reply_to_comment": 11,
    }
    outer = {"id": 11, "from_id": 9001, "date": 1709290850, "text": "?", "owner_id": -1001, "post_id": 1}
    outer["thread"] = {"count": 1, "items": [inner]}
    gone = {"id": 13, "from_id": 0, "date": 0, "deleted": True, "text": "", "owner_id": -1001, "post_id": 1}
    first, reply, deleted = read(SOURCE, file(tmp_path / "a.json", answer(outer, gone))).posts
    assert first.kind == reply.kind == "comment"
    assert first.reply_to == first.thread == reply.thread == native(1)
    assert reply.reply_to == first.id == native(11) and reply.id == native(12)
    assert first.url == "https://vk.com/wall-1001_1?reply=11"
    assert (deleted.event, deleted.text, deleted.id) == ("delete", "", native(13))


def test_comments_without_their_wall_keep_apart(tmp_path: Path) -> None:
    values = [{"id": 5, "from_id": who, "date": 1709290800, "text": "x"} for who in (9001, 9002)]
    posts = read(SOURCE, file(tmp_path / "a.json", answer(*values))).posts
    assert posts[0].id != posts[1].id and posts[0].url is None and posts[0].author_id == "9001"


def test_places_polls_markets_and_counts(tmp_path: Path) -> None:
    geo = {"type": "point", "coordinates": "55.75 37.61", "place": {"title": "Москва", "country": "Россия"}}
    poll = {"type": "poll", "poll": {"question": "Готовы?", "answers": [{"text": "да"}, {"text": "нет"}]}}
    market = {
        "type": "market",
        "market": {"title": "Работа", "description": "жильё", "price": {"text": "100"}},
    }
    link = {"type": "link", "link": {"url": "https://example.org/a", "title": "T"}}
    value = post(
        1,
        "текст #работа@club &#33;",
        geo=geo,
        attachments=[poll, market, link],
        likes={"count": 4},
        views={"count": 9},
    )
    far = post(2, geo={"coordinates": "155.0 37.6"})
    first, second = read(SOURCE, file(tmp_path / "a.json", answer(value, far))).posts
    assert (first.lat, first.lon, first.place_name, first.country) == (55.75, 37.61, "Москва", None)
    assert first.text == "текст #работа@club &#33;\n\nГотовы?\nда\nнет\n\nРабота\nжильё\n100"
    assert first.hashtags == ["работа"] and first.urls == ["https://example.org/a"]
    assert first.metrics == {"likes": 4, "replies": None, "reposts": None, "views": 9}
    assert second.lat is None


def test_newsfeed_old_answers_lines_and_errors(tmp_path: Path) -> None:
    feed = {
        "type": "post",
        "source_id": -1001,
        "post_id": 3,
        "date": 1709290800,
        "text": "x",
        "post_type": "post",
    }
    photo = {
        "type": "wall_photo",
        "source_id": -1001,
        "post_id": 4,
        "date": 1709290800,
        "photos": {"items": []},
    }
    found = read(SOURCE, file(tmp_path / "a.json", answer(feed, photo)))
    assert (found.posts[0].id, found.posts[0].kind, found.others) == (
        native(3),
        "post",
        ["a notice that is not a post"],
    )
    old = {"response": [2, post(1), post(2)]}
    assert len(read(SOURCE, file(tmp_path / "b.json", old)).posts) == 2
    lines = "".join(json.dumps(value) + "\n" for value in (post(1), answer(post(2), post(3))))
    assert [p.id for p in read(SOURCE, file(tmp_path / "c.jsonl", lines)).posts] == [
        native(1),
        native(2),
        native(3),
    ]
    error = {"error": {"error_code": 15, "error_msg": "Access denied", "request_params": []}}
    assert read(SOURCE, file(tmp_path / "d.json", error)).others == ["an error answer"]
    empty = {"response": {"count": 0, "items": []}}
    assert read(SOURCE, file(tmp_path / "e.json", empty), least=0.5).items == 0


def test_edits_missing_fields_and_cut_off_files(tmp_path: Path) -> None:
    values = [
        post(1, edited=1709290900),
        {k: v for k, v in post(2).items() if k != "date"},
        {k: v for k, v in post(3).items() if k != "id"},
        post(4, ""),
        "x",
    ]
    found = read(SOURCE, file(tmp_path / "a.json", answer(*values)))
    assert found.posts[0].edited_at == datetime(2024, 3, 1, 11, 1, 40, tzinfo=UTC)
    assert len(found.skipped) == 3 and found.others == ["an empty post"]
    whole = json.dumps(answer(post(1), post(2), post(3)))
    found = read(SOURCE, file(tmp_path / "b.json", whole[: whole.rindex('"text"')]))
    assert len(found.posts) == 2 and len(found.skipped) == 1


def test_endless_threads_are_bounded(tmp_path: Path) -> None:
    value: dict[str, Any] = {"id": 1, "from_id": 1, "date": 1709290800, "text": "x", "owner_id": -1}
    for _ in range(30):
        value = {**value, "thread": {"items": [value]}}
    assert 20 < read(SOURCE, file(tmp_path / "a.json", json.dumps(answer(value), indent=0))).items < 30


@pytest.mark.parametrize(
    "value",
    [
        {"response": 5},
        {"response": {"id": 1}},
        {"kind": "x", "items": [{"id": "1", "snippet": {}}]},
        {"error": {"code": 400}},
        [{"from_id": 1, "date": "2024-03-01", "text": "x"}],
    ],
)
def test_others_are_not_claimed(tmp_path: Path, value: Any) -> None:
    assert SOURCE.sniff(file(tmp_path / "a.json", value).sample) == 0.0
