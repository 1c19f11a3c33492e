"""Reddit: comment trees, markers of deletion, crossposts, and the dumps' own fields."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from reading import lines, only, outcomes, save

from waylight.schema import NotAPost, Post
from waylight.sources.reddit import SOURCE
from waylight.stage import SkipPost

SAMPLES = Path(__file__).parents[3] / "shared/data/platform_samples/plat_reddit_praw/listings"


def read(path: Path) -> list[Post | NotAPost | SkipPost]:
    return outcomes(SOURCE, only(path), 0.9)


def post(ident: str, **more: Any) -> dict[str, Any]:
    made = {
        "id": ident,
        "name": f"t3_{ident}",
        "author": "sample_desk",
        "author_fullname": "t2_a1",
        "created_utc": 1690000000.0,
        "subreddit": "examples",
        "subreddit_type": "public",
        "title": "Rooms &amp; work",
        "selftext": "first line\n\nsecond",
        "edited": False,
        "is_self": True,
        "url": f"https://www.reddit.com/r/examples/comments/{ident}/rooms/",
        "permalink": f"/r/examples/comments/{ident}/rooms/",
        "over_18": True,
        "score": 3,
    }
    return {**made, **more}


def comment(ident: str, parent: str, replies: Any = "", **more: Any) -> dict[str, Any]:
    made = {
        "id": ident,
        "name": f"t1_{ident}",
        "author": "other_desk",
        "created_utc": 1690000100,
        "subreddit": "examples",
        "body": f"comment {ident}",
        "link_id": "t3_p1",
        "parent_id": parent,
        "replies": replies,
    }
    return {"kind": "t1", "data": {**made, **more}}


def listing(*things: Any) -> dict[str, Any]:
    return {"kind": "Listing", "data": {"after": None, "children": list(things)}}


MORE = {
    "kind": "more",
    "data": {"count": 2, "name": "t1_zz", "id": "zz", "parent_id": "t1_c2", "children": ["zz"]},
}
TREE = [
    listing({"kind": "t3", "data": post("p1")}),
    listing(
        comment("c1", "t3_p1", listing(comment("c2", "t1_c1", listing(comment("c3", "t1_c2"), MORE)))),
        comment("c4", "t3_p1"),
    ),
]


@pytest.mark.parametrize("indent", [None, 1])
def test_comment_trees_are_cut_apart(tmp_path: Path, indent: int | None) -> None:
    made = read(save(tmp_path / "a.json", TREE, indent=indent))
    posts = [one for one in made if isinstance(one, Post)]
    assert [one.id for one in posts] == [
        f"reddit:{name}" for name in ("t3_p1", "t1_c1", "t1_c2", "t1_c3", "t1_c4")
    ]
    assert [one.reply_to for one in posts[1:]] == [
        f"reddit:{n}" for n in ("t3_p1", "t1_c1", "t1_c2", "t3_p1")
    ]
    assert {one.thread for one in posts} == {"reddit:t3_p1"}
    assert [one.kind for one in posts] == ["post", *["comment"] * 4]
    assert [one for one in made if not isinstance(one, Post)] == [NotAPost("a pointer to more comments")]


def test_items_hold_no_replies_of_others(tmp_path: Path) -> None:
    items = list(SOURCE.split(only(save(tmp_path / "a.json", TREE))))
    assert all(not item.value.get("replies") for item in items)
    assert len({item.at for item in items}) == len(items)


def test_a_deep_tree_does_not_exhaust_the_stack(tmp_path: Path) -> None:
    tree: Any = ""
    for number in range(40):
        tree = listing(comment(f"d{number}", "t3_p1", tree))
    assert len(read(save(tmp_path / "a.json", tree))) == 40


def test_title_body_and_fields() -> None:
    made = SOURCE.parse(post("p1", edited=1690000500.0, num_comments=2, author_flair_text="x"))
    assert isinstance(made, Post)
    assert made.text == "Rooms & work\n\nfirst line\n\nsecond"
    assert made.edited_at is not None and made.edited_at.timestamp() == 1690000500
    assert (made.author_id, made.author_handle, made.visibility, made.sensitive) == (
        "t2_a1",
        "sample_desk",
        "public",
        True,
    )
    assert made.url == "https://www.reddit.com/r/examples/comments/p1/rooms/" and made.urls == []
    assert made.metrics == {"likes": 3, "replies": 2, "reposts": None, "views": None}


@pytest.mark.parametrize(
    "marks",
    [
        {"selftext": "[deleted]", "author": "[deleted]"},
        {"selftext": "[removed]"},
        {"title": "[deleted by user]", "selftext": ""},
        {"_meta": {"was_deleted_later": True}},
        {"_meta": {"was_initially_deleted": True}},
        {"removed_by_category": "moderator"},
    ],
)
def test_what_is_deleted_keeps_no_text_and_no_author(marks: dict[str, Any]) -> None:
    made = SOURCE.parse(post("p1", **marks))
    assert isinstance(made, Post)
    assert (made.event, made.text, made.author_handle, made.author_id) == ("delete", "", None, None)
    assert made.id == "reddit:t3_p1"


@pytest.mark.parametrize(
    "marks",
    [
        {"author": "[deleted]"},
        {"_meta": {"was_deleted_later": False}},
        {"selftext": "it was [removed] today"},
    ],
)
def test_what_only_looks_deleted_stays(marks: dict[str, Any]) -> None:
    made = SOURCE.parse(post("p1", **marks))
    assert isinstance(made, Post) and made.event == "post" and made.text.startswith("Rooms & work")
    assert made.author_handle != "[deleted]"


def test_dump_lines_with_strings_for_times(tmp_path: Path) -> None:
    old = comment("c9", "t3_p1", created_utc="1350000000")["data"]
    made = read(save(tmp_path / "RC_2012-10", lines(old, post("p2")) + "{broken\n" + lines(post("p3"))))
    assert [type(one) for one in made] == [Post, Post, SkipPost, Post]
    assert isinstance(made[0], Post) and made[0].created_at is not None and made[0].created_at.year == 2012
    assert [item.at for item in SOURCE.split(only(tmp_path / "RC_2012-10"))] == [1, 2, 3, 4]


def test_crossposts_hold_the_words_of_the_original(tmp_path: Path) -> None:
    original = post("o1", author="third_desk", author_fullname="t2_c3")
    cross = post(
        "x1", title="look at this", selftext="", crosspost_parent="t3_o1", crosspost_parent_list=[original]
    )
    first, second = read(save(tmp_path / "a.jsonl", lines(cross)))
    assert isinstance(first, Post) and isinstance(second, Post)
    assert (first.kind, first.repost_of, second.id) == ("repost", "reddit:t3_o1", "reddit:t3_o1")
    assert first.text == "look at this\n\nRooms & work\n\nfirst line\n\nsecond"
    assert {"kind": "handle", "value": "third_desk"} in first.people


def test_a_crosspost_of_what_was_removed_does_not_bring_it_back() -> None:
    gone = post(
        "o1",
        selftext="secret words",
        removed_by_category="deleted",
        is_self=False,
        url="https://i.redd.it/a.jpg",
    )
    made = SOURCE.parse(
        post("x1", title="mine", selftext="", crosspost_parent="t3_o1", crosspost_parent_list=[gone])
    )
    assert isinstance(made, Post) and (made.text, made.media, made.urls) == ("mine", [], [])


def test_links_pictures_and_names() -> None:
    made = SOURCE.parse(
        post("p1", is_self=False, selftext="", post_hint="image", url="https://i.redd.it/a.jpg?x=1&amp;y=2")
    )
    assert isinstance(made, Post) and made.media == [
        {"kind": "photo", "key": "https://i.redd.it/a.jpg?x=1&y=2", "alt": None}
    ]
    gallery = {"m1": {"e": "Image", "s": {"u": "https://preview.redd.it/m1.jpg?a=1&amp;b=2"}}}
    captions = {"items": [{"media_id": "m1", "caption": "the room"}]}
    made = SOURCE.parse(post("p1", is_self=False, media_metadata=gallery, gallery_data=captions))
    assert isinstance(made, Post) and made.media is not None and made.media[0]["alt"] == "the room"
    made = SOURCE.parse(post("p1", selftext="ask u/other_desk or /u/third_desk, not https://x.org/u/page"))
    assert isinstance(made, Post) and [one["value"] for one in made.people] == ["other_desk", "third_desk"]


def test_other_things_are_no_posts(tmp_path: Path) -> None:
    things = listing({"kind": "t2", "data": {"name": "a"}}, {"kind": "t5", "data": {"display_name": "b"}})
    assert read(save(tmp_path / "a.json", things)) == [NotAPost("an account"), NotAPost("a community")]
    assert read(save(tmp_path / "b.json", listing())) == []


@pytest.mark.parametrize("field", ["id", "created_utc", "body"])
def test_what_is_missing_is_named(field: str) -> None:
    broken = comment("c1", "t3_p1")["data"]
    del broken[field], broken["name"]
    with pytest.raises(SkipPost, match=field):
        SOURCE.parse({"_kind": "t1", **broken})


def test_truncated_listing_keeps_what_came_before(tmp_path: Path) -> None:
    whole = json.dumps(listing(*({"kind": "t3", "data": post(f"p{n}")} for n in range(5))))
    for indent, text in ((None, whole), (1, json.dumps(json.loads(whole), indent=1))):
        *kept, last = read(save(tmp_path / f"{indent}.json", text[:-300]))
        assert len(kept) == 4 and all(isinstance(one, Post) for one in kept) and isinstance(last, SkipPost)


def test_truncated_tree_keeps_what_came_before(tmp_path: Path) -> None:
    whole = json.dumps(TREE)
    *kept, last = read(save(tmp_path / "a.json", whole[:-200]))
    assert [one.id for one in kept if isinstance(one, Post)][:2] == ["reddit:t3_p1", "reddit:t1_c1"]
    assert isinstance(last, SkipPost)


def test_other_files_are_not_claimed(tmp_path: Path) -> None:
    for number, other in enumerate(
        [{"kind": "youtube#video"}, {"data": {"children": []}}, [None, 3], {"subreddit": "x"}]
    ):
        assert SOURCE.sniff(only(save(tmp_path / f"{number}.json", other)).sample) == 0


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the real samples are not here")
def test_real_files() -> None:
    for path in sorted(SAMPLES.glob("*.json")):
        made = read(path)
        assert made and not [one for one in made if isinstance(one, SkipPost)], path.name
        assert all(one.text for one in made if isinstance(one, Post) and one.event == "post")
    tree = read(SAMPLES / "TestCommentForest.test_replace__on_direct_comment_1.json")
    assert sum(isinstance(one, Post) and one.event == "delete" for one in tree) == 5
    assert sum(isinstance(one, Post) and one.kind == "comment" for one in tree) == 145
