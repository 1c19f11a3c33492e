"""Which published indicators a post shows, each with the words that show it."""

from __future__ import annotations

import pyarrow as pa

from waylight.schema import HIT
from waylight.stage import Analyzer, Columns
from waylight.text.folding import fold
from waylight.text.lexicon import Entry, lexicon

WRITES = pa.struct([("hits", pa.list_(HIT)), ("score", pa.float32()), ("child", pa.bool_())])
# Indicators that are read off the contacts rather than off words, by the part of `contacts` that shows them.
FROM_CONTACTS = {"contacts.obscured": "contact-obscured", "contacts.tollfree": "toll-free-line"}


def read(columns: Columns) -> pa.StructArray:
    """Possible indicators of trafficking in a post, and signs against; a sum of weights, never a verdict."""
    by_id = {entry.id: entry for entry in lexicon("indicators").entries}
    signs = [by_id[FROM_CONTACTS[part]] for part in FROM_CONTACTS]
    flags = zip(*(columns[part].to_pylist() for part in FROM_CONTACTS), strict=True)
    texts = zip(columns["text"].to_pylist(), columns["folded.text"].to_pylist(), flags, strict=True)
    found = [
        _hits(text, folded, [s for s, on in zip(signs, flag, strict=True) if on])
        for text, folded, flag in texts
    ]
    return pa.StructArray.from_arrays(
        [
            pa.array([hits for hits, _, _ in found], type=pa.list_(HIT)),
            pa.array([score for _, score, _ in found], type=pa.float32()),
            pa.array([child for _, _, child in found], type=pa.bool_()),
        ],
        fields=list(WRITES),
    )


def _hits(text: str, folded: str, signs: list[Entry]) -> tuple[list[dict[str, object]], float, bool]:
    matches = lexicon("indicators").find(folded)
    if not matches and not signs:
        return [], 0.0, False
    hits: list[dict[str, object]] = []
    if matches:
        back = fold(text)
        for entry, hit in matches:
            start, end = back.span(hit.start, hit.end)
            hits.append({"id": entry.id, "start": start, "end": end, "weight": entry.weight})
    hits += [{"id": sign.id, "start": None, "end": None, "weight": sign.weight} for sign in signs]
    weights = {entry.id: entry.weight for entry in [*(entry for entry, _ in matches), *signs]}
    return hits, sum(weights.values()), any(entry.child for entry, _ in matches)


ANALYZER = Analyzer(
    name="indicators",
    version=1,
    reads={"text": pa.string(), "folded.text": pa.string(), **dict.fromkeys(FROM_CONTACTS, pa.bool_())},
    writes=WRITES,
    read=read,
    examples=[
        (
            {"text": "hi", "folded.text": "hi", "contacts.obscured": False, "contacts.tollfree": False},
            {"hits": [], "score": 0.0, "child": False},
        ),
        (
            {"text": "hi", "folded.text": "hi", "contacts.obscured": True, "contacts.tollfree": False},
            {"hits": [{"id": "contact-obscured", "start": None, "end": None, "weight": 1.0}], "score": 1.0},
        ),
    ],
)
