"""Maps one status of X in the shape of its API v1.1, which the API, streams and the personal archive share."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from waylight.files import fields
from waylight.files.fields import dig, known, objects
from waylight.schema import Post, uid

MEDIA = {"photo": "photo", "video": "video", "animated_gif": "gif"}

FIELDS = frozenset(
    [
        "annotations",
        "contributors",
        "coordinates",
        "created_at",
        "current_user_retweet",
        "display_text_range",
        "edit_controls",
        "edit_history",
        "edit_info",
        "entities",
        "extended_entities",
        "extended_tweet",
        "favorite_count",
        "favorited",
        "filter_level",
        "full_text",
        "geo",
        "id",
        "id_str",
        "in_reply_to_screen_name",
        "in_reply_to_status_id",
        "in_reply_to_status_id_str",
        "in_reply_to_user_id",
        "in_reply_to_user_id_str",
        "is_quote_status",
        "lang",
        "matching_rules",
        "metadata",
        "place",
        "possibly_sensitive",
        "possibly_sensitive_appealable",
        "possibly_sensitive_editable",
        "quote_count",
        "quoted_status",
        "quoted_status_id",
        "quoted_status_id_str",
        "quoted_status_permalink",
        "reply_count",
        "retweet_count",
        "retweeted",
        "retweeted_status",
        "scopes",
        "source",
        "text",
        "timestamp_ms",
        "truncated",
        "user",
        "withheld_copyright",
        "withheld_in_countries",
        "withheld_scope",
    ]
)


def native(status: Any, name: str = "id") -> str | None:
    """An id of a status, from its string form where there is one: numbers above 2**53 lose digits."""
    found = known(dig(status, f"{name}_str")) or known(dig(status, name))
    return found if found and found.isdecimal() else None


def post(status: dict[str, Any]) -> Post:
    """A status as a post; SkipPost where its id, its time or both text and media are missing."""
    own = native(status) or fields.skip("`id_str` is missing or not a number.")
    created = fields.time(status.get("created_at")) or fields.time(status.get("timestamp_ms"))
    if created is None:
        fields.skip("`created_at` is missing or not a time.")
    original = dig(status, "retweeted_status")
    content = original if isinstance(original, dict) else status
    text, entities, media = _text(content), _entities(content), _media(content)
    if not text and not media:
        fields.skip("`full_text` and `text` are missing.")
    lat, lon = _point(status)
    handle = known(dig(status, "user", "screen_name"))
    protected = fields.flag(dig(status, "user", "protected"))
    quoted = (
        None
        if content is original
        else native(status, "quoted_status_id") or native(dig(status, "quoted_status"))
    )
    first, edited = _revision(status, own, created)
    return Post(
        id=uid("x", own),
        text=text,
        created_at=created,
        platform="x",
        kind="repost" if content is original else "post",
        edited_at=edited,
        revision_of=uid("x", first) if first else None,
        language_declared=language(content.get("lang")),
        reply_to=uid("x", answered) if (answered := native(status, "in_reply_to_status_id")) else None,
        repost_of=uid("x", repeated) if (repeated := native(original)) else None,
        quote_of=uid("x", quoted) if quoted else None,
        hashtags=fields.strings([tag.get("text") for tag in objects(entities.get("hashtags"))]),
        place_name=known(dig(status, "place", "full_name")),
        country=fields.country(dig(status, "place", "country_code")),
        sensitive=fields.flag(content.get("possibly_sensitive")),
        visibility=None if protected is None else "private" if protected else "public",
        metrics=fields.metrics(
            status.get("favorite_count"), status.get("reply_count"), status.get("retweet_count")
        ),
        author_id=native(status.get("user")),
        author_handle=handle,
        author_name=known(dig(status, "user", "name")),
        people=_people(status, content, entities),
        url=f"https://x.com/{handle or 'i'}/status/{own}",
        urls=_urls(entities),
        media=media,
        lat=lat,
        lon=lon,
    )


def deletion(ident: object) -> Post:
    """The notice that a status is gone; SkipPost where it names none."""
    found = known(ident) or fields.skip("the id of the deleted post is missing.")
    return Post(id=uid("x", found), platform="x", event="delete")


def hiding(ident: object, at: datetime | None = None) -> Post:
    """The notice that an account is gone, protected or suspended: all its posts are to be hidden."""
    account = known(ident) or fields.skip("the id of the hidden account is missing.")
    own = uid("x", f"account:{account}:{at.isoformat() if at else ''}", names_account=True)
    return Post(id=own, platform="x", event="hide", author_id=account, created_at=at)


def _text(status: Any) -> str:
    written = dig(status, "extended_tweet", "full_text") or dig(status, "full_text") or dig(status, "text")
    return fields.unescaped(written)


def _entities(status: Any) -> dict[str, Any]:
    found = dig(status, "extended_tweet", "entities") or dig(status, "entities")
    return found if isinstance(found, dict) else {}


def _media(status: Any) -> list[dict[str, str | None]]:
    paths = (("extended_tweet", "extended_entities"), ("extended_entities",), ("entities",))
    listed = next((found for path in paths if (found := objects(dig(status, *path, "media")))), [])
    return [
        {
            "kind": MEDIA.get(fields.text(one.get("type")), "file"),
            "key": key,
            "alt": known(one.get("ext_alt_text")),
        }
        for one in listed
        if (key := known(one.get("media_url_https")) or known(one.get("media_url")))
    ]


def _urls(entities: dict[str, Any]) -> list[str]:
    return fields.strings(
        [
            known(dig(one, "unwound", "url")) or known(one.get("expanded_url")) or one.get("url")
            for one in objects(entities.get("urls"))
        ]
    )


def _point(status: dict[str, Any]) -> tuple[float, float] | tuple[None, None]:
    """`coordinates` is GeoJSON, longitude first; the older `geo` is latitude first."""
    pair = dig(status, "coordinates", "coordinates")
    if pair:
        return fields.point(dig(pair, 1), dig(pair, 0))
    pair = dig(status, "geo", "coordinates")
    return fields.point(dig(pair, 0), dig(pair, 1))


def _people(status: dict[str, Any], content: Any, entities: dict[str, Any]) -> list[dict[str, str]]:
    pairs: list[tuple[str, object]] = [
        ("account", native(status, "in_reply_to_user_id")),
        ("handle", status.get("in_reply_to_screen_name")),
    ]
    authors = [dig(content, "user")] if content is not status else []
    authors.append(dig(status, "quoted_status", "user"))
    for one in [*objects(authors), *objects(entities.get("user_mentions"))]:
        pairs += [("account", native(one)), ("handle", one.get("screen_name")), ("name", one.get("name"))]
    return fields.people(pairs)


def _revision(status: dict[str, Any], own: str, created: datetime) -> tuple[str | None, datetime | None]:
    """Id of the first version and time of this one, where this status is an edit of an earlier one."""
    first = known(
        dig(status, "edit_history", "initial_tweet_id")
        or dig(status, "edit_history", "edit_tweet_ids", 0)
        or dig(status, "edit_info", "edit", "initialTweetId")
        or dig(status, "edit_info", "initial", "editTweetIds", 0)
    )
    return (first, created) if first and first != own else (None, None)


def language(value: object) -> str | None:
    """The language X names; its codes for "none" (only links, hashtags, media) give None."""
    found = known(value)
    return None if found in ("und", "zxx", "qme", "qst", "qht", "qam", "qct") else found
