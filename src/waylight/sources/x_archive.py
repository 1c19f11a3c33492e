"""The archive that X (Twitter) gives an account holder: data/tweets.js and its older names.

The files are JavaScript by name only: a variable, `=`, and JSON. They are cut at the first `=` and never run.
The posts in it name no author, because all are by the account that asked for the archive.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, BinaryIO

from waylight.files import fields, x_status
from waylight.files.opened import Opened
from waylight.files.sample import Sample
from waylight.schema import NotAPost, Post
from waylight.stage import Item, Source

_VARIABLE = re.compile(r"\ufeff?\s*window\.YTD\.(\w+)\.part\d+\s*=")


def sniff(sample: Sample) -> float:
    """Sure of every file that sets a `window.YTD` variable; only those of tweets hold posts."""
    return 0.98 if sample.shape == "js" and _VARIABLE.match(sample.text) else 0


def split(opened: Opened) -> Iterator[Item]:
    """The elements of the array behind the first `=`, streamed."""
    return replace(opened, open_bytes=lambda: _behind_equals(opened.open_bytes())).json_items("item")


def parse(value: Any) -> Post | NotAPost:
    """A tweet of the account holder; one that the holder deleted is a deletion."""
    if not isinstance(value, dict):
        fields.skip("the item is not an object.")
    status = value.get("tweet", value)
    if not isinstance(status, dict):
        fields.skip("`tweet` is not an object.")
    if "tweet" not in value and "full_text" not in value:
        return NotAPost("an archive record that is not a tweet")
    if status.get("deleted_at"):
        return x_status.deletion(x_status.native(status))
    return _repost(x_status.post(status))


def _repost(post: Post) -> Post:
    """The archive holds a repost as text that begins with "RT @name:" and does not say what it repeats."""
    if re.match(r"RT @\w{1,20}: ", post.text):
        return replace(post, kind="repost")
    return post


def _behind_equals(stream: BinaryIO) -> BinaryIO:
    while stream.read(1) not in (b"=", b""):
        pass
    return stream


_TWEET = {
    "id": "1500000000000000001",
    "id_str": "1500000000000000001",
    "created_at": "Sat Mar 05 12:00:00 +0000 2022",
    "full_text": "Two rooms free &gt; ask here https://t.co/abc",
    "lang": "en",
    "favorite_count": "3",
    "retweet_count": "0",
    "entities": {
        "hashtags": [{"text": "rooms", "indices": ["0", "5"]}],
        "urls": [{"url": "https://t.co/abc", "expanded_url": "https://example.org/rooms"}],
        "user_mentions": [],
    },
    "edit_info": {"initial": {"editTweetIds": ["1500000000000000000", "1500000000000000001"]}},
}

SOURCE = Source(
    name="x_archive",
    title="The personal archive of an X (Twitter) account: data/tweets.js, tweet.js or tweets-partN.js.",
    platform="x",
    version=1,
    sniff=sniff,
    split=split,
    parse=parse,
    fields=x_status.FIELDS | {"tweet", "deleted_at"},
    examples=(
        (
            {"tweet": _TWEET},
            {
                "id": "x:1500000000000000001",
                "text": "Two rooms free > ask here https://t.co/abc",
                "hashtags": ["rooms"],
                "urls": ["https://example.org/rooms"],
                "revision_of": "x:1500000000000000000",
                "metrics": {"likes": 3, "replies": None, "reposts": 0, "views": None},
                "author_id": None,
            },
        ),
        (
            {"tweet": _TWEET | {"full_text": "RT @sample_desk: Harvest jobs", "edit_info": None}},
            {"kind": "repost", "repost_of": None, "revision_of": None},
        ),
        (
            {"tweet": _TWEET | {"deleted_at": "Sun Mar 06 12:00:00 +0000 2022"}},
            {"event": "delete", "id": "x:1500000000000000001", "text": ""},
        ),
    ),
)
