"""Guessing columns: names in many languages, values that bear them out, and near-misses."""

from __future__ import annotations

import io
from typing import Any

import pytest

from waylight.files.mapping import FIELDS, day_first, guess, items, mapping, sure
from waylight.files.opened import Opened
from waylight.files.tables import platform, post
from waylight.stage import SkipPost, StopSource


def opened(data: str, name: str = "a.csv", **columns: str) -> Opened:
    content = data.encode("utf-8", "surrogatepass")
    return Opened(name, name, lambda: io.BufferedReader(io.BytesIO(content)), {"columns": columns})  # type: ignore[arg-type]


CLASSIFIEDS = (
    "id,site,url,posted_at,title,body,phones,emails,location,price,category,images\n"
    'ad-000000001,ads.example,https://ads.example/1,2024-03-01 10:00,New in town,"Call, any time",'
    '"[""+1 555 0100"", ""555-0101""]",a@b.example,"Reno, NV",$200,services,"https://c.example/1.jpg,https://c.example/2.jpg"\n'
)


def test_classifieds_are_read_whole() -> None:
    file = opened(CLASSIFIEDS)
    assert mapping(file) == {
        "id": "id", "text": "body", "title": "title", "created_at": "posted_at", "url": "url", "phone": "phones",
        "email": "emails", "place_name": "location", "platform": "site", "image": "images", "price": "price",
    }  # fmt: skip
    found = post(next(items(file)).value)
    assert found.text == "New in town\n\nCall, any time\n+1 555 0100\n555-0101\na@b.example\n$200"
    assert (found.kind, found.platform, found.id.split(":")[0]) == ("listing", "ads.example", "ads.example")
    assert (found.place_name, found.url) == ("Reno, NV", "https://ads.example/1")
    assert found.media is not None
    assert [m["key"] for m in found.media] == ["https://c.example/1.jpg", "https://c.example/2.jpg"]
    assert {"kind": "phone", "value": "555-0101"} in found.people


@pytest.mark.parametrize(
    ("columns", "wanted"),
    [
        ("Tweet ID|Full Text|Created At|Username|User ID", "id|text|created_at|author_handle|author_id"),
        ("fecha|mensaje|usuario|teléfono", "created_at|text|author_handle|phone"),
        ("Дата|Текст|Автор|Телефон|Город", "created_at|text|author_handle|phone|place_name"),
        ("التاريخ|النص|المستخدم|الهاتف", "created_at|text|author_handle|phone"),
        ("发布时间|内容|作者|链接", "created_at|text|author_handle|url"),
        ("Nachricht|Datum|Ort|Breitengrad|Längengrad", "text|created_at|place_name|lat|lon"),
        ("titre|annonce|prix|ville|n°", "title|text|price|place_name|"),
        ("İlan|Başlık|Şehir|Fiyat", "text|title|place_name|price"),
        ("postText|postDate|userName|replyToId", "text|created_at|author_handle|reply_to"),
        ("ad_text|contact_phone|date_posted", "text|phone|created_at"),
        ("Treść|Tytuł|Miasto", "text|title|place_name"),
        ("user.name|text|user.id", "author_handle|text|author_id"),
    ],
)
def test_names_in_many_languages(columns: str, wanted: str) -> None:
    names = columns.split("|")
    assert guess(names, []) == {f: n for f, n in zip(wanted.split("|"), names, strict=True) if f}


@pytest.mark.parametrize(
    ("rows", "absent"),
    [
        ([{"text": "words here", "date": "soon"}, {"text": "more words", "date": "later"}], "created_at"),
        ([{"text": "words here", "lat": "Reno"}], "lat"),
        ([{"text": "words here", "id": "a"}] * 10, "id"),
        ([{"text": "words here", "link": "see below"}], "url"),
        ([{"text": "words here", "contact": "ask Ana"}], "phone"),
        ([{"text": "words here", "email": "none given"}], "email"),
        ([{"text": "words here", "user_created_at": "2020-01-01"}], "created_at"),
        ([{"text": "words here", "quoted_text": "others", "text_length": 9}], "title"),
    ],
)
def test_a_name_that_its_values_contradict_is_not_taken(rows: list[dict[str, Any]], absent: str) -> None:
    made = guess(list(rows[0]), rows)
    assert made["text"] == "text"
    assert absent not in made


def test_a_text_of_numbers_is_not_one_and_a_column_of_sentences_is() -> None:
    rows = [
        {"text": str(n), "q7": f"I saw {n} people who could not leave that house at all"} for n in range(5)
    ]
    assert guess(["text", "q7"], rows) == {"text": "q7"}
    assert guess(["a", "b"], [{"a": "1", "b": "short"}]) == {}
    assert (
        guess(["a"], [{"a": "https://example.org/a-very-long-address-of-some-page/that-goes-on/and-on"}])
        == {}
    )


def test_a_title_alone_is_the_text() -> None:
    assert guess(["id", "title", "url"], []) == {"id": "id", "text": "title", "url": "url"}


def test_each_column_serves_once_and_fields_keep_their_order() -> None:
    made = guess([*"id text title date user link phone".split(), "phone number", "message"], [])
    assert len(set(made.values())) == len(made)
    assert list(made) == [field for field in FIELDS if field in made]


def test_a_person_overrides_the_guess() -> None:
    data = "id,text,note\n1,a,b\n"
    assert mapping(opened(data, text="note")) == {"id": "id", "text": "note"}
    assert mapping(opened(data, id="")) == {"text": "text"}
    assert mapping(opened(data, title="text", text="note")) == {"id": "id", "text": "note", "title": "text"}


@pytest.mark.parametrize("wrong", [{"text": "nothing"}, {"colour": "text"}])
def test_an_override_that_fits_nothing_names_what_there_is(wrong: dict[str, str]) -> None:
    with pytest.raises(StopSource, match="id, text"):
        mapping(opened("id,text\n1,a\n", **wrong))


def test_a_table_without_text_stops_and_says_how_to_go_on() -> None:
    with pytest.raises(StopSource, match=r"columns are id, colour.*--column text=NAME"):
        list(items(opened("id,colour\n1,red\n2,blue\n")))


@pytest.mark.parametrize(
    ("dates", "first"),
    [
        (["3/4/2024", "13/4/2024"], True),
        (["3/4/2024", "4/13/2024"], False),
        (["3/4/2024", "4/5/2024"], None),
        (["3.4.2024"], True),
        (["13/4/2024", "4/13/2024"], None),
        (["2024-04-13", 5, None, "x"], None),
    ],
)
def test_the_order_of_day_and_month_is_told_by_the_whole_file(dates: list[Any], first: bool | None) -> None:
    assert day_first(dates) is first


def test_dates_by_day_first_reach_the_posts() -> None:
    found = [post(i.value) for i in items(opened("text,date\na,13/4/2024\nb,3/4/24 11:30 PM\nc,31/2/2024\n"))]
    assert [str(p.created_at) for p in found] == [
        "2024-04-13 00:00:00+00:00",
        "2024-04-03 23:30:00+00:00",
        "None",
    ]


def test_rows_without_ids_get_stable_ones_that_differ_by_file_and_place() -> None:
    data = "text\tnote\nsame\tx\nsame\ty\n"
    ids = [post(i.value).id for name in ("a.tsv", "a.tsv", "b.tsv") for i in items(opened(data, name))]
    assert ids[:2] == ids[2:4]
    assert len(set(ids)) == 4


def test_short_ids_are_kept_apart_by_file_and_join_within_it() -> None:
    data = "id,text,parent_id\n1,a,\n2,b,1\n"
    here, there = ([post(i.value) for i in items(opened(data, name))] for name in ("a.csv", "b.csv"))
    assert here[1].reply_to == here[0].id != there[0].id
    assert (here[0].kind, here[1].kind) == ("post", "comment")


def test_a_row_without_text_or_mapping_is_refused() -> None:
    for row in (
        {"a": "x"},
        None,
        [],
        {"a": "x", "_map": 5},
        {"a": " ", "_map": {"text": "a"}},
        {"_map": {"text": ["a"]}},
    ):
        with pytest.raises(SkipPost):
            post(row)


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("Twitter", "x"), ("https://www.x.com/", "x"), ("m.facebook.com", "facebook"), ("tiktok-comments", "tiktok"),
        ("Craigs List", "craigs-list"), ("ads.example:8080", "ads.example"), ("", "web"), (None, "web"), ("[", "web"),
        ("t.me", "telegram"), ("VK", "vk"), ("Ünï", "n"), (5, "5"),
    ],
)  # fmt: skip
def test_platform_names(name: object, wanted: str) -> None:
    assert platform(name) == wanted


def test_sureness_stays_low_and_needs_more_than_a_description() -> None:
    assert sure({"text": "text", "id": "id"}, ["id", "text"]) == 0.3
    assert sure({"text": "description"}, ["name", "description"]) == 0.0
    assert 0 < sure({"text": "description", "created_at": "d"}, ["description", "d"]) < 0.3
    assert sure({"text": "text"}, ["text"]) == 0.0
    assert sure({}, ["a", "b"]) == 0.0
