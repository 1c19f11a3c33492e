"""YouTube comments, replies and videos as the YouTube Data API answers them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from waylight.files import fields
from waylight.files.opened import Opened
from waylight.files.sample import Sample
from waylight.schema import NotAPost, Post, uid
from waylight.stage import Item, Source

_CHANNEL = re.compile(r"youtube\.com/channel/(UC[\w-]{10,40})")
_THUMBNAIL = re.compile(r"ytimg\.com/vi(?:_webp)?/([\w-]{11})/")
_GONE = {"Deleted video", "Private video"}
_OTHERS = {
    "youtube#channel": "a channel",
    "youtube#playlist": "a playlist",
    "youtube#subscription": "a subscription",
    "youtube#commentThread": "a thread without its comment",
}


def sniff(sample: Sample) -> float:
    """Sure where the answer or its first records say `youtube#…` as their kind."""
    if sample.shape not in ("json", "json-lines"):
        return 0.0
    heads = [sample.top, *sample.records[:3]]
    return 0.98 if any(_kind(head).startswith("youtube#") for head in heads) else 0.0


def split(opened: Opened) -> Iterator[Item]:
    """Comments and videos; a thread is cut into its first comment and the replies, with `_thread` saying where."""
    at = 0
    for value in _records(opened):
        for part in _parts(value):
            at += 1
            yield Item(at, part)


def parse(value: Any) -> Post | NotAPost:
    """One comment or video; channels, playlists, ratings and other records are no posts."""
    if not isinstance(value, dict):
        fields.skip("a record is not an object.")
    kind = _kind(value)
    if kind == "youtube#comment":
        return _comment(value)
    if kind in ("youtube#video", "youtube#searchResult", "youtube#playlistItem", "youtube#activity"):
        return _video(value, kind)
    if "rating" in value:
        return NotAPost("a rating")
    return NotAPost(_OTHERS.get(kind, "a YouTube record that is not a post"))


def _kind(value: Any) -> str:
    return fields.text(fields.dig(value, "kind"))


def _records(opened: Opened) -> Iterator[Any]:
    sample = opened.sample
    if sample.shape == "json-lines" and sample.top is None:
        items = opened.json_lines()
    elif isinstance(sample.top, list):
        items = opened.json_items("item")
    else:
        items = opened.json_items("items.item" if "items" in (sample.top or {}) else "")
    for item in items:
        if isinstance(fields.dig(item.value, "items"), list):
            yield from item.value["items"]
        elif not (_kind(item.value).endswith("Response") and "id" not in item.value):
            yield item.value


def _parts(value: Any) -> Iterator[Any]:
    top = fields.dig(value, "snippet", "topLevelComment")
    replies = fields.dig(value, "replies", "comments")
    if isinstance(top, dict):
        snippet = value["snippet"]
        thread = {
            key: snippet[key]
            for key in ("videoId", "channelId", "totalReplyCount", "isPublic")
            if key in snippet
        }
        yield {**top, "_thread": thread}
        for reply in replies if isinstance(replies, list) else ():
            above = {"videoId": thread.get("videoId"), "parentId": top.get("id")}
            yield {**reply, "_thread": above} if isinstance(reply, dict) else reply
    else:
        yield value


def _comment(value: dict[str, Any]) -> Post | NotAPost:
    native = fields.known(value.get("id"))
    if native is None:
        fields.skip("the comment has no `id`.")
    snippet = value.get("snippet")
    if not isinstance(snippet, dict):
        fields.skip("the comment has no `snippet`.", "Ask the API for part=snippet.")
    created = fields.time(snippet.get("publishedAt"))
    if created is None:
        fields.skip("the comment has no readable `publishedAt`.")
    post = Post(id=uid("youtube", native), platform="youtube", kind="comment", created_at=created)
    updated = fields.time(snippet.get("updatedAt"))
    post.edited_at = updated if updated != created else None
    post.text = fields.text(snippet.get("textOriginal")) or fields.plain(snippet.get("textDisplay"))
    if not post.text:
        return NotAPost("an empty comment")
    _write_commenter(post, snippet)
    video = fields.known(snippet.get("videoId")) or fields.known(fields.dig(value, "_thread", "videoId"))
    above = fields.known(snippet.get("parentId")) or fields.known(fields.dig(value, "_thread", "parentId"))
    above = above or ("." in native and native.partition(".")[0]) or None
    if video:
        post.thread = uid("youtube", video)
        post.url = f"https://www.youtube.com/watch?v={video}&lc={native}"
    post.reply_to = uid("youtube", above) if above else post.thread
    replies = None if above else fields.dig(value, "_thread", "totalReplyCount")
    post.metrics = fields.metrics(likes=snippet.get("likeCount"), replies=replies)
    post.visibility = "public" if fields.dig(value, "_thread", "isPublic") is True else None
    return post


def _write_commenter(post: Post, snippet: dict[str, Any]) -> None:
    """The channel of an author may be missing; then only the address of it, or nothing, is known."""
    channel = snippet.get("authorChannelId")
    address = _CHANNEL.search(fields.text(snippet.get("authorChannelUrl")))
    post.author_id = fields.known(fields.dig(channel, "value") if isinstance(channel, dict) else channel)
    post.author_id = post.author_id or (address[1] if address else None)
    name = fields.known(snippet.get("authorDisplayName"))
    post.author_name = name
    if name and name.startswith("@"):
        post.author_handle = name.lstrip("@") or None


def _video(value: dict[str, Any], kind: str) -> Post | NotAPost:
    snippet = value.get("snippet")
    if not isinstance(snippet, dict):
        return NotAPost("a video without its words")
    if kind == "youtube#activity" and snippet.get("type") != "upload":
        return NotAPost("an activity")
    if kind == "youtube#searchResult" and _kind(value.get("id")) not in ("", "youtube#video"):
        return NotAPost("a channel or playlist")
    native = _video_id(value, kind, snippet)
    if native is None:
        fields.skip("the video has no id.")
    post = Post(id=uid("youtube", native), platform="youtube", kind="video")
    title = (
        fields.plain(snippet.get("title"))
        if kind == "youtube#searchResult"
        else fields.text(snippet.get("title"))
    )
    if kind == "youtube#playlistItem" and title in _GONE:
        post.event = "delete"
        return post
    own = fields.dig(value, "contentDetails", "videoPublishedAt")
    post.created_at = fields.time(own) or fields.time(snippet.get("publishedAt"))
    if post.created_at is None:
        fields.skip("the video has no readable `publishedAt`.")
    description = fields.text(snippet.get("description"))
    post.text = "\n\n".join(part for part in (title.strip(), description.strip()) if part)
    post.url = f"https://www.youtube.com/watch?v={native}"
    post.media = [{"kind": "video", "key": post.url, "alt": None}]
    post.author_id = fields.known(snippet.get("videoOwnerChannelId")) or fields.known(
        snippet.get("channelId")
    )
    post.author_name = fields.known(snippet.get("videoOwnerChannelTitle")) or fields.known(
        snippet.get("channelTitle")
    )
    language = fields.known(snippet.get("defaultAudioLanguage")) or fields.known(
        snippet.get("defaultLanguage")
    )
    post.language_declared = language
    _write_details(post, value)
    return post


def _video_id(value: dict[str, Any], kind: str, snippet: dict[str, Any]) -> str | None:
    """Each kind keeps it elsewhere; an upload asked for without details shows it only in its picture."""
    native = value.get("id")
    details = value.get("contentDetails")
    if kind == "youtube#searchResult":
        return fields.known(native.get("videoId") if isinstance(native, dict) else native)
    if kind == "youtube#playlistItem":
        inner = fields.dig(snippet, "resourceId", "videoId")
        return fields.known(inner) or fields.known(fields.dig(details, "videoId"))
    if kind == "youtube#activity":
        picture = _THUMBNAIL.search(fields.text(fields.dig(snippet, "thumbnails", "default", "url")))
        return fields.known(fields.dig(details, "upload", "videoId")) or (picture[1] if picture else None)
    return fields.known(native)


def _write_details(post: Post, value: dict[str, Any]) -> None:
    status = fields.text(fields.dig(value, "status", "privacyStatus"))
    post.visibility = status if status in ("public", "unlisted", "private") else None
    rating = fields.dig(value, "contentDetails", "contentRating", "ytRating")
    post.sensitive = True if rating == "ytAgeRestricted" else None
    place = fields.dig(value, "recordingDetails")
    post.lat, post.lon = fields.point(
        fields.dig(place, "location", "latitude"), fields.dig(place, "location", "longitude")
    )
    post.place_name = fields.known(fields.dig(place, "locationDescription"))
    counts = value.get("statistics")
    post.metrics = fields.metrics(
        likes=fields.dig(counts, "likeCount"),
        replies=fields.dig(counts, "commentCount"),
        views=fields.dig(counts, "viewCount"),
    )


_FIELDS = """
_thread kind etag id snippet replies contentDetails statistics status recordingDetails player topicDetails
localizations liveStreamingDetails fileDetails processingDetails suggestions videoId rating brandingSettings
brandingSettings paidProductPlacementDetails auditDetails contentOwnerDetails subscriberSnippet
"""

SOURCE = Source(
    name="youtube",
    title="YouTube comments, replies and videos as the YouTube Data API answers them.",
    platform="youtube",
    version=1,
    sniff=sniff,
    split=split,
    parse=parse,
    fields=frozenset(_FIELDS.split()),
    examples=(
        (
            {
                "kind": "youtube#comment",
                "id": "UgzTESTcomment4AaABAg",
                "_thread": {"videoId": "TESTvideo01", "totalReplyCount": 2},
                "snippet": {
                    "authorDisplayName": "@ana-test",
                    "textDisplay": "Is this <b>real</b>?<br>It&#39;s too good",
                    "likeCount": 1,
                    "publishedAt": "2024-03-01T11:00:00Z",
                    "updatedAt": "2024-03-01T11:09:00Z",
                },
            },
            {
                "id": "youtube:UgzTESTcomment4AaABAg",
                "text": "Is this real?\nIt's too good",
                "author_id": None,
                "author_handle": "ana-test",
                "edited_at": fields.time("2024-03-01T11:09:00Z"),
                "reply_to": "youtube:TESTvideo01",
                "thread": "youtube:TESTvideo01",
            },
        ),
        (
            {
                "kind": "youtube#comment",
                "id": "UgzTESTcomment4AaABAg.8test",
                "snippet": {
                    "authorDisplayName": "Max",
                    "authorChannelId": {"value": "UCtesttesttest"},
                    "textOriginal": "No <3",
                    "textDisplay": "No &lt;3",
                    "publishedAt": "2024-03-01T12:00:00Z",
                    "updatedAt": "2024-03-01T12:00:00Z",
                },
            },
            {
                "text": "No <3",
                "author_id": "UCtesttesttest",
                "edited_at": None,
                "reply_to": "youtube:UgzTESTcomment4AaABAg",
            },
        ),
        (
            {
                "kind": "youtube#searchResult",
                "id": {"kind": "youtube#video", "videoId": "TESTvideo01"},
                "snippet": {
                    "publishedAt": "2024-03-01T11:00:00Z",
                    "channelId": "UCtesttesttest",
                    "title": "Work &amp; travel",
                    "description": "Apply now",
                },
            },
            {"kind": "video", "text": "Work & travel\n\nApply now", "id": "youtube:TESTvideo01"},
        ),
    ),
)
