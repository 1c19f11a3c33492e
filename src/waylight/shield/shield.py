"""The shield: from the row a platform gave to the row that may be read, with every identity replaced.

Only this room reads columns marked `identity`. Contacts and names in the text become placeholders such as
`[phone-1-k3j5h7q2w9x4m6n8]`: stable, so that posts sharing a number can still be linked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import h3
import pyarrow as pa
import pyarrow.compute as pc

from waylight import schema
from waylight.shield.contacts import find_contacts
from waylight.shield.names import find_names
from waylight.shield.pseudonyms import Pseudonyms
from waylight.shield.tollfree import is_toll_free

CELL_RESOLUTION = 5  # mean area 253 km2: coarser than a town, finer than a region
PUBLIC_HOSTS = frozenset(
    "youtube.com youtu.be facebook.com instagram.com tiktok.com twitter.com x.com t.co t.me telegram.me wa.me "
    "whatsapp.com reddit.com vk.com discord.gg discord.com linktr.ee bit.ly tinyurl.com bsky.app medium.com "
    "wikipedia.org google.com docs.google.com forms.gle onlyfans.com line.me viber.com spotify.com".split()
)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z]{2,4})?")
_SLUG = re.compile(r"[a-z0-9_-]{1,24}")
_COUNTRY = re.compile(r"[A-Z]{2}")
# Columns that carry no identity and go through as they are, and those that are let through if they look right.
_CHECKED = {
    "language_declared": _LANGUAGE,
    "country": _COUNTRY,
    "platform": _SLUG,
    "kind": _SLUG,
    "visibility": _SLUG,
}
_READ = (
    "platform", "text", "country", "author_id", "author_handle", "author_name", "forwarded_from", "people", "urls",
    "media", "hashtags", "place_name", "lat", "lon",
)  # fmt: skip
_MADE = (
    "text", "author", "forwarded_from", "mentions", "domains", "links", "media", "cell", "contacts", "hashtags",
    "place_name",
)  # fmt: skip

Identity = tuple[str, str, str]
Place = tuple[str, str | None, float | None, float | None]
People = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Shielded:
    """What the shield makes of a batch: readable posts, and what goes to the vault."""

    posts: pa.Table
    identities: list[Identity]
    places: list[Place]


def shield(raw: pa.Table, pseudonyms: Pseudonyms) -> Shielded:
    """Replace every identity of a table with the columns of `RAW`; the answer has the columns of `POST`."""
    cover = _Cover(pseudonyms)
    rows = zip(*(raw.column(name).to_pylist() for name in _READ), strict=True)
    made = dict(zip(_MADE, zip(*(cover.row(*row) for row in rows), strict=True), strict=False))
    columns = []
    for wanted in schema.POST:
        if wanted.name in _MADE:
            columns.append(pa.array(made.get(wanted.name, ()), type=wanted.type))
        elif wanted.name in _CHECKED:
            checked = _checked(raw.column(wanted.name), _CHECKED[wanted.name])
            columns.append(pc.fill_null(checked, "web") if wanted.name == "platform" else checked)
        else:
            columns.append(raw.column(wanted.name))
    exact = zip(*(raw.column(name).to_pylist() for name in ("id", "url", "lat", "lon")), strict=True)
    places = [place for place in exact if place[1] or place[2] is not None]
    posts = pa.Table.from_arrays(columns, schema=schema.POST)
    return Shielded(posts, [(t, k, v) for t, (k, v) in cover.sealed.items()], places)


def _checked(column: pa.ChunkedArray, pattern: re.Pattern[str]) -> pa.ChunkedArray:
    """The column with values that do not look right left out; an export may put anything there."""
    odd = [
        value for value in pc.unique(column).to_pylist() if value is not None and not pattern.fullmatch(value)
    ]
    if not odd:
        return column
    return pc.if_else(pc.is_in(column, value_set=pa.array(odd)), pa.scalar(None, pa.string()), column)


class _Cover:
    def __init__(self, pseudonyms: Pseudonyms) -> None:
        self._token = pseudonyms.token
        self.sealed: dict[str, tuple[str, str]] = {}

    def row(
        self, platform: str, text: str | None, country: str | None, author_id: str | None, handle: str | None,
        name: str | None, forwarded: str | None, people: list[dict[str, str]] | None, urls: list[str] | None,
        media: list[dict[str, str | None]] | None, hashtags: list[str] | None, place: str | None,
        lat: float | None, lon: float | None,
    ) -> tuple[Any, ...]:  # fmt: skip
        """The columns `_MADE` of one row."""
        own = (("account", author_id), ("handle", handle), ("name", name), ("name", forwarded))
        known: list[tuple[str, str]] = [(kind, value) for kind, value in own if value]
        known += [(p["kind"], p["value"]) for p in people or () if p["value"]]
        shown, contacts = self._text(text or "", known, country)
        if urls:
            contacts += self._hidden_in_links(urls, text or "")
        return (
            shown,
            self._author(platform, [n for n in (author_id, handle, name) if n]),
            self.seal("account", f"{platform}:{forwarded}") if forwarded else None,
            [self.seal("account", f"{platform}:{p['value']}") for p in people or () if p["kind"] != "name"],
            _domains(urls) if urls else [],
            [self.seal("link", url) for url in urls or ()],
            [self._media(m, known) for m in media] if media is not None else None,
            _cell(lat, lon),
            {
                "found": contacts,
                "obscured": any(c["obscured"] for c in contacts),
                "tollfree": any(self._is_toll_free(c) for c in contacts),
            },
            [self._text(tag, known, None)[0] for tag in hashtags] if hashtags else hashtags,
            self._text(place, known, None)[0] if place else None,
        )

    def seal(self, kind: str, value: str) -> str:
        """The token of an identity, which is noted for the vault."""
        token = self._token(kind, value)
        if token not in self.sealed:
            self.sealed[token] = (kind, value)
        return token

    def _is_toll_free(self, contact: Mapping[str, Any]) -> bool:
        return contact["kind"] == "phone" and is_toll_free(self.sealed[contact["token"]][1])

    def _author(self, platform: str, names: Sequence[str]) -> str | None:
        if not names:
            return None
        token = self._token("account", f"{platform}:{names[0]}")
        self.sealed[token] = ("account", f"{platform}:" + " | ".join(names))
        return token

    def _text(self, text: str, people: People, region: str | None) -> tuple[str, list[dict[str, Any]]]:
        found = find_contacts(text, region)
        names = find_names(text, people)
        if not found and not names:
            return text, []
        spans: list[tuple[int, int, str, Any]] = [(c.start, c.end, c.kind, c) for c in found]
        for start, end, kind, value in names:
            if not any(start < stop and begin < end for begin, stop, *_ in spans):
                spans.append((start, end, kind, value))
        return self._replaced(text, sorted(spans, key=lambda span: span[0]))

    def _replaced(
        self, text: str, spans: Sequence[tuple[int, int, str, Any]]
    ) -> tuple[str, list[dict[str, Any]]]:
        pieces: list[str] = []
        contacts: list[dict[str, Any]] = []
        position = length = 0
        for start, end, kind, what in spans:
            contact = None if isinstance(what, str) else what
            token = self.seal(kind, what if contact is None else contact.value)
            pieces += [text[position:start], f"[{token}]"]
            length += start - position
            if contact is not None:
                contacts.append(_contact(contact, token, length, length + len(token) + 2))
            length += len(token) + 2
            position = end
        return "".join(pieces) + text[position:], contacts

    def _hidden_in_links(self, urls: Sequence[str], text: str) -> list[dict[str, Any]]:
        """Contacts behind links that the text shows only shortened."""
        return [
            _contact(contact, self.seal(contact.kind, contact.value), None, None)
            for url in urls
            if url not in text
            for contact in find_contacts(url)
            if contact.kind != "link"
        ]

    def _media(self, media: Mapping[str, str | None], people: People) -> dict[str, str | None]:
        key, alt = media["key"], media["alt"]
        return {
            "kind": media["kind"],
            "key": self.seal("media", key) if key else None,
            "alt": self._text(alt, people, None)[0] if alt else alt,
        }


def _contact(contact: Any, token: str, start: int | None, end: int | None) -> dict[str, Any]:
    return {
        "kind": contact.kind,
        "token": token,
        "obscured": contact.obscured,
        "country": contact.country,
        "start": start,
        "end": end,
        "source_start": contact.start if start is not None else None,
        "source_end": contact.end if start is not None else None,
    }


def _domains(urls: Sequence[str]) -> list[str]:
    """Hosts that everybody uses; a host of one's own would be an identity."""
    hosts = set()
    for url in urls:
        try:
            host = (urlsplit(url).hostname or "").removeprefix("www.")
        except ValueError:
            continue
        if host in PUBLIC_HOSTS:
            hosts.add(host)
    return sorted(hosts)


def _cell(lat: float | None, lon: float | None) -> str | None:
    if lat is None or lon is None or not (-90 <= lat <= 90 and -180 <= lon <= 180):
        return None
    return str(h3.latlng_to_cell(lat, lon, CELL_RESOLUTION))
