"""Generic tables (CSV, JSON lines or arrays, Parquet) as rows, and a row with its column mapping as a post."""

from __future__ import annotations

import ast
import io
import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import pyarrow as pa
import pyarrow.parquet as pq

from waylight.files import fields, limits
from waylight.files.opened import Opened
from waylight.schema import Post, uid
from waylight.stage import Item, SkipPost, StopSource

CONTEXT = frozenset({"_map", "_file", "_at", "_day_first"})

_PLATFORMS = {
    "x": "x|twitter|tweet",
    "reddit": "reddit",
    "telegram": "telegram|t.me",
    "mastodon": "mastodon",
    "bluesky": "bluesky|bsky",
    "youtube": "youtube|youtu.be",
    "tiktok": "tiktok",
    "instagram": "instagram|ig",
    "threads": "threads",
    "messenger": "messenger",
    "facebook": "facebook|fb",
    "vk": "vk|vkontakte",
    "discord": "discord",
    "whatsapp": "whatsapp",
}
KNOWN = frozenset(_PLATFORMS)
_ALIASES = {alias: name for name, aliases in _PLATFORMS.items() for alias in aliases.split("|")}
_MARKUP = re.compile(
    r"(?i)<(?:/?(?:p|div|span|li|ul|ol|b|i|em|strong|td|tr|table|h\d)\b[^<>]*|br ?/?|a\s[^<>]*)>"
)
_SPLIT = re.compile(r"\s*[;|\n]\s*")
_WHOLE_FLOAT = re.compile(r"\+?\d{5,}\.0")
_ROW_GROUP = 2**31
_OWN_WORDS = ("text", "body", "content", "message", "full_text", "caption", "desc")


def rows(opened: Opened) -> Iterator[Item]:
    """The rows of a table of any of the shapes, as dicts; a row that is none comes as a SkipPost."""
    sample = opened.sample
    if sample.shape == "parquet":
        yield from parquet_rows(opened)
        return
    if sample.shape == "csv":
        found: Iterator[Item] = opened.rows()
    elif sample.shape == "json" or (sample.top is not None and list_key(sample.top)):
        key = list_key(sample.top)
        found = opened.json_items(f"{key}.item" if key else "item")
    else:
        found = opened.json_lines()
    for item in found:
        whole = isinstance(item.value, dict | SkipPost)
        yield item if whole else Item(item.at, SkipPost("the row is no object with named fields."))


def parquet_rows(opened: Opened) -> Iterator[Item]:
    """The rows of a Parquet file, streamed batch by batch; times as ISO 8601 text, bytes left out."""
    try:
        with opened.open_bytes() as stream:
            file = pq.ParquetFile(stream if stream.seekable() else _in_memory(opened, stream))
            groups = [file.metadata.row_group(n) for n in range(file.metadata.num_row_groups)]
            if any(group.total_byte_size > _ROW_GROUP for group in groups):
                raise StopSource(
                    "a row group of it is over 2 GiB.", where=opened.where, do="Write smaller ones."
                )
            number = 0
            for batch in file.iter_batches(batch_size=1024):
                for row in batch.to_pylist():
                    number += 1
                    yield Item(number, {name: _jsonable(value) for name, value in row.items()})
    except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
        what = f"the Parquet file cannot be read ({type(error).__name__})."
        raise StopSource(what, where=opened.where, do="Fetch or write it again.") from error


def columns(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """The columns of rows in order of appearance; an object in a cell adds its fields as `user.name`."""
    found: dict[str, None] = {}
    for row in rows:
        for name, value in row.items():
            if isinstance(value, dict):
                found |= {f"{name}.{inner}": None for inner in value}
            else:
                found[name] = None
    return list(found)


def cell(row: Mapping[str, Any], column: str) -> Any:
    """The value below a column; `user.name` also reaches into an object."""
    if column in row:
        return row[column]
    head, _, tail = column.partition(".")
    inner = row.get(head)
    return inner.get(tail) if isinstance(inner, dict) else None


def many(value: object) -> list[str]:
    """A cell as texts: lists as they are, and texts that hold a JSON or Python list taken apart."""
    if isinstance(value, dict):
        return many(list(value.values()))
    if isinstance(value, str) and value[:1] == "[" and value[-1:] == "]" and len(value) < 100_000:
        value = _listed(value)
    if isinstance(value, list):
        return [
            text
            for inner in value
            for text in (many(inner) if isinstance(inner, dict) else fields.strings(inner))
        ]
    return fields.strings(value)


def list_key(top: Any) -> str | None:
    """The key below which a JSON document keeps its longest list of objects, None where it is a post itself."""
    if not isinstance(top, dict) or any(isinstance(top.get(key), str) for key in _OWN_WORDS):
        return None
    lists = {k: len(fields.objects(v)) for k, v in top.items() if isinstance(v, list) and k and "." not in k}
    return max(lists, key=lambda k: lists[k]) if lists and max(lists.values()) else None


def platform(value: object) -> str:
    """A platform as this project names it, from a name, a host or a URL; `web` for an empty one."""
    name = fields.text(value).strip().lower()
    host = urlsplit(name if "//" in name else f"//{name}").netloc if _harmless(name) else ""
    return _platform(host or name)


@lru_cache(maxsize=4096)
def _platform(name: str) -> str:
    name = name[:200].split(":")[0].removeprefix("www.")
    for part in (name, name.split("/")[0], *name.split("."), *re.split(r"[\W_]+", name)):
        if part in _ALIASES:
            return _ALIASES[part]
    return re.sub(r"[^a-z0-9.-]+", "-", name).strip("-.")[:40] or "web"


def post(value: Any) -> Post:
    """A row with its `_map` as a post; SkipPost where it has neither text nor image."""
    if not isinstance(value, dict) or not isinstance(value.get("_map"), dict):
        fields.skip("the row has no column mapping.")
    row = _Row(value)
    text, phones, emails = row.words()
    images = row.many("image")
    if not text and not images:
        fields.skip("the row has no text.")
    home = platform(row.get("platform"))
    lat, lon = fields.point(row.raw("lat"), row.raw("lon"))
    place, code = row.place()
    native = row.get("id")
    return Post(
        id=row.uid(home, native)
        if native
        else uid(home, f"{row.file}\0{row.at}\0{text}", names_account=True),
        text=text,
        created_at=row.time(),
        platform=home,
        kind="listing" if phones or row.get("price") else "comment" if row.get("reply_to") else "post",
        language_declared=row.get("language_declared"),
        reply_to=row.uid(home, answered) if (answered := row.get("reply_to")) else None,
        thread=row.uid(home, thread) if (thread := row.get("thread")) else None,
        hashtags=[tag.lstrip("#") for tag in row.many("hashtags")] or None,
        place_name=place,
        country=code,
        author_id=row.get("author_id"),
        author_handle=(row.get("author_handle") or "").lstrip("@") or None,
        author_name=row.get("author_name"),
        people=fields.people([*(("phone", p) for p in phones), *(("email", e) for e in emails)]),
        url=row.get("url"),
        media=[{"kind": "photo", "key": key, "alt": None} for key in images] or None,
        lat=lat,
        lon=lon,
    )


class _Row:
    """One row read through its mapping."""

    def __init__(self, value: Mapping[str, Any]) -> None:
        self._value, self._map = value, value["_map"]
        self.file, self.at = fields.text(value.get("_file")), fields.text(value.get("_at"))

    def raw(self, field: str) -> Any:
        column = self._map.get(field)
        return cell(self._value, column) if isinstance(column, str) else None

    def get(self, field: str) -> str | None:
        return ", ".join(many(self.raw(field))) or None

    def many(self, field: str) -> list[str]:
        found = many(self.raw(field))
        parts = [part for text in found for part in _SPLIT.split(text.strip())]
        if field in ("hashtags", "image") and len(found) == 1:
            parts = [piece for part in parts for piece in re.split(r"\s*,\s*", part)]
        return [part for part in parts if part]

    def time(self) -> datetime | None:
        value = self.raw("created_at")
        return fields.time(value) or _local_date(fields.text(value), self._value.get("_day_first"))

    def words(self) -> tuple[str, list[str], list[str]]:
        """Text with title before and contacts and price behind it, each on its own line; phones; emails."""
        title, body = (_plain("\n".join(many(self.raw(field)))) for field in ("title", "text"))
        text = body if not title or body.startswith(title) else f"{title}\n\n{body}".strip()
        phones = [p[:-2] if _WHOLE_FLOAT.fullmatch(p) else p for p in self.many("phone")]
        emails = self.many("email")
        extra = [line for line in (*phones, *emails, self.get("price") or "") if line and line not in text]
        return "\n".join([text, *extra]).strip(), phones, emails

    def place(self) -> tuple[str | None, str | None]:
        """(place, country code); a country given as a name becomes part of the place."""
        place, country = self.get("place_name"), self.get("country")
        code = fields.country(country)
        if country and not code and country not in (place or ""):
            place = f"{place}, {country}" if place else country
        return place, code

    def uid(self, home: str, native: str) -> str:
        """Short ids count rows rather than name posts, so without a platform they are kept apart by file."""
        if home == "web" and len(native) < 12:
            return uid(home, f"{self.file}\0{native}", names_account=True)
        return uid(home, native, names_account=not native.isalnum())


def _plain(text: str) -> str:
    return fields.plain(text) if _MARKUP.search(text) else text.strip()


def _local_date(written: str, day_first: object) -> datetime | None:
    """3/4/2024 14:05, where it is known which of the first two is the day; UTC is assumed."""
    match = re.match(
        r"\s*(\d{1,2})\s?[./-]\s?(\d{1,2})\s?[./-]\s?(\d{4}|\d\d)\b[,T\s]*(.*)", written[:60], re.DOTALL
    )
    if not match:
        return None
    one, two, year, clock = int(match[1]), int(match[2]), match[3], match[4].strip()
    if day_first is None and one != two and one <= 12 and two <= 12:
        return None
    day, month = (one, two) if day_first or (day_first is None and one > 12) else (two, one)
    full = f"{year if len(year) == 4 else '20' + year}-{month:02}-{day:02}"
    return fields.time(f"{full} {_clock(clock)}") or fields.time(full)


def _clock(written: str) -> str:
    match = re.match(r"(\d{1,2}):(\d\d)(:\d\d)?(?:\.\d+)?\s*([AaPp])?", written)
    if not match:
        return "00:00:00"
    hour = int(match[1])
    if match[4]:
        hour = hour % 12 + (12 if match[4] in "Pp" else 0)
    return f"{hour:02}:{match[2]}{match[3] or ':00'}"


def _listed(written: str) -> Any:
    for read in (json.loads, ast.literal_eval):
        try:
            return read(written)
        except (ValueError, SyntaxError, RecursionError, MemoryError, TypeError):
            continue
    return written


def _harmless(name: str) -> bool:
    """urlsplit raises on brackets, which mark IPv6 addresses."""
    return "[" not in name and "]" not in name


def _jsonable(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(key): _jsonable(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_jsonable(inner) for inner in value]
    return None if isinstance(value, bytes) else str(value)


def _in_memory(opened: Opened, stream: Any) -> io.BytesIO:
    data = stream.read(limits.DOCUMENT + 1)
    if len(data) > limits.DOCUMENT:
        raise StopSource("a packed Parquet file is over 64 MiB.", where=opened.where, do="Unpack it first.")
    return io.BytesIO(data)
