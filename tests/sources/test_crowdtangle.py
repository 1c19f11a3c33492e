"""CrowdTangle tables, as they were exported until 2024."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from pathlib import Path

from waylight.files.find import find
from waylight.files.opened import Opened
from waylight.schema import Post
from waylight.sources.crowdtangle import SOURCE
from waylight.stage import SkipPost

FACEBOOK, INSTAGRAM = SOURCE.examples[0][0], SOURCE.examples[1][0]


def opened(tmp_path: Path, rows: list[dict[str, str]]) -> Opened:
    path = tmp_path / "2021-08-01-12-00-00-CEST-Historical-Report.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    (only,) = find(path)
    assert isinstance(only, Opened)
    return only


def test_facebook_and_instagram_lists_are_known_and_read_whole(tmp_path: Path) -> None:
    for row, platform in ((FACEBOOK, "facebook"), (INSTAGRAM, "instagram")):
        file = opened(tmp_path, [row, {**row, "Post Created": "2021-12-01 00:00:00 CET"}])
        assert SOURCE.sniff(file.sample) > 0.9
        posts = [SOURCE.parse(item.value) for item in SOURCE.split(file)]
        assert [p.platform for p in posts if isinstance(p, Post)] == [platform] * 2
        assert isinstance(posts[1], Post)
        assert posts[1].created_at == datetime(2021, 11, 30, 23, tzinfo=UTC)


def test_a_group_post_and_a_link_with_the_id_in_its_query() -> None:
    group = {k: v for k, v in FACEBOOK.items() if k != "Page Name"} | {"Group Name": "Au pairs"}
    found = SOURCE.parse(group | {"URL": "https://www.facebook.com/groups/8/permalink/9/"})
    assert isinstance(found, Post)
    assert found.author_name == "Au pairs"
    ids = {SOURCE.parse(group | {"URL": url}).id for url in (  # type: ignore[union-attr]
        "https://www.facebook.com/photo.php?fbid=1&set=a", "https://www.facebook.com/photo.php?fbid=2&set=a",
        "https://www.facebook.com/x/posts/1", "https://facebook.com/story.php?story_fbid=1&id=2",
    )}  # fmt: skip
    assert len(ids) == 2
    assert not any("100200300" in one for one in ids)


def test_text_that_repeats_is_said_once() -> None:
    row = FACEBOOK | {"Image Text": "Waitresses wanted", "Link Text": "Apply", "Description": "Apply"}
    found = SOURCE.parse(row)
    assert isinstance(found, Post)
    assert found.text == "Waitresses wanted #jobs\n\nApply"


def test_what_cannot_be_a_post_is_refused_by_name_of_the_field() -> None:
    for change, word in (({"URL": ""}, "URL"), ({"Post Created": "soon"}, "Post Created")):
        try:
            SOURCE.parse(FACEBOOK | change)
        except SkipPost as error:
            assert word in error.what
        else:
            raise AssertionError(word)


def test_a_hashtag_needs_a_beginning_and_metrics_their_commas() -> None:
    found = SOURCE.parse(FACEBOOK | {"Message": "a#no #sí_2024 #", "Likes": "1,234,567", "Comments": "N/A"})
    assert isinstance(found, Post)
    assert found.hashtags == ["sí_2024"]
    assert found.metrics == {"likes": 1234567, "replies": None, "reposts": 7, "views": None}


def test_other_tables_are_left_alone(tmp_path: Path) -> None:
    file = opened(tmp_path, [{"URL": "https://a.example", "Message": "x", "Created": "2021-01-01"}])
    assert SOURCE.sniff(file.sample) == 0.0
