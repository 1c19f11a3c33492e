"""A day of fictional posts in the real export shapes of many platforms, with the truth about every one."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path

from waylight.files.find import MARKER
from waylight.stage import ContractError
from waylight.testing import (
    day_campaigns,
    day_canaries,
    day_chats,
    day_content,
    day_feeds,
    day_tables,
    day_videos,
)
from waylight.testing.day_drafts import Draft, Written, seeded
from waylight.testing.day_people import People

TRUTH = ("file", "platform", "native_id", "id", "role", "campaign", "kind", "language", "text", "country")
SMALLEST = 300
_WRITERS = {
    "x": day_feeds.write_x,
    "mastodon": day_feeds.write_mastodon,
    "bluesky": day_feeds.write_bluesky,
    "telegram": day_chats.write_telegram,
    "whatsapp": day_chats.write_whatsapp,
    "discord": day_chats.write_discord,
    "youtube": day_videos.write_youtube,
    "tiktok": day_videos.write_tiktok,
    "reddit": day_videos.write_reddit,
    "vk": day_tables.write_vk,
    "classifieds": day_tables.write_classifieds,
    "fourcat": day_tables.write_fourcat,
    "rss": day_tables.write_rss,
}
_NOTE = "Every post, person, number and place-with-people in this folder is invented."


def write_day(folder: Path, seed: int, posts: int = 3000) -> Path:
    """Write a day of `posts` fictional posts and return the folder; the same seed gives the same bytes.

    Beside the folder lie `<folder>.truth.csv` (columns `TRUTH`, one row per post; the text is the one before
    disguise) and `<folder>.canaries.txt` (kind, tab, string: identities that must stay in the vault).
    Raises ContractError below `SMALLEST` posts or where the folder holds anything already.
    """
    if posts < SMALLEST:
        raise ContractError(f"a day of {posts} posts is too small.", do=f"Ask for {SMALLEST} or more.")
    if folder.exists() and any(folder.iterdir()):
        raise ContractError("the folder for the synthetic day is not empty.", do="Name a new one.")
    folder.mkdir(parents=True, exist_ok=True)
    drafts = draft_day(seed, posts)
    canaries = day_canaries.plant(seeded(seed, "canaries"), drafts)
    day_content.repeat_some(seeded(seed, "repeats"), drafts)
    written: list[Written] = []
    for platform, write in _WRITERS.items():
        written += write(folder, seeded(seed, platform), day_content.take(drafts, platform))
    marker = {"synthetic": True, "seed": seed, "note": _NOTE}
    (folder / MARKER).write_text(json.dumps(marker, indent=1) + "\n", "utf-8")
    _write_truth(folder.with_name(f"{folder.name}.truth.csv"), written)
    lines = "".join(f"{kind}\t{value}\n" for kind, value in canaries)
    folder.with_name(f"{folder.name}.canaries.txt").write_text(lines, "utf-8")
    return folder


def draft_day(seed: int, posts: int) -> list[Draft]:
    """The posts of a day before any platform's shape: about 16 % campaigns, 1 % voices, 20 % hard negatives."""
    people = People(seeded(seed, "people"))
    drafts = day_campaigns.campaigns(seeded(seed, "campaigns"), people, posts)
    drafts += day_content.voices(seeded(seed, "voices"), people, max(10, posts // 100))
    drafts += day_content.hard_negatives(seeded(seed, "hard"), people, posts // 5)
    drafts += day_content.background(seeded(seed, "background"), people, posts - len(drafts))
    day_content.delete_some(seeded(seed, "deleted"), drafts)
    return drafts


def _write_truth(path: Path, written: Sequence[Written]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        out = csv.writer(stream, lineterminator="\n")
        out.writerow(TRUTH)
        for one in sorted(written, key=lambda w: (w.file, w.id)):
            d = one.draft
            row = (
                one.file,
                one.platform,
                one.native,
                one.id,
                d.role,
                d.campaign,
                d.kind,
                d.language,
                d.clear,
                d.country,
            )
            out.writerow(row)
