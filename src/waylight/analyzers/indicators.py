"""Which published indicators a post shows, each with the words that show it."""

from __future__ import annotations

import pyarrow as pa

from waylight.stage import Analyzer, Columns
from waylight.text.folding import fold
from waylight.text.lexicon import lexicon

HIT = pa.struct([("id", pa.string()), ("start", pa.int32()), ("end", pa.int32()), ("weight", pa.float32())])
WRITES = pa.struct([("hits", pa.list_(HIT)), ("score", pa.float32()), ("child", pa.bool_())])
OBSCURED = "contact-obscured"


def read(columns: Columns) -> pa.StructArray:
    """Possible indicators of trafficking in a post, and signs against; a sum of weights, never a verdict."""
    found = [
        _hits(text, folded, obscured)
        for text, folded, obscured in zip(
            columns["text"].to_pylist(),
            columns["folded.text"].to_pylist(),
            columns["contacts.obscured"].to_pylist(),
            strict=True,
        )
    ]
    return pa.StructArray.from_arrays(
        [
            pa.array([hits for hits, _, _ in found], type=pa.list_(HIT)),
            pa.array([score for _, score, _ in found], type=pa.float32()),
            pa.array([child for _, _, child in found], type=pa.bool_()),
        ],
        fields=list(WRITES),
    )


def _hits(text: str, folded: str, obscured: bool) -> tuple[list[dict[str, object]], float, bool]:
    matches = lexicon("indicators").find(folded)
    if not matches and not obscured:
        return [], 0.0, False
    hits: list[dict[str, object]] = []
    weights: dict[str, float] = {}
    if matches:
        back = fold(text)
        for entry, hit in matches:
            start, end = back.span(hit.start, hit.end)
            hits.append({"id": entry.id, "start": start, "end": end, "weight": entry.weight})
            weights[entry.id] = entry.weight
    if obscured:
        entry = next(e for e in lexicon("indicators").entries if e.id == OBSCURED)
        hits.append({"id": OBSCURED, "start": None, "end": None, "weight": entry.weight})
        weights[OBSCURED] = entry.weight
    return hits, sum(weights.values()), any(entry.child for entry, _ in matches)


ANALYZER = Analyzer(
    name="indicators",
    version=1,
    reads={"text": pa.string(), "folded.text": pa.string(), "contacts.obscured": pa.bool_()},
    writes=WRITES,
    read=read,
)
