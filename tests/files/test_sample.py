"""The head of a file is taken apart without ever raising, and tells the right shape."""

from __future__ import annotations

import json

import pytest

from waylight.files import limits
from waylight.files.sample import Sample, partial, sample

POSTS = [{"id": str(n), "text": f"post {n}", "tags": ["a", {"b": n}]} for n in range(50)]


def head(value: str | bytes) -> Sample:
    return sample("posts", value.encode("utf-8", "surrogatepass") if isinstance(value, str) else value)


@pytest.mark.parametrize(
    ("data", "shape"),
    [
        (b"", "empty"),
        (b" \r\n\t\0\0", "empty"),
        (b"PAR1\x15\x04", "parquet"),
        (b"\x89PNG\r\n\x1a\n", "binary"),
        (b"PK\x03\x04rest", "binary"),
        (b"a\0\0\0b", "binary"),
        (b'{"a": 1}', "json-lines"),
        (b'{"a": 1}\n', "json-lines"),
        (b'{\n "a": 1\n}\n', "json"),
        (b'{"a": 1}\n{"a": 2}\n', "json-lines"),
        (b'{"a": 1}\nnot json\n{"a": 3}\n', "json-lines"),
        (b'[{"a": 1}, {"a": 2}]', "json"),
        (b"  \n[1, 2", "json"),
        (b"window.YTD.tweets.part0 = [ ]", "js"),
        (b"<?xml version='1.0'?><rss/>", "xml"),
        (b"---\na: 1\n", "yaml"),
        (b"interactions:\n- a\n", "yaml"),
        (b"id,text\n1,a\n2,b\n", "csv"),
        (b"id;text\n1;a,b\n", "csv"),
        (b"id\ttext\n1\ta\n", "csv"),
        (b"https://example.org/1\nhttps://example.org/2\n", "text"),
        (b"import { a, b } from 'c';\n\nexport const x = [1, 2];\n\nfunction f() {}\n", "text"),
        (b"12/03/22, 14:08 - Ana: hello\n12/03/22, 14:09 - Bo: hi\n", "csv"),
    ],
)
def test_the_shape_is_told_from_the_first_bytes(data: bytes, shape: str) -> None:
    assert head(data).shape == shape


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_byte_order_mark_hides_nothing(mark: bytes) -> None:
    assert head(mark + b"id,text\n1,a\n").columns == ["id", "text"]
    assert head(mark + b'{"id": 1}').top == {"id": 1}
    assert head(mark + b'{"id": 1}\n{"id": 2}\n').records == [{"id": 1}, {"id": 2}]


@pytest.mark.parametrize("code", ["utf-16", "utf-8-sig"])
def test_what_office_programs_write_is_read(code: str) -> None:
    assert head("id\ttext\n1\tñ 😀\n".encode(code)).records == [{"id": "1", "text": "ñ 😀"}]
    assert head('[{"id": "ñ"}]'.encode(code)).records == [{"id": "ñ"}]


def test_western_office_tables_are_told_from_utf8() -> None:
    found = head("id,texte\n1,déjà\n".encode("cp1252"))
    assert (found.encoding, found.records) == ("cp1252", [{"id": "1", "texte": "déjà"}])


def test_a_file_larger_than_the_head_shows_its_first_records() -> None:
    lines = "".join(json.dumps({"id": n, "text": "x" * 3000}) + "\n" for n in range(200)).encode()
    found = sample("posts", lines[: limits.HEAD + 1])
    assert found.shape == "json-lines"
    assert [r["id"] for r in found.records] == list(range(20))
    array = json.dumps([{"id": n, "text": "x" * 3000} for n in range(200)]).encode()
    found = sample("posts", array[: limits.HEAD + 1])
    assert [r["id"] for r in found.records] == list(range(20))
    table = ("id,text\n" + "".join(f'{n},"{"x" * 3000}\n"\n' for n in range(200))).encode()
    assert [r["id"] for r in sample("posts", table[: limits.HEAD + 1]).records] == [str(n) for n in range(19)]


def test_one_long_line_over_the_whole_head_is_no_table() -> None:
    assert head("a,b" * 40_000).shape == "text"


def test_a_large_cell_does_not_hide_a_table() -> None:
    found = head('id,text\n1,"' + "word " * 40_000 + '"\n2,b\n')
    assert (found.shape, len(found.records)) == ("csv", 2)


@pytest.mark.parametrize("cut", range(1, len(json.dumps(POSTS[0]))))
def test_a_cut_value_keeps_what_was_whole_and_invents_nothing(cut: int) -> None:
    found = partial(json.dumps(POSTS[0])[:cut])
    assert found is None or set(found) <= set(POSTS[0])
    assert found is None or found.get("id", "0") == "0"


@pytest.mark.parametrize(
    "bomb",
    ["[" * 100_000, "[" * 100_000 + "]" * 100_000, '{"a":' * 50_000, '{"a": ' + "[" * 99_999 + "\n{}\n"],
)
def test_bottomless_nesting_is_cut_short(bomb: str) -> None:
    found = head(bomb)
    assert found.shape in {"json", "text", "json-lines"}
    assert len(repr(found.top)) < 10_000


def test_numbers_that_are_none_never_get_in() -> None:
    found = head('{"a": NaN, "b": 1e999, "c": -Infinity, "d": 1.5}\n{"a": 1}\n')
    assert found.records[0] == {"a": None, "b": None, "c": None, "d": 1.5}
    assert head('{"a": 1, "b": 1e999}').top in ({"a": 1}, {"a": 1, "b": None})
    head('[1, 2, {"n": ' + "9" * 5000 + "}]")


@pytest.mark.parametrize(
    "data", [b'{"a": "\\ud800"}\n{"a": "\\ud83d\\ude00"}\n', b'["\\ud800"]', b'{"a": "\xed\xa0\x80"}']
)
def test_half_characters_do_not_raise(data: bytes) -> None:
    assert head(data).records


@pytest.mark.parametrize(
    "text",
    [
        "a,a\n1,2\n",
        "a,\n1,2\n",
        "Dear all, I write, because\nwe met.\nMore\nOnly text\n",
        f"{'x' * 70},b\n1,2\n",
    ],
)
def test_what_has_no_header_is_no_table(text: str) -> None:
    assert head(text).shape == "text"
