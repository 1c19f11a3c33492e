"""Writes drafts as VK answers, classifieds and 4CAT tables, and an RSS feed."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from email.utils import format_datetime
from pathlib import Path
from random import Random
from typing import Any
from xml.sax.saxutils import escape

from waylight.testing.day_drafts import Draft, Written
from waylight.testing.day_shapes import Earlier, dump, save

_GROUP = 219_000_017
_FOURCAT_FILE = "4cat/instagram-search-abroad.csv"
_FOURCAT = "id thread_id author body timestamp unix_timestamp".split()
_CLASSIFIEDS = "id site url posted_at title body phone email location price category".split()
_SHELF = {
    "second_hand": "for sale",
    "ordinary_job": "jobs",
    "agency": "jobs",
    "domestic": "jobs",
    "job_lure": "jobs",
}


def write_vk(folder: Path, rng: Random, drafts: Sequence[Draft]) -> list[Written]:
    """`vk/wall_N.json`: answers of wall.get with profiles and groups, newest first."""
    written = []
    for start in range(0, len(drafts), 100):
        page, file = drafts[start : start + 100], f"vk/wall_{start // 100 + 1}.json"
        items = []
        for number, draft in enumerate(page, start):
            items.append(_wall_post(draft, 5000 + number * 3))
            written.append(Written(file, "vk", f"-{_GROUP}_{5000 + number * 3}", True, draft))
        accounts = dict.fromkeys(d.account for d in page)
        profiles = [
            {
                "id": 700_000_000 + a.number,
                "first_name": a.name.split()[0],
                "last_name": a.name.partition(" ")[2],
                "screen_name": a.handle,
            }
            for a in accounts
        ]
        groups = [{"id": _GROUP, "name": "Объявления", "screen_name": "obyavleniya_syn", "type": "group"}]
        top = {
            "response": {"count": len(drafts), "items": items[::-1], "profiles": profiles, "groups": groups}
        }
        save(folder, file, dump(top, indent=1))
    return written


def _wall_post(draft: Draft, number: int) -> dict[str, Any]:
    return {
        "id": number,
        "owner_id": -_GROUP,
        "from_id": 700_000_000 + draft.account.number,
        "date": int(draft.at.timestamp()),
        "text": draft.text,
        "post_type": "post",
        "marked_as_ads": 0,
        "attachments": [],
        "comments": {"count": 0, "can_post": 1},
        "likes": {"count": draft.account.number % 30, "user_likes": 0},
        "reposts": {"count": 0, "user_reposted": 0},
        "views": {"count": draft.account.number % 900},
    }


def write_classifieds(folder: Path, rng: Random, drafts: Sequence[Draft]) -> list[Written]:
    """`classifieds/listings.csv`: advertisements as a collector of listing sites keeps them."""
    rows, written = [], []
    for number, draft in enumerate(drafts):
        native = f"AD{700_000 + number * 7 + rng.randrange(6)}"
        title, _, body = draft.text.partition(". ")
        url = f"https://listings.example/{native}"
        at = f"{draft.at:%Y-%m-%d %H:%M:%S}"
        rows.append(
            [
                native,
                "listings.example",
                url,
                at,
                title,
                body,
                "",
                "",
                draft.country,
                "",
                _SHELF.get(draft.kind, "services"),
            ]
        )
        written.append(Written("classifieds/listings.csv", "listings.example", native, False, draft))
    save(folder, "classifieds/listings.csv", _table(_CLASSIFIEDS, rows))
    return written


def write_fourcat(folder: Path, rng: Random, drafts: Sequence[Draft]) -> list[Written]:
    """`4cat/instagram-search-abroad.csv`: the table that 4CAT exports, which its name says is of Instagram."""
    earlier, rows, written = Earlier(rng), [], []
    for number, draft in enumerate(drafts):
        native = f"{18_000_000 + number * 11 + rng.randrange(10)}"
        found = earlier.parent(draft)
        thread = found[0] if found else native
        at = f"{draft.at:%Y-%m-%d %H:%M:%S}"
        rows.append([native, thread, draft.account.handle, draft.text, at, int(draft.at.timestamp())])
        if not found:
            earlier.add(native, draft)
        written.append(Written(_FOURCAT_FILE, "instagram", native, False, draft))
    save(folder, _FOURCAT_FILE, _table(_FOURCAT, rows))
    return written


def write_rss(folder: Path, rng: Random, drafts: Sequence[Draft]) -> list[Written]:
    """`rss/feed.xml`: news and notices as an RSS 2.0 feed."""
    items, written = [], []
    for number, draft in enumerate(drafts):
        native = f"https://news.example/{2025_0000 + number * 3}"
        title, _, body = draft.text.partition(". ")
        items.append(
            f'<item><guid isPermaLink="true">{native}</guid><link>{native}</link><title>{escape(title)}</title>'
            f"<description>{escape(body)}</description><pubDate>{format_datetime(draft.at)}</pubDate>"
            f"<dc:creator>{escape(draft.account.name)}</dc:creator></item>"
        )
        written.append(Written("rss/feed.xml", "web", native, True, draft))
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/">'
    channel = "<channel><title>Morning notices</title><link>https://news.example/</link><description>Synthetic</description>"
    save(folder, "rss/feed.xml", f"{head}\n{channel}\n" + "\n".join(items) + "\n</channel></rss>\n")
    return written


def _table(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue()
