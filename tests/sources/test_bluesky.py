"""Bluesky: offsets in bytes, threads, reposts in feeds, and both versions of Jetstream."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from reading import lines, only, outcomes, save

from waylight.schema import NotAPost, Post, uid
from waylight.sources.bluesky import SOURCE
from waylight.stage import SkipPost

SAMPLES = (
    Path(__file__).parents[3]
    / "shared/data/platform_samples/plat_bluesky_atproto/tests/test_atproto_client/models/test_data"
)


def read(path: Path) -> list[Post | NotAPost | SkipPost]:
    return outcomes(SOURCE, only(path), 0.9)


DID, OTHER = "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa", "did:plc:bbbbbbbbbbbbbbbbbbbbbbbb"
FACET = "app.bsky.richtext.facet#"


def at(rkey: str, did: str = DID, collection: str = "app.bsky.feed.post") -> str:
    return f"at://{did}/{collection}/{rkey}"


def ident(uri: str) -> str:
    return uid("bluesky", uri, names_account=True)


def record(text: str, **more: Any) -> dict[str, Any]:
    return {"$type": "app.bsky.feed.post", "text": text, "createdAt": "2024-02-22T19:58:13.903Z", **more}


def view(rkey: str, text: str, did: str = DID, **more: Any) -> dict[str, Any]:
    author = {"did": did, "handle": f"{did[8:11]}.example.org", "displayName": f"The {did[8:11]}"}
    made = {"uri": at(rkey, did), "cid": "c", "author": author, "record": record(text), "likeCount": 2}
    return {**made, "indexedAt": "2024-02-22T20:00:00.000Z", **more}


def commit(
    operation: str, rkey: str = "3ka", collection: str = "app.bsky.feed.post", **more: Any
) -> dict[str, Any]:
    inner = {"rev": "r", "operation": operation, "collection": collection, "rkey": rkey, **more}
    return {"did": DID, "time_us": 1708631893903000, "kind": "commit", "commit": inner}


def second_version(event: dict[str, Any]) -> dict[str, Any]:
    kind = event["kind"]
    inner = {
        "$type": f"network.bsky.jetstream.subscribeEvents#{kind}",
        "seq": 5,
        "did": event["did"],
        **event.get(kind, {}),
    }
    return {"$type": "message", "payload": {**inner, "time": "2024-02-22T19:58:13.903Z"}}


def test_offsets_count_bytes_also_behind_emoji() -> None:
    text = "😀é ask @b.example.org see example.org/jobs #jobs"
    data = text.encode()

    def facet(part: str, **feature: Any) -> dict[str, Any]:
        start = data.index(part.encode())
        return {"index": {"byteStart": start, "byteEnd": start + len(part.encode())}, "features": [feature]}

    facets = [
        facet("@b.example.org", **{"$type": f"{FACET}mention", "did": OTHER}),
        facet("example.org/jobs", **{"$type": f"{FACET}link", "uri": "https://example.org/jobs"}),
        facet("#jobs", **{"$type": f"{FACET}tag", "tag": "jobs"}),
        {
            "index": {"byteStart": 0, "byteEnd": 999},
            "features": [{"$type": f"{FACET}mention", "did": "did:plc:x"}],
        },
    ]
    made = SOURCE.parse({"uri": at("3ka"), "value": record(text, facets=facets, tags=["rooms"])})
    assert isinstance(made, Post)
    assert made.people[:2] == [
        {"kind": "account", "value": OTHER},
        {"kind": "handle", "value": "b.example.org"},
    ]
    assert made.people[2:] == [{"kind": "account", "value": "did:plc:x"}]
    assert (made.urls, made.hashtags) == (["https://example.org/jobs"], ["jobs", "rooms"])


def test_ids_hold_no_account() -> None:
    made = SOURCE.parse({"uri": at("3ka"), "value": record("x")})
    assert (
        isinstance(made, Post)
        and "did" not in made.id
        and DID[8:] not in made.id
        and made.id == ident(at("3ka"))
    )


def test_both_versions_of_jetstream_agree(tmp_path: Path) -> None:
    reply = record("yes", reply={"root": {"uri": at("r")}, "parent": {"uri": at("p")}}, langs=["de"])
    events = [
        commit("create", record=reply),
        commit("update", record=record("edited")),
        commit("delete"),
        commit(
            "create",
            "3kr",
            "app.bsky.feed.repost",
            record={"subject": {"uri": at("3ko", OTHER)}, "createdAt": "2024-02-22T19:58:13Z"},
        ),
        commit("delete", "3kr", "app.bsky.feed.repost"),
        commit("create", "3kl", "app.bsky.feed.like", record={"subject": {"uri": at("3ko", OTHER)}}),
        commit("delete", "3kl", "app.bsky.feed.like"),
        {
            "did": DID,
            "time_us": 1708631893903000,
            "kind": "account",
            "account": {"active": False, "status": "takendown"},
        },
        {"did": DID, "time_us": 1708631893903000, "kind": "account", "account": {"active": True}},
        {
            "did": DID,
            "time_us": 1708631893903000,
            "kind": "identity",
            "identity": {"handle": "a.example.org"},
        },
    ]
    first = read(save(tmp_path / "v1.jsonl", lines(*events)))
    second = read(save(tmp_path / "v2.jsonl", lines(*map(second_version, events))))
    assert first == second
    create, update, delete, repost, undone, like, unlike, hidden, back, identity = first
    assert isinstance(create, Post) and isinstance(update, Post) and isinstance(delete, Post)
    assert create.id == update.id == delete.id == ident(at("3ka"))
    assert (create.reply_to, create.thread, create.language_declared) == (
        ident(at("p")),
        ident(at("r")),
        "de",
    )
    assert create.created_declared is True and create.edited_at is None
    assert update.text == "edited" and update.edited_at is not None
    assert (delete.event, delete.text) == ("delete", "")
    assert isinstance(repost, Post) and (repost.kind, repost.repost_of) == ("repost", ident(at("3ko", OTHER)))
    assert isinstance(undone, Post) and (undone.event, undone.id) == ("delete", repost.id)
    assert like == unlike == NotAPost("a like")
    assert isinstance(hidden, Post) and (hidden.event, hidden.author_id) == ("hide", DID)
    assert back == NotAPost("an account state") and identity == NotAPost("an identity change")


def test_stream_errors_are_no_posts() -> None:
    assert SOURCE.parse({"$type": "error", "error": "ConsumerTooSlow"}) == NotAPost("a stream notice")


@pytest.mark.parametrize("indent", [None, 1])
def test_feeds_with_reposts_replies_and_quotes(tmp_path: Path, indent: int | None) -> None:
    shown = {
        "$type": "app.bsky.embed.record#viewRecord",
        "uri": at("q", OTHER),
        "author": {"did": OTHER},
        "value": record("quoted words"),
    }
    quoting = view("3kq", "mine", embed={"$type": "app.bsky.embed.record#view", "record": shown})
    quoting["record"]["embed"] = {
        "$type": "app.bsky.embed.record",
        "record": {"uri": at("q", OTHER), "cid": "c"},
    }
    reason = {
        "$type": "app.bsky.feed.defs#reasonRepost",
        "by": {"did": OTHER, "handle": "bbb.example.org"},
        "indexedAt": "2024-03-01T00:00:00Z",
    }
    gone = {"$type": "app.bsky.feed.defs#notFoundPost", "uri": at("z"), "notFound": True}
    feed = {
        "feed": [
            {"post": view("3ka", "hello", OTHER), "reply": {"parent": view("3kp", "question"), "root": gone}},
            {"post": view("3ko", "the original"), "reason": reason},
            {"post": quoting},
        ],
        "cursor": "x",
    }
    made = read(save(tmp_path / "a.json", feed, indent=indent))
    assert [one.text for one in made if isinstance(one, Post)] == [
        "hello", "question", "the original", "the original", "mine", "quoted words",
    ]  # fmt: skip
    repost, original, quote = (one for one in made[2:5] if isinstance(one, Post))
    assert (repost.kind, repost.repost_of, repost.author_id) == ("repost", original.id, OTHER)
    assert repost.id != original.id and {"kind": "account", "value": DID} in repost.people
    assert quote.quote_of == ident(at("q", OTHER)) and {"kind": "account", "value": OTHER} in quote.people
    assert original.author_handle == "aaa.example.org" and original.metrics is not None


def test_threads_are_cut_apart(tmp_path: Path) -> None:
    kind = "app.bsky.feed.defs#threadViewPost"
    leaf = {"$type": kind, "post": view("3k3", "three"), "replies": []}
    blocked = {"$type": "app.bsky.feed.defs#blockedPost", "uri": at("b", OTHER), "blocked": True}
    node = {
        "$type": kind,
        "post": view("3k2", "two"),
        "parent": {"$type": kind, "post": view("3k1", "one")},
        "replies": [leaf, blocked, {"$type": kind, "post": view("3k4", "four", OTHER)}],
    }
    made = read(save(tmp_path / "a.json", {"thread": node}, indent=1))
    assert [one.text for one in made if isinstance(one, Post)] == ["two", "one", "three", "four"]
    assert [one for one in made if isinstance(one, NotAPost)] == [NotAPost("a post that is not shown")]


def test_pictures_are_known_by_their_content() -> None:
    image = {
        "alt": "a room",
        "image": {"$type": "blob", "ref": {"$link": "bafkrei1"}, "mimeType": "image/jpeg"},
    }
    images = {"$type": "app.bsky.embed.images", "images": [image]}
    quoted = {"$type": "app.bsky.embed.record", "record": {"uri": at("q"), "cid": "c"}}
    both = {"$type": "app.bsky.embed.recordWithMedia", "media": images, "record": quoted}
    for embed, quote in ((images, None), (both, ident(at("q")))):
        made = SOURCE.parse({"uri": at("3ka"), "value": record("", embed=embed)})
        assert isinstance(made, Post) and made.quote_of == quote
        assert made.media == [{"kind": "photo", "key": "bafkrei1", "alt": "a room"}]


def test_labels_and_missing_times() -> None:
    labelled = record("x", labels={"values": [{"val": "sexual"}]}, createdAt="not a time")
    made = SOURCE.parse(view("3ka", "x", record=labelled))
    assert isinstance(made, Post) and made.sensitive is True
    assert made.created_declared is False and made.created_at is not None and made.created_at.hour == 20


@pytest.mark.parametrize(
    ("broken", "field"),
    [
        ({"uri": at("3ka")}, "record"),
        ({"uri": "at://nobody", "value": record("x")}, "uri"),
        (record("x"), "uri"),
        ({"uri": at("3ka"), "value": {"$type": "app.bsky.feed.post", "text": "x"}}, "createdAt"),
        ({"uri": at("3ka"), "value": {**record("x"), "text": None}}, "text"),
        (commit("create"), "record"),
        ({**commit("delete"), "did": "nobody"}, "did"),
    ],
)
def test_what_is_missing_is_named(broken: Any, field: str) -> None:
    with pytest.raises(SkipPost, match=field) as error:
        SOURCE.parse(broken)
    assert DID not in str(error.value)


def test_truncated_feed_keeps_what_came_before(tmp_path: Path) -> None:
    whole = json.dumps({"feed": [{"post": view(f"3k{n}", "x")} for n in range(4)], "cursor": "c"}, indent=1)
    *kept, last = read(save(tmp_path / "a.json", whole[:-200]))
    assert len(kept) == 3 and all(isinstance(one, Post) for one in kept) and isinstance(last, SkipPost)


def test_other_files_are_not_claimed(tmp_path: Path) -> None:
    others: list[Any] = [
        {"post": {"id": 1}},
        {"kind": "commit"},
        {"posts": [{"id": 1}]},
        {"uri": "https://x.org"},
        [3],
        {"did": 4},
    ]
    for number, other in enumerate(others):
        assert SOURCE.sniff(only(save(tmp_path / f"{number}.json", other)).sample) == 0


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the real samples are not here")
def test_real_files() -> None:
    made = {path.name: read(path) for path in sorted(SAMPLES.glob("*.json"))}
    assert not [one for found in made.values() for one in found if isinstance(one, SkipPost)]
    assert set(made["get_follows.json"]) == {NotAPost("an account")} and len(made["get_follows.json"]) == 6
    assert made["did_doc.json"] == [NotAPost("an identity document")]
    assert made["like_record.json"] == [NotAPost("a like")]
    (plain,) = made["post_record.json"]
    assert isinstance(plain, Post) and plain.text == "new text114"
    outer, quoted = made["thread_view_post_with_embed_media.json"]
    assert isinstance(outer, Post) and isinstance(quoted, Post)
    assert outer.quote_of == quoted.id and quoted.text == "test" and outer.media
