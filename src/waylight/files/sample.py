"""The first bytes of a file, taken apart once, for every source's `sniff` to look at."""

from __future__ import annotations

import codecs
import csv
import io
import json
import math
import re
from dataclasses import dataclass, field
from typing import Any

import ijson

from waylight.files import limits

_RECORDS = 20
_BINARY = re.compile(
    rb"\x00\x00|^(\x89PNG|\xff\xd8\xff|GIF8|%PDF|RIFF|PAR1|SQLite format 3|\x7fELF|ID3|PK[\x03\x05]|\x1f\x8b|BZh|\xfd7zXZ)"
)


@dataclass(frozen=True)
class Sample:
    """What a sniff may look at.

    shape: json (one value), json-lines, csv, xml, yaml, js, parquet, text, binary or empty.
    top: for `json`, and `json-lines` of one line, the value as far as the first 256 KiB hold it (lists are
    cut, never invented).
    records: its first items (elements of a JSON array, JSON lines, CSV rows as dicts).
    columns: the CSV header. text: the first bytes decoded, for formats that are plain text.
    """

    name: str
    shape: str
    text: str = ""
    top: Any = None
    records: list[Any] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    delimiter: str | None = None
    encoding: str = "utf-8"

    def keys(self) -> set[str]:
        """Keys of the first record that is an object."""
        return next((set(r) for r in self.records if isinstance(r, dict)), set())


def sample(name: str, head: bytes) -> Sample:
    """Take the head of a file apart; never raises on bad bytes."""
    cut = len(head) > limits.HEAD
    if not head.strip(b"\x00 \t\r\n"):
        return Sample(name, "empty")
    if head.startswith(b"PAR1"):
        return Sample(name, "parquet")
    utf16 = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if not utf16 and _BINARY.search(head[:4096]):
        return Sample(name, "binary")
    text, encoding = _text(head)
    body = text.lstrip("\ufeff \t\r\n")
    if body[:1] in "{[":
        return _json(name, text, body, cut)
    if re.match(r"window\.[\w.]+\s*=", body):
        return Sample(name, "js", text)
    if body.startswith("<"):
        return Sample(name, "xml", text)
    if re.match(r"(?:%YAML|---|interactions:)", body):
        return Sample(name, "yaml", text)
    return _csv(name, text, encoding) or Sample(name, "text", text, encoding=encoding)


def partial(text: str) -> Any:
    """A JSON value as far as `text` holds it: objects and lists that are cut off keep what was whole."""
    stack: list[tuple[Any, str | None]] = []
    root: Any = None
    key: str | None = None
    try:
        for event, value in ijson.basic_parse(io.BytesIO(text.encode("utf-8", "replace")), use_float=True):
            if event == "map_key":
                key = value
                continue
            if event in ("end_map", "end_array"):
                _, key = stack.pop()
                continue
            made: Any = {} if event == "start_map" else [] if event == "start_array" else value
            if stack:
                parent = stack[-1][0]
                if isinstance(parent, list):
                    parent.append(made)
                else:
                    parent[key] = made
            else:
                root = made
            if event in ("start_map", "start_array"):
                stack.append((made, key))
                if len(stack) > limits.DEPTH:
                    break
    except (ijson.JSONError, UnicodeDecodeError):
        pass
    return root


def finite(written: str) -> float | None:
    """A number of a JSON text; 1e999, which Python would make infinite, gives None."""
    number = float(written)
    return number if math.isfinite(number) else None


def _text(head: bytes) -> tuple[str, str]:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return head.decode("utf-16", "replace"), "utf-8"
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        return decoder.decode(head), "utf-8"
    except UnicodeDecodeError:
        read = head.decode("utf-8", "replace")
        if head[:1] in b"{[" or _foreign(read) >= read.count("\ufffd"):
            return read, "utf-8"
        return head.decode("cp1252", "replace"), "cp1252"


def _foreign(read: str) -> int:
    """How many characters beyond ASCII were read well."""
    return sum(char > "\x7f" and char != "\ufffd" for char in read)


def _json(name: str, text: str, body: str, cut: bool) -> Sample:
    lines = [line for line in body.split("\n") if line.strip()]
    if body[:1] == "{" and _many_lines(lines, cut):
        records = [value for line in lines[:_RECORDS] if (value := _value(line)) is not None]
        return Sample(name, "json-lines", text, top=records[0] if len(lines) == 1 else None, records=records)
    top = partial(body)
    if body[:1] == "{" and isinstance(top, dict):
        return Sample(name, "json", text, top=top, records=[top])
    if isinstance(top, list):
        return Sample(name, "json", text, top=top, records=top[:_RECORDS])
    return Sample(name, "text", text)


def _many_lines(lines: list[str], cut: bool) -> bool:
    """True where the lines are values of their own rather than one value over several lines."""
    whole = lines[:-1] if cut else lines
    good = sum(isinstance(_value(line), dict) for line in whole[:_RECORDS])
    return good >= 2 or (good == 1 and (len(whole) == 1 or not isinstance(_value("\n".join(whole)), dict)))


def _value(line: str) -> Any:
    try:
        return json.loads(line, parse_constant=lambda _: None, parse_float=finite)
    except (ValueError, RecursionError):
        return None


def _csv(name: str, text: str, encoding: str) -> Sample | None:
    first = text.lstrip("\ufeff").split("\n", 1)[0]
    counts = {d: first.count(d) for d in (",", "\t", ";", "|")}
    delimiter = max(counts, key=lambda d: counts[d])
    if not counts[delimiter] or len(first) > 20_000:
        return None
    csv.field_size_limit(limits.CELL)
    try:
        rows = list(csv.reader(io.StringIO(text.replace("\0", ""), newline=""), delimiter=delimiter))
    except csv.Error:
        return None
    header = [cell.strip().lstrip("\ufeff") for cell in rows[0]]
    alike = sum(len(row) == len(header) for row in rows[1:_RECORDS])
    if (
        len(set(header)) != len(header)
        or not all(header)
        or (len(rows) > 2 and alike < len(rows[1:_RECORDS]) // 2)
    ):
        return None
    if any(len(cell) > 64 for cell in header):
        return None
    records = [dict(zip(header, row, strict=False)) for row in rows[1:_RECORDS] if len(row) == len(header)]
    return Sample(
        name, "csv", text, records=list(records), columns=header, delimiter=delimiter, encoding=encoding
    )
