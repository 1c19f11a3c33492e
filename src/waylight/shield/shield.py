"""The shield: from the row a platform gave to the row that may be read, with every identity replaced.

Only this room reads columns marked `identity`. Contacts and names in the text become placeholders such as
`[phone-1-k3j5h7q2w9x4m6n8]`: stable, so that posts sharing a number can still be linked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import h3
import pyarrow as pa

from waylight import schema
from waylight.shield.contacts import find_contacts
from waylight.shield.names import find_names
from waylight.shield.pseudonyms import Pseudonyms

CELL_RESOLUTION = 5  # mean area 253 km2: coarser than a town, finer than a region
PUBLIC_HOSTS = frozenset(
    "youtube.com youtu.be facebook.com instagram.com tiktok.com twitter.com x.com t.co t.me telegram.me wa.me "
    "whatsapp.com reddit.com vk.com discord.gg discord.com linktr.ee bit.ly tinyurl.com bsky.app medium.com "
    "wikipedia.org google.com docs.google.com forms.gle onlyfans.com line.me viber.com spotify.com".split()
)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z]{2,4})?")
_SLUG = re.compile(r"[a-z0-9_-]{1,24}")
_KEPT = [f.name for f in schema.POST if f.name in schema.RAW.names and f.name not in ("text", "media")]

Identity = tuple[str, str, str]
Place = tuple[str, str | None, float | None, float | None]


class Shielded:
    """What the shield makes of a batch: readable posts, and what goes to the vault."""

    def __init__(self, posts: pa.Table, identities: list[Identity], places: list[Place]) -> None:
        self.posts, self.identities, self.places = posts, identities, places


def shield(raw: pa.Table, pseudonyms: Pseudonyms) -> Shielded:
    """Replace every identity of a table with the columns of `RAW`; the answer has the columns of `POST`."""
    cover = _Cover(pseudonyms)
    rows = raw.to_pylist()
    made = [cover.row(row) for row in rows]
    columns = [pa.array([row[f.name] for row in made], type=f.type) for f in schema.POST]
    places = [(r["id"], r["url"], r["lat"], r["lon"]) for r in rows if r["url"] or r["lat"] is not None]
    posts = pa.Table.from_arrays(columns, schema=schema.POST)
    return Shielded(posts, [(t, k, v) for t, (k, v) in cover.sealed.items()], places)


class _Cover:
    def __init__(self, pseudonyms: Pseudonyms) -> None:
        self._token = pseudonyms.token
        self.sealed: dict[str, tuple[str, str]] = {}

    def row(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        platform = raw["platform"]
        people = _people(raw)
        text, contacts = self._text(raw["text"] or "", people, raw["country"])
        contacts += self._hidden_in_links(raw["urls"] or (), raw["text"] or "")
        made = {name: raw[name] for name in _KEPT}
        made.update(
            text=text,
            author=self._author(platform, raw),
            forwarded_from=self.seal("account", f"{platform}:{raw['forwarded_from']}")
            if raw["forwarded_from"]
            else None,
            mentions=[
                self.seal("account", f"{platform}:{p['value']}")
                for p in raw["people"] or ()
                if p["kind"] != "name"
            ],
            domains=_domains(raw["urls"] or ()),
            links=[self.seal("link", url) for url in raw["urls"] or ()],
            media=[self._media(m, people) for m in raw["media"]] if raw["media"] is not None else None,
            cell=_cell(raw["lat"], raw["lon"]),
            contacts={"found": contacts, "obscured": any(c["obscured"] for c in contacts)},
            hashtags=[self._text(tag, people, None)[0] for tag in raw["hashtags"]]
            if raw["hashtags"]
            else raw["hashtags"],
            place_name=self._text(raw["place_name"], people, None)[0] if raw["place_name"] else None,
            language_declared=_only(_LANGUAGE, raw["language_declared"]),
            country=_only(re.compile(r"[A-Z]{2}"), raw["country"]),
            platform=_only(_SLUG, platform) or "other",
            kind=_only(_SLUG, raw["kind"]) or "post",
            visibility=_only(_SLUG, raw["visibility"]),
        )
        return made

    def seal(self, kind: str, value: str) -> str:
        token = self._token(kind, value)
        if token not in self.sealed:
            self.sealed[token] = (kind, value)
        return token

    def _author(self, platform: str, raw: Mapping[str, Any]) -> str | None:
        names = [raw["author_id"], raw["author_handle"], raw["author_name"]]
        known = [str(n) for n in names if n]
        if not known:
            return None
        token = self._token("account", f"{platform}:{known[0]}")
        self.sealed[token] = ("account", f"{platform}:" + " | ".join(known))
        return token

    def _text(
        self, text: str, people: Sequence[tuple[str, str]], region: str | None
    ) -> tuple[str, list[dict[str, Any]]]:
        found = find_contacts(text, region)
        spans: list[tuple[int, int, str, Any]] = [(c.start, c.end, c.kind, c) for c in found]
        for start, end, kind, value in find_names(text, people):
            if not any(start < other_end and other_start < end for other_start, other_end, *_ in spans):
                spans.append((start, end, kind, value))
        if not spans:
            return text, []
        spans.sort(key=lambda s: s[0])
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

    def _media(
        self, media: Mapping[str, str | None], people: Sequence[tuple[str, str]]
    ) -> dict[str, str | None]:
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


def _people(raw: Mapping[str, Any]) -> list[tuple[str, str]]:
    platform = raw["platform"]
    own = [("account", raw["author_id"]), ("handle", raw["author_handle"]), ("name", raw["author_name"])]
    own.append(("name", raw["forwarded_from"]))
    return [(kind, value) for kind, value in own if value] + [
        (p["kind"], p["value"]) for p in raw["people"] or () if p["value"] and platform
    ]


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


def _only(pattern: re.Pattern[str], value: str | None) -> str | None:
    return value if value and pattern.fullmatch(value) else None
