"""Maps the objects that web clients of platforms exchange, as browser extensions capture them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from waylight.files import fields, x_status
from waylight.files.fields import dig, known, objects
from waylight.schema import NotAPost, Post, uid

Path = tuple[str | int, ...]
Media = list[dict[str, str | None]]


def captured(platform: str, data: Mapping[str, Any], own: str | None) -> Post | NotAPost:
    """An object of a platform as a post; `own` is the id that the extension gave it. SkipPost where it cannot be."""
    return _MAPPERS.get(platform, _generic)(platform, data, own)


def _tiktok(platform: str, data: Mapping[str, Any], own: str | None) -> Post | NotAPost:
    if "cid" in data:
        return _tiktok_comment(data)
    if "createTime" not in data and "desc" not in data:
        return _generic(platform, data, own)
    native = known(data.get("id")) or own or fields.skip("`id` is missing.")
    author = data.get("author")
    named = author if isinstance(author, dict) else {"uniqueId": author, "nickname": data.get("nickname")}
    stickers = [" ".join(fields.strings(s.get("stickerText"))) for s in objects(data.get("stickersOnItem"))]
    extras = objects(data.get("textExtra"))
    tags = [e.get("hashtagName") for e in extras] + [c.get("title") for c in objects(data.get("challenges"))]
    duet = known(dig(data, "duetInfo", "duetFromId"))
    handle = known(named.get("uniqueId"))
    place = data.get("poi")
    stats = next((s for s in (data.get("stats"), data.get("statsV2")) if isinstance(s, dict)), {})
    return _checked(
        Post(
            id=uid("tiktok", native),
            text=_joined(data.get("desc"), *stickers),
            created_at=fields.time(data.get("createTime")),
            platform="tiktok",
            kind="video",
            language_declared=_language(data.get("textLanguage")),
            quote_of=uid("tiktok", duet) if duet and duet != "0" else None,
            hashtags=fields.strings(tags),
            place_name=known(dig(place, "name")),
            country=fields.country(data.get("locationCreated")),
            sensitive=fields.integer(data.get("maskType")) in (3, 4) or None,
            visibility="private" if data.get("privateItem") is True else None,
            metrics=fields.metrics(
                stats.get("diggCount"),
                stats.get("commentCount"),
                stats.get("shareCount"),
                stats.get("playCount"),
            ),
            author_id=known(named.get("id")),
            author_handle=handle,
            author_name=known(named.get("nickname")),
            people=fields.people(
                [("handle", e.get("userUniqueId")) for e in extras]
                + [("account", e.get("userId")) for e in extras]
            ),
            url=f"https://www.tiktok.com/@{handle or ''}/video/{native}",
            media=[
                *_media(
                    "photo",
                    (dig(i, "imageURL", "urlList", 0) for i in objects(dig(data, "imagePost", "images"))),
                ),
                *_media("video", [dig(data, "video", "downloadAddr") or dig(data, "video", "playAddr")]),
            ],
        )
    )


def _tiktok_comment(data: Mapping[str, Any]) -> Post | NotAPost:
    native = known(data.get("cid")) or fields.skip("`cid` is missing.")
    video, parent = known(data.get("aweme_id")), known(data.get("reply_id"))
    answered = parent if parent and parent != "0" else video
    user = data.get("user")
    return _checked(
        Post(
            id=uid("tiktok", native),
            text=fields.text(data.get("text")).strip(),
            created_at=fields.time(data.get("create_time")),
            platform="tiktok",
            kind="comment",
            language_declared=_language(data.get("comment_language")),
            reply_to=uid("tiktok", answered) if answered else None,
            thread=uid("tiktok", video) if video else None,
            metrics=fields.metrics(data.get("digg_count"), data.get("reply_comment_total")),
            author_id=known(dig(user, "uid")),
            author_handle=known(dig(user, "unique_id")),
            author_name=known(dig(user, "nickname")),
            people=fields.people(
                ("account", e.get("user_id"))
                for e in objects(data.get("text_extra"))
                if known(e.get("user_id"))
            ),
            url=known(dig(data, "share_info", "url")),
            media=_media(
                "photo", (dig(i, "origin_url", "url_list", 0) for i in objects(data.get("image_list")))
            ),
        )
    )


def _instagram(platform: str, data: Mapping[str, Any], own: str | None) -> Post | NotAPost:
    """Three shapes: `polaris` (no time), `graph` (edges) and the item list; Threads has the last one too."""
    native = (
        known(data.get("code")) or known(data.get("shortcode")) or own or fields.skip("`code` is missing.")
    )
    user = {**_object(data.get("owner")), **_object(data.get("user"))}
    place, tagged = data.get("location"), objects(dig(data, "usertags", "in"))
    tagged += [_object(e.get("node")) for e in objects(dig(data, "edge_media_to_tagged_user", "edges"))]
    named = [*(_object(t.get("user")) for t in tagged), *objects(data.get("coauthor_producers"))]
    lat, lon = fields.point(dig(place, "lat"), dig(place, "lng"))
    app = data.get("text_post_app_info")
    quoted, repeated = dig(app, "share_info", "quoted_post"), dig(app, "share_info", "reposted_post")
    named += [_object(dig(app, "reply_to_author")), *(_object(dig(p, "user")) for p in (quoted, repeated))]
    again = isinstance(repeated, dict)
    said: Mapping[str, Any] = repeated if again else data
    handle = known(user.get("username"))
    text = fields.text(
        dig(said, "caption", "text")
        or dig(said, "edge_media_to_caption", "edges", 0, "node", "text")
        or dig(said, "caption")
    )
    host = "www.threads.com" if platform == "threads" else "www.instagram.com"
    counts = _object(app)
    return _checked(
        Post(
            id=uid(platform, native),
            text=text.strip(),
            created_at=fields.time(data.get("taken_at")) or fields.time(data.get("taken_at_timestamp")),
            platform=platform,
            kind="repost" if again else "comment" if dig(app, "reply_to_author") else "post",
            repost_of=_uid(platform, dig(repeated, "code")),
            quote_of=_uid(platform, dig(quoted, "code")),
            hashtags=hashtags(text),
            place_name=known(dig(place, "name")) or known(dig(place, "city")),
            visibility="private" if user.get("is_private") is True else None,
            metrics=fields.metrics(
                data.get("like_count", dig(data, "edge_media_preview_like", "count")),
                data.get("comment_count", dig(data, "edge_media_preview_comment", "count"))
                or counts.get("direct_reply_count"),
                counts.get("repost_count"),
                data.get("play_count") or data.get("view_count"),
            ),
            author_id=known(user.get("pk")) or known(user.get("id")),
            author_handle=handle,
            author_name=known(user.get("full_name")),
            people=fields.people(_identities(named)),
            url=f"https://{host}/@{handle}/post/{native}"
            if platform == "threads"
            else f"https://{host}/p/{native}/",
            media=_instagram_media(said),
            lat=lat,
            lon=lon,
        )
    )


def _instagram_media(data: Mapping[str, Any]) -> Media:
    """A carousel's pictures, or the one picture or film of the post itself."""
    nodes = objects(data.get("carousel_media"))
    nodes += [_object(e.get("node")) for e in objects(dig(data, "edge_sidecar_to_children", "edges"))]
    found: Media = []
    for node in nodes or [dict(data)]:
        video = dig(node, "video_versions", 0, "url") or node.get("video_url")
        picture = dig(node, "image_versions2", "candidates", 0, "url") or node.get("display_url")
        key = known(video) or known(picture) or known(node.get("display_uri"))
        if key:
            alt = known(node.get("accessibility_caption"))
            found.append({"kind": "video" if known(video) else "photo", "key": key, "alt": alt})
    return found


def _x(platform: str, data: Mapping[str, Any], own: str | None) -> Post | NotAPost:
    """`rest_id`, `legacy`, `core.user_results`: rewritten into the older shape of a status, then mapped as one."""
    if "tombstone" in data or "legacy" not in data:
        return (
            NotAPost("a notice that a post is gone") if "tombstone" in data else _generic(platform, data, own)
        )
    return x_status.post(_x_status(data, own, 3))


def _x_status(data: Mapping[str, Any], own: str | None, depth: int) -> dict[str, Any]:
    inner = data.get("tweet")
    data = inner if isinstance(inner, dict) else data
    status: dict[str, Any] = dict(_object(data.get("legacy")))
    for key in ("retweeted_status_result", "quoted_status_result"):
        result = dig(data, key, "result") or dig(status, key, "result")
        status.pop(key, None)
        if isinstance(result, dict) and "tombstone" not in result and depth:
            status[key.removesuffix("_result")] = _x_status(result, None, depth - 1)
    native = known(data.get("rest_id")) or known(status.get("id_str")) or own
    status |= {"id_str": native} if native else {}
    note = _object(dig(data, "note_tweet", "note_tweet_results", "result"))
    if known(note.get("text")):
        status["full_text"] = note["text"]
        status["entities"] = {**_object(status.get("entities")), **_object(note.get("entity_set"))}
    user = _object(dig(data, "core", "user_results", "result")) or _object(data.get("user"))
    person = {**user, **_object(user.get("legacy")), **_object(user.get("core"))}
    status["user"] = {
        "id_str": known(user.get("rest_id")) or known(status.get("user_id_str")) or known(user.get("id_str")),
        "screen_name": person.get("screen_name"),
        "name": person.get("name"),
        "protected": person.get("protected", dig(user, "privacy", "protected")),
    }
    return status


_TEXT: tuple[Path, ...] = (
    ("desc",), ("text",), ("body",), ("content",), ("c",), ("caption", "text"), ("caption",), ("message", "text"),
    ("message",), ("commentary", "text", "text"), ("commentary", "text"), ("note_card", "desc"),
    ("comet_sections", "content", "story", "message", "text"), ("description",), ("auto_alt_text",),
)  # fmt: skip
_TITLE: tuple[Path, ...] = (
    ("title",), ("subject",), ("note_card", "title"), ("note_card", "display_title"), ("display_title",), ("headline",),
)  # fmt: skip
_TIME: tuple[Path, ...] = (
    ("createTime",), ("create_time",), ("created_at",), ("createdAt",), ("creationTs",), ("taken_at",), ("timestamp",),
    ("time",), ("ca",), ("creation_time",), ("published_at",), ("date",), ("note_card", "time"),
)  # fmt: skip
_ID: tuple[Path, ...] = (
    ("id",), ("i",), ("aweme_id",), ("cid",), ("pk",), ("code",), ("post_id",), ("entityId",), ("note_id",), ("rest_id",),
    ("comet_sections", "content", "story", "post_id"),
)  # fmt: skip
_URL: tuple[Path, ...] = (
    ("url",), ("ul",), ("link",), ("permalink",), ("share_url",), ("comet_sections", "content", "story", "wwwURL"),
)  # fmt: skip
_AUTHOR: tuple[Path, ...] = (
    ("author",), ("user",), ("account",), ("author_info",), ("creator",), ("pinner",), ("owner",), ("user_info",),
    ("note_card", "user"), ("comet_sections", "content", "story", "actors", 0), ("actor",), ("from",),
)  # fmt: skip
_AUTHOR_ID = ("id", "pk", "uid", "userId", "user_id", "userid", "i", "urn")
_HANDLE = ("username", "unique_id", "uniqueId", "screen_name", "acct", "un", "handle", "publicIdentifier")
_NAME = ("nickname", "display_name", "fullName", "full_name", "dn", "nickName", "name")


def _generic(platform: str, data: Mapping[str, Any], own: str | None) -> Post | NotAPost:
    """A platform without a mapping of its own: the usual names for text, author and time are tried in turn."""
    native = own or _first(data, _ID) or fields.skip("no field of it holds an id.")
    author = next((found for path in _AUTHOR if isinstance(found := dig(data, *path), dict)), {})
    lone = next((found for path in _AUTHOR[:4] if (found := known(dig(data, *path)))), None)
    text = _joined(_first(data, _TITLE), fields.plain(_first(data, _TEXT)))
    return _checked(
        Post(
            id=uid(platform, native, names_account=True),
            text=text,
            created_at=next((found for path in _TIME if (found := fields.time(dig(data, *path)))), None),
            platform=platform,
            hashtags=hashtags(text),
            place_name=known(data.get("ip_location")) or known(dig(data, "location", "name")),
            sensitive=fields.flag(data.get("nsfw", data.get("sensitive", data.get("is_mature")))),
            author_id=_any(author, _AUTHOR_ID),
            author_handle=(_any(author, _HANDLE) or lone or "").lstrip("@") or None,
            author_name=_any(author, _NAME) or known(dig(author, "name", "text")),
            people=fields.people(_identities(objects(data.get("mentions")))),
            url=_first(data, _URL),
            media=_generic_media(data),
        )
    )


def _generic_media(data: Mapping[str, Any]) -> Media:
    listed = objects(data.get("media_attachments")) + objects(data.get("image_info"))
    keys = [known(one.get("url")) or known(one.get("u")) for one in listed]
    keys += [
        dig(data, "images", "orig", "url"),
        dig(data, "cover", "url"),
        dig(data, "imageSpec_orig", "url"),
    ]
    return _media("photo", keys)


def hashtags(text: str) -> list[str]:
    """The hashtags written in a text, for platforms that do not list them."""
    words = (word for line in text.split() for word in line.split("#")[1:])
    return list(dict.fromkeys(tag for word in words if (tag := _leading(word))))


def _leading(word: str) -> str:
    end = next((n for n, char in enumerate(word) if not (char.isalnum() or char == "_")), len(word))
    return word[:end]


def _checked(post: Post) -> Post | NotAPost:
    if not post.text and not post.media:
        return NotAPost("an object without text or media")
    return post


def _identities(named: Iterable[Mapping[str, Any]]) -> list[tuple[str, object]]:
    pairs: list[tuple[str, object]] = []
    for one in named:
        pairs += [
            ("account", one.get("pk") or one.get("id")),
            ("handle", one.get("username") or one.get("acct")),
        ]
        pairs.append(("name", one.get("full_name") or one.get("display_name")))
    return pairs


def _joined(*parts: object) -> str:
    return "\n\n".join(fields.strings([fields.text(part) for part in parts]))


def _language(value: object) -> str | None:
    found = known(value)
    return None if found in ("un", "und") else found


def _media(kind: str, keys: Iterable[object]) -> Media:
    return [{"kind": kind, "key": key, "alt": None} for key in fields.strings(list(keys))]


def _object(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _first(data: Mapping[str, Any], paths: Iterable[Path]) -> str | None:
    return next((found for path in paths if (found := known(dig(data, *path)))), None)


def _any(data: Mapping[str, Any], names: Iterable[str]) -> str | None:
    return next((found for name in names if (found := known(data.get(name)))), None)


def _uid(platform: str, native: object) -> str | None:
    found = known(native)
    return uid(platform, found) if found else None


_MAPPERS: dict[str, Callable[[str, Mapping[str, Any], str | None], Post | NotAPost]] = {
    "tiktok": _tiktok,
    "instagram": _instagram,
    "threads": _instagram,
    "x": _x,
}
