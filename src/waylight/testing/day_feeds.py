"""Writes drafts as X API v2 pages (as twarc saves them), Mastodon statuses and a Bluesky Jetstream."""

from __future__ import annotations

import base64
import hashlib
import html
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

from waylight.testing.day_drafts import Account, Draft, Written
from waylight.testing.day_shapes import Earlier, dump, epoch_ms, iso, save, tags

_X_EPOCH = 1288834974657
_PAGE = 100
_TID = "234567abcdefghijklmnopqrstuvwxyz"


def write_x(folder: Path, rng: Random, drafts: Sequence[Draft]) -> list[Written]:
    """`x/search.jsonl`: one page of up to 100 posts a line, with the users, places and originals it includes."""
    ids = {id(d): str((epoch_ms(d.at) - _X_EPOCH << 22) + (n % 4096)) for n, d in enumerate(drafts)}
    earlier, lines = Earlier(rng), []
    for start in range(0, len(drafts), _PAGE):
        page = drafts[start : start + _PAGE]
        lines.append(dump(_x_page(page, ids, earlier)))
    name = save(folder, "x/search.jsonl", "\n".join(lines) + "\n")
    return [Written(name, "x", ids[id(d)], False, d) for d in drafts]


def _x_page(page: Sequence[Draft], ids: dict[int, str], earlier: Earlier) -> dict[str, Any]:
    data, users, originals, places = [], {}, {}, {}
    for draft in page:
        tweet = _tweet(draft, ids[id(draft)])
        users[draft.account.number] = _x_user(draft.account)
        if draft.repeats is not None:
            first = draft.repeats
            original = _tweet(first, ids[id(first)])
            originals[original["id"]] = original
            users[first.account.number] = _x_user(first.account)
            tweet["text"] = f"RT @{first.account.handle}: {first.text}"[:139] + "…"
            tweet["referenced_tweets"] = [{"type": "retweeted", "id": original["id"]}]
            tweet.pop("note_tweet", None)
        elif found := earlier.parent(draft):
            tweet["referenced_tweets"] = [{"type": "replied_to", "id": found[0]}]
            tweet["in_reply_to_user_id"] = _x_number(found[1].account)
            tweet["conversation_id"] = found[0]
        elif draft.place is None and draft.country and draft.account.number % 9 == 0:
            key = f"0{draft.country.lower()}e{len(draft.country):04x}"
            tweet["geo"] = {"place_id": key}
            places[key] = {
                "id": key,
                "full_name": draft.country,
                "country_code": draft.country,
                "place_type": "country",
            }
        earlier.add(ids[id(draft)], draft)
        data.append(tweet)
    includes: dict[str, Any] = {"users": list(users.values())}
    includes |= {"tweets": list(originals.values())} if originals else {}
    includes |= {"places": list(places.values())} if places else {}
    meta = {"newest_id": data[-1]["id"], "oldest_id": data[0]["id"], "result_count": len(data)}
    twarc = {
        "url": "https://api.twitter.com/2/tweets/search/all",
        "version": "2.14.0",
        "retrieved_at": "2025-05-15T06:00:00+00:00",
    }
    return {"data": data, "includes": includes, "meta": meta, "__twarc": twarc}


def _tweet(draft: Draft, native: str) -> dict[str, Any]:
    text, metrics = draft.text, draft.account.number
    tweet: dict[str, Any] = {
        "id": native,
        "text": text if len(text) <= 280 else text[:277] + "…",
        "author_id": _x_number(draft.account),
        "created_at": iso(draft.at),
        "conversation_id": native,
        "edit_history_tweet_ids": [native],
        "lang": draft.language if draft.language != "tl" else "tl",
        "possibly_sensitive": False,
        "public_metrics": {
            "retweet_count": metrics % 7,
            "reply_count": metrics % 3,
            "like_count": metrics % 23,
            "quote_count": 0,
        },
    }
    found = [{"start": t.start(), "end": t.end(), "tag": t[1]} for t in tags(tweet["text"])]
    if found:
        tweet["entities"] = {"hashtags": found}
    if len(text) > 280:
        tweet["note_tweet"] = {"text": text}
    if draft.place is not None:
        tweet["geo"] = {"coordinates": {"type": "Point", "coordinates": [draft.place[1], draft.place[0]]}}
    return tweet


def _x_number(account: Account) -> str:
    return str(1_400_000_000_000_000_000 + account.number * 7919)


def _x_user(account: Account) -> dict[str, Any]:
    made = f"20{10 + account.number % 14}-03-0{1 + account.number % 9}T10:00:00.000Z"
    return {
        "id": _x_number(account),
        "name": account.name,
        "username": account.handle,
        "created_at": made,
        "verified": False,
        "protected": False,
    }


def write_mastodon(folder: Path, rng: Random, drafts: Sequence[Draft]) -> list[Written]:
    """`mastodon/statuses.json`: an array of statuses with HTML content."""
    earlier, statuses, written = Earlier(rng), [], []
    for number, draft in enumerate(drafts):
        native = str((epoch_ms(draft.at) << 16) + number % 65536)
        status = _status(draft, native)
        if found := earlier.parent(draft):
            status["in_reply_to_id"] = found[0]
            status["in_reply_to_account_id"] = _masto_number(found[1].account)
        earlier.add(native, draft)
        statuses.append(status)
        written.append(Written("mastodon/statuses.json", "mastodon", native, False, draft))
    save(folder, "mastodon/statuses.json", dump(statuses, indent=1) + "\n")
    return written


def _status(draft: Draft, native: str) -> dict[str, Any]:
    account = draft.account
    home = f"https://social.example/@{account.handle}"
    body = "<br />".join(html.escape(line, quote=False) for line in draft.text.split("\n"))
    found = [t[1] for t in tags(draft.text)]
    for tag in found:
        link = f'<a href="https://social.example/tags/{tag}" class="mention hashtag" rel="tag">#<span>{tag}</span></a>'
        body = body.replace(f"#{tag}", link, 1) if f">#<span>{tag}<" not in body else body
    return {
        "id": native,
        "created_at": iso(draft.at),
        "edited_at": iso(draft.at) if account.number % 31 == 0 else None,
        "in_reply_to_id": None,
        "in_reply_to_account_id": None,
        "sensitive": False,
        "spoiler_text": "",
        "visibility": "unlisted" if account.number % 11 == 0 else "public",
        "language": draft.language,
        "uri": f"https://social.example/users/{account.handle}/statuses/{native}",
        "url": f"{home}/{native}",
        "replies_count": account.number % 3,
        "reblogs_count": account.number % 5,
        "favourites_count": account.number % 17,
        "content": f"<p>{body}</p>",
        "reblog": None,
        "account": {
            "id": _masto_number(account),
            "username": account.handle,
            "acct": account.handle,
            "display_name": account.name,
            "bot": False,
            "discoverable": True,
            "indexable": True,
            "created_at": "2022-11-06T00:00:00.000Z",
            "note": "",
            "url": home,
        },
        "media_attachments": [],
        "mentions": [],
        "tags": [{"name": tag.lower(), "url": f"https://social.example/tags/{tag}"} for tag in found],
        "emojis": [],
        "card": None,
        "poll": None,
    }


def _masto_number(account: Account) -> str:
    return str(109_000_000_000_000_000 + account.number * 104_729)


def write_bluesky(folder: Path, rng: Random, drafts: Sequence[Draft]) -> list[Written]:
    """`bluesky/jetstream.jsonl`: commits with posts, likes and deletes, identities, and an account taken down."""
    earlier = Earlier(rng)
    events: list[tuple[int, dict[str, Any]]] = []
    written = []
    for number, draft in enumerate(drafts):
        micros = epoch_ms(draft.at) * 1000 + number % 1000
        native = f"at://{_did(draft.account)}/app.bsky.feed.post/{_tid(micros)}"
        record = _record(draft, earlier.parent(draft))
        events.append((micros, _commit(native, "create", record, rng)))
        if draft.gone == "delete":
            events.append((micros + 3_600_000_000, _commit(native, "delete", None, rng)))
        if number % 3 == 0:
            like = {
                "$type": "app.bsky.feed.like",
                "createdAt": iso(draft.at),
                "subject": {"cid": _cid(rng), "uri": native},
            }
            fan = f"at://{_did(rng.choice(drafts).account)}/app.bsky.feed.like/{_tid(micros + 9)}"
            events.append((micros + 60_000_000, _commit(fan, "create", like, rng)))
        earlier.add(native, draft)
        written.append(Written("bluesky/jetstream.jsonl", "bluesky", native, True, draft))
    end = max(micros for micros, _ in events) + 1_000_000 if events else 0
    for account in dict.fromkeys(d.account for d in drafts if d.gone == "account"):
        gone = {
            "active": False,
            "did": _did(account),
            "seq": 7_000_000_000 + account.number,
            "status": "takendown",
        }
        events.append(
            (
                end,
                {
                    "did": _did(account),
                    "kind": "account",
                    "account": {**gone, "time": "2025-05-15T03:00:00.000Z"},
                },
            )
        )
    events.sort(key=lambda event: event[0])
    lines = [dump({"did": e["did"], "time_us": micros + 250_000, **e}) for micros, e in events]
    save(folder, "bluesky/jetstream.jsonl", "\n".join(lines) + "\n")
    return written


def _record(draft: Draft, parent: tuple[str, Draft] | None) -> dict[str, Any]:
    record: dict[str, Any] = {
        "$type": "app.bsky.feed.post",
        "createdAt": iso(draft.at),
        "langs": [draft.language],
        "text": draft.text,
    }
    facets = [
        {
            "$type": "app.bsky.richtext.facet",
            "features": [{"$type": "app.bsky.richtext.facet#tag", "tag": tag[1]}],
            "index": {
                "byteStart": len(draft.text[: tag.start()].encode()),
                "byteEnd": len(draft.text[: tag.end()].encode()),
            },
        }
        for tag in tags(draft.text)
    ]
    if facets:
        record["facets"] = facets
    if parent:
        ref = {"cid": "bafyreisyntheticsyntheticsyntheticsyntheticsyntheticsyntheti", "uri": parent[0]}
        record["reply"] = {"parent": ref, "root": ref}
    return record


def _commit(native: str, operation: str, record: dict[str, Any] | None, rng: Random) -> dict[str, Any]:
    did, collection, rkey = native.removeprefix("at://").split("/")
    commit: dict[str, Any] = {"rev": rkey, "operation": operation, "collection": collection, "rkey": rkey}
    if record is not None:
        commit |= {"record": record, "cid": _cid(rng)}
    return {"did": did, "kind": "commit", "commit": commit}


def _did(account: Account) -> str:
    digest = hashlib.blake2b(str(account.number).encode(), digest_size=15).digest()
    return f"did:plc:{base64.b32encode(digest).decode().lower()}"


def _tid(micros: int) -> str:
    number, text = micros << 10, ""
    for _ in range(13):
        number, rest = divmod(number, 32)
        text = _TID[rest] + text
    return text


def _cid(rng: Random) -> str:
    return "bafyrei" + "".join(rng.choices("abcdefghijklmnopqrstuvwxyz234567", k=52))
