"""Facebook posts, comments, photos, videos, events and page messages as the Graph API answers them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from waylight.files import fields
from waylight.files.opened import Opened
from waylight.files.sample import Sample
from waylight.schema import NotAPost, Post, uid
from waylight.stage import Item, SkipPost, Source

# Lists of objects that may stand inside another object and are cut out as items of their own.
_NESTED = ("posts", "feed", "published_posts", "tagged", "comments", "messages", "photos", "videos", "events")
_DEEPEST = 20
_PERMALINK = re.compile(
    r"facebook\.com/(\d+)/posts/(\d+)(?:/?\?comment_id=(\d+))?(?:&reply_comment_id=(\d+))?"
)
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d{4}")
_INSTAGRAM = {"caption", "media_type", "timestamp", "shortcode", "ig_id"}
_WORDS = {"photo": ("name",), "video": ("title", "description"), "event": ("name", "description")}
_COMMENT = frozenset({"comment_count", "can_reply_privately", "parent"})
_PRIVACY = {"EVERYONE": "public", "SELF": "private", "ALL_FRIENDS": "private", "CUSTOM": "private"}
_ACCOUNT = """category fan_count category_list first_name last_name name_format access_token login_url
verification_status profile_picture_uri vertical_id profile_type"""
# Keys that only one kind of object has; the first kind with one of its keys present is the kind.
_KINDS: tuple[tuple[str, frozenset[str]], ...] = (
    ("an error answer", frozenset({"error"})),
    ("a picture", frozenset({"is_silhouette"})),
    ("a conversation", frozenset({"message_count", "snippet", "scoped_thread_key"})),
    ("a live video", frozenset({"live_views", "stream_url", "secure_stream_url", "broadcast_start_time"})),
    ("event", frozenset({"start_time", "event_times", "is_online", "ticket_uri"})),
    ("a group", frozenset({"member_count", "member_request_count", "membership_state"})),
    ("an album", frozenset({"cover_photo", "can_upload"})),
    ("a person, page, business or application", frozenset(_ACCOUNT.split())),
)


def sniff(sample: Sample) -> float:
    """Sure of Graph API paging links, or of objects with an id and times like 2024-03-01T11:00:00+0000."""
    if sample.shape not in ("json", "json-lines"):
        return 0.0
    top = sample.top
    if "graph.facebook.com" in str(fields.dig(top, "paging"))[:20_000]:
        return 0.97
    paged = isinstance(fields.dig(top, "paging", "cursors"), dict)
    records = [inner for record in sample.records[:5] for inner in _objects_of(record)][:5]
    return max(
        (_likeness(r) or (0.6 if paged and not _INSTAGRAM & set(r) else 0.0) for r in records), default=0.0
    )


def split(opened: Opened) -> Iterator[Item]:
    """The objects of a page, of a `{id: object}` answer, or one object; comments inside them come out on their own."""
    at = 0
    for value in _records(opened):
        for part in [value] if isinstance(value, SkipPost) else _parts(value, {}, 0):
            at += 1
            yield Item(at, part)


def parse(value: Any) -> Post | NotAPost:
    """One object; pages, people, albums, live videos and whatever has no words or pictures are no posts."""
    if not isinstance(value, dict):
        fields.skip("an object is not an object.")
    kind = _kind(value)
    if " " in kind:
        return NotAPost(kind)
    native = _native(value, kind)
    if native is None:
        fields.skip("the object has neither `id` nor a `permalink_url` that shows it.")
    event = kind == "event"
    post = Post(id=_uid(native), platform="facebook", kind="post" if event or kind == "photo" else kind)
    post.created_at = fields.time(value.get("created_time"))
    if post.created_at is None and "created_time" in value:
        fields.skip("the object has no readable `created_time`.")
    post.text = _text(value, kind)
    post.media = _media(value, kind)
    if not post.text and not post.media:
        return NotAPost("an object without words or pictures")
    _write_author(post, value)
    _write_relations(post, value, kind)
    _write_place(post, value)
    post.urls = fields.strings(_links(value, kind)) or None
    likes = (_count(value, "reactions"), _count(value, "likes"), value.get("like_count"))
    post.metrics = fields.metrics(
        likes=next((n for n in likes if n is not None), None),
        replies=value.get("comment_count") if "comment_count" in value else _count(value, "comments"),
        reposts=fields.dig(value, "shares", "count"),
        views=value.get("views"),
    )
    post.people = fields.people(_people(value))
    return post


def _objects_of(record: Any) -> list[dict[str, Any]]:
    """The objects in a page (`data`), in an answer about several ids, or the object itself."""
    if not isinstance(record, dict):
        return []
    if "data" in record and isinstance(record["data"], list | dict):
        return fields.objects(record["data"])
    if _is_multi(record):
        return [inner for value in record.values() for inner in fields.objects(value.get("data", value))]
    return [record]


def _is_multi(record: dict[str, Any]) -> bool:
    """True for `{"id1": {"id": "id1", …}, …}`, the answer to a question about several ids."""
    named = [isinstance(v, dict) and (v.get("id") == k or "data" in v) for k, v in record.items()]
    return bool(named) and all(named) and all(key[:1].isdigit() or "_" in key for key in record)


def _likeness(record: dict[str, Any]) -> float:
    keys = set(record)
    if keys & _INSTAGRAM:
        return 0.0
    times = [record.get(name) for name in ("created_time", "updated_time", "start_time", "creation_time")]
    if any(isinstance(t, str) and _TIME.fullmatch(t) for t in times):
        return 0.95 if keys & {"id", "permalink_url"} else 0.6
    if "is_silhouette" in keys or (
        "id" in keys and keys & {"embed_html", "fan_count", "login_url", "name_format", "category_list"}
    ):
        return 0.8
    return 0.3 if {"id", "name"} <= keys and keys <= {"id", "name", "picture", "link", "category"} else 0.0


def _records(opened: Opened) -> Iterator[Any]:
    sample = opened.sample
    if sample.shape == "json-lines" and sample.top is None:
        items = opened.json_lines()
    elif isinstance(sample.top, list):
        items = opened.json_items("item")
    elif isinstance(fields.dig(sample.top, "data"), list):
        items = opened.json_items("data.item")
    else:
        items = opened.json_items("")
    for item in items:
        yield from _objects_of(item.value) if isinstance(item.value, dict) else [item.value]


def _parts(value: Any, parent: dict[str, Any], depth: int) -> Iterator[Any]:
    """An object without the lists inside it, then what those hold, each with its parent's id under `_parent`."""
    if not isinstance(value, dict):
        yield value
        return
    if parent:
        value = {**value, "_parent": parent}
    inner = {}
    for name in _NESTED:
        listed = fields.dig(value, name, "data")
        if isinstance(listed, list) and listed and depth < _DEEPEST:
            inner[name] = listed
            value = {**value, name: {k: v for k, v in value[name].items() if k != "data"}}
    yield value
    kind = _kind(value)
    root = parent.get("root") or parent.get("id") if kind == "comment" else None
    above = {"id": _native(value, kind), "root": root}
    for name, listed in inner.items():
        for part in listed:
            yield from _parts(part, {**above, "in": name}, depth + 1)


def _kind(value: dict[str, Any]) -> str:
    """post, comment, message, photo, video or event, or why it is none of them ("a group")."""
    native, link = fields.text(value.get("id")), fields.text(value.get("permalink_url"))
    inside = fields.text(fields.dig(value, "_parent", "in"))
    if native.startswith("m_") or inside == "messages" or ("to" in value and "tags" in value):
        return "message"
    if inside == "comments" or "comment_id=" in link or not _COMMENT.isdisjoint(value):
        return "comment"
    found = next((kind for kind, keys in _KINDS if not keys.isdisjoint(value)), None)
    if found and not ("message" in value or "story" in value):
        return found
    if {"message", "story", "status_type", "full_picture"} & set(value):
        return "post"
    if {"images", "alt_text", "webp_images"} & set(value) or "/photos/" in fields.text(value.get("link")):
        return "photo"
    if "embed_html" in value and "length" not in value:
        return "a live video"
    if {"length", "description"} & set(value):
        return "video"
    return "an album" if {"name", "created_time"} <= set(value) else "an object without words or pictures"


def _native(value: dict[str, Any], kind: str) -> str | None:
    """The object's id; where it was not asked for, the one that its address spells out."""
    native = fields.known(value.get("id"))
    found = None if native else _PERMALINK.search(fields.text(value.get("permalink_url")))
    if not found:
        return native
    page, post, comment, reply = found.groups()
    return f"{post}_{reply or comment}" if comment else f"{page}_{post}"


def _uid(native: str) -> str:
    """Ids of posts begin with that of their page or person."""
    return uid("facebook", native, names_account=True)


def _text(value: dict[str, Any], kind: str) -> str:
    words = [fields.text(value.get(name)).strip() for name in _WORDS.get(kind, ("message",))]
    text = "\n\n".join(word for word in words if word)
    if text or kind != "post":
        return text
    shared = [fields.text(a.get(name)) for a in _attachments(value)[:1] for name in ("title", "description")]
    return "\n\n".join(part for part in (fields.text(value.get("story")), *shared) if part)


def _attachments(value: dict[str, Any]) -> list[dict[str, Any]]:
    """Attachments with those inside albums; a comment has one, under `attachment`."""
    found = fields.objects(fields.dig(value, "attachments", "data")) + fields.objects(value.get("attachment"))
    return found + [inner for a in found for inner in fields.objects(fields.dig(a, "subattachments", "data"))]


def _media(value: dict[str, Any], kind: str) -> list[dict[str, str | None]] | None:
    found: list[dict[str, str | None]] = []
    for attachment in _attachments(value):
        name = fields.text(attachment.get("media_type")) or fields.text(attachment.get("type"))
        image, video = attachment.get("image_data"), attachment.get("video_data")
        source = fields.dig(image, "url") or fields.dig(video, "url") or attachment.get("file_url")
        if source:
            shape = "photo" if image else "video" if video else "file"
            found.append({"kind": shape, "key": fields.known(source), "alt": None})
        elif "photo" in name or "video" in name or "sticker" in name:
            shape = next(shape for shape in ("sticker", "video", "photo") if shape in name)
            address, image = fields.dig(attachment, "target", "url"), fields.dig(attachment, "media", "image")
            picture = address or fields.dig(image, "src")
            found.append({"kind": shape, "key": fields.known(picture), "alt": None})
    if kind == "photo":
        key = fields.known(value.get("link")) or fields.known(fields.dig(value, "images", 0, "source"))
        found.append({"kind": "photo", "key": key, "alt": fields.known(value.get("alt_text"))})
    elif kind == "video":
        key = fields.known(value.get("permalink_url")) or fields.known(value.get("source"))
        found.append({"kind": "video", "key": key, "alt": None})
    elif not found and fields.known(value.get("full_picture")):
        found.append({"kind": "photo", "key": fields.known(value.get("full_picture")), "alt": None})
    if sticker := fields.known(value.get("sticker")):
        found.append({"kind": "sticker", "key": sticker, "alt": None})
    return found or None


def _links(value: dict[str, Any], kind: str) -> list[Any]:
    """Addresses that were shared; those of the platform's own pictures are not."""
    shared = [a for a in _attachments(value) if "share" in fields.text(a.get("type"))]
    links = [fields.dig(share, "link") for share in fields.objects(fields.dig(value, "shares", "data"))]
    links += [a.get("unshimmed_url") or a.get("url") for a in shared]
    return [*links, value.get("link")] if kind == "post" else links


def _write_author(post: Post, value: dict[str, Any]) -> None:
    author = value.get("from") or value.get("owner")
    post.author_id = fields.known(fields.dig(author, "id"))
    post.author_name = fields.known(fields.dig(author, "name"))
    post.author_handle = fields.known(fields.dig(author, "username"))


def _write_relations(post: Post, value: dict[str, Any], kind: str) -> None:
    link = fields.text(value.get("link" if kind == "photo" else "permalink_url"))
    post.url = f"https://www.facebook.com{link}" if link.startswith("/") else link or None
    parent, root = fields.dig(value, "_parent", "id"), fields.dig(value, "_parent", "root")
    if kind == "message":
        post.visibility = "direct"
        post.thread = _uid(parent) if isinstance(parent, str) else None
    elif kind == "comment":
        spelled = _PERMALINK.search(link)
        page, number, first, reply = spelled.groups() if spelled else (None, None, None, None)
        named = [fields.known(fields.dig(value, name, "id")) for name in ("object", "parent")]
        top = f"{page}_{number}" if spelled else root or parent or named[0]
        above = f"{number}_{first}" if reply else named[1] or parent or top
        post.thread = _uid(top) if isinstance(top, str) else None
        post.reply_to = _uid(above) if isinstance(above, str) else None
        post.visibility = "private" if value.get("is_private") is True else None
    elif kind == "post" and (original := fields.known(value.get("parent_id"))):
        if fields.known(value.get("message")):
            post.quote_of = _uid(original)
        else:
            post.kind, post.repost_of = "repost", _uid(original)
    post.visibility = post.visibility or _PRIVACY.get(fields.text(fields.dig(value, "privacy", "value")))


def _write_place(post: Post, value: dict[str, Any]) -> None:
    place, location = value.get("place"), fields.dig(value, "place", "location")
    post.lat, post.lon = fields.point(fields.dig(location, "latitude"), fields.dig(location, "longitude"))
    parts = [fields.dig(place, "name"), *(fields.dig(location, name) for name in ("city", "country"))]
    post.place_name = ", ".join(fields.strings(parts)) or None
    post.country = fields.country(fields.dig(location, "country_code") or fields.dig(location, "country"))


def _count(value: dict[str, Any], name: str) -> Any:
    return fields.dig(value, name, "summary", "total_count")


def _people(value: dict[str, Any]) -> Iterator[tuple[str, object]]:
    named = [value.get("message_tags"), value.get("story_tags")]
    listed = [tag for tags in named for tag in (tags if isinstance(tags, list) else _values(tags))]
    for name in ("to", "with_tags"):
        listed += fields.objects(fields.dig(value, name, "data"))
    for holder in fields.objects(listed):
        yield "account", holder.get("id")
        yield "name", holder.get("name")
        yield "email", holder.get("email")
    yield "email", fields.dig(value, "from", "email")


def _values(tags: Any) -> list[Any]:
    """Old answers list tags by their place in the text: `{"0": [{…}]}`."""
    if not isinstance(tags, dict):
        return []
    return [tag for inner in tags.values() for tag in (inner if isinstance(inner, list) else [inner])]


_FIELDS = """
_parent id message story created_time updated_time permalink_url link from to tags message_tags story_tags
with_tags attachments attachment shares likes like love wow haha sad angry thankful care pride reactions
comments comment_count like_count full_picture picture icon status_type type name caption description source
object object_id parent parent_id place coordinates privacy is_hidden is_private is_published is_expired
is_popular is_spherical can_comment can_hide can_like can_remove can_reply_privately user_likes permalink
actions application title length published embed_html embeddable format content_category status views
post_views is_crosspost_video is_crossposting_eligible is_episode is_instagram_eligible images alt_text
alt_text_custom webp_images height width album page_story_id can_backdate can_delete can_tag backdated_time
target event start_time end_time event_times timezone cover category owner attending_count declined_count
interested_count maybe_count noreply_count is_canceled is_draft is_online is_page_owned online_event_format
ticket_uri guest_list_enabled can_guests_invite discount_code_enabled sticker thread messages posts feed
published_posts tagged photos videos events promotable_id scheduled_publish_time subscribed targeting
timeline_visibility instagram_eligibility via child_attachments call_to_action error count cover_photo
can_upload message_count snippet unread_count scoped_thread_key participants senders former_participants
can_reply is_subscribed live_views stream_url secure_stream_url creation_time broadcast_start_time
dash_ingest_url dash_preview_url ingest_streams overlay_url seconds_left video planned_start_time
member_count member_request_count membership_state permissions email fan_count category_list first_name
last_name name_format access_token login_url verification_status profile_picture_uri vertical_id profile_type
"""

SOURCE = Source(
    name="facebook_graph",
    title="Facebook posts, comments, photos, videos, events and page messages as the Graph API answers them.",
    platform="facebook",
    version=1,
    sniff=sniff,
    split=split,
    parse=parse,
    fields=frozenset(_FIELDS.split()),
    examples=(
        (
            {
                "id": "1000001_2000001",
                "message": "Hostess wanted, ask Ana Test",
                "created_time": "2024-03-01T13:00:00+0200",
                "message_tags": [
                    {"id": "1000002", "name": "Ana Test", "type": "user", "offset": 20, "length": 8}
                ],
                "shares": {"count": 2},
                "reactions": {"data": [], "summary": {"total_count": 5}},
                "permalink_url": "https://www.facebook.com/1000001/posts/2000001",
            },
            {
                "id": uid("facebook", "1000001_2000001", names_account=True),
                "kind": "post",
                "created_at": fields.time("2024-03-01T11:00:00Z"),
                "people": [{"kind": "account", "value": "1000002"}, {"kind": "name", "value": "Ana Test"}],
                "metrics": {"likes": 5, "replies": None, "reposts": 2, "views": None},
            },
        ),
        (
            {
                "message": "how much?",
                "comment_count": 0,
                "created_time": "2024-03-01T11:05:00+0000",
                "permalink_url": "https://www.facebook.com/1000001/posts/2000001/?comment_id=31&reply_comment_id=32",
            },
            {
                "id": uid("facebook", "2000001_32", names_account=True),
                "kind": "comment",
                "reply_to": uid("facebook", "2000001_31", names_account=True),
                "thread": uid("facebook", "1000001_2000001", names_account=True),
            },
        ),
        (
            {
                "id": "51",
                "name": "Casting",
                "description": "Models",
                "start_time": "2024-03-09T20:00:00+0000",
            },
            {"text": "Casting\n\nModels", "created_at": None},
        ),
    ),
)
