"""Does the author of a post seem to ask for help, or to be held? Such posts go to the care lane."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, partial
from math import exp
from operator import itemgetter

import pyarrow as pa
import pyarrow.compute as pc

from waylight import schema
from waylight.stage import Analyzer, Columns
from waylight.text.folding import fold
from waylight.text.lexicon import Entry, lexicon
from waylight.text.matcher import Hit
from waylight.text.patterns import SPACES

READS = {
    "text": pa.string(),
    "folded.text": pa.string(),
    "contacts.found": schema.CONTACTS.field("found").type,
    "contacts.tollfree": pa.bool_(),
    "indicators.hits": pa.list_(schema.HIT),
}
WRITES = pa.struct([("score", pa.float32()), ("evidence", pa.list_(schema.SPAN))])
BIAS = -2.2
"""Log-odds of a post without any sign. The weights of the signs are set against it: a held or harm sign
(2.5 and more) is enough alone; a sign of need (0.6 to 1.7) is enough with a call for help (1.65), and two
signs of need together mostly are; a call for help alone is not. Hand-set, not fitted."""
PLEAS = frozenset({"asks-help", "asks-rescue", "wants-home", "fear", "fear-of-them", "deceived", "trapped"})
"""Signs that offers do not give: with one of them, a contact is where the author can be reached."""
HARM = 2.5
"""The weight from which a sign says that its author is held or harmed; two of them read as a plea does."""
DOUBT = 0.05
"""A post between this score and 0.5 is read a second time with its spelling repaired, and so is one below it in
which a word of the lexicon has two letters swapped."""


@cache
def _entries() -> dict[str, Entry]:
    return {entry.id: entry for entry in lexicon("voice").entries}


@cache
def _offering() -> frozenset[str]:
    """Indicators by which a post recruits or offers."""
    found = lexicon("indicators").entries
    return frozenset(e.id for e in found if e.leg in ("act", "context") and e.words)


def read(columns: Columns) -> pa.StructArray:
    """Somebody seems to ask for help here, or to say that they or someone close to them are held.

    score: 0..1, 1/(1+exp(-(BIAS + sum of weights))), each sign counted once; 0 where nothing was found;
    0.5 and above belongs in the care lane. evidence: places in `text` (code points; none for a sign of the
    whole post), label = sign, weight = its contribution; a negative weight speaks against.
    """
    scores: list[float] = []
    evidence: list[list[dict[str, object]]] = []
    named = pc.greater(pc.list_value_length(columns["contacts.found"]), 0).to_pylist()
    read = [
        columns[name].to_pylist() for name in ("text", "folded.text", "contacts.tollfree", "indicators.hits")
    ]
    for text, folded, tollfree, hits, has_contact in zip(*read, named, strict=True):
        shape = partial(_shape, has_contact=has_contact, tollfree=tollfree, hits=hits)
        found = lexicon("voice").find(folded, against=False)
        reached = score([*(entry for entry, _ in found), *shape(found)])
        if DOUBT <= reached < 0.5 or (reached < DOUBT and _hurried(folded)):
            again = _respelled(folded)
            better = score([*(entry for entry, _ in again), *shape(again)])
            reached, found = max((reached, found), (better, again), key=itemgetter(0))
        scores.append(reached)
        evidence.append(_spans(text, found, shape(found)))
    return pa.StructArray.from_arrays(
        [pa.array(scores, type=pa.float32()), pa.array(evidence, type=pa.list_(schema.SPAN))],
        fields=list(WRITES),
    )


def _hurried(folded: str) -> bool:
    return lexicon("voice").speller.hurried(folded.translate(SPACES).split())


def _respelled(folded: str) -> list[tuple[Entry, Hit]]:
    """What is found once slips of the finger are undone; people in distress write in haste."""
    repaired = lexicon("voice").speller.repair(folded)
    if repaired is None:
        return []
    again = lexicon("voice").find(repaired.text, against=False)
    return [(entry, Hit(hit.entry, *repaired.span(hit.start, hit.end))) for entry, hit in again]


def _shape(
    found: list[tuple[Entry, Hit]], has_contact: bool, tollfree: bool, hits: list[dict[str, object]]
) -> list[Entry]:
    """Signs of the post as a whole, which mean something only beside others."""
    if not found:
        return []
    made = [_entries()["toll-free-line"]] if tollfree else []
    offers = {hit["id"] for hit in hits} & _offering()
    signs = {entry.id: entry for entry, _ in found}
    harms = sum(entry.weight >= HARM for entry in signs.values())
    if has_contact and (len(offers) > 1 or (PLEAS.isdisjoint(signs) and harms < 2)):
        made.append(_entries()["reads-as-offer" if offers else "names-contact"])
    return made


def score(found: Iterable[Entry]) -> float:
    """Probability-like score of the signs found, each counted once; 0 where no sign speaks for it."""
    weights = {entry.id: entry.weight for entry in found}
    if all(weight <= 0 for weight in weights.values()):
        return 0.0
    return 1 / (1 + exp(-(BIAS + sum(weights.values()))))


def _spans(text: str, found: list[tuple[Entry, Hit]], shape: list[Entry]) -> list[dict[str, object]]:
    if not found:
        return []
    back = fold(text)
    spans: list[dict[str, object]] = []
    for entry, hit in found:
        start, end = back.span(hit.start, hit.end)
        spans.append({"start": start, "end": end, "label": entry.id, "weight": entry.weight})
    spans += [{"start": None, "end": None, "label": sign.id, "weight": sign.weight} for sign in shape]
    return spans


_PLAIN = {"contacts.found": [], "contacts.tollfree": False, "indicators.hits": []}
ANALYZER = Analyzer(
    name="voice",
    version=1,
    reads=READS,
    writes=WRITES,
    read=read,
    examples=[
        (
            {**_PLAIN, "text": "Lovely weather today", "folded.text": "lovely weather today"},
            {"score": 0.0, "evidence": []},
        ),
        ({**_PLAIN, "text": "My passport", "folded.text": "my passport"}, {"score": 0.0, "evidence": []}),
    ],
)
