"""The three generic tables: what they claim, what they leave alone, and what they make of it."""

from __future__ import annotations

import datetime as dt
import gzip
import io
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from waylight.files.find import find
from waylight.files.opened import Opened
from waylight.schema import Post
from waylight.sources.table_csv import SOURCE as CSV
from waylight.sources.table_jsonl import SOURCE as JSONL
from waylight.sources.table_parquet import SOURCE as PARQUET
from waylight.stage import SkipPost, Source, StopSource

SAMPLES = Path(__file__).parents[3] / "shared" / "data"


def opened(tmp_path: Path, data: str | bytes, name: str = "a.dat") -> Opened:
    path = tmp_path / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass"))
    (only,) = find(path)
    assert isinstance(only, Opened)
    return only


def read(source: Source, file: Opened) -> list[Post]:
    found = [source.parse(i.value) for i in source.split(file) if not isinstance(i.value, SkipPost)]
    return [p for p in found if isinstance(p, Post)]


def parquet(columns: dict[str, Any], **how: Any) -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.table(columns), out, **how)
    return out.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        "id,text\n1,hello there\n",
        "Datum;Nachricht;Ort\n1.2.2024;Zimmer frei;Bonn\n",
        "posted\ttitle\tdescription\tphone\n2024-01-01\tRoom\tNice room\t555-01000\n",
        "\ufeffid,texto\n1,déjà\n",
    ],
)
def test_tables_of_posts_are_claimed_softly(tmp_path: Path, data: str) -> None:
    file = opened(tmp_path, data)
    assert 0.2 <= CSV.sniff(file.sample) <= 0.4
    assert JSONL.sniff(file.sample) == PARQUET.sniff(file.sample) == 0.0
    assert len(read(CSV, file)) == 1


@pytest.mark.parametrize(
    "data",
    [
        "https://example.org/a,b\nhttps://example.org/c,d\n",
        "https://example.org/a\nhttps://example.org/b\n",
        "import { text, id } from 'x';\nexport const a = { text: 1, id: 2 };\n",
        "12/03/22, 14:08 - Ana: hello\n12/03/22, 14:09 - Bo: hi\n",
        "lat,lon\n1,2\n",
        "2g1c,A\nbomb,B\n",
        "name,description\nacme,makes things\n",
        "From: a@b.example, c@d.example\nSubject: text\n\nBody\n",
        "Age,Text Length,Country\n3,5,US\n",
        "",
        "\0\0\0",
    ],
)
def test_other_files_are_not(tmp_path: Path, data: str) -> None:
    assert CSV.sniff(opened(tmp_path, data).sample) == 0.0
    assert JSONL.sniff(opened(tmp_path, data).sample) == 0.0


ROWS = [
    {"id": n, "text": f"words {n}", "created_at": 1714564800 + n, "user": {"id": n, "name": "a"}}
    for n in range(5)
]


@pytest.mark.parametrize(
    "data",
    [
        "\n".join(map(json.dumps, ROWS)),
        json.dumps(ROWS),
        json.dumps(ROWS, indent=1),
        json.dumps({"count": 5, "posts": ROWS, "users": [{"id": 1}]}),
        json.dumps({"posts": ROWS}, indent=2),
    ],
)
def test_every_way_of_writing_json_gives_the_same_posts(tmp_path: Path, data: str) -> None:
    file = opened(tmp_path, data)
    assert 0.2 <= JSONL.sniff(file.sample) <= 0.4
    posts = read(JSONL, file)
    assert [p.text for p in posts] == [f"words {n}" for n in range(5)]
    assert [(p.author_id, p.author_handle) for p in posts] == [(str(n), "a") for n in range(5)]
    assert posts[0].created_at == dt.datetime(2024, 5, 1, 12, tzinfo=dt.UTC)


def test_one_post_on_one_line_is_a_post_even_if_it_holds_lists(tmp_path: Path) -> None:
    file = opened(tmp_path, json.dumps({"id": "1", "text": "one", "comments": [{"id": 1}, {"id": 2}]}))
    assert [p.text for p in read(JSONL, file)] == ["one"]


@pytest.mark.parametrize(
    "data",
    [
        '{"name": "pkg", "description": "a library", "version": "1.0"}',
        '{"a": 1}\n{"a": 2}\n',
        "[1, 2, 3]",
        '["text", "body"]',
        '[{"url": "https://a.example"}, {"url": "https://b.example"}]',
        '{"features": [{"type": "Feature", "geometry": {}}]}',
        '{"users": [{"id": 1, "name": "a", "description": "likes words"}]}',
    ],
)
def test_other_json_is_not_claimed(tmp_path: Path, data: str) -> None:
    assert JSONL.sniff(opened(tmp_path, data).sample) == 0.0


def test_damage_keeps_what_precedes(tmp_path: Path) -> None:
    cut = list(JSONL.split(opened(tmp_path, json.dumps(ROWS)[:-30])))
    assert [isinstance(i.value, SkipPost) for i in cut] == [False] * 4 + [True]
    odd = list(JSONL.split(opened(tmp_path, '{"text": "a"}\n[1]\n"x"\n{"text": "b"}\n')))
    assert [isinstance(i.value, SkipPost) for i in odd] == [False, True, True, False]
    ragged = list(CSV.split(opened(tmp_path, "id,text\n1,a\n2,b,c,d\n3,e\n")))
    assert [(i.at, isinstance(i.value, SkipPost)) for i in ragged] == [(2, False), (3, True), (4, False)]


def test_parquet_values_become_plain_ones(tmp_path: Path) -> None:
    data = parquet(
        {
            "text": ["a", None, "c"],
            "created_at": pa.array([dt.datetime(2024, 1, 1, 12)] * 3, pa.timestamp("ns", tz="Europe/Berlin")),
            "price": [Decimal("9.50"), None, Decimal("1")],
            "lat": [float("nan"), float("inf"), 52.5],
            "lon": [1.0, 1.0, 13.4],
            "raw": [b"\x00", b"", None],
            "tags": [["x", "y"], [], None],
            "user": [{"name": "u", "day": dt.date(2024, 1, 1)}] * 3,
        }
    )
    for content in (data, gzip.compress(data)):
        file = opened(tmp_path, content)
        assert PARQUET.sniff(file.sample if content is data else opened(tmp_path, data).sample) == 0.3
        file = opened(tmp_path, content)
        items = list(PARQUET.split(file))
        json.dumps([i.value for i in items], allow_nan=False)
        first, last = PARQUET.parse(items[0].value), PARQUET.parse(items[2].value)
        assert isinstance(first, Post)
        assert isinstance(last, Post)
        assert (first.text, first.created_at) == ("a\n9.50", dt.datetime(2024, 1, 1, 12, tzinfo=dt.UTC))
        assert (first.lat, last.lat, last.lon, first.hashtags) == (None, 52.5, 13.4, ["x", "y"])
        assert first.author_handle == "u"
        with pytest.raises(SkipPost, match="text"):
            PARQUET.parse(items[1].value)


@pytest.mark.parametrize("cut", [10, 60, 200])
def test_broken_parquet_stops_the_source(tmp_path: Path, cut: int) -> None:
    data = parquet({"text": [f"words {n}" for n in range(500)]})
    for broken in (data[:-cut], data[:20] + bytes(cut) + data[20 + cut :]):
        with pytest.raises(StopSource):
            list(PARQUET.split(opened(tmp_path, broken)))


def test_parquet_is_read_in_batches(tmp_path: Path) -> None:
    data = parquet({"text": [f"words {n}" for n in range(5000)]}, row_group_size=700)
    assert [p.text for p in read(PARQUET, opened(tmp_path, data))] == [f"words {n}" for n in range(5000)]


def test_real_tables_are_read_whole() -> None:
    paths = [
        SAMPLES / "infoshield_samples", SAMPLES / "youtube_spam", SAMPLES / "emscad_small", SAMPLES / "ht_ads_3000_templates"
    ]  # fmt: skip
    if not all(path.exists() for path in paths):
        pytest.skip("the shared samples are not here")
    for file in (f for path in paths for f in find(path)):
        assert isinstance(file, Opened)
        if file.sample.shape != "csv":
            continue
        assert CSV.sniff(file.sample) >= 0.2
        items = list(CSV.split(file))
        broken = sum(isinstance(i.value, SkipPost) for i in items)
        assert broken * 100 <= len(items)
        assert len(read(CSV, file)) >= len(items) - broken - 5
