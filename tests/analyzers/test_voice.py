"""The voice analyzer: where its evidence points, and what it does with ugly input."""

from __future__ import annotations

import pyarrow as pa
import pytest

from waylight.analyzers.voice import ANALYZER, READS, WRITES
from waylight.text.folding import fold

HELD = "They won't let me leave this house, please help"


def columns(texts: list[str]) -> dict[str, pa.Array]:
    """The columns of posts without contacts or indicators."""
    n = len(texts)
    values = {
        "text": texts,
        "folded.text": [fold(text).text for text in texts],
        "contacts.found": [[]] * n,
        "contacts.tollfree": [False] * n,
        "indicators.hits": [[]] * n,
    }
    return {name: pa.array(values[name], type=kind) for name, kind in READS.items()}


def read(*texts: str) -> list[dict[str, object]]:
    answer = ANALYZER.read(columns(list(texts)))
    assert answer.type == WRITES and len(answer) == len(texts)
    return answer.to_pylist()


def quotes(text: str) -> dict[str, str]:
    """Sign to the words of the text that show it (the first place)."""
    spans = read(text)[0]["evidence"]
    return {s["label"]: text[s["start"] : s["end"]] for s in reversed(spans)}


def test_declared_examples() -> None:
    for given, expected in ANALYZER.examples:
        row = ANALYZER.read({name: pa.array([given[name]], type=kind) for name, kind in READS.items()})
        assert row.to_pylist() == [expected]


def test_evidence_quotes_the_words() -> None:
    found = quotes(HELD)
    assert found["held-confined"] == "won't let me leave"
    assert "help" in found["asks-help"]


@pytest.mark.parametrize(
    ("text", "sign", "quote"),
    [
        ("🙏🙏 They wooon't let me leave!!", "held-confined", "wooon't let me leave"),
        ("ｔｈｅｙ took my p\u200bassport", "documents-taken", "took my p\u200bassport"),
        ("Me quitó el pasaporte 😭", "documents-taken", "Me quitó el pasaporte"),
        ("Нас не выпускают из дома", "held-confined", "не выпускают"),
        ("أخذوا جوازي", "documents-taken", "أخذوا جوازي"),
    ],
)
def test_evidence_points_into_the_text_as_written(text: str, sign: str, quote: str) -> None:
    assert quote in quotes(text)[sign]


def test_weights_of_the_evidence_are_the_weights_of_the_signs() -> None:
    weights = {s["label"]: s["weight"] for s in read("My boss is holding me hostage lol")[0]["evidence"]}
    assert weights["held-confined"] > 0 > weights["joke"]


@pytest.mark.parametrize(
    "text",
    ["", " ", "\x00", "\ud800", "a" * 20_000, "(((((", "help " * 3_000, "\u202e\u200d\ufeff", "💀" * 500],
)
def test_ugly_input(text: str) -> None:
    safe = text.encode("utf-8", "replace").decode()
    (row,) = read(safe)
    assert 0.0 <= row["score"] <= 1.0
    for span in row["evidence"]:
        assert 0 <= span["start"] < span["end"] <= len(safe)


def test_no_rows() -> None:
    assert read() == []


def test_a_row_does_not_depend_on_its_neighbours() -> None:
    texts = [HELD, "Lovely day", "She took my passport", "my cat won't let me leave the sofa lol", HELD]
    together = read(*texts)
    assert together == [read(text)[0] for text in texts]
    assert together == read(*reversed(texts))[::-1]
    assert together[0]["score"] >= 0.5 > together[3]["score"]


def test_a_toll_free_line_speaks_against() -> None:
    given = columns([HELD])
    given["contacts.tollfree"] = pa.array([True])
    (row,) = ANALYZER.read(given).to_pylist()
    assert row["score"] < read(HELD)[0]["score"]
    assert {"start": None, "end": None} in [{k: s[k] for k in ("start", "end")} for s in row["evidence"]]


def test_its_sentence_for_the_analyst() -> None:
    assert ANALYZER.read.__doc__ and ANALYZER.read.__doc__.startswith("Somebody seems to ask for help")
