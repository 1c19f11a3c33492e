"""X (Twitter) API v2: pages of answers, twarc's flattened lines, and compliance notices.

A page is cut into its tweets, each with its author, media, place and referenced tweets put inside in the
way twarc's `flatten` does it (docs: twarc-project.readthedocs.io), so that both files give the same items.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from waylight.files import fields, x_status
from waylight.files.cut import cut, once, pieces
from waylight.files.fields import dig, known, objects
from waylight.files.opened import Opened
from waylight.files.sample import Sample
from waylight.schema import NotAPost, Post, uid
from waylight.stage import Item, SkipPost, Source

HIDDEN = ("user_delete", "user_protect", "user_suspend")
OTHER = {
    "tweet_count": "a count",
    "member_count": "a list",
    "follower_count": "a list",
    "username": "an account",
    "dm_conversation_id": "a direct message event",
    "host_ids": "a live audio room",
    "trend_name": "a trend",
    "title": "an error answer",
    "errors": "an error answer",
}
NOTICES = {
    "withheld": "a withholding notice",
    "user_withheld": "a withholding notice",
    "scrub_geo": "a request to drop places",
    "drop": "a withholding notice",
    "undrop": "a withholding notice",
    "tweet_edit": "an edit notice",
    "user_profile_modification": "an account event",
    "user_undelete": "an account that came back",
    "user_unprotect": "an account that came back",
    "user_unsuspend": "an account that came back",
}
_TWEET = """article attachments author author_id card_uri community_id context_annotations conversation_id created_at
    display_text_range edit_controls edit_history_tweet_ids entities geo id in_reply_to_user in_reply_to_user_id lang
    matching_rules media_metadata non_public_metrics note_tweet organic_metrics possibly_sensitive promoted_metrics
    public_metrics referenced_tweets reply_settings scopes source suggested_source_links text type withheld __twarc"""
_NOTICE = "action reason redacted_at delete _accounts event_at"
_BESIDE = """description detail end name owner_id private profile_image_url protected public_metrics start status
    title url verified verified_type state value"""


def sniff(sample: Sample) -> float:
    """Sure of pages of this API, of twarc's lines and of compliance notices."""
    if sample.shape not in ("json", "json-lines"):
        return 0
    return max((_likeness(record) for record in sample.records if isinstance(record, dict)), default=0)


def split(opened: Opened) -> Iterator[Item]:
    """One item per tweet, included ones too, each once; other records of a page are items as they are."""
    new = once()
    accounts = "user" in opened.name.lower()

    def open_up(value: Any) -> Iterator[Any]:
        records, included = _opened(value)
        for one in records:
            new(dig(one, "id"))
            yield {**one, "_accounts": accounts} if isinstance(one, dict) and "action" in one else one
        for inner in included:
            if "text" in inner and new(inner.get("id")):
                yield {key: found for key, found in inner.items() if key != "type"}

    return cut(_pages(opened), open_up)


def parse(value: Any) -> Post | NotAPost:
    """A tweet, or the notice that a tweet or an account is gone."""
    if not isinstance(value, dict):
        fields.skip("the item is not an object.")
    if "action" in value:
        return _compliance(value)
    if "text" not in value and "created_at" not in value and (notice := _notice(value)):
        return notice
    if "text" not in value or "dm_conversation_id" in value:
        other = next((name for name in OTHER if name in value), None)
        if other:
            return NotAPost(OTHER[other])
    return _tweet(value)


def _tweet(value: dict[str, Any]) -> Post:
    own = known(value.get("id"))
    if not own or not own.isdecimal():
        fields.skip("`id` is missing or not a number.")
    created = fields.time(value.get("created_at"))
    referenced = {fields.text(one.get("type")): one for one in objects(value.get("referenced_tweets"))}
    original = referenced.get("retweeted")
    content = original if original and known(original.get("text")) else value
    text, media = _text(content), _media(content)
    if not text and not media:
        fields.skip("`text` is missing.")
    note = dig(content, "note_tweet", "entities")
    entities = note if isinstance(note, dict) else content.get("entities")
    lat, lon = fields.point(
        dig(value, "geo", "coordinates", "coordinates", 1), dig(value, "geo", "coordinates", "coordinates", 0)
    )
    handle = known(dig(value, "author", "username"))
    protected = fields.flag(dig(value, "author", "protected"))
    first = known(dig(value, "edit_history_tweet_ids", 0))
    counts = dig(content, "public_metrics")
    return Post(
        id=uid("x", own),
        text=text,
        created_at=created,
        platform="x",
        kind="repost" if original else "post",
        edited_at=created if first and first != own else None,
        revision_of=uid("x", first) if first and first != own else None,
        language_declared=x_status.language(content.get("lang")),
        reply_to=_reference(referenced, "replied_to"),
        thread=uid("x", thread) if (thread := known(value.get("conversation_id"))) else None,
        repost_of=_reference(referenced, "retweeted"),
        quote_of=_reference(referenced, "quoted"),
        hashtags=fields.strings([tag.get("tag") for tag in objects(dig(entities, "hashtags"))]),
        place_name=known(dig(value, "geo", "full_name")),
        country=fields.country(dig(value, "geo", "country_code")),
        sensitive=fields.flag(content.get("possibly_sensitive")),
        visibility=None if protected is None else "private" if protected else "public",
        metrics=fields.metrics(
            dig(counts, "like_count"),
            dig(counts, "reply_count"),
            dig(counts, "retweet_count"),
            dig(counts, "impression_count"),
        ),
        author_id=known(value.get("author_id")) or known(dig(value, "author", "id")),
        author_handle=handle,
        author_name=known(dig(value, "author", "name")),
        people=_people(value, referenced, entities),
        url=f"https://x.com/{handle or 'i'}/status/{own}",
        urls=_urls(entities),
        media=media,
        lat=lat,
        lon=lon,
    )


def _text(content: dict[str, Any]) -> str:
    written = fields.unescaped(dig(content, "note_tweet", "text") or content.get("text"))
    options = [
        fields.unescaped(one.get("label")) for one in objects(dig(content, "attachments", "poll", "options"))
    ]
    return "\n\n".join(part for part in (written, "\n".join(options)) if part)


def _media(content: dict[str, Any]) -> list[dict[str, str | None]]:
    return [
        {
            "kind": x_status.MEDIA.get(fields.text(one.get("type")), "file"),
            "key": key,
            "alt": known(one.get("alt_text")),
        }
        for one in objects(dig(content, "attachments", "media"))
        if (
            key := known(one.get("url")) or known(one.get("preview_image_url")) or known(one.get("media_key"))
        )
    ]


def _urls(entities: Any) -> list[str]:
    """Links without those of the tweet's own pictures, which this API lists among the links."""
    return fields.strings(
        [
            known(one.get("unwound_url")) or known(one.get("expanded_url")) or one.get("url")
            for one in objects(dig(entities, "urls"))
            if "media_key" not in one
        ]
    )


def _people(
    value: dict[str, Any], referenced: dict[str, dict[str, Any]], entities: Any
) -> list[dict[str, str]]:
    others = [value.get("in_reply_to_user"), *(one.get("author") for one in referenced.values())]
    pairs: list[tuple[str, object]] = [("account", value.get("in_reply_to_user_id"))]
    for one in [*objects(others), *objects(dig(entities, "mentions"))]:
        pairs += [("account", one.get("id")), ("handle", one.get("username")), ("name", one.get("name"))]
    return fields.people(pairs)


def _reference(referenced: dict[str, dict[str, Any]], kind: str) -> str | None:
    found = known(dig(referenced.get(kind), "id"))
    return uid("x", found) if found else None


def _compliance(value: dict[str, Any]) -> Post | NotAPost:
    """A line of a compliance job: which tweets or accounts, of those asked about, are gone, and why."""
    if value.get("action") != "delete" or value.get("reason") == "scrub_geo":
        return NotAPost("a compliance notice that is no deletion")
    if value.get("_accounts") is True:
        return x_status.hiding(value.get("id"), fields.time(value.get("redacted_at")))
    post = x_status.deletion(value.get("id"))
    post.created_at = fields.time(value.get("created_at"))
    return post


def _notice(value: dict[str, Any]) -> Post | NotAPost | None:
    """A message of a compliance stream, which names the happening as its only key."""
    if isinstance(value.get("delete"), dict):
        return x_status.deletion(dig(value, "delete", "tweet", "id"))
    for name in HIDDEN:
        if isinstance(value.get(name), dict):
            at = fields.time(dig(value, name, "event_at"))
            return x_status.hiding(dig(value, name, "user", "id"), at)
    found = next((name for name in NOTICES if name in value), None)
    return NotAPost(NOTICES[found]) if found else None


def _pages(opened: Opened) -> Iterator[Item]:
    """The answers of a file; one that is cut off gives its whole tweets, without what stood behind them."""
    for item in pieces(opened):
        if isinstance(item.value, SkipPost) and item.at == 1 and opened.sample.shape == "json":
            yield from pieces(opened, "data")
            return
        yield item


def _opened(value: Any) -> tuple[list[Any], list[dict[str, Any]]]:
    """The records of one line or document with what they refer to put inside, and the tweets referred to."""
    if not isinstance(value, dict) or "data" not in value:
        records = [] if dig(value, "meta", "result_count") == 0 else [value]
        return records, [inner for one in records for inner in objects(dig(one, "referenced_tweets"))]
    page = _Includes(value.get("includes"))
    listed = value["data"] if isinstance(value["data"], list) else [value["data"]]
    records = [page.flat(one) if isinstance(one, dict) else one for one in listed]
    return records, [page.flat(one) for one in page.tweets.values()]


class _Includes:
    """What a page holds beside its tweets, by id, to be put inside them."""

    def __init__(self, includes: Any) -> None:
        self.users = {one.get("id"): one for one in _hashable(dig(includes, "users"), "id")}
        self.names = {one.get("username"): one for one in _hashable(dig(includes, "users"), "username")}
        self.tweets = {one.get("id"): one for one in _hashable(dig(includes, "tweets"), "id")}
        self.media = {one.get("media_key"): one for one in _hashable(dig(includes, "media"), "media_key")}
        self.polls = {one.get("id"): one for one in _hashable(dig(includes, "polls"), "id")}
        self.places = {one.get("id"): one for one in _hashable(dig(includes, "places"), "id")}

    def flat(self, tweet: dict[str, Any], deep: bool = True) -> dict[str, Any]:
        made = dict(tweet)
        for key, name in (("author_id", "author"), ("in_reply_to_user_id", "in_reply_to_user")):
            if user := self.users.get(fields.text(tweet.get(key))):
                made[name] = user
        if isinstance(geo := tweet.get("geo"), dict) and (
            place := self.places.get(fields.text(geo.get("place_id")))
        ):
            made["geo"] = {**place, **geo}
        if isinstance(attached := tweet.get("attachments"), dict):
            made["attachments"] = self._attachments(attached)
        if isinstance(tweet.get("referenced_tweets"), list) and deep:
            made["referenced_tweets"] = [self._reference(one) for one in objects(tweet["referenced_tweets"])]
        if isinstance(entities := tweet.get("entities"), dict) and "mentions" in entities:
            named = [{**self._named(one), **one} for one in objects(entities["mentions"])]
            made["entities"] = {**entities, "mentions": named}
        return made

    def _named(self, mention: dict[str, Any]) -> dict[str, Any]:
        user = self.names.get(fields.text(mention.get("username")), {})
        return {key: user[key] for key in ("id", "name") if key in user}

    def _reference(self, one: dict[str, Any]) -> dict[str, Any]:
        whole = self.tweets.get(fields.text(one.get("id")))
        return {**self.flat(whole, deep=False), **one} if whole else one

    def _attachments(self, attached: dict[str, Any]) -> dict[str, Any]:
        made = dict(attached)
        if keys := fields.strings(attached.get("media_keys")):
            made["media"] = [self.media.get(key, {"media_key": key}) for key in keys]
        if polls := [
            self.polls[key] for key in fields.strings(attached.get("poll_ids")) if key in self.polls
        ]:
            made["poll"] = polls[0]
        return made


def _hashable(listed: Any, key: str) -> list[dict[str, Any]]:
    return [one for one in objects(listed) if isinstance(one.get(key), str)]


def _likeness(record: dict[str, Any]) -> float:
    if "__twarc" in record:
        return 0.98
    if {"id", "action", "reason"} <= set(record) and ("redacted_at" in record or "created_at" in record):
        return 0.9
    if "data" not in record:
        empty = isinstance(dig(record, "meta", "result_count"), int) and len(record) <= 3
        return 0.9 if empty else _is_ours(record)
    if set(record) & {"kind", "paging", "item_id", "source_platform"}:
        return 0
    data = record["data"]
    return max((_is_ours(one) for one in objects(data)[:5]), default=0)


def _is_ours(one: dict[str, Any]) -> float:
    ident = known(one.get("id")) or ""
    if "text" in one and ident.isdecimal() and ("author_id" in one or "edit_history_tweet_ids" in one):
        return 0.95
    if "tweet_count" in one and "start" in one and "end" in one:
        return 0.95
    if (
        ident.isdecimal()
        and {"username", "name"} <= set(one)
        and ("public_metrics" in one or "protected" in one)
    ):
        return 0.9
    if ident.isdecimal() and {"name", "owner_id", "member_count"} <= set(one):
        return 0.9
    notice = next((name for name in ("delete", *HIDDEN, *NOTICES) if isinstance(one.get(name), dict)), None)
    inner = one.get(notice) if notice else None
    return 0.9 if dig(inner, "event_at") and (dig(inner, "tweet") or dig(inner, "user")) else 0


_PERSON = {"id": "11", "username": "sample_desk", "name": "Sample Desk"}
_EXAMPLE = {
    "id": "1570000000000000002",
    "text": "RT @sample_desk: Waitresses wanted, trav…",
    "created_at": "2022-09-14T10:00:00.000Z",
    "author_id": "12",
    "author": {"id": "12", "username": "second_desk", "name": "Second"},
    "conversation_id": "1570000000000000002",
    "lang": "en",
    "edit_history_tweet_ids": ["1570000000000000002"],
    "referenced_tweets": [
        {
            "type": "retweeted",
            "id": "1570000000000000001",
            "text": "Waitresses wanted, travel paid &amp; room included",
            "author_id": "11",
            "author": _PERSON,
        }
    ],
}

SOURCE = Source(
    name="x_v2",
    title="X (Twitter) API v2 answers and twarc files, flattened or not, with compliance notices.",
    platform="x",
    version=1,
    sniff=sniff,
    split=split,
    parse=parse,
    fields=frozenset(f"{_TWEET} {_NOTICE} {_BESIDE}".split()) | set(OTHER) | set(NOTICES) | set(HIDDEN),
    examples=(
        (
            _EXAMPLE,
            {
                "id": "x:1570000000000000002",
                "kind": "repost",
                "repost_of": "x:1570000000000000001",
                "text": "Waitresses wanted, travel paid & room included",
                "author_handle": "second_desk",
                "people": [
                    {"kind": "account", "value": "11"},
                    {"kind": "handle", "value": "sample_desk"},
                    {"kind": "name", "value": "Sample Desk"},
                ],
            },
        ),
        (
            {
                "id": "1570000000000000009",
                "text": "corrected",
                "created_at": "2022-10-03T18:00:23.000Z",
                "edit_history_tweet_ids": ["1570000000000000007", "1570000000000000009"],
                "geo": {"coordinates": {"type": "Point", "coordinates": [13.4, 52.5]}, "country_code": "DE"},
            },
            {
                "revision_of": "x:1570000000000000007",
                "lat": 52.5,
                "lon": 13.4,
                "country": "DE",
                "author_id": None,
            },
        ),
        (
            {"id": "1170025343920402432", "action": "delete", "reason": "protected", "_accounts": False},
            {"id": "x:1170025343920402432", "event": "delete", "text": ""},
        ),
        (
            {"user_suspend": {"user": {"id": "11"}, "event_at": "2022-10-03T18:00:23.000Z"}},
            {"event": "hide", "author_id": "11"},
        ),
    ),
)
