"""One readable file or archive member, and the ways to cut it into raw items."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, BinaryIO, NoReturn, cast

import ijson

from waylight.files import limits
from waylight.files.nesting import Nesting, deepest
from waylight.files.sample import Sample, finite, sample
from waylight.files.streams import Cleaned
from waylight.stage import Item, SkipPost, StopSource


@dataclass(frozen=True)
class Opened:
    """A file that can be opened again and again; `name` is its base name, `where` what messages call it."""

    name: str
    where: str
    open_bytes: Callable[[], BinaryIO]
    settings: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def sample(self) -> Sample:
        """Its first bytes, taken apart once for every sniff."""
        head = b""
        with self.open_bytes() as stream:
            try:
                while len(head) <= limits.HEAD and (piece := stream.read1(limits.HEAD + 1 - len(head))):  # type: ignore[attr-defined]
                    head += piece
            except StopSource:
                if not head:
                    raise
        return sample(self.name, head)

    def clean(self) -> BinaryIO:
        """Its bytes as valid UTF-8 without a byte-order mark."""
        return cast(BinaryIO, io.BufferedReader(Cleaned(self.open_bytes()), 1 << 17))

    def lines(self) -> Iterator[tuple[int, str | SkipPost]]:
        """Numbered lines from 1, split at LF only, without the line end; an endless line is refused and skipped."""
        with self.clean() as stream:
            number = 0
            while line := stream.readline(limits.LINE):
                number += 1
                if len(line) == limits.LINE and not line.endswith(b"\n"):
                    while (rest := stream.readline(limits.LINE)) and not rest.endswith(b"\n"):
                        pass
                    yield number, SkipPost(f"the line is longer than {limits.LINE >> 20} MiB.")
                    continue
                yield number, line.rstrip(b"\r\n").decode("utf-8")

    def json_lines(self) -> Iterator[Item]:
        """One item per non-empty line; a line that is not JSON becomes a SkipPost."""
        for number, line in self.lines():
            if isinstance(line, SkipPost):
                yield Item(number, line)
            elif line.strip(" \t\x00"):
                yield Item(number, _decoded(line.strip(" \t\x00")))

    def json_items(self, prefix: str = "item") -> Iterator[Item]:
        """The values at an ijson prefix (`item`, `messages.item`), streamed; what precedes damage is kept."""
        number = 0
        try:
            with self.clean() as stream:
                watched = _Watched(stream, self.where)
                for value in ijson.items(watched, prefix, use_float=True):
                    number += 1
                    watched.mark()
                    yield Item(number, value)
        except (ijson.JSONError, UnicodeDecodeError) as error:
            second = list(self._second_try(prefix))
            yield from second[number:] or [Item(number + 1, SkipPost(_damage(error)))]

    def json_document(self) -> Any:
        """The whole file as one JSON value; StopSource where it is damaged or over `limits.DOCUMENT`."""
        text = self.whole()
        value = _decoded(text)
        if isinstance(value, SkipPost):
            raise StopSource(value.what, where=self.where, do=value.do)
        return value

    def whole(self) -> str:
        """The whole file as text; StopSource where it is over `limits.DOCUMENT`."""
        with self.clean() as stream:
            data = stream.read(limits.DOCUMENT + 1)
        if len(data) > limits.DOCUMENT:
            raise StopSource(
                f"it is over {limits.DOCUMENT >> 20} MiB, too large for this format.",
                where=self.where,
                do="Cut it into smaller files.",
            )
        return data.decode("utf-8")

    def rows(self) -> Iterator[Item]:
        """The rows of a CSV file as dicts by header; a row with too many cells or a huge cell is a SkipPost."""
        delimiter = self.sample.delimiter or ","
        csv.field_size_limit(limits.CELL)
        with io.TextIOWrapper(
            self._csv_bytes(), encoding=self.sample.encoding, errors="replace", newline=""
        ) as f:
            rows = csv.reader(_bounded(f), delimiter=delimiter)
            try:
                header = [name.strip().lstrip("\ufeff") for name in next(rows, [])]
            except csv.Error as error:
                raise StopSource(f"its first row cannot be read ({error}).", where=self.where) from error
            while True:
                try:
                    row = next(rows, None)
                except csv.Error as error:
                    yield Item(rows.line_num, SkipPost(f"the row cannot be read ({error})."))
                    continue
                if row is None:
                    return
                if len(row) > len(header):
                    extra = f"the row has {len(row)} cells but the header names {len(header)}."
                    yield Item(rows.line_num, SkipPost(extra, do="Check its quotes."))
                elif any(row):
                    yield Item(rows.line_num, dict(zip(header, row, strict=False)))

    def _csv_bytes(self) -> BinaryIO:
        return self.clean() if self.sample.encoding == "utf-8" else self.open_bytes()

    def _second_try(self, prefix: str) -> Iterator[Item]:
        """yajl refuses NaN, which Python writes; a small document gets a second reader that knows it."""
        try:
            value = self.json_document()
        except StopSource:
            return
        yield from (Item(n, v) for n, v in enumerate(_at(value, prefix.split(".")), 1))


class _Watched:
    """Stops a JSON reader before it swallows what no post needs: endless strings or items, bottomless nesting."""

    def __init__(self, stream: BinaryIO, where: str) -> None:
        self._stream, self._where = stream, where
        self._since = self._quiet = self._values = 0
        self._nesting = Nesting()

    def read(self, size: int = -1) -> bytes:
        data: bytes = self._stream.read1(size)  # type: ignore[attr-defined]
        self._since += len(data)
        self._quiet = self._quiet + len(data) if b'"' not in data else 0
        deepest, values = self._nesting.feed(data)
        self._values += values
        if self._since > limits.ITEM or self._quiet > limits.LINE or self._values > limits.VALUES:
            self._stop("one JSON item or string in it is too large to be a post.")
        if deepest > limits.DEPTH:
            self._stop(f"its JSON is nested more than {limits.DEPTH} deep.")
        return data

    def mark(self) -> None:
        self._since = self._values = 0

    def _stop(self, what: str) -> NoReturn:
        raise StopSource(
            what, where=self._where, do="What came before it was read; check how the file was made."
        )


def _bounded(stream: io.TextIOWrapper) -> Iterator[str]:
    """Physical lines for a CSV reader; of a line that is too long only the beginning is kept."""
    while line := stream.readline(limits.LINE):
        if len(line) == limits.LINE and line[-1] not in "\r\n":
            while (rest := stream.readline(limits.LINE)) and rest[-1] not in "\r\n":
                pass
        yield line.replace("\0", "")


def _decoded(line: str) -> Any:
    """A JSON text as Python values; duplicate keys, nesting bombs and non-numbers are refused or repaired."""
    try:
        if line.count("[") + line.count("{") > limits.DEPTH and deepest(line) > limits.DEPTH:
            return SkipPost("it is nested too deeply to be a post.")
        return _DECODER.decode(line)
    except RecursionError:
        return SkipPost("it is nested too deeply to be a post.")
    except ValueError as error:
        return SkipPost(_damage(error))


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a key stands twice in one object")
    return made


_DECODER = json.JSONDecoder(object_pairs_hook=_unique, parse_constant=lambda _: None, parse_float=finite)


def _damage(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"not valid JSON: {error.msg} at character {error.pos + 1}."
    if isinstance(error, ijson.JSONError):
        return "the JSON is damaged or cut off here; all items before it were read."
    return f"not valid JSON: {str(error)[:80]}."


def _at(value: Any, path: list[str]) -> Iterator[Any]:
    if not path:
        yield value
    elif path[0] == "item" and isinstance(value, list):
        for inner in value:
            yield from _at(inner, path[1:])
    elif isinstance(value, dict) and path[0] in value:
        yield from _at(value[path[0]], path[1:])
