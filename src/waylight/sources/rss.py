"""News and forum feeds: RSS 0.9 to 2.0 and Atom, with any title, HTML description and position they carry."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from html.entities import html5
from typing import Any, BinaryIO, NoReturn
from urllib.parse import urljoin
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser, iterparse

from waylight.files import fields, limits
from waylight.files.opened import Opened
from waylight.files.sample import Sample
from waylight.schema import NotAPost, Post, uid
from waylight.stage import Item, SkipPost, Source, StopSource

_ROOTS = ("<rss", "<rdf:RDF", "<feed")
_ENTRIES = ("item", "entry")
_ABOUT = ("title", "link", "language", "id")  # what is kept of the feed itself
_DEEPEST = 100
_LARGEST = limits.LINE  # bytes of one entry
_ENCODED = re.compile(r"\s*<\?xml[^>]{0,200}?\sencoding\s*=\s*[\"']([\w.:-]+)", re.IGNORECASE)
_ENTITY = re.compile(rb"&([A-Za-z]{2,8}\d{0,2});")
_XML_ENTITIES = ("amp", "lt", "gt", "quot", "apos")
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r"))
_MARKED = ("{http://www.w3.org/1999/xhtml}",)


def sniff(sample: Sample) -> float:
    """Sure of a root element of RSS or Atom near the beginning."""
    if sample.shape != "xml":
        return 0.0
    found = [at for root in _ROOTS if (at := sample.text[:4000].find(root)) >= 0]
    if not found:
        return 0.0
    behind = sample.text[min(found) :]
    known = "<item" in behind or "<channel" in behind or "http://www.w3.org/2005/Atom" in behind[:2000]
    return 0.95 if known else 0.3


def split(opened: Opened) -> Iterator[Item]:
    """One item per entry, with the feed's own title, link and language; what precedes damage is kept."""
    number = 0
    about: dict[str, Any] = {}
    path: list[Element] = []
    entry: Element | None = None
    foreign = _ENCODED.match(opened.sample.text)
    plain = foreign is None or foreign[1].lower().startswith(("utf", "us-ascii"))
    try:
        with opened.clean() if plain else opened.open_bytes() as stream:
            fed = _Fed(stream, opened.where, plain)
            parser = DefusedXMLParser(encoding="utf-8" if plain else None, forbid_dtd=False)
            for event, element in iterparse(fed, events=("start", "end"), parser=parser):
                if event == "start":
                    path.append(element)
                    entry = element if entry is None and _name(element) in _ENTRIES else entry
                    if len(path) > _DEEPEST:
                        fed.stop(f"its XML is nested more than {_DEEPEST} deep.")
                    continue
                path.pop()
                if entry is not None and element is entry:
                    number, entry = number + 1, None
                    fed.mark()
                    yield Item(number, {**_entry(element), "_feed": dict(about)})
                if entry is None and path:
                    if len(path) <= 2 and _name(element) in _ABOUT:
                        about.setdefault(
                            _name(element), fields.known(element.text) or fields.known(element.get("href"))
                        )
                    path[-1].remove(element)
    except ParseError:
        yield Item(
            number + 1, SkipPost("the XML is damaged or cut off here; all entries before it were read.")
        )
    except (DefusedXmlException, ValueError, LookupError) as error:
        what = f"its XML declares entities or an unknown encoding ({type(error).__name__})."
        raise StopSource(
            what, where=opened.where, do="Such files can be attacks; ask for a plain feed."
        ) from error


def parse(value: Any) -> Post | NotAPost:
    """An entry as a post: title, then the longest of its descriptions as text; links and pictures kept."""
    if not isinstance(value, dict):
        fields.skip("the entry is not an object.")
    feed = value.get("_feed")
    link = _link(value, fields.text(fields.dig(feed, "link")))
    native = _first(value, "guid") or _first(value, "id") or link or _first(value, "about")
    markup = max((v for k in _BODIES for v in _all(value, k)), key=len, default="")
    title, body = fields.plain(_first(value, "title") or ""), fields.plain(markup)
    text = body if not title or body.startswith(title) else f"{title}\n\n{body}".strip()
    media = _media(value)
    if not text and not media:
        return NotAPost("an entry without text")
    if native is None:
        fields.skip("`guid`, `id` and `link` are missing.")
    told = (
        native
        if "://" in native or native.startswith(("urn:", "tag:"))
        else f"{fields.dig(feed, 'link')}#{native}"
    )
    created = next(
        (t for k in ("pubDate", "published", "date", "issued") if (t := fields.time(_first(value, k)))), None
    )
    updated = next((t for k in ("updated", "modified") if (t := fields.time(_first(value, k)))), None)
    lat, lon = _point(value)
    author = _first(value, "creator") or _first(value, "author")
    return Post(
        id=uid("web", told, names_account=True),
        text=text,
        created_at=created or updated,
        platform="web",
        edited_at=updated if created and updated and updated > created else None,
        language_declared=_first(value, "language") or fields.known(fields.dig(feed, "language")),
        hashtags=fields.strings(_all(value, "category")),
        place_name=_first(value, "featurename"),
        visibility="public",
        author_name=author if author and "@" not in author else None,
        people=fields.people([("email", author)] if author and "@" in author else []),
        url=link,
        urls=fields.links(markup)[:50],
        media=media,
        lat=lat,
        lon=lon,
    )


_BODIES = ("encoded", "content", "description", "summary", "body")


class _Fed:
    """Feeds the XML reader; mends what many feeds get wrong, and stops where one entry swallows too much."""

    def __init__(self, stream: BinaryIO, where: str, plain: bool) -> None:
        self._stream, self._where, self._plain = stream, where, plain
        self._since, self._held = 0, b""

    def read(self, size: int = -1) -> bytes:
        data: bytes = self._stream.read1(1 << 16)  # type: ignore[attr-defined]
        self._since += len(data)
        if self._since > _LARGEST:
            self.stop(f"one entry of it is over {_LARGEST >> 20} MiB.")
        return self._mended(data) if self._plain else data

    def mark(self) -> None:
        self._since = 0

    def stop(self, what: str) -> NoReturn:
        raise StopSource(
            what, where=self._where, do="What came before it was read; check how the file was made."
        )

    def _mended(self, data: bytes) -> bytes:
        """HTML's entities, which XML does not know, as characters; control characters dropped."""
        whole = (self._held + data).translate(None, _CONTROLS)
        end = whole.rfind(b"&", -12) if data else -1
        whole, self._held = (whole, b"") if end < 0 else (whole[:end], whole[end:])
        if not whole and self._held:
            return self.read()
        return _ENTITY.sub(_character, whole)


def _character(match: re.Match[bytes]) -> bytes:
    name = match[1].decode()
    return match[0] if name in _XML_ENTITIES else html5.get(f"{name};", match[0].decode()).encode()


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _entry(element: Element) -> dict[str, Any]:
    """Children by local name, each a list; an Atom link or picture is an object of its attributes."""
    found: dict[str, Any] = {}
    about = next((v for k, v in element.attrib.items() if k.endswith("about")), None)
    if about:
        found["about"] = about
    own = set(map(id, element))
    for child in element.iter():
        name = _name(child)
        if child is element or (id(child) not in own and name not in ("content", "thumbnail", "pos")):
            continue
        if str(child.tag).startswith(_MARKED):
            continue
        value: Any = _inner(child)
        if child.attrib and (name in ("link", "enclosure", "thumbnail", "category") or "url" in child.attrib):
            value = {**{str(k): str(v) for k, v in child.attrib.items()}, "_text": value}
        elif name == "author":
            value = next((_inner(part) for part in child if _name(part) == "name"), value)
        found.setdefault(name, []).append(value)
    return found


def _inner(element: Element) -> str:
    """The text of an element; XHTML inside it keeps its line breaks."""
    parts: list[str] = [element.text or ""]
    for child in element.iter():
        if child is not element:
            parts += [
                "<br>" if _name(child) in ("p", "br", "li", "div") else "",
                child.text or "",
                child.tail or "",
            ]
    return "".join(parts).strip()


def _all(value: dict[str, Any], key: str) -> list[str]:
    found = value.get(key)
    listed = found if isinstance(found, list) else [found]
    texts = [(v.get("_text") or v.get("term") if isinstance(v, dict) else v) for v in listed]
    return fields.strings(texts)


def _first(value: dict[str, Any], key: str) -> str | None:
    return next(iter(_all(value, key)), None)


def _link(value: dict[str, Any], base: str) -> str | None:
    """RSS writes the link as text, Atom as an attribute, of which there may be several kinds."""
    found = value.get("link")
    listed = found if isinstance(found, list) else [found]
    plain = [fields.known(v) for v in listed if not isinstance(v, dict)]
    atom = [v for v in fields.objects(listed) if v.get("rel", "alternate") == "alternate"]
    href = next((h for h in (*plain, *(fields.known(v.get("href")) for v in atom)) if h), None)
    try:
        return urljoin(base, href) if href else None
    except ValueError:
        return href


def _media(value: dict[str, Any]) -> list[dict[str, str | None]]:
    """Enclosures and Media RSS, whose kind is in `type` or `medium`."""
    found: dict[str, dict[str, str | None]] = {}
    links = [v for v in _objects(value, "link") if v.get("rel") == "enclosure"]
    for one in [
        *_objects(value, "enclosure"),
        *_objects(value, "content"),
        *_objects(value, "thumbnail"),
        *links,
    ]:
        key = fields.known(one.get("url")) or fields.known(one.get("href"))
        kind = (fields.text(one.get("medium")) or fields.text(one.get("type")) or "image").split("/")[0]
        if key:
            found[key] = {"kind": _KINDS.get(kind, "file"), "key": key, "alt": None}
    return list(found.values())


_KINDS = {"image": "photo", "video": "video", "audio": "audio"}


def _objects(value: dict[str, Any], key: str) -> list[dict[str, Any]]:
    return fields.objects(value.get(key))


def _point(value: dict[str, Any]) -> tuple[float, float] | tuple[None, None]:
    """GeoRSS `point` and GML `pos` say "lat lon"; the older W3C vocabulary has `lat` and `long`."""
    pair = (_first(value, "point") or _first(value, "pos") or "").replace(",", " ").split()
    if len(pair) == 2:
        return fields.point(*pair)
    return fields.point(_first(value, "lat"), _first(value, "long"))


_RSS = {
    "title": ["Room &amp; work"],
    "description": ["<p>Come<br>today</p>"],
    "link": ["https://board.example/ad/7"],
    "guid": ["7"],
    "pubDate": ["Wed, 01 May 2024 12:00:00 GMT"],
    "point": ["45.256 -71.92"],
    "category": ["jobs"],
    "_feed": {"title": "Board", "link": "https://board.example/", "language": "en"},
}
SOURCE = Source(
    name="rss",
    title="RSS and Atom feeds saved as XML files.",
    platform="web",
    version=1,
    sniff=sniff,
    split=split,
    parse=parse,
    examples=(
        (
            _RSS,
            {
                "text": "Room & work\n\nCome\ntoday",
                "created_at": datetime(2024, 5, 1, 12, tzinfo=UTC),
                "lat": 45.256,
                "lon": -71.92,
                "url": "https://board.example/ad/7",
                "language_declared": "en",
                "hashtags": ["jobs"],
            },
        ),
        (
            {
                "id": ["tag:board.example,2024:8"],
                "title": ["Atom"],
                "content": ["<b>Bold</b> words"],
                "link": [{"rel": "self", "href": "/x"}, {"rel": "alternate", "href": "/ad/8"}],
                "updated": ["2024-05-02T00:00:00Z"],
                "published": ["2024-05-01T00:00:00+02:00"],
                "_feed": {"link": "https://board.example/"},
            },
            {
                "text": "Atom\n\nBold words",
                "created_at": datetime(2024, 4, 30, 22, tzinfo=UTC),
                "edited_at": datetime(2024, 5, 2, tzinfo=UTC),
                "url": "https://board.example/ad/8",
            },
        ),
        (
            {"guid": ["9"], "title": ["Far"], "point": ["95.0 10.0"], "pubDate": ["some day"], "_feed": {}},
            {"text": "Far", "lat": None, "created_at": None},
        ),
    ),
)
