"""How much distress does a post express? Not polarity: fear, despair, pain, exhaustion, being alone or trapped."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from math import exp

import pyarrow as pa

from waylight import schema
from waylight.stage import Analyzer, Columns
from waylight.text.folding import fold
from waylight.text.lexicon import Entry, lexicon
from waylight.text.matcher import Hit

READS = {"text": pa.string(), "folded.text": pa.string()}
WRITES = pa.struct([("score", pa.float32()), ("evidence", pa.list_(schema.SPAN))])
BIAS = -2.2
"""Log-odds of a post without any sign. One feeling alone (1.3 to 1.6) stays below one half; said of oneself
(+1.0) or with force (+0.7) it comes near or passes it; two feelings pass it; thoughts of death, or being
trapped and calling for help, lie well above. Hand-set, not fitted."""

Found = tuple[Entry, Hit]


def read(columns: Columns) -> pa.StructArray:
    """The post expresses fear, despair, pain, exhaustion, being alone or trapped; this never speaks against its author.

    score: 0..1, 1/(1+exp(-(BIAS + sum of weights))), each sign counted once; 0 where no feeling was found.
    A feeling that is denied ("not afraid") does not count. evidence: the places that counted, in `text`
    (code points), label = sign, weight = its contribution; a negative weight speaks against.
    """
    find = partial(lexicon("distress").find, against=False)
    scores: list[float] = []
    evidence: list[list[dict[str, object]]] = []
    for text, folded in zip(*(columns[name].to_pylist() for name in READS), strict=True):
        found = _counted(find(folded)) if folded else []
        scores.append(score(entry for entry, _ in found))
        evidence.append(_spans(text, found))
    return pa.StructArray.from_arrays(
        [pa.array(scores, type=pa.float32()), pa.array(evidence, type=pa.list_(schema.SPAN))],
        fields=list(WRITES),
    )


def score(found: Iterable[Entry]) -> float:
    """Grade of the signs found, each counted once; 0 where no feeling is among them."""
    signs = {entry.id: entry for entry in found}
    if not any(sign.leg == "feeling" for sign in signs.values()):
        return 0.0
    return 1 / (1 + exp(-(BIAS + sum(sign.weight for sign in signs.values()))))


def _counted(found: list[Found]) -> list[Found]:
    """What counts: a hit that overlaps a denial is dropped; without a feeling, nothing is left to say."""
    denials = [hit for entry, hit in found if entry.leg == "denied"]
    kept = [
        (entry, hit)
        for entry, hit in found
        if entry.leg in ("denied", "against")
        or not any(no.start < hit.end and hit.start < no.end for no in denials)
    ]
    return kept if any(entry.leg == "feeling" for entry, _ in kept) else []


def _spans(text: str, found: list[Found]) -> list[dict[str, object]]:
    if not found:
        return []
    back = fold(text)
    spans: list[dict[str, object]] = []
    for entry, hit in found:
        start, end = back.span(hit.start, hit.end)
        spans.append({"start": start, "end": end, "label": entry.id, "weight": entry.weight})
    return spans


ANALYZER = Analyzer(
    name="distress",
    version=1,
    reads=READS,
    writes=WRITES,
    read=read,
    examples=[
        (
            {"text": "Lovely weather today", "folded.text": "lovely weather today"},
            {"score": 0.0, "evidence": []},
        ),
        ({"text": "I am not afraid", "folded.text": "i am not afraid"}, {"score": 0.0, "evidence": []}),
    ],
)
