"""Reddit: API listings with their comment trees, bodies recorded from them, and Pushshift or Arctic Shift lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from waylight.files import fields
from waylight.files.cut import cut, once, pieces
from waylight.files.fields import dig, known, objects
from waylight.files.opened import Opened
from waylight.files.sample import Sample
from waylight.schema import NotAPost, Post, uid
from waylight.stage import Item, Source

SITE = "https://www.reddit.com"
GONE = frozenset(
    {"[deleted]", "[removed]", "[ removed by reddit ]", "[deleted by user]", "[removed by reddit]"}
)
OTHER = {
    "more": "a pointer to more comments",
    "t2": "an account",
    "t4": "a private message",
    "t5": "a community",
    "t6": "an award",
}
_NAMED = re.compile(r"(?<![\w/])/?u/([A-Za-z0-9_-]{3,20})\b")
_FULLNAME = re.compile(r"t[13]_[a-z0-9]{1,13}")
_KEYS = """_kind _meta after after_id all_awardings allow_live_comments approved_at_utc approved_by archived
    associated_award author author_cakeday author_created_utc author_flair_background_color author_flair_css_class
    author_flair_richtext author_flair_template_id author_flair_text author_flair_text_color author_flair_type
    author_fullname author_is_blocked author_patreon_flair author_premium awarders banned_at_utc banned_by before body
    body_html body_sha1 brand_safe can_gild can_mod_post category children clicked collapsed collapsed_because_crowd_control
    collapsed_reason collapsed_reason_code collections comment_type content_categories contest_mode controversiality
    count created created_utc crosspost_parent crosspost_parent_list depth discussion_type dist distinguished domain
    downs edited event_end event_is_live event_start from from_id from_kind gallery_data gilded gildings hidden hide_score id
    is_created_from_ads_ui is_crosspostable is_gallery is_meta is_original_content is_reddit_media_domain
    is_robot_indexable is_self is_submitter is_video kind likes link_author link_flair_background_color
    link_flair_css_class link_flair_richtext link_flair_template_id link_flair_text link_flair_text_color
    link_flair_type link_id link_permalink link_title link_url locked media media_embed media_metadata media_only
    mobile_ad_url mod_note mod_reason_by mod_reason_title mod_reports modhash name nest_level no_follow num_comments num_crossposts
    num_duplicates num_reports over_18 parent_id parent_whitelist_status permalink pinned poll_data post_categories
    post_hint preview previous_visits promoted pwls quarantine quarantined removal_reason removed_by
    removed_by_category replies report_reasons retrieved_on retrieved_utc rte_mode saved score score_hidden
    secure_media secure_media_embed selftext selftext_html send_replies spoiler steward_reports stickied subreddit
    subreddit_id subreddit_name_prefixed subreddit_subscribers subreddit_type suggested_sort suspicious_data thumbnail
    thumbnail_height thumbnail_width title top_awarded_type total_awards_received treatment_tags unrepliable_reason
    updated_on updated_utc ups upvote_ratio url url_overridden_by_dest user_reports utc_datetime_str
    view_count visited whitelist_status wls"""


def sniff(sample: Sample) -> float:
    """Sure of listings and of lines with a community, an epoch time and a title or body."""
    if sample.shape not in ("json", "json-lines"):
        return 0
    for record in sample.records:
        if dig(record, "kind") in ("Listing", "t1", "t3") and isinstance(dig(record, "data"), dict):
            return 0.97
        if isinstance(record, dict) and {"subreddit", "created_utc"} <= set(record):
            return 0.95 if {"body", "title", "selftext"} & set(record) else 0.7
    return 0


def split(opened: Opened) -> Iterator[Item]:
    """One item per post and per comment, whatever the depth of the tree; crossposted originals once each."""
    new = once()

    def open_up(value: Any) -> Iterator[Any]:
        stack = [value]
        while stack:
            one = stack.pop()
            kind, data = dig(one, "kind"), dig(one, "data")
            if not isinstance(kind, str) or not isinstance(data, dict):
                if isinstance(one, list):
                    stack += reversed(one)
                    continue
                kind, data = None, one
            if kind == "Listing":
                children = data.get("children")
                stack += reversed(children) if isinstance(children, list) else []
                continue
            if isinstance(data, dict) and isinstance(data.get("replies"), dict):
                stack.append(data["replies"])
                data = {**data, "replies": ""}
            yield {"_kind": kind, **data} if kind else data
            for original in objects(dig(data, "crosspost_parent_list"))[:1]:
                if new(original.get("id")):
                    yield {"_kind": "t3", **original}

    return cut(_things(opened), open_up)


def parse(value: Any) -> Post | NotAPost:
    """A post or a comment; one that is marked deleted or removed is a deletion and keeps no text."""
    if not isinstance(value, dict):
        fields.skip("the item is not an object.")
    kind = _kind(value)
    if kind not in ("t1", "t3"):
        return NotAPost(OTHER.get(kind, "another record"))
    name = _fullname(value, kind) or fields.skip("`id` and `name` are missing or malformed.")
    created = fields.time(value.get("created_utc"))
    if created is None:
        fields.skip("`created_utc` is missing or not a time.")
    own = uid("reddit", name)
    thread = uid("reddit", found) if (found := _reference(value.get("link_id"))) else None
    base = Post(
        id=own,
        created_at=created,
        platform="reddit",
        kind="comment" if kind == "t1" else "post",
        thread=own if kind == "t3" else thread,
        reply_to=uid("reddit", found) if (found := _reference(value.get("parent_id"))) else None,
    )
    if _is_gone(value, kind):
        base.event = "delete"
        return base
    return _filled(base, value, kind)


def _filled(post: Post, value: dict[str, Any], kind: str) -> Post:
    parent = next(iter(objects(value.get("crosspost_parent_list"))), None)
    repeated = _reference(value.get("crosspost_parent")) or (_fullname(parent, "t3") if parent else None)
    post.text = _text(value)
    shown = parent if repeated and parent and not _is_gone(parent, "t3") else None
    if shown:
        original = _text(shown)
        title = fields.unescaped(value.get("title"))
        same = original == title or original.startswith(f"{title}\n")
        post.text = original if same else f"{post.text}\n\n{original}"
    post.media, post.urls = _media(shown or value), _urls(shown or value)
    if not post.text and not post.media:
        fields.skip("`title` and `selftext` are missing." if kind == "t3" else "`body` is missing.")
    author = known(value.get("author"))
    post.author_handle = None if author in GONE else author
    post.author_id = known(value.get("author_fullname"))
    post.people = fields.people(_people(post.text, parent, value.get("link_author")))
    post.kind = "repost" if repeated else post.kind
    post.repost_of = uid("reddit", repeated) if repeated else None
    post.edited_at = fields.time(value.get("edited"))
    post.sensitive = fields.flag(value.get("over_18"))
    kind_of_place = known(value.get("subreddit_type"))
    post.visibility = {"public": "public", "restricted": "public", "private": "private"}.get(
        kind_of_place or ""
    )
    post.metrics = fields.metrics(value.get("score"), value.get("num_comments"), value.get("num_crossposts"))
    link = known(value.get("permalink"))
    post.url = SITE + link if link and link.startswith("/") else link
    return post


def _text(value: dict[str, Any]) -> str:
    """Title and body as one text; `body` is that of a comment. This API writes &, < and > as entities."""
    parts = [value.get("title"), value.get("selftext") or value.get("body")]
    parts += [one.get("text") for one in objects(dig(value, "poll_data", "options"))]
    return "\n\n".join(found for part in parts if (found := fields.unescaped(part).strip()))


def _urls(value: dict[str, Any]) -> list[str]:
    """The page a link post leads to, unless it is the post itself."""
    link = fields.unescaped(value.get("url_overridden_by_dest") or value.get("url")).strip()
    if not link.startswith(("http://", "https://")) or fields.flag(value.get("is_self")):
        return []
    return [] if "/comments/" in link and "reddit.com/" in link else [link]


def _media(value: dict[str, Any]) -> list[dict[str, str | None]]:
    captions = {fields.text(one.get("media_id")): one for one in objects(dig(value, "gallery_data", "items"))}
    found: list[dict[str, str | None]] = []
    listed = value.get("media_metadata")
    for name, one in listed.items() if isinstance(listed, dict) else ():
        key = fields.unescaped(dig(one, "s", "u") or dig(one, "s", "gif")) or fields.text(name)
        kind = {"Image": "photo", "AnimatedImage": "gif", "RedditVideo": "video"}.get(
            fields.text(dig(one, "e")), "file"
        )
        found.append(
            {"kind": kind, "key": key, "alt": known(dig(captions.get(fields.text(name)), "caption"))}
        )
    if video := known(dig(value, "media", "reddit_video", "fallback_url")):
        found.append({"kind": "video", "key": video.partition("?")[0], "alt": None})
    link = fields.unescaped(value.get("url_overridden_by_dest") or value.get("url"))
    if not found and (value.get("post_hint") == "image" or link.startswith("https://i.redd.it/")) and link:
        found.append({"kind": "gif" if link.endswith(".gif") else "photo", "key": link, "alt": None})
    return found


def _people(text: str, parent: dict[str, Any] | None, asked: object) -> Iterator[tuple[str, object]]:
    """Accounts named in the text as u/name, the author of a crossposted original and of the post answered."""
    yield from (("handle", name) for name in _NAMED.findall(text))
    for one in (dig(parent, "author"), asked):
        if one not in GONE if isinstance(one, str) else False:
            yield "handle", one
    yield "account", dig(parent, "author_fullname")


def _is_gone(value: dict[str, Any], kind: str) -> bool:
    written = fields.text(value.get("body" if kind == "t1" else "selftext")).strip().lower()
    title = fields.text(value.get("title")).strip().lower()
    later = (fields.flag(dig(value, "_meta", key)) for key in ("was_deleted_later", "was_initially_deleted"))
    return written in GONE or title in GONE or any(later) or bool(known(value.get("removed_by_category")))


def _kind(value: dict[str, Any]) -> str:
    if isinstance(value.get("_kind"), str):
        return str(value["_kind"])
    prefix = fields.text(value.get("name"))[:3]
    if prefix in ("t1_", "t2_", "t3_", "t4_", "t5_"):
        return prefix[:2]
    if "body" in value:
        return "t1"
    return "t3" if {"title", "selftext"} & set(value) else ""


def _fullname(value: dict[str, Any], kind: str) -> str | None:
    own = known(value.get("id"))
    return _reference(value.get("name")) or (_reference(f"{kind}_{own.lower()}") if own else None)


def _reference(value: object) -> str | None:
    found = fields.text(value)
    return found if _FULLNAME.fullmatch(found) else None


def _things(opened: Opened) -> Iterator[Item]:
    """An answer to a comments page is an array of two listings: their children are streamed together."""
    first = next(iter(opened.sample.records), None)
    if isinstance(opened.sample.top, list) and dig(first, "kind") == "Listing":
        return opened.json_items("item.data.children.item")
    return pieces(opened, "data.children", "data")


_POST = {
    "_kind": "t3",
    "id": "abc12",
    "name": "t3_abc12",
    "author": "sample_desk",
    "author_fullname": "t2_zz9",
    "created_utc": 1690000000.0,
    "subreddit": "examples",
    "title": "Housing &amp; work",
    "selftext": "Ask u/second_desk for the address",
    "edited": False,
    "over_18": False,
    "permalink": "/r/examples/comments/abc12/housing/",
    "is_self": True,
    "score": 3,
    "num_comments": 1,
}

SOURCE = Source(
    name="reddit",
    title="Reddit API listings with comment trees, and Pushshift or Arctic Shift dumps, as JSON or JSON lines.",
    platform="reddit",
    version=1,
    sniff=sniff,
    split=split,
    parse=parse,
    fields=frozenset(_KEYS.split()),
    examples=(
        (
            _POST,
            {
                "id": "reddit:t3_abc12",
                "text": "Housing & work\n\nAsk u/second_desk for the address",
                "edited_at": None,
                "thread": "reddit:t3_abc12",
                "people": [{"kind": "handle", "value": "second_desk"}],
                "urls": [],
            },
        ),
        (
            {
                "id": "k1",
                "author": "[deleted]",
                "body": "[removed]",
                "created_utc": "1690000500",
                "link_id": "t3_abc12",
                "parent_id": "t1_k0",
            },
            {
                "id": "reddit:t1_k1",
                "event": "delete",
                "text": "",
                "reply_to": "reddit:t1_k0",
                "author_handle": None,
            },
        ),
        (
            _POST | {"_meta": {"was_deleted_later": True}},
            {"event": "delete", "text": "", "author_handle": None},
        ),
        (
            _POST
            | {"id": "x9", "name": "t3_x9", "crosspost_parent": "t3_abc12", "crosspost_parent_list": [_POST]},
            {
                "kind": "repost",
                "repost_of": "reddit:t3_abc12",
                "text": "Housing & work\n\nAsk u/second_desk for the address",
            },
        ),
        (
            {"_kind": "more", "count": 3, "name": "t1_k9", "id": "k9", "children": ["k9"]},
            {"reason": "a pointer to more comments"},
        ),
    ),
)
