"""Which published indicators a post shows, each with the words that show it."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from waylight.schema import CONTACT, HIT
from waylight.stage import Analyzer, Columns
from waylight.text.folding import fold
from waylight.text.lexicon import Entry, lexicon

WRITES = pa.struct([("hits", pa.list_(HIT)), ("score", pa.float32()), ("child", pa.bool_())])
# Indicators that are read off the contacts rather than off words, by the part of `contacts` that shows them.
FROM_CONTACTS = {"contacts.obscured": "contact-obscured", "contacts.tollfree": "toll-free-line"}
READS = {
    "text": pa.string(),
    "folded.text": pa.string(),
    "contacts.found": pa.list_(CONTACT),
    **dict.fromkeys(FROM_CONTACTS, pa.bool_()),
}


def read(columns: Columns) -> pa.StructArray:
    """Possible indicators of trafficking in a post, and signs against; a sum of weights, never a verdict."""
    by_id = {entry.id: entry for entry in lexicon("indicators").entries}
    signs = [by_id[FROM_CONTACTS[part]] for part in FROM_CONTACTS]
    named = pc.greater(pc.list_value_length(columns["contacts.found"]), 0).to_pylist()
    flags = zip(*(columns[part].to_pylist() for part in FROM_CONTACTS), strict=True)
    rows = zip(columns["text"].to_pylist(), columns["folded.text"].to_pylist(), named, flags, strict=True)
    found = [
        _hits(text, folded, has_contact, [s for s, on in zip(signs, flag, strict=True) if on])
        for text, folded, has_contact, flag in rows
    ]
    return pa.StructArray.from_arrays(
        [
            pa.array([hits for hits, _, _ in found], type=pa.list_(HIT)),
            pa.array([score for _, score, _ in found], type=pa.float32()),
            pa.array([child for _, _, child in found], type=pa.bool_()),
        ],
        fields=list(WRITES),
    )


def _hits(
    text: str, folded: str, named: bool, signs: list[Entry]
) -> tuple[list[dict[str, object]], float, bool]:
    # What speaks against matters where something speaks for it, or where a contact may make the post a lead.
    matches = lexicon("indicators").find(folded, against=named)
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
    reads=READS,
    writes=WRITES,
    read=read,
    examples=[
        (
            {
                "text": "hi",
                "folded.text": "hi",
                "contacts.found": [],
                "contacts.obscured": False,
                "contacts.tollfree": False,
            },
            {"hits": [], "score": 0.0, "child": False},
        ),
        (
            {
                "text": "hi",
                "folded.text": "hi",
                "contacts.found": [],
                "contacts.obscured": True,
                "contacts.tollfree": False,
            },
            {"hits": [{"id": "contact-obscured", "start": None, "end": None, "weight": 1.0}], "score": 1.0},
        ),
    ],
)
