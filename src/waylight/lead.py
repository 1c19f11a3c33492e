"""From edges and readings to leads: connected posts with a score that is a sum of named contributions."""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from waylight import schema
from waylight.linking import Load, groups
from waylight.text.lexicon import Entry, lexicon

VOICE = 0.5  # a post at or above this voice score is in the care lane and in no other
ENOUGH = 2.5  # points below which a lead says "not enough evidence"
STRONG, MEDIUM, WEAK = 2.0, 1.0, 0.3  # weights from which an indicator counts as such in the Delphi rule
LISTED = 0.5  # points below which posts are no lead at all
ORGANISED = 4  # linked posts with a contact that are listed even where no word shows an indicator
_CONTEXT = 40  # code points of text quoted on either side
_COLUMNS = [
    "id", "author", "platform", "created_at", "text", "language.code",
    "indicators.hits", "voice.score", "voice.evidence", "places.mentions", "places.countries",
]  # fmt: skip


@cache
def entries() -> Mapping[str, Entry]:
    """The indicators by id."""
    return {entry.id: entry for entry in lexicon("indicators").entries}


@cache
def signs() -> Mapping[str, Entry]:
    """The voice signs by id."""
    return {entry.id: entry for entry in lexicon("voice").entries}


def leads(load: Load, edges: pa.Table) -> pa.Table:
    """Leads of both lanes, best first, with the columns of `schema.LEAD`.

    offer: posts that offer, recruit or sell, joined by strong edges. voice: posts whose author seems to
    ask for help, joined by author only. A post is in one lane, never in both.
    """
    heads = load(["id", "author", "contacts.found", "indicators.hits", "voice.score"], None)
    voice = pc.greater_equal(heads["voice.score"], VOICE).to_numpy()
    marked = pc.greater(pc.list_value_length(heads["indicators.hits"]), 0).to_numpy() & ~voice
    contact = pc.greater(pc.list_value_length(heads["contacts.found"]), 0).to_numpy() & ~voice
    offered = _offer_groups(heads["id"], edges, voice, marked, contact)
    heard = _voice_groups(heads, voice)
    made = [lead for posts in _loaded(load, offered) if (lead := _offer(posts)) is not None]
    made += [_voice(posts) for posts in _loaded(load, heard)]
    made.sort(key=lambda lead: (-lead["enough"], -lead["score"], lead["lead"]))
    return pa.Table.from_pylist(made, schema=schema.LEAD)


def _offer_groups(
    ids: pa.ChunkedArray, edges: pa.Table, voice: Any, marked: Any, contact: Any
) -> list[np.ndarray]:
    """Row numbers by group, for groups in which a post shows an indicator, or many give a contact."""
    joined = groups(edges.filter(pc.invert(_touches(edges, ids.filter(pa.array(voice))))))
    row_of = pc.index_in(joined["post"], value_set=ids)
    rows = row_of.to_numpy(zero_copy_only=False) if len(joined) else np.empty(0)
    label = joined["group"].combine_chunks().dictionary_encode()
    code = (
        label.indices if isinstance(label, pa.DictionaryArray) else pa.concat_arrays(label.chunks).indices
    ).to_numpy()
    known = ~np.isnan(rows.astype(float))
    rows, code = rows[known].astype(np.int64), code[known]
    order = np.lexsort((rows, code))
    rows, code = rows[order], code[order]
    grouped = np.split(rows, np.flatnonzero(code[1:] != code[:-1]) + 1) if len(rows) else []
    alone = marked.copy()
    alone[rows] = False
    found = [group for group in grouped if marked[group].any() or contact[group].sum() >= ORGANISED]
    return found + [np.array([row]) for row in np.flatnonzero(alone)]


def _touches(edges: pa.Table, ids: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.or_(pc.is_in(edges["src"], value_set=ids), pc.is_in(edges["dst"], value_set=ids))


def _voice_groups(heads: pa.Table, voice: Any) -> list[np.ndarray]:
    by_author: dict[str, list[int]] = {}
    for row in np.flatnonzero(voice):
        author = heads["author"][int(row)].as_py() or heads["id"][int(row)].as_py()
        by_author.setdefault(author, []).append(int(row))
    return [np.array(rows) for rows in by_author.values()]


def _loaded(
    load: Load, grouped: Sequence[np.ndarray], at_once: int = 20_000
) -> Iterable[list[dict[str, Any]]]:
    """The posts of each group, read in slices so that memory stays bounded."""
    start = 0
    while start < len(grouped):
        stop, size = start, 0
        while stop < len(grouped) and (stop == start or size + len(grouped[stop]) <= at_once):
            size += len(grouped[stop])
            stop += 1
        wanted = np.concatenate(grouped[start:stop])
        rows = np.unique(wanted)
        table = load(_COLUMNS, rows).combine_chunks().take(pa.array(np.searchsorted(rows, wanted)))
        begin = 0
        for group in grouped[start:stop]:
            yield table.slice(begin, len(group)).to_pylist()
            begin += len(group)
        start = stop


@dataclass
class _Tally:
    """One indicator over the posts of a lead."""

    entry: Entry
    posts: set[str] = field(default_factory=set)
    post: str = ""
    quote: str | None = None


def _offer(posts: list[dict[str, Any]]) -> dict[str, Any] | None:
    tallies: dict[str, _Tally] = {}
    for post in posts:
        for hit in post["indicators.hits"]:
            _count(tallies, entries()[hit["id"]], post, hit)
    child = any(t.entry.child for t in tallies.values())
    reasons = [_reason(t, len(posts), child) for t in tallies.values()]
    plus = [r for r in reasons if r["points"] > 0] + _structure(posts, tallies)
    against = [r for r in reasons if r["points"] <= 0]
    score = sum(r["points"] for r in plus + against)
    if score < LISTED:
        return None
    weights = [t.entry.weight for t in tallies.values() if t.entry.weight > 0]
    weights += [WEAK] * (len(plus) - len(weights))
    return _lead(
        "offer", posts, plus, against, score, enough=score >= ENOUGH and suffices(weights), child=child
    )


def suffices(weights: Sequence[float]) -> bool:
    """Whether indicators of these weights are enough together, by the rule of the ILO/EC Delphi survey (2009).

    Two strong; one strong and one other; three medium; or two medium and one weak. One alone never is.
    """
    strong = sum(weight >= STRONG for weight in weights)
    medium = sum(MEDIUM <= weight < STRONG for weight in weights)
    weak = len(weights) - strong - medium
    return strong >= 2 or (strong == 1 and medium + weak >= 1) or medium >= 3 or (medium == 2 and weak >= 1)


def _voice(posts: list[dict[str, Any]]) -> dict[str, Any]:
    tallies: dict[str, _Tally] = {}
    for post in posts:
        for span in post["voice.evidence"]:
            _count(tallies, signs()[span["label"]], post, span)
    reasons = [_reason(t, 1, False) for t in tallies.values()]
    score = 10 * max(post["voice.score"] for post in posts)
    plus, against = ([r for r in reasons if (r["points"] > 0) is side] for side in (True, False))
    child = any(t.entry.child for t in tallies.values())
    return _lead("voice", posts, plus, against, score, enough=True, child=child)


def _count(tallies: dict[str, _Tally], entry: Entry, post: dict[str, Any], hit: dict[str, Any]) -> None:
    tally = tallies.setdefault(entry.id, _Tally(entry))
    tally.posts.add(post["id"])
    if tally.quote is None and hit["start"] is not None and post["text"]:
        tally.post, tally.quote = post["id"], quoted(post["text"], hit["start"], hit["end"])
    tally.post = tally.post or post["id"]


def quoted(text: str, start: int, end: int) -> str:
    """The words at a span with a little of what stands around them."""
    low, high = max(0, start - _CONTEXT), min(len(text), end + _CONTEXT)
    while low > 0 and low < start and not text[low - 1].isspace():
        low += 1
    while high < len(text) and high > end and not text[high].isspace():
        high -= 1
    middle = " ".join(text[low:high].split())
    return ("… " if low else "") + middle + (" …" if high < len(text) else "")


def _reason(tally: _Tally, posts: int, child: bool) -> dict[str, Any]:
    """An indicator's points: its weight, less where only few of the lead's posts show it."""
    share = math.sqrt(min(1.0, len(tally.posts) / posts))
    entry = tally.entry
    return {
        "id": entry.id, "name": entry.name, "points": round(entry.weight * share, 2), "post": tally.post,
        "quote": None if child else tally.quote, "standard": entry.standard, "grade": entry.grade,
        "posts": len(tally.posts),
    }  # fmt: skip


def _structure(posts: list[dict[str, Any]], tallies: Mapping[str, _Tally]) -> list[dict[str, Any]]:
    """What the lead shows as a whole: organisation, and whether act, means and purpose come together."""
    made = []
    if len(posts) >= 3:
        points = min(1.5, 0.25 * math.log2(len(posts)))
        made.append(("organised", f"{len(posts)} linked posts carry the same offer", points, len(posts)))
    accounts = len({p["author"] for p in posts if p["author"]})
    if accounts >= 2:
        made.append(("several-accounts", f"{accounts} accounts post it", 0.4, len(posts)))
    legs = {t.entry.leg for t in tallies.values() if t.entry.weight > 0}
    if {"act", "means", "purpose"} <= legs:
        made.append(("act-means-purpose", "signs of act, means and purpose come together", 1.0, len(posts)))
    return [
        {
            "id": name, "name": text, "points": round(points, 2), "post": posts[0]["id"], "quote": None,
            "standard": "Palermo Protocol (2000), art. 3(a)" if name == "act-means-purpose" else "Waylight: how posts hang together",
            "grade": "untested", "posts": count,
        }
        for name, text, points, count in made
    ]  # fmt: skip


def _lead(
    lane: str, posts: list[dict[str, Any]], reasons: list[dict[str, Any]], against: list[dict[str, Any]],
    score: float, *, enough: bool, child: bool,
) -> dict[str, Any]:  # fmt: skip
    ids = sorted(post["id"] for post in posts)
    times = sorted(post["created_at"] for post in posts if post["created_at"])
    places = Counter(m["name"] for post in posts for m in post["places.mentions"] if m["score"] >= 0.4)
    countries = Counter(c for post in posts for c in post["places.countries"])
    return {
        "lead": f"{lane[0].upper()}-{hashlib.blake2b(ids[0].encode(), digest_size=4).hexdigest()}",
        "lane": lane,
        "score": round(score, 2),
        "enough": enough,
        "posts": ids,
        "reasons": sorted(reasons, key=lambda r: (-r["points"], r["id"])),
        "against": sorted(against, key=lambda r: (r["points"], r["id"])),
        "places": [name for name, _ in places.most_common(8)],
        "countries": [code for code, _ in countries.most_common(8)],
        "languages": [code for code, _ in Counter(p["language.code"] for p in posts).most_common(4)],
        "platforms": sorted({p["platform"] for p in posts}),
        "accounts": len({p["author"] for p in posts if p["author"]}),
        "child": child,
        "first_seen": times[0] if times else None,
        "last_seen": times[-1] if times else None,
    }
