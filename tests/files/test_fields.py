"""Fields of raw items: what platforms write, and what nobody should write but somebody will."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waylight.files import fields
from waylight.stage import SkipPost

MOMENT = datetime(2018, 10, 10, 20, 19, 24, tzinfo=UTC)
UGLY: list[Any] = [
    *(
        None,
        True,
        -1,
        10**400,
        1e308,
        math.inf,
        math.nan,
        "",
        "\0",
        "\ud83d",
        "9" * 5000,
        [],
        {},
        [[]],
        {"a": {}},
    ),
    *(
        object(),
        b"bytes",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "Wed",
        "<",
        "&#0;",
        "&#xD800;",
    ),
]


@pytest.mark.parametrize(
    "value",
    [
        "2018-10-10T20:19:24Z",
        "2018-10-10T20:19:24.000Z",
        "2018-10-10T20:19:24.000000000Z",
        "2018-10-10T22:19:24+02:00",
        "2018-10-10T20:19:24",
        "2018-10-10 20:19:24",
        "2018-10-10 20:19:24 UTC",
        "2018-10-10 16:19:24 EDT",
        "2018-10-10 22:19:24 +0200",
        " 20181010T201924Z ",
        "Wed Oct 10 20:19:24 +0000 2018",
        "Wed Oct 10 15:49:24 -0430 2018",
        "Wed, 10 Oct 2018 20:19:24 GMT",
        "10 Oct 2018 22:19:24 +0200",
        1539202764,
        1539202764.0,
        "1539202764",
        "1539202764.0",
        1539202764000,
        "1539202764000",
        1539202764000000,
        1539202764000000000,
        datetime(2018, 10, 10, 22, 19, 24, tzinfo=timezone(timedelta(hours=2))),
        datetime(2018, 10, 10, 20, 19, 24),
    ],
)
def test_time_reads_what_platforms_write(value: object) -> None:
    assert fields.time(value) == MOMENT
    assert fields.time(value).tzinfo is UTC  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "value",
    [
        *UGLY,
        *(
            0,
            -5,
            "2024",
            "2024-02-30",
            "2018-10-10T25:00:00Z",
            "2018-10-10 20:19:24 XYZ",
            "yesterday",
            "12 Oct",
        ),
        *("1989-12-31T23:59:59Z", "2100-01-01T00:00:00Z", "Wed Foo 10 20:19:24 +0000 2018"),
        *("Wed Oct 10 20:19:24 QQQ 2018", "Wed Oct 10 20:19:24 +9999 2018", False, {"$date": 1}),
    ],
)
def test_time_gives_nothing_for_what_is_no_time(value: object) -> None:
    assert fields.time(value) is None


def test_a_date_alone_is_not_taken_for_seconds() -> None:
    assert fields.time("20240102") == datetime(2024, 1, 2, tzinfo=UTC)


def test_text_keeps_what_is_text() -> None:
    assert fields.text("a\ud83d\ude00b\ud800c\0 \ufffd") == "a😀bc \ufffd"
    assert fields.text(12) == "12" and fields.text(1411010034.0) == "1411010034" and fields.text(0.5) == "0.5"
    assert [fields.text(v) for v in (None, True, math.nan, math.inf, [], {}, b"x", 10**400)] == [""] * 8
    assert fields.known(" \0 ") is None and fields.known(" a ") == "a"


def test_numbers() -> None:
    assert [fields.integer(v) for v in ("1,234", "12.0", " 7 ", 3.0, "-2")] == [1234, 12, 7, 3, -2]
    assert fields.integer("9007199254740993") == 9007199254740993
    assert [fields.integer(v) for v in (True, 1.5, "1.5", 2**63, "", "1,23", "٣x", None, "1_000")] == [
        None
    ] * 9
    assert fields.number("-0.5") == -0.5 and fields.number("1e3") == 1000
    assert [fields.number(v) for v in ("nan", "inf", math.nan, 1e309, "0x10", True, [])] == [None] * 7
    assert [fields.flag(v) for v in (True, "True", 1, "no", 0)] == [True, True, True, False, False]
    assert [fields.flag(v) for v in (None, 2, "maybe", [], {})] == [None] * 5


def test_lists_and_paths() -> None:
    assert fields.strings(["a", None, 1, "a", " ", {"x": 1}, ["b"]]) == ["a", "1"]
    assert fields.strings("a") == ["a"] and fields.strings(None) == [] and fields.strings({"a": 1}) == []
    assert fields.dig({"a": [{"b": 1}]}, "a", 0, "b") == 1
    assert fields.dig({"a": [{"b": 1}]}, "a", -1, "b") == 1
    assert (
        fields.dig({"a": "text"}, "a", 0) is None
        and fields.dig([1], 1) is None
        and fields.dig(None, "a") is None
    )
    assert fields.objects([{"a": 1}, 2, None]) == [{"a": 1}] and fields.objects({"a": 1}) == [{"a": 1}]
    assert fields.objects("x") == []


def test_people() -> None:
    assert fields.person("handle", "@some_one") == {"kind": "handle", "value": "some_one"}
    assert fields.person("name", "@some one") == {"kind": "name", "value": "@some one"}
    with pytest.raises(ValueError, match="person"):
        fields.person("nickname", "x")
    pairs = [("handle", "@a"), ("handle", "a"), ("account", 12), ("name", None), ("name", " ")]
    assert fields.people(pairs) == [{"kind": "handle", "value": "a"}, {"kind": "account", "value": "12"}]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>a &amp; b<br>c<br />d</p><p>e</p>", "a & b\nc\nd\n\ne"),
        (
            '<p>see <a href="x"><span class="invisible">https://</span><span>e.org/f</span></a></p>',
            "see https://e.org/f",
        ),
        ("<ul><li>x</li><li>y</li></ul><script>z()</script>", "x\ny"),
        ("no tags, 3 < 5 &lt; 7\nkept", "no tags, 3 < 5 < 7\nkept"),
        ("<p>wrapped\n in source</p>", "wrapped in source"),
        ("<b>open and <i>never closed", "open and never closed"),
        ("<p>a\0b\ud800c</p>", "abc"),
        ("&amp;lt;", "&lt;"),
        ("<div>" * 3000 + "deep", "deep"),
        ("<p></p>", ""),
        ('<p title="a>b">attribute <b>with</b> a bracket</p>', "attribute with a bracket"),
        ("<p>one <img src=x onerror=y> <unknown>two</unknown></p>", "one two"),
        ("<p>&lt;script&gt; is text</p>", "<script> is text"),
        (None, ""),
    ],
)
def test_plain(html: object, expected: str) -> None:
    assert fields.plain(html) == expected


def test_entities_and_links() -> None:
    assert fields.unescaped("a &amp;amp; b &lt;3\n") == "a &amp; b <3\n" and fields.unescaped(None) == ""
    html = """<a class="mention" href="https://a.org/@b">@b</a> <A HREF='https://c.org/?x=1&amp;y=2'>c</A>
    <a href="javascript:alert(1)">x</a> <a>none</a> <a href="https://c.org/?x=1&amp;y=2" rel="nofollow">again</a>"""
    assert fields.links(html, unless="mention") == ["https://c.org/?x=1&y=2"]
    assert fields.links(html)[0] == "https://a.org/@b" and fields.links(None) == []


def test_counts_places_and_countries() -> None:
    assert fields.metrics() is None and fields.metrics(likes=-1, views="x") is None
    assert fields.metrics(likes="1,000", views=0) == {
        "likes": 1000,
        "replies": None,
        "reposts": None,
        "views": 0,
    }
    assert fields.point("52.5", 13.4) == (52.5, 13.4)
    assert [fields.point(*p) for p in ((0, 0), (91, 0), (1, None), ("a", 1), (1, 181))] == [(None, None)] * 5
    assert (
        fields.country("de") == "DE"
        and [fields.country(v) for v in ("DEU", "", None, "d1", "ñx")] == [None] * 5
    )


def test_skip_says_which_field() -> None:
    with pytest.raises(SkipPost, match="`id` is missing"):
        fields.skip("`id` is missing.")


@pytest.mark.parametrize("value", UGLY)
def test_nothing_crashes(value: Any) -> None:
    for read in (
        fields.text,
        fields.time,
        fields.integer,
        fields.number,
        fields.flag,
        fields.strings,
        fields.plain,
    ):
        read(value)  # type: ignore[operator]
    fields.metrics(value, value), fields.point(value, value), fields.dig(value, "a", 0), fields.country(value)


@given(st.text(max_size=200))
def test_any_text_is_survived(value: str) -> None:
    for found in (fields.text(value), fields.plain(value), fields.plain(f"<p>{value}</p>")):
        found.encode("utf-8")
        assert "\0" not in found
    moment = fields.time(value)
    assert moment is None or fields.EARLIEST <= moment < fields.LATEST


@given(st.datetimes(min_value=datetime(1990, 1, 2), max_value=datetime(2099, 12, 30)))
def test_time_reads_back_what_it_wrote(moment: datetime) -> None:
    aware = moment.replace(tzinfo=UTC)
    assert fields.time(aware.isoformat()) == aware
    assert fields.time(aware.strftime("%a %b %d %H:%M:%S +0000 %Y")) == aware.replace(microsecond=0)
