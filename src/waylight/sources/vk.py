"""VKontakte posts and comments as the VK API answers them (wall.get, newsfeed, wall.getComments)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from waylight.files import fields
from waylight.files.opened import Opened
from waylight.files.sample import Sample
from waylight.schema import NotAPost, Post, uid
from waylight.stage import Item, SkipPost, Source

_MENTION = re.compile(
    r"\[(?:(id|club|public|event)(\d{1,18})(?:[:\w-]{0,40})|(https?://[^\]|\s]{1,500}))\|([^\]]{1,200})\]"
)
_HASHTAG = re.compile(r"(?<![\w&])#(\w{1,100})(?:@\w+)?")
_NUMBERS = ("owner_id", "source_id", "to_id", "from_id", "signer_id", "copy_owner_id", "reply_to_user")
_DEEPEST = 20  # levels of answers; VK itself has two


def sniff(sample: Sample) -> float:
    """Sure of a `response` whose items have an owner and a date; less so of other answers of the API."""
    if sample.shape not in ("json", "json-lines"):
        return 0.0
    if isinstance(sample.top, dict):
        top = sample.top
        if isinstance(fields.dig(top, "error"), dict):
            return 0.9 if "error_code" in top["error"] and "request_params" in top["error"] else 0.0
        records = fields.objects(_at(top, _prefix(top)))
        response = top.get("response")
        if not records and isinstance(response, dict) and {"count", "items"} <= set(response):
            return 0.5
        records = records[:5]
    else:
        records = [fields.dig(r, "response", "items", 0) or r for r in fields.objects(sample.records)]
    return 0.95 if any(_is_vk(record) for record in fields.objects(records)) else 0.0


def split(opened: Opened) -> Iterator[Item]:
    """Posts, the originals inside reposts and the answers inside comments, each with the names it needs."""
    at = 0
    for value, names in _records(opened):
        for part in [value] if isinstance(value, SkipPost) else _parts(value, None):
            at += 1
            yield Item(at, _named(part, names) if isinstance(part, dict) else part)


def parse(value: Any) -> Post | NotAPost:
    """One post or comment; a bare repost speaks with the words of its original."""
    if not isinstance(value, dict):
        fields.skip("a post is not an object.")
    if "error" in value and "id" not in value:
        return NotAPost("an error answer")
    if "first_name" in value or "screen_name" in value:
        return NotAPost("a person or community")
    if fields.text(value.get("type")) not in ("", "post", "reply", "comment") and "text" not in value:
        return NotAPost("a notice that is not a post")
    number = fields.integer(value.get("id", value.get("post_id")))
    if number is None:
        fields.skip("the post has no `id`.")
    owner = _owner(value)
    post = Post(id=_uid(owner, number), platform="vk", kind="comment" if _is_comment(value) else "post")
    if value.get("deleted") is True or value.get("is_deleted") is True:
        post.event = "delete"
        return post
    post.created_at = fields.time(value.get("date"))
    if post.created_at is None:
        fields.skip("the post has no readable `date`.")
    post.edited_at = fields.time(value.get("edited"))
    _write_author(post, value)
    _write_relations(post, value, owner, number)
    _write_content(post, value)
    if not post.text and not post.media and post.repost_of is None and post.quote_of is None:
        return NotAPost("an empty post")
    post.people = fields.people(_people(post, value))
    return post


def _prefix(top: Any) -> str:
    """Where the posts lie: answers are `{response: {items}}`, older ones `{response: [count, …]}`."""
    if isinstance(top, list):
        return "item"
    if isinstance(fields.dig(top, "response"), list):
        return "response.item"
    wrapped = isinstance(top, dict) and "response" in top
    return "response.items.item" if wrapped else "items.item"


def _at(top: Any, prefix: str) -> Any:
    return fields.dig(top, *prefix.split(".")[:-1]) if prefix != "item" else top


def _is_vk(record: dict[str, Any]) -> bool:
    """True for what has an owner or author, a date in seconds, and words or attachments."""
    owned = not {"owner_id", "source_id", "to_id", "from_id"}.isdisjoint(record)
    worded = not {"text", "post_type", "attachments"}.isdisjoint(record)
    return owned and worded and isinstance(record.get("date"), int)


def _records(opened: Opened) -> Iterator[tuple[Any, dict[str, Any]]]:
    """(record, names of people and communities by number) of a file of one answer, or one per line."""
    top = opened.sample.top
    if opened.sample.shape == "json-lines" and top is None:
        for item in opened.json_lines():
            answer = fields.dig(item.value, "response") or item.value
            listed = fields.dig(answer, "items")
            called = _names([*_list(answer, "profiles"), *_list(answer, "groups")])
            yield from ((record, called) for record in (listed if isinstance(listed, list) else [item.value]))
        return
    if isinstance(top, dict) and not {"response", "items"} & set(top):
        yield from ((item.value, {}) for item in opened.json_items(""))
        return
    prefix = _prefix(top)
    names: dict[str, Any] = {}
    if prefix.endswith("items.item"):
        sides = [prefix.removesuffix("items.item") + kind for kind in ("profiles.item", "groups.item")]
        names = _names([item.value for side in sides for item in opened.json_items(side)])
    for item in opened.json_items(prefix):
        if not isinstance(item.value, int):
            yield item.value, names


def _list(value: Any, key: str) -> list[Any]:
    found = fields.dig(value, key)
    return found if isinstance(found, list) else []


def _names(listed: list[Any]) -> dict[str, Any]:
    """People by their number, communities by their number below zero, as posts refer to them."""
    found: dict[str, Any] = {}
    for person in fields.objects(listed):
        number = fields.integer(person.get("id", person.get("uid", person.get("gid"))))
        if number is None:
            continue
        first = fields.strings([person.get("first_name"), person.get("last_name")])
        key = str(number) if first else str(-abs(number))
        found[key] = {
            "name": " ".join(first) or fields.text(person.get("name")),
            "handle": person.get("screen_name"),
        }
    return found


def _parts(value: Any, root: dict[str, Any] | None, depth: int = 0) -> Iterator[Any]:
    """The record, then the originals of a repost or the answers in a comment's thread as records of their own."""
    if not isinstance(value, dict) or depth > _DEEPEST:
        yield value
        return
    if root is not None:
        value = {"owner_id": root.get("owner_id"), "post_id": root.get("post_id"), "_post": True, **value}
    yield value
    originals = fields.objects(value.get("copy_history"))
    for place, original in enumerate(originals, 1):
        yield {**original, "copy_history": originals[place:]} if originals[place:] else original
    for answer in _list(value.get("thread"), "items"):
        yield from _parts(answer, value, depth + 1)
    for comment in _list(value.get("comments"), "items"):
        number = value.get("id", value.get("post_id"))
        yield from _parts(comment, {"owner_id": _owner(value), "post_id": number}, depth + 1)


def _named(part: dict[str, Any], names: dict[str, Any]) -> dict[str, Any]:
    numbers = {fields.text(part.get(key)) for key in _NUMBERS}
    numbers |= {fields.text(o.get(key)) for o in fields.objects(part.get("copy_history")) for key in _NUMBERS}
    needed = {number: names[number] for number in sorted(numbers) if number in names}
    return {**part, "_names": needed} if needed else part


def _owner(value: dict[str, Any]) -> str:
    """The number of the wall, which newsfeed calls the source: below zero for communities.

    Old answers about comments do not name the wall: their author and time keep ids apart instead.
    """
    keys = ("owner_id", "source_id", "to_id")
    owner = next((found for key in keys if (found := fields.text(value.get(key)))), "")
    return owner or f"?{fields.text(value.get('from_id'))}/{fields.text(value.get('date'))}"


def _is_comment(value: dict[str, Any]) -> bool:
    """A comment says so, or names both itself (`id`) and its post (`post_id`)."""
    if {"_post", "parents_stack", "reply_to_comment"} & set(value) or value.get("post_type") == "reply":
        return True
    return "post_type" not in value and "post_id" in value and "id" in value


def _uid(owner: str, number: int) -> str:
    return uid("vk", f"{owner}_{number}", names_account=True)


def _write_author(post: Post, value: dict[str, Any]) -> None:
    owner = _owner(value)
    post.author_id = fields.known(value.get("from_id")) or (None if owner.startswith("?") else owner)
    known = fields.dig(value, "_names", post.author_id or "")
    post.author_name = fields.known(fields.dig(known, "name"))
    post.author_handle = fields.known(fields.dig(known, "handle"))


def _write_relations(post: Post, value: dict[str, Any], owner: str, number: int) -> None:
    if owner.startswith("?"):
        return
    if post.kind == "comment":
        root = fields.integer(value.get("post_id", value.get("reply_post_id")))
        if root is not None:
            post.thread = post.reply_to = _uid(owner, root)
            post.url = f"https://vk.com/wall{owner}_{root}?reply={number}"
        stack = value.get("parents_stack")
        above = fields.integer(value.get("reply_to_comment") or fields.dig(stack, -1))
        if above:
            post.reply_to = _uid(owner, above)
    else:
        post.url = f"https://vk.com/wall{owner}_{number}"
    post.visibility = "private" if fields.flag(value.get("friends_only")) else None
    original = next(iter(fields.objects(value.get("copy_history"))), {})
    source, first = _owner(original), fields.integer(original.get("id"))
    if original and first is not None:
        if fields.text(value.get("text")).strip():
            post.quote_of = _uid(source, first)
        else:
            post.kind, post.repost_of = "repost", _uid(source, first)


def _write_content(post: Post, value: dict[str, Any]) -> None:
    original = next(iter(fields.objects(value.get("copy_history"))), {}) if post.kind == "repost" else {}
    attachments = [*fields.objects(value.get("attachments")), *fields.objects(original.get("attachments"))]
    written = fields.text(value.get("text")) or fields.text(original.get("text"))
    links = [m[3] for m in _MENTION.finditer(written) if m[3]]
    written = _MENTION.sub(r"\4", written) if "[" in written else written
    post.text = "\n\n".join(part for part in (written, *map(_attached_text, attachments)) if part)
    post.hashtags = fields.strings(_HASHTAG.findall(written)) or None
    post.urls = fields.strings([*links, *(fields.dig(a, "link", "url") for a in attachments)]) or None
    post.media = [found for a in attachments if (found := _media(a))] or None
    geo = value.get("geo")
    at = fields.dig(geo, "coordinates")
    pair = at.split() if isinstance(at, str) else [fields.dig(at, "latitude"), fields.dig(at, "longitude")]
    post.lat, post.lon = fields.point(*pair) if len(pair) == 2 else (None, None)
    place = fields.dig(geo, "place")
    post.place_name = fields.known(fields.dig(place, "title")) or fields.known(fields.dig(place, "city"))
    post.country = fields.country(fields.dig(place, "country"))
    post.metrics = fields.metrics(
        likes=fields.dig(value, "likes", "count"),
        replies=fields.dig(value, "comments", "count"),
        reposts=fields.dig(value, "reposts", "count"),
        views=fields.dig(value, "views", "count"),
    )


def _attached_text(attachment: dict[str, Any]) -> str:
    """The words of an attached poll, article for sale or note."""
    kind = fields.text(attachment.get("type"))
    inner = attachment.get(kind)
    if kind == "poll":
        answers = [answer.get("text") for answer in fields.objects(fields.dig(inner, "answers"))]
        return "\n".join(fields.strings([fields.dig(inner, "question"), *answers]))
    if kind in ("market", "note"):
        parts = [fields.dig(inner, name) for name in ("title", "description", "text")]
        return "\n".join(fields.strings([*parts, fields.dig(inner, "price", "text")]))
    return ""


def _media(attachment: dict[str, Any]) -> dict[str, str | None] | None:
    kind = fields.text(attachment.get("type"))
    inner = attachment.get(kind)
    made = {"photo": "photo", "posted_photo": "photo", "video": "video", "audio": "audio", "doc": "file"}.get(
        kind
    )
    made = "sticker" if kind == "sticker" else "audio" if kind == "audio_message" else made
    if made is None or not isinstance(inner, dict):
        return None
    if kind == "doc" and inner.get("ext") == "gif":
        made = "gif"
    alt = fields.known(inner.get("text")) or fields.known(inner.get("title"))
    owner, number = fields.known(inner.get("owner_id")), fields.known(inner.get("id"))
    key = f"https://vk.com/{kind}{owner}_{number}" if owner and number else fields.known(inner.get("url"))
    return {"kind": made, "key": key, "alt": alt}


def _people(post: Post, value: dict[str, Any]) -> Iterator[tuple[str, object]]:
    for holder in (value, *fields.objects(value.get("copy_history"))):
        for key in _NUMBERS:
            number = fields.text(holder.get(key))
            if number and number not in (post.author_id, "0"):
                yield "account", number
                yield "name", fields.dig(value, "_names", number, "name")
                yield "handle", fields.dig(value, "_names", number, "handle")
        for match in _MENTION.finditer(fields.text(holder.get("text"))):
            if match[2]:
                yield "account", match[2] if match[1] == "id" else f"-{match[2]}"
                yield "name", match[4]


_FIELDS = """
_names _post id post_id owner_id source_id to_id from_id signer_id created_by date text type post_type copy_history
copy_owner_id copy_post_id copy_post_date copy_text copy_id reply_owner_id reply_post_id reply_to_user reply_to_comment
parents_stack thread geo attachments attachment comments likes reposts views edited marked_as_ads is_pinned
is_favorite friends_only final_post post_source can_pin can_delete can_edit can_publish deleted is_deleted hash
track_code donut short_text_rate carousel_offset zoom_text is_archived inner_type online media postponed_id
access_key
"""

SOURCE = Source(
    name="vk",
    title="VKontakte posts and comments as the VK API answers them (wall, newsfeed, comments).",
    platform="vk",
    version=1,
    sniff=sniff,
    split=split,
    parse=parse,
    fields=frozenset(_FIELDS.split()),
    examples=(
        (
            {
                "id": 45,
                "owner_id": -1000001,
                "from_id": -1000001,
                "date": 1709290800,
                "edited": 1709290900,
                "post_type": "post",
                "text": "Работа, спросить [id700001|Анну] #работа@jobs_club",
                "geo": {
                    "type": "point",
                    "coordinates": "55.75 37.61",
                    "place": {"title": "Москва", "country": "RU"},
                },
                "likes": {"count": 3},
                "_names": {"-1000001": {"name": "Jobs", "handle": "jobs_club"}},
            },
            {
                "id": uid("vk", "-1000001_45", names_account=True),
                "text": "Работа, спросить Анну #работа@jobs_club",
                "created_at": fields.time(1709290800),
                "edited_at": fields.time(1709290900),
                "hashtags": ["работа"],
                "lat": 55.75,
                "lon": 37.61,
                "country": "RU",
                "author_name": "Jobs",
                "people": [{"kind": "account", "value": "700001"}, {"kind": "name", "value": "Анну"}],
                "url": "https://vk.com/wall-1000001_45",
            },
        ),
        (
            {
                "id": 7,
                "owner_id": 700002,
                "from_id": 700002,
                "date": 1709290800,
                "text": "",
                "copy_history": [
                    {"id": 45, "owner_id": -1000001, "from_id": -1000001, "date": 1, "text": "Работа"}
                ],
            },
            {"kind": "repost", "text": "Работа", "repost_of": uid("vk", "-1000001_45", names_account=True)},
        ),
        (
            {
                "id": 46,
                "post_id": 45,
                "owner_id": -1000001,
                "from_id": 700002,
                "date": 1709290800,
                "text": "цена?",
            },
            {
                "kind": "comment",
                "thread": uid("vk", "-1000001_45", names_account=True),
                "url": "https://vk.com/wall-1000001_45?reply=46",
            },
        ),
    ),
)
