"""Reads the fields of raw items: whatever a platform wrote, these give a clean value or nothing, never a crash."""

from __future__ import annotations

import html as entities
import math
import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from typing import Any, NoReturn

from selectolax.lexbor import LexborHTMLParser

from waylight.stage import SkipPost

KINDS = frozenset({"account", "handle", "name", "phone", "email"})
EARLIEST, LATEST = datetime(1990, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)

_INT64 = 2**63
_UNCLEAN = re.compile("[\0\ud800-\udfff]")
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d*)?(?:[eE][+-]?\d+)?")
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+")
_LONG_MONTH = re.compile(
    r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d\d?) (\d\d):(\d\d):(\d\d) ([+-]\d{4}|[A-Z]{3,4}) (\d{4})"
)
_MONTHS = {
    "Jan": 1, "Feb": 2, "Mar": 3, "Apr": 4, "May": 5, "Jun": 6,
    "Jul": 7, "Aug": 8, "Sep": 9, "Oct": 10, "Nov": 11, "Dec": 12,
}  # fmt: skip
_ZONED = re.compile(r"(.*\d)\s*(?:([A-Z]{1,4})|\s([+-]\d\d:?\d\d))", re.DOTALL)
_ZONES = {
    "Z": 0, "UT": 0, "UTC": 0, "GMT": 0, "WET": 0, "BST": 1, "CET": 1, "WEST": 1, "CEST": 2, "EET": 2,
    "EEST": 3, "MSK": 3, "JST": 9, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8,
    "PDT": -7,
}  # fmt: skip
_TAG = re.compile(r"<[a-zA-Z/!?]")
_SPACE = re.compile(r"[ \t\r\n\f]+")
_LINE_END = re.compile(
    r"<br\s*/?>|<hr\s*/?>|</(?:li|tr|dt|dd|h[1-6]|div|pre|figcaption|option)\s*>", re.IGNORECASE
)
_BLOCK_END = re.compile(r"</(?:p|blockquote|ul|ol|table|section|article)\s*>", re.IGNORECASE)
_SIMPLE_TAG = re.compile(
    r"</?(?:p|a|b|i|u|s|em|strong|span|del|code|blockquote|ul|ol|li)(?:\s[^<>]*)?>", re.IGNORECASE
)
_ANCHOR = re.compile(r"<a\s[^>]*>", re.IGNORECASE)
_HREF = re.compile(r"""href\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_RUN = re.compile(r" {2,}")
_AROUND = re.compile(r"[ \t]*\n[ \t]*")
_BLANKS = re.compile(r"\n{3,}")


def text(value: object) -> str:
    """Any value as clean text: NUL and lone surrogates are dropped; None, lists and objects give ""."""
    if isinstance(value, str):
        return value if value.isascii() and "\0" not in value else _clean(value)
    if value is None or isinstance(value, bool) or not isinstance(value, int | float):
        return ""
    if isinstance(value, float):
        if not math.isfinite(value):
            return ""
        if value.is_integer() and abs(value) < _INT64:
            return str(int(value))
    return str(value) if abs(value) < 10**40 else ""


def known(value: object) -> str | None:
    """The same as `text`, trimmed, but None where nothing is left: for fields that may be absent."""
    return None if value is None else text(value).strip() or None


def time(value: object) -> datetime | None:
    """A moment as an aware UTC datetime; None where it cannot be read or lies outside 1990 to 2100.

    Takes ISO 8601 (no zone means UTC), "YYYY-MM-DD HH:MM:SS EST", RFC 822, "Wed Oct 10 20:19:24 +0000
    2018", datetimes, and seconds, milli-, micro- or nanoseconds since 1970 as number or text.
    """
    try:
        if isinstance(value, str):
            found = _written_time(value.strip())
        elif isinstance(value, datetime):
            found = value
        else:
            found = _epoch(number(value))
        if found is None:
            return None
        found = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError, TypeError, IndexError):
        return None
    return found if EARLIEST <= found < LATEST else None


def integer(value: object) -> int | None:
    """A whole number of at most 64 bits, from a number or from text such as "1,234" or "12.0"."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value if -_INT64 <= value < _INT64 else None
    found = number(value)
    if found is None or not found.is_integer() or abs(found) >= _INT64:
        return None
    if isinstance(value, str) and value.strip().lstrip("+-").isdecimal():
        return exact if -_INT64 <= (exact := int(value)) < _INT64 else None
    return int(found)


def number(value: object) -> float | None:
    """A finite number, from a number or from text such as "1,234" or "-0.5"."""
    if isinstance(value, str):
        written = value.strip()
        if len(written) > 40:
            return None
        if _GROUPED.fullmatch(written):
            written = written.replace(",", "")
        found = float(written) if _NUMBER.fullmatch(written) else math.nan
    elif isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > 1e300:
        return None
    else:
        found = float(value)
    return found if math.isfinite(found) else None


def flag(value: object) -> bool | None:
    """True or false as JSON, CSV and SQL exports write them; None for anything else."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float) and value in (0, 1):
        return bool(value)
    if isinstance(value, str):
        return {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}.get(
            value.strip().lower()
        )
    return None


def strings(value: object) -> list[str]:
    """The non-empty texts of a list, each once and in order; a lone text or number gives a list of one."""
    values = value if isinstance(value, list | tuple | set | frozenset) else [value]
    return list(dict.fromkeys(found for inner in values if (found := text(inner).strip())))


def person(kind: str, value: object) -> dict[str, str]:
    """One identity for `Post.people`; kind is account, handle, name, phone or email; handles lose their @."""
    if kind not in KINDS:
        raise ValueError(f"a person cannot be given by {kind!r}; there are {', '.join(sorted(KINDS))}")
    found = text(value).strip()
    return {"kind": kind, "value": found.lstrip("@") if kind == "handle" else found}


def people(pairs: Iterable[tuple[str, object]]) -> list[dict[str, str]]:
    """Many identities for `Post.people`, as (kind, value): empty ones dropped, each once."""
    found = (person(kind, value) for kind, value in pairs)
    return list({(p["kind"], p["value"]): p for p in found if p["value"]}.values())


def plain(html: object) -> str:
    """HTML as readable text: entities decoded, tags gone, <br> and the ends of paragraphs and items kept as lines."""
    source = text(html)
    if not _TAG.search(source):
        return _clean(entities.unescape(source)).strip() if "&" in source else source.strip()
    source = _BLOCK_END.sub("\n\n", _LINE_END.sub("\n", _SPACE.sub(" ", source)))
    body = _SIMPLE_TAG.sub("", source)
    body = _parsed(source) if "<" in body or ">" in body else entities.unescape(body)
    return _BLANKS.sub("\n\n", _AROUND.sub("\n", _RUN.sub(" ", _clean(body)))).strip()


def unescaped(value: object) -> str:
    """Text in which a platform's API wrote &, < and > as entities (X, Reddit), read back; nothing else changes."""
    found = text(value)
    return _clean(entities.unescape(found)) if "&" in found else found


def links(html: object, unless: str = "") -> list[str]:
    """Web addresses that HTML links to, each once; links whose tag contains `unless` (a class) are left out."""
    found: list[str] = []
    for tag in _ANCHOR.findall(text(html)):
        match = _HREF.search(tag)
        if match and not (unless and unless in tag):
            found.append(_clean(entities.unescape(match[1] or match[2])).strip())
    return list(dict.fromkeys(url for url in found if url.lower().startswith(("http://", "https://"))))


def dig(value: Any, *path: str | int) -> Any:
    """What lies at a path of keys and list positions, None where the path leads nowhere."""
    for step in path:
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and isinstance(step, int) and -len(value) <= step < len(value):
            value = value[step]
        else:
            return None
    return value


def objects(value: object) -> list[dict[str, Any]]:
    """The objects in a list, or a lone object as a list of one; anything else is left out."""
    if isinstance(value, dict):
        return [value]
    return [inner for inner in value if isinstance(inner, dict)] if isinstance(value, list) else []


def skip(reason: str, do: str = "") -> NoReturn:
    """Refuse an item: raises SkipPost; `reason` names the field that is missing or wrong, never its content."""
    raise SkipPost(reason, do=do)


def metrics(
    likes: object = None, replies: object = None, reposts: object = None, views: object = None
) -> dict[str, int | None] | None:
    """The counts of a post for `Post.metrics`; None where none of them is known."""
    counts = {
        name: found if (found := integer(value)) is not None and found >= 0 else None
        for name, value in (("likes", likes), ("replies", replies), ("reposts", reposts), ("views", views))
    }
    return counts if any(found is not None for found in counts.values()) else None


def point(lat: object, lon: object) -> tuple[float, float] | tuple[None, None]:
    """Exact coordinates (latitude, longitude) in degrees; both None where one is missing, out of range or 0, 0."""
    y, x = number(lat), number(lon)
    if y is None or x is None or abs(y) > 90 or abs(x) > 180 or (y == 0 and x == 0):
        return None, None
    return y, x


def country(value: object) -> str | None:
    """An ISO 3166 alpha-2 country code in capitals, None for anything else."""
    code = text(value).strip().upper()
    return code if len(code) == 2 and code.isascii() and code.isalpha() else None


def _parsed(source: str) -> str:
    tree = LexborHTMLParser(source)
    tree.strip_tags(["script", "style", "template"])
    return tree.body.text(deep=True, separator="") if tree.body else ""


def _clean(value: str) -> str:
    if value.isascii():
        return value.replace("\0", "") if "\0" in value else value
    if not _UNCLEAN.search(value):
        return value
    joined = value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
    return _UNCLEAN.sub("", joined)


def _epoch(value: float | None) -> datetime | None:
    """Seconds, or the finer unit for which the number falls between 1990 and 2100: the ranges do not overlap."""
    for unit in (1, 1e3, 1e6, 1e9):
        if value is not None and 631_152_000 <= value / unit < 4_102_444_800:
            return datetime.fromtimestamp(value / unit, UTC)
    return None


def _written_time(written: str) -> datetime | None:
    if len(written) > 100 or not written:
        return None
    if written[4:5] == "-" and written[10:11] == "T":
        return datetime.fromisoformat(written)
    if (found := _epoch(number(written))) is not None:
        return found
    if match := _LONG_MONTH.fullmatch(written):
        return _long_time(*match.groups())
    if not written[:4].isdecimal():
        return parsedate_to_datetime(written)
    if match := _ZONED.fullmatch(written):
        clock, name, offset = match.groups()
        if offset:
            return datetime.fromisoformat(clock + offset)
        zone = _ZONES.get(name)
        return None if zone is None else datetime.fromisoformat(clock).replace(tzinfo=_offset(zone))
    return datetime.fromisoformat(written)


def _long_time(month: str, day: str, hour: str, minute: str, second: str, zone: str, year: str) -> datetime:
    hours = _ZONES.get(zone, math.nan) if zone.isalpha() else int(zone[:3]) + int(zone[0] + zone[3:]) / 60
    return datetime(
        int(year), _MONTHS.get(month, 0), int(day), int(hour), int(minute), int(second), tzinfo=_offset(hours)
    )


def _offset(hours: float) -> timezone:
    return timezone(timedelta(hours=hours))
