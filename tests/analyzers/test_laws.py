"""Laws over every analyzer of the catalog: a row's answer depends on that row alone; examples hold."""

from __future__ import annotations

from functools import cache

import pyarrow as pa
import pytest

import waylight as wl
from waylight import catalog
from waylight.linking import part
from waylight.stage import Analyzer
from waylight.testing import contract

TEXTS = [
    "please help me they won't let me leave, I'm in Dubai",
    "Work abroad! We keep your passport. Call seven 0 two 555 01 23",
    "потрібна допомога, забрали паспорт у Варшаві",
    "ar ana ma7bousa fi beit",
    "مطلوب عاملات منازل براتب مغري بدون خبرة في الرياض +966 50 000 0000",
    "🎵 locked in your love 😂 p a s s p o r t",
    "नौकरी दुबई में, पासपोर्ट जमा करना होगा",
    "招聘海外客服 包吃住 免费机票",
    "",
    " \u200b\ufeff",
    "a\u0301" * 500,
    "x" * 3000,
    "\u202eevil\u202c " + "🆘" * 40,
    "lone \ud800 surrogate",
    "tab\tnew\nline " + "é" * 10,
    "10 000 € / 2024-05-06 12:00 #tag @someone https://example.org/a?b=c",
]


@cache
def found() -> pa.Table:
    return wl.analyze(TEXTS * 2)


@pytest.mark.parametrize("analyzer", catalog.analyzers().values(), ids=lambda a: a.name)
def test_law_of_analyzers(analyzer: Analyzer) -> None:
    rows = {name: part(found(), name).to_pylist() for name in analyzer.reads}
    contract.check_analyzer(analyzer, rows)


@pytest.mark.parametrize("analyzer", catalog.analyzers().values(), ids=lambda a: a.name)
def test_examples_hold(analyzer: Analyzer) -> None:
    assert analyzer.examples
    contract.check_examples(analyzer)


def test_spans_point_into_the_text() -> None:
    for row in found().select(["text", "indicators", "voice", "distress", "places", "contacts"]).to_pylist():
        spans = [(h["start"], h["end"]) for h in row["indicators"]["hits"] if h["start"] is not None]
        spans += [
            (e["start"], e["end"])
            for n in ("voice", "distress")
            for e in row[n]["evidence"]
            if e["start"] is not None
        ]
        spans += [(m["start"], m["end"]) for m in row["places"]["mentions"]]
        assert all(0 <= start < end <= len(row["text"]) for start, end in spans)
        for contact in row["contacts"]["found"]:
            assert row["text"][contact["start"] : contact["end"]] == f"[{contact['token']}]"
