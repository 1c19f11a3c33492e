"""Lists of Facebook and Instagram posts that CrowdTangle exported as CSV until it closed in 2024."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from waylight.files import fields
from waylight.files.opened import Opened
from waylight.files.sample import Sample
from waylight.schema import Post, uid
from waylight.stage import Item, Source

_HASHTAG = re.compile(r"(?<!\w)#(\w+)")
_MEDIA = {
    "photo": "photo",
    "album": "photo",
    "video": "video",
    "igtv": "video",
    "gif": "gif",
    "reel": "video",
}


def sniff(sample: Sample) -> float:
    """Sure of a CSV header that names the post's time and followers the way only CrowdTangle did."""
    if sample.shape != "csv":
        return 0.0
    columns = set(sample.columns)
    created = "Post Created" in columns or "Post Created Date" in columns
    if not created or "URL" not in columns or not columns & {"Message", "Description"}:
        return 0.0
    return 0.97 if columns & {"Followers at Posting", "Likes at Posting", "Total Interactions"} else 0.6


def split(opened: Opened) -> Iterator[Item]:
    """One item per row."""
    return opened.rows()


def parse(value: Any) -> Post:
    """A row as a post; text in pictures and of links is added below the message, each on its own lines."""
    if not isinstance(value, dict):
        fields.skip("the row has no named cells.")
    url = fields.known(value.get("URL"))
    instagram = "Message" not in value or "instagram.com/" in (url or "").lower()
    platform = "instagram" if instagram else "facebook"
    own = _id(value, url, instagram) or fields.skip("`URL` is missing: nothing names the post.")
    created = fields.time(value.get("Post Created")) or _date_and_time(value)
    if created is None:
        fields.skip("`Post Created` is missing or not a time.")
    message = value.get("Message") if not instagram else value.get("Title")
    text = _joined(message, value.get("Description"), value.get("Image Text"), value.get("Link Text"))
    media = _media(value)
    if not text and not media:
        fields.skip("`Message`, `Description` and `Image Text` are empty.")
    sponsor = [("name", value.get("Sponsor Name")), ("account", value.get("Sponsor Id"))]
    return Post(
        id=own,
        text=text,
        created_at=created,
        platform=platform,
        visibility="public",
        hashtags=list(dict.fromkeys(_HASHTAG.findall(text))),
        metrics=fields.metrics(
            value.get("Likes"),
            value.get("Comments"),
            value.get("Shares"),
            _first(value, "Post Views", "Views"),
        ),
        author_id=_first(value, "Facebook Id"),
        author_handle=(_first(value, "User Name") or "").lstrip("@") or None,
        author_name=_first(value, "Page Name", "Group Name", "Account"),
        people=fields.people(sponsor),
        url=url,
        urls=[] if instagram else fields.strings(_first(value, "Final Link", "Link")),
        media=media,
    )


def _id(value: Mapping[str, Any], url: str | None, instagram: bool) -> str | None:
    """The id in the permalink; on Facebook it counts within the page, whose id belongs to it."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    query = parse_qs(parts.query)
    number = next((query[key][0] for key in ("story_fbid", "fbid", "v") if query.get(key)), None)
    last = number or parts.path.rstrip("/").rpartition("/")[2]
    if not last:
        return None
    if instagram:
        return uid("instagram", last)
    page = _first(value, "Facebook Id") or ""
    return uid("facebook", f"{page}_{last}", names_account=True)


def _date_and_time(value: Mapping[str, Any]) -> datetime | None:
    return fields.time(
        f"{_first(value, 'Post Created Date')} {_first(value, 'Post Created Time') or '00:00:00'}"
    )


def _joined(*parts: object) -> str:
    """The parts that say something new, one paragraph each."""
    said: list[str] = []
    for part in parts:
        text = fields.text(part).strip()
        if text and not any(text in earlier for earlier in said):
            said.append(text)
    return "\n\n".join(said)


def _media(value: Mapping[str, Any]) -> list[dict[str, str | None]]:
    """Instagram names the picture; Facebook only tells the kind and the link."""
    key = _first(value, "Photo")
    kind = _MEDIA.get((_first(value, "Type") or "").lower().split(" ")[-1])
    link = key or (_first(value, "Link") if kind else None)
    return [{"kind": kind or "photo", "key": link, "alt": None}] if link else []


def _first(value: Mapping[str, Any], *names: str) -> str | None:
    return next((found for name in names if (found := fields.known(value.get(name)))), None)


_FACEBOOK = {
    "Page Name": "Example Jobs",
    "User Name": "examplejobs",
    "Facebook Id": "100200300",
    "Followers at Posting": "5000",
    "Post Created": "2021-07-01 09:30:00 EDT",
    "Type": "Photo",
    "Likes": "1,204",
    "Comments": "3",
    "Shares": "7",
    "URL": "https://www.facebook.com/100200300/posts/555666777",
    "Message": "Waitresses wanted #jobs",
    "Link": "https://www.facebook.com/photo.php?fbid=1",
    "Image Text": "No experience, room included",
    "Link Text": "",
    "Description": "",
}
_INSTAGRAM = {
    "Account": "Example Models",
    "User Name": "example.models",
    "Followers at Posting": "10",
    "Post Created": "2021-01-15 20:00:00 CST",
    "Type": "Photo",
    "Likes": "5",
    "Comments": "0",
    "Views": "",
    "URL": "https://www.instagram.com/p/CKabc_-12/",
    "Link": "https://www.instagram.com/p/CKabc_-12/",
    "Photo": "https://cdn.example/1.jpg",
    "Title": "",
    "Description": "Casting abroad",
}
SOURCE = Source(
    name="crowdtangle",
    title="CrowdTangle lists of Facebook and Instagram posts (CSV).",
    platform="facebook",
    version=1,
    sniff=sniff,
    split=split,
    parse=parse,
    fields=frozenset(
        {
            *_FACEBOOK,
            *_INSTAGRAM,
            *"Group Name|Page Category|Page Admin Top Country|Page Description|Page Created|Likes at Posting".split(
                "|"
            ),
            *"Post Created Date|Post Created Time|Total Interactions|Love|Wow|Haha|Sad|Angry|Care".split("|"),
            *"Video Share Status|Is Video Owner?|Post Views|Total Views|Total Views For All Crossposts".split(
                "|"
            ),
            *"Video Length|Final Link|Sponsor Id|Sponsor Name|Sponsor Category|Overperforming Score".split(
                "|"
            ),
            "Overperforming Score (weighted  —  Likes 1x Shares 1x Comments 1x Love 1x Wow 1x Haha 1x Sad 1x Angry 1x Care 1x )",
        }
    ),
    examples=(
        (
            _FACEBOOK,
            {
                "platform": "facebook",
                "text": "Waitresses wanted #jobs\n\nNo experience, room included",
                "created_at": datetime(2021, 7, 1, 13, 30, tzinfo=UTC),
                "author_id": "100200300",
                "hashtags": ["jobs"],
                "metrics": {"likes": 1204, "replies": 3, "reposts": 7, "views": None},
            },
        ),
        (
            _INSTAGRAM,
            {
                "id": "instagram:CKabc_-12",
                "platform": "instagram",
                "text": "Casting abroad",
                "created_at": datetime(2021, 1, 16, 2, 0, tzinfo=UTC),
                "media": [{"kind": "photo", "key": "https://cdn.example/1.jpg", "alt": None}],
            },
        ),
        (
            {
                **_FACEBOOK,
                "Post Created": "",
                "Post Created Date": "2021-07-01",
                "Post Created Time": "23:59:00",
            },
            {"created_at": datetime(2021, 7, 1, 23, 59, tzinfo=UTC)},
        ),
    ),
)
