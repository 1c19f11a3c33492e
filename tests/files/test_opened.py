"""Cutting files into raw items: what is whole is kept, what is broken is named, nothing can explode."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Iterable
from typing import Any

import pytest

from waylight.files import limits
from waylight.files.opened import Opened
from waylight.stage import Item, SkipPost, StopSource


def opened(data: bytes | str, name: str = "posts.json") -> Opened:
    content = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    return Opened(name, name, lambda: io.BufferedReader(io.BytesIO(content)))  # type: ignore[arg-type]


def values(items: Iterable[Item]) -> list[Any]:
    """Items as (at, value), a broken one as (at, SkipPost)."""
    return [(i.at, SkipPost if isinstance(i.value, SkipPost) else i.value) for i in items]


def test_lines_end_at_lf_alone() -> None:
    odd = "a\u2028b\u2029c\x85d\x0be\x0cf\x1cg\rh"
    assert list(opened(f"{odd}\r\n\n{odd}").lines()) == [(1, odd), (2, ""), (3, odd)]


def test_json_lines_number_lines_and_name_the_broken_ones() -> None:
    data = b'\xef\xbb\xbf{"a": 1}\n\n  \t\n{"a": \n\0\0{"a": "x\xe2\x80\xa8y"}\0\n[1]\n"s"\n{"a": "\xff"}\n{"a": "cut'
    assert values(opened(data).json_lines()) == [
        (1, {"a": 1}),
        (4, SkipPost),
        (5, {"a": "x\u2028y"}),
        (6, [1]),
        (7, "s"),
        (8, {"a": "\ufffd"}),
        (9, SkipPost),
    ]


def test_json_lines_read_utf16() -> None:
    assert values(opened('{"a": "ñ"}\n{"a": 2}\n'.encode("utf-16")).json_lines()) == [
        (1, {"a": "ñ"}),
        (2, {"a": 2}),
    ]


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ('{"a": NaN}', {"a": None}),
        ('{"a": [Infinity, -Infinity, 1e999, -1e999, 1e308]}', {"a": [None, None, None, None, 1e308]}),
        ('{"a": 1, "a": 2}', SkipPost),
        ('{"a": {"b": 1, "b": 1}}', SkipPost),
        ('{"a": ' + "9" * 5000 + "}", SkipPost),
        ('{"a": 123456789012345678901234567890}', {"a": 123456789012345678901234567890}),
        ("[" * 100_000, SkipPost),
        ("[" * 100_000 + "]" * 100_000, SkipPost),
        ('{"a":' * 300 + "1" + "}" * 300, SkipPost),
        ('{"a": "' + "[" * 5000 + '"}', {"a": "[" * 5000}),
        ('{"a": "\\u0000"}', {"a": "\0"}),
        ('{"a": "\0"}', SkipPost),
        ("{'a': 1}", SkipPost),
        ('{"a": 1} {"b": 2}', SkipPost),
        ('{"a": "\\ud83d\\ude00"}', {"a": "😀"}),
    ],
)
def test_ugly_json_lines(line: str, value: Any) -> None:
    assert values(opened(line + '\n{"good": 1}\n').json_lines()) == [(1, value), (2, {"good": 1})]


def test_the_reason_of_a_broken_line_quotes_nothing_of_it() -> None:
    (item,) = opened('{"phone": "+1 555 0100" "secret"}').json_lines()
    assert isinstance(item.value, SkipPost)
    assert "character" in item.value.what
    assert "secret" not in str(item.value)
    assert "555" not in str(item.value)
    (item,) = opened('{"secret": 1, "secret": 2}').json_lines()
    assert "secret" not in str(item.value)


def test_a_line_longer_than_a_post_can_be_is_skipped_and_the_next_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "LINE", 1000)
    data = '{"a": 1}\n{"b": "' + "x" * 5000 + '"}\n{"c": 2}\n' + "y" * 1500
    assert values(opened(data).json_lines()) == [(1, {"a": 1}), (2, SkipPost), (3, {"c": 2}), (4, SkipPost)]


def test_array_items_are_numbered_from_one() -> None:
    assert values(opened('[{"a": 1}, 2, null, "x"]').json_items()) == [
        (1, {"a": 1}),
        (2, 2),
        (3, None),
        (4, "x"),
    ]
    nested = '{"x": [0], "messages": {"list": [1, 2]}}'
    assert values(opened(nested).json_items("messages.list.item")) == [(1, 1), (2, 2)]
    assert values(opened(nested).json_items("nothing.item")) == []


@pytest.mark.parametrize("cut", range(1, 40))
def test_a_cut_array_keeps_the_items_before_the_cut(cut: int) -> None:
    posts = [{"id": str(n), "text": "words"} for n in range(20)]
    whole = json.dumps(posts)
    found = values(opened(whole[: len(whole) - cut]).json_items())
    assert found[-1][1] is SkipPost
    assert [value for _, value in found[:-1]] == posts[: len(found) - 1]
    assert len(found) >= 19 if cut < 30 else len(found) >= 18


def test_damage_in_the_middle_keeps_what_precedes() -> None:
    assert values(opened('[{"a": 1}, {"a": 2}, {"a": }, {"a": 4}]').json_items()) == [
        (1, {"a": 1}),
        (2, {"a": 2}),
        (3, SkipPost),
    ]


@pytest.mark.parametrize("odd", ["NaN", "1e999", "-Infinity", "123456789012345678901234567890"])
def test_numbers_that_the_stream_reader_refuses_cost_no_post(odd: str) -> None:
    found = values(opened(f'[{{"a": 1}}, {{"a": {odd}}}, {{"a": 3}}]').json_items())
    assert [at for at, _ in found] == [1, 2, 3]
    assert found[1][1] == {"a": None} or found[1][1] == {"a": 123456789012345678901234567890}
    assert found[2][1] == {"a": 3}


@pytest.mark.parametrize("odd", ['"\\ud800"', '"\\u0000"', '"\ufeff"', '"\ud800"'])
def test_odd_characters_in_an_array_cost_no_post(odd: str) -> None:
    assert len(opened_values := values(opened(f"[{odd}, 2]").json_items())) == 2
    assert opened_values[1] == (2, 2)


@pytest.mark.parametrize(
    "bomb",
    [
        "[" * 100_000,
        "[" * 100_000 + "]" * 100_000,
        '[{"good": 1},' + '{"a":' * 100_000,
        '[{"good": 1},' + ('"' + "]" * 300 + '",' + "[" * 300) * 200,
    ],
)
def test_nesting_bombs_stop_a_json_document(bomb: str) -> None:
    with pytest.raises(StopSource, match="nested"):
        list(opened(bomb).json_items())
    with pytest.raises(StopSource):
        opened(bomb).json_document()


def test_an_item_of_countless_values_stops_the_document(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "VALUES", 100_000)
    many = "[" + ",".join('{"a": [1, 2, 3]}' for _ in range(60_000)) + "]"
    assert len(list(opened(many).json_items())) == 60_000
    found = []
    with pytest.raises(StopSource, match="too large"):
        found.extend(opened('[{"good": 1}, [' + "[]," * 200_000).json_items())


def test_an_endless_string_stops_the_document(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "LINE", 1 << 18)
    with pytest.raises(StopSource, match="too large"):
        list(opened('["' + "x" * (1 << 20) + '"]').json_items())


def test_a_document_is_read_whole_or_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert opened(b'\xef\xbb\xbf{"a": NaN}').json_document() == {"a": None}
    for broken in ("", "{", '{"a": 1, "a": 2}', "nul"):
        with pytest.raises(StopSource, match=r"posts\.json"):
            opened(broken).json_document()
    monkeypatch.setattr(limits, "DOCUMENT", 100)
    with pytest.raises(StopSource, match="too large"):
        opened('"' + "x" * 200 + '"').whole()


def table(data: str | bytes) -> list[Any]:
    return values(opened(data, "posts.csv").rows())


def test_rows_are_dicts_by_header() -> None:
    assert table('\ufeffid, text\n1,"a\nb"\n\n2,c\n') == [
        (3, {"id": "1", "text": "a\nb"}),
        (5, {"id": "2", "text": "c"}),
    ]
    assert table("id;text\r\n1;a,b\r\n") == [(2, {"id": "1", "text": "a,b"})]
    assert table("id\ttext\n1\tñ\n".encode("utf-16")) == [(2, {"id": "1", "text": "ñ"})]
    assert table("id,text\n1,déjà\n".encode("cp1252")) == [(2, {"id": "1", "text": "déjà"})]
    assert table("") == table("\n") == []


def test_ragged_rows_and_nul() -> None:
    rows = 'id,text,x\n1,a,b\n2,a\n3,a,b,c\n4,\0a\0,b\n,,\n5,ééé\ud800,b\n6,"open'
    assert table(rows) == [
        (2, {"id": "1", "text": "a", "x": "b"}),
        (3, {"id": "2", "text": "a"}),
        (4, SkipPost),
        (5, {"id": "4", "text": "a", "x": "b"}),
        (7, {"id": "5", "text": "ééé\ufffd\ufffd\ufffd", "x": "b"}),
        (8, {"id": "6", "text": "open"}),
    ]


def test_a_huge_cell_or_line_costs_its_row_only(monkeypatch: pytest.MonkeyPatch) -> None:
    huge = "id,text\n1,a\n2," + "x" * (limits.CELL + 10) + "\n3,c\n"
    assert table(huge) == [(2, {"id": "1", "text": "a"}), (3, SkipPost), (4, {"id": "3", "text": "c"})]
    monkeypatch.setattr(limits, "LINE", 1000)
    long = "id,text\n1,a\n" + "2,b," * 2000 + "\n3,c\n"
    assert table(long) == [(2, {"id": "1", "text": "a"}), (3, SkipPost), (4, {"id": "3", "text": "c"})]


def test_a_header_that_cannot_be_read_stops_the_source() -> None:
    with pytest.raises(StopSource, match="first row"):
        table('"' + "x" * (limits.CELL + 10) + "\n1,2\n")


def test_the_sample_is_taken_once_and_the_file_can_be_opened_again() -> None:
    file = opened('[{"a": 1}]')
    assert file.sample is file.sample
    assert values(file.json_items()) == values(file.json_items()) == [(1, {"a": 1})]


GIGABYTE = """
import io, resource, sys
from waylight.files.opened import Opened
from waylight.stage import SkipPost, StopSource

class Endless(io.RawIOBase):
    def __init__(self, head, tail, size):
        self.left, self.head, self.tail = size, head, tail
    def readable(self):
        return True
    def readinto(self, buffer):
        if self.head:
            data, self.head = self.head, b""
        elif self.left > 0:
            data = b"x" * min(len(buffer), self.left)
            self.left -= len(data)
        else:
            data, self.tail = self.tail, b""
        buffer[: len(data)] = data
        return len(data)

head, tail, size, way = {head!r}, {tail!r}, {size}, {way!r}
file = Opened("a", "a", lambda: io.BufferedReader(Endless(head, tail, size), 1 << 17))
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
kept = refused = 0
try:
    _ = file.sample
    for item in getattr(file, way)():
        refused += isinstance(item.value, SkipPost)
        kept += not isinstance(item.value, SkipPost)
except StopSource:
    refused += 1
print(kept, refused, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) >> 10)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="memory is measured the Linux way")
@pytest.mark.parametrize(
    ("way", "head", "tail", "size", "kept"),
    [
        ("json_lines", b'{"a": 1}\n{"b": "', b'"}\n{"c": 1}\n', 1 << 30, 2),
        ("json_items", b'[{"a": 1}, "', b'"]', 1 << 30, 1),
        ("rows", b"id,text\n1,a\n2,", b"\n3,c\n", 1 << 29, 2),
        ("rows", b'id,text\n1,a\n2,"', b'"\n3,c\n', 1 << 29, 2),
    ],
)
def test_a_line_of_a_gigabyte_costs_little_memory(
    way: str, head: bytes, tail: bytes, size: int, kept: int
) -> None:
    code = GIGABYTE.format(head=head, tail=tail, size=size, way=way)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    found, refused, grown = map(int, done.stdout.split())
    assert (found, refused >= 1) == (kept, True)
    assert grown < 150
