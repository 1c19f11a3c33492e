"""Writes drafts as YouTube comment pages, TikTok videos caught by Zeeschuimer, and Reddit dumps."""

from __future__ import annotations

import html
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

import zstandard

from waylight.testing.day_drafts import Draft, Written
from waylight.testing.day_shapes import dump, epoch_ms, save, tags

_BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"
_SUBREDDITS = ("AskAbroad", "work", "expats", "CasualTalk", "JobsWorldwide", "help")


def write_youtube(folder: Path, rng: Random, drafts: Sequence[Draft]) -> list[Written]:
    """`youtube/comments_N.json`: answers of commentThreads.list, replies inside their threads."""
    threads: list[dict[str, Any]] = []
    pages: list[list[dict[str, Any]]] = []
    written = []
    for draft in drafts:
        page = len(pages) - 1
        if draft.reply and threads and len(pages[-1]) > 1:
            thread = rng.choice(pages[-1])
            native = f"{thread['id']}.{''.join(rng.choices(_BASE64, k=22))}"
            comment = _comment(draft, native, thread["snippet"]["videoId"], thread["id"])
            thread.setdefault("replies", {"comments": []})["comments"].append(comment)
            thread["snippet"]["totalReplyCount"] += 1
        else:
            if not pages or len(pages[-1]) == 100:
                pages.append([])
            page = len(pages) - 1
            native = "Ug" + "".join(rng.choices(_BASE64, k=20)) + "AaABAg"
            video = f"syntheticV{rng.randrange(10)}"
            threads.append(_thread(native, video, _comment(draft, native, video, None)))
            pages[-1].append(threads[-1])
        written.append(Written(f"youtube/comments_{page + 1}.json", "youtube", native, False, draft))
    for number, items in enumerate(pages, 1):
        top = {
            "kind": "youtube#commentThreadListResponse",
            "etag": "synthetic",
            "pageInfo": {"totalResults": len(items), "resultsPerPage": 100},
            "items": items,
        }
        save(folder, f"youtube/comments_{number}.json", dump(top, indent=2))
    return written


def _thread(native: str, video: str, comment: dict[str, Any]) -> dict[str, Any]:
    snippet: dict[str, Any] = {
        "channelId": "UCsyntheticsyntheticsynt",
        "videoId": video,
        "topLevelComment": comment,
    }
    snippet |= {"canReply": True, "totalReplyCount": 0, "isPublic": True}
    return {"kind": "youtube#commentThread", "etag": "synthetic", "id": native, "snippet": snippet}


def _comment(draft: Draft, native: str, video: str, parent: str | None) -> dict[str, Any]:
    account, at = draft.account, f"{draft.at:%Y-%m-%dT%H:%M:%S}Z"
    channel = f"UC{account.number:022d}"
    snippet = {
        "channelId": "UCsyntheticsyntheticsynt",
        "videoId": video,
        "textDisplay": html.escape(draft.text).replace("\n", "<br>"),
        "textOriginal": draft.text,
        **({"parentId": parent} if parent else {}),
        "authorDisplayName": f"@{account.handle}" if account.number % 2 else account.name,
        "authorChannelUrl": f"http://www.youtube.com/channel/{channel}",
        "authorChannelId": {"value": channel},
        "canRate": True,
        "viewerRating": "none",
        "likeCount": account.number % 40,
        "publishedAt": at,
        "updatedAt": at,
    }
    return {"kind": "youtube#comment", "etag": "synthetic", "id": native, "snippet": snippet}


def write_tiktok(folder: Path, rng: Random, drafts: Sequence[Draft]) -> list[Written]:
    """`tiktok/zeeschuimer-export-tiktok.ndjson`: videos with their descriptions."""
    lines, written = [], []
    for number, draft in enumerate(drafts, 1):
        native = str((int(draft.at.timestamp()) << 32) + rng.randrange(1 << 20) * 4096 + number % 4096)
        page = "https://www.tiktok.com/foryou"
        lines.append(
            dump(
                {
                    "nav_index": f"{number}:1:1",
                    "item_id": native,
                    "timestamp_collected": epoch_ms(draft.at) + 86_400_000,
                    "last_updated": epoch_ms(draft.at) + 86_400_000,
                    "source_platform": "tiktok.com",
                    "source_platform_url": page,
                    "source_url": page,
                    "user_agent": "Mozilla/5.0",
                    "data": _video(draft, native),
                }
            )
        )
        written.append(Written("tiktok/zeeschuimer-export-tiktok.ndjson", "tiktok", native, False, draft))
    save(folder, "tiktok/zeeschuimer-export-tiktok.ndjson", "\n".join(lines) + "\n")
    return written


def _video(draft: Draft, native: str) -> dict[str, Any]:
    account = draft.account
    author = {
        "id": str(6_800_000_000_000_000_000 + account.number * 13),
        "uniqueId": account.handle,
        "nickname": account.name,
    }
    found = [{"hashtagName": t[1], "start": t.start(), "end": t.end(), "type": 1} for t in tags(draft.text)]
    return {
        "id": native,
        "desc": draft.text,
        "createTime": int(draft.at.timestamp()),
        "author": {**author, "signature": "", "verified": False, "privateAccount": False},
        "stats": {
            "diggCount": account.number % 900,
            "shareCount": account.number % 40,
            "commentCount": account.number % 60,
            "playCount": account.number % 9000,
        },
        "textExtra": found,
        "challenges": [{"title": tag["hashtagName"]} for tag in found],
        "video": {"id": native, "duration": 10 + account.number % 50},
        "music": {"id": "7000000000000000001", "title": "original sound", "authorName": account.name},
        "isAd": False,
    }


def write_reddit(folder: Path, rng: Random, drafts: Sequence[Draft]) -> list[Written]:
    """Submissions and comments as Arctic Shift packs them: `RS_2025-05.zst` and `RC_2025-05.zst`."""
    posts: list[tuple[str, str]] = []
    lines: dict[str, list[str]] = {"RS": [], "RC": []}
    written = []
    for number, draft in enumerate(drafts):
        native = _base36(90_000_000_000 + number * 37 + rng.randrange(30))
        if draft.reply and posts:
            kind, (parent, subreddit) = "RC", rng.choice(posts[-30:])
            name = f"t1_{native}"
            value = {**_common(draft, native, name, subreddit), **_reddit_comment(draft, parent)}
        else:
            kind, subreddit, name = "RS", rng.choice(_SUBREDDITS), f"t3_{native}"
            value = {**_common(draft, native, name, subreddit), **_submission(draft)}
            posts.append((name, subreddit))
        lines[kind].append(dump(_gone(rng, draft, value)))
        written.append(Written(f"reddit/{kind}_2025-05.zst", "reddit", name, False, draft))
    for kind, some in lines.items():
        packed = zstandard.ZstdCompressor(level=6).compress(("\n".join(some) + "\n").encode())
        save(folder, f"reddit/{kind}_2025-05.zst", packed)
    return written


def _common(draft: Draft, native: str, name: str, subreddit: str) -> dict[str, Any]:
    account, at = draft.account, int(draft.at.timestamp())
    return {
        "id": native,
        "name": name,
        "author": account.handle,
        "author_fullname": f"t2_{_base36(account.number * 101)}",
        "created_utc": at,
        "edited": False,
        "subreddit": subreddit,
        "subreddit_id": "t5_synth",
        "score": 1 + account.number % 30,
        "permalink": f"/r/{subreddit}/comments/{native}/",
        "retrieved_on": at + 30,
        "_meta": {"retrieved_2nd_on": at + 129_600},
    }


def _submission(draft: Draft) -> dict[str, Any]:
    """The first line is the title, the rest the body."""
    title, _, body = draft.text.partition("\n")
    return {"title": title, "selftext": body, "is_self": True, "over_18": False, "num_comments": 0, "url": ""}


def _reddit_comment(draft: Draft, parent: str) -> dict[str, Any]:
    return {"body": draft.text, "link_id": parent, "parent_id": parent}


def _gone(rng: Random, draft: Draft, value: dict[str, Any]) -> dict[str, Any]:
    """A deleted post: either its body is gone, or the second visit found it deleted."""
    if not draft.gone:
        return value
    if rng.random() < 0.5:
        value["_meta"]["was_deleted_later"] = True
        return value
    field = "body" if "body" in value else "selftext"
    return {
        **value,
        "author": "[deleted]",
        field: "[deleted]",
        "author_fullname": None,
        **({"title": "[deleted by user]"} if "title" in value else {}),
    }


def _base36(number: int) -> str:
    text = ""
    while number:
        number, rest = divmod(number, 36)
        text = "0123456789abcdefghijklmnopqrstuvwxyz"[rest] + text
    return text
