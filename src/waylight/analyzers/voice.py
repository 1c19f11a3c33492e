"""Does the author of a post seem to ask for help, or to be held? Such posts go to the care lane."""

from __future__ import annotations

from functools import cache
from math import exp

import pyarrow as pa

from waylight import schema
from waylight.stage import Analyzer, Columns
from waylight.text.folding import fold
from waylight.text.lexicon import Entry, Lexicon
from waylight.text.patterns import Hit

WRITES = pa.struct([("score", pa.float32()), ("evidence", pa.list_(schema.SPAN))])
BIAS = -2.2
"""Log-odds of a post without any sign. The weights of the signs are set against it: a held or harm sign
(2.5 and more) is enough alone; a sign of need (0.6 to 1.6) is enough with a call for help (1.65), and two
signs of need together mostly are; a call for help alone is not. Hand-set, not fitted."""


@cache
def lexicon() -> Lexicon:
    """The signs for and against, with their words in each language."""
    return Lexicon("voice")


def read(columns: Columns) -> pa.StructArray:
    """Somebody seems to ask for help here, or to say that they or someone close to them are held.

    score: 0..1, 1/(1+exp(-(BIAS + sum of weights))), each sign counted once; 0 where nothing was found;
    0.5 and above belongs in the care lane. evidence: places in `text` (code points), label = sign,
    weight = its contribution; a negative weight speaks against.
    """
    find = lexicon().find
    scores: list[float] = []
    evidence: list[list[dict[str, object]]] = []
    for text, folded in zip(columns["text"].to_pylist(), columns["folded.text"].to_pylist(), strict=True):
        found = find(folded) if folded else []
        scores.append(score(found))
        evidence.append(_spans(text, found))
    return pa.StructArray.from_arrays(
        [pa.array(scores, type=pa.float32()), pa.array(evidence, type=pa.list_(schema.SPAN))],
        fields=list(WRITES),
    )


def score(found: list[tuple[Entry, Hit]]) -> float:
    """Probability-like score of the signs found, each counted once; 0 where no sign speaks for it."""
    weights = {entry.id: entry.weight for entry, _ in found}
    if all(weight <= 0 for weight in weights.values()):
        return 0.0
    return 1 / (1 + exp(-(BIAS + sum(weights.values()))))


def _spans(text: str, found: list[tuple[Entry, Hit]]) -> list[dict[str, object]]:
    if not found:
        return []
    back = fold(text)
    spans: list[dict[str, object]] = []
    for entry, hit in found:
        start, end = back.span(hit.start, hit.end)
        spans.append({"start": start, "end": end, "label": entry.id, "weight": entry.weight})
    return spans


ANALYZER = Analyzer(
    name="voice",
    version=1,
    reads={"text": pa.string(), "folded.text": pa.string()},
    writes=WRITES,
    read=read,
    examples=[
        (
            {"text": "Lovely weather today", "folded.text": "lovely weather today"},
            {"score": 0.0, "evidence": []},
        ),
        (
            {"text": "My passport", "folded.text": "my passport"},
            {"score": 0.0, "evidence": []},
        ),
    ],
)
