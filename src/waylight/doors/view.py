"""What the CLI, the console and the report show of leads: plain dicts, the same everywhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from waylight.care.support import support
from waylight.desk.desk import LANES, Desk
from waylight.lead import VOICE, entries, signs
from waylight.stage import ContractError

DISCLAIMER = (
    "Possible indicators, never proof. Nobody is labelled: a person decides what they mean. "
    "Do not contact anyone in a post."
)
_POSTS = 50  # posts of a lead shown at once
_COLUMNS = [
    "id", "platform", "kind", "created_at", "text", "author", "language.code", "contacts.found",
    "indicators.hits", "voice.score", "voice.evidence", "distress.score", "place_name",
]  # fmt: skip


def queue(desk: Desk, lane: str, top: int | None = None) -> list[dict[str, Any]]:
    """The leads of a lane, best first, as one line each: no posts, the three strongest reasons."""
    table = desk.leads(lane)
    table = table if top is None else table.slice(0, top)
    return [_line(lead) for lead in table.to_pylist()]


def detail(desk: Desk, lead: str) -> dict[str, Any]:
    """All that is known of a lead; ContractError where no lead has that name.

    Keys: those of `queue`, and reasons, against (each with name, says, points, quote, standard, grade,
    leg, posts), posts (id, text, spans that name their indicator, …), links, support, disclaimer.
    """
    found = _find(desk, lead)
    posts = _posts(desk, found["posts"], found["lane"])
    made = _line(found)
    made.update(
        reasons=[_explained(r, found["lane"]) for r in found["reasons"]],
        against=[_explained(r, found["lane"]) for r in found["against"]],
        posts=[_post(p, found["lane"]) for p in posts],
        links=_links(desk, found["posts"]),
        support=_support(found) if found["lane"] == "voice" or found["child"] else None,
        disclaimer=DISCLAIMER,
        synthetic=desk.synthetic,
    )
    return made


def _find(desk: Desk, name: str) -> dict[str, Any]:
    for lane in LANES:
        table = desk.leads(lane)
        rows = table.filter(pc.equal(table["lead"], name))
        if len(rows):
            return dict(rows.slice(0, 1).to_pylist()[0])
    raise ContractError(f"no lead is called {name!r}.", do="See `waylight leads`.")


def _line(lead: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "lead": lead["lead"],
        "lane": lead["lane"],
        "score": round(lead["score"], 2),
        "enough": lead["enough"],
        "verdict": "possible indicators" if lead["enough"] else "not enough evidence",
        "posts_count": len(lead["posts"]),
        "accounts": lead["accounts"],
        "top": [r["name"] for r in lead["reasons"][:3]],
        "reasons_count": len(lead["reasons"]),
        "against_count": len(lead["against"]),
        "places": lead["places"],
        "countries": lead["countries"],
        "languages": lead["languages"],
        "platforms": lead["platforms"],
        "child": lead["child"],
        "first_seen": lead["first_seen"].isoformat() if lead["first_seen"] else None,
        "last_seen": lead["last_seen"].isoformat() if lead["last_seen"] else None,
    }


def _explained(reason: Mapping[str, Any], lane: str) -> dict[str, Any]:
    entry = (signs() if lane == "voice" else entries()).get(reason["id"])
    return {
        **reason,
        "points": round(reason["points"], 2),
        "says": entry.says if entry else reason["name"],
        "leg": entry.leg if entry else "context",
    }


def _posts(desk: Desk, ids: list[str], lane: str) -> list[dict[str, Any]]:
    view = desk.view()
    known = view.load(["id"])["id"]
    rows = pc.index_in(pa.array(ids), value_set=known.combine_chunks()).drop_null()
    table = view.load(_COLUMNS, np.unique(rows.to_numpy()))
    posts: list[dict[str, Any]] = table.to_pylist()
    strength = "voice.score" if lane == "voice" else "indicators.hits"
    posts.sort(key=lambda p: (-(p[strength] if lane == "voice" else len(p[strength])), p["id"]))
    return posts[:_POSTS]


def _post(post: Mapping[str, Any], lane: str) -> dict[str, Any]:
    if lane == "voice" and post["voice.score"] >= VOICE:
        marks = [(e["label"], e["start"], e["end"]) for e in post["voice.evidence"] if e["start"] is not None]
        known: Mapping[str, Any] = signs()
    else:
        marks = [(h["id"], h["start"], h["end"]) for h in post["indicators.hits"] if h["start"] is not None]
        known = entries()
    spans = [
        {"start": start, "end": end, "id": name, "name": known[name].name, "leg": known[name].leg}
        for name, start, end in marks
    ]
    spans += [
        {"start": c["start"], "end": c["end"], "id": c["token"], "name": _contact_name(c), "leg": "contact"}
        for c in post["contacts.found"]
        if c["start"] is not None
    ]
    return {
        "id": post["id"],
        "platform": post["platform"],
        "kind": post["kind"],
        "created_at": post["created_at"].isoformat() if post["created_at"] else None,
        "text": post["text"],
        "author": post["author"],
        "language": post["language.code"],
        "place": post["place_name"],
        "distress": round(post["distress.score"], 2),
        "spans": _apart(spans),
    }


def _contact_name(contact: Mapping[str, Any]) -> str:
    return f"{contact['kind']}, written so as to hide it" if contact["obscured"] else contact["kind"]


def _apart(spans: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Spans in order, without overlaps: the longer of two wins."""
    kept: list[dict[str, Any]] = []
    for span in sorted(spans, key=lambda s: (s["start"] - s["end"], s["start"])):
        if all(span["end"] <= other["start"] or span["start"] >= other["end"] for other in kept):
            kept.append(span)
    return sorted(kept, key=lambda s: s["start"])


def _links(desk: Desk, ids: list[str], most: int = 30) -> list[dict[str, Any]]:
    """Links inside a lead, counted by kind and reason, with the strongest pair of each."""
    edges = desk.edges()
    inside = pa.array(ids)
    mask = pc.and_(pc.is_in(edges["src"], value_set=inside), pc.is_in(edges["dst"], value_set=inside))
    counted: dict[tuple[str, str], dict[str, Any]] = {}
    for edge in sorted(edges.filter(mask).to_pylist(), key=lambda e: (-e["weight"], e["src"], e["dst"])):
        why = edge["why"].split("%")[-1].strip() if edge["kind"] == "same_template" else edge["why"]
        shown = counted.setdefault(
            (edge["kind"], why), {**edge, "weight": round(edge["weight"], 2), "count": 0}
        )
        shown["count"] += 1
    return sorted(counted.values(), key=lambda e: -e["count"])[:most]


def _support(lead: Mapping[str, Any]) -> dict[str, Any]:
    found = support(lead["countries"], lead["languages"])
    return {
        "lines": [dict(line) if isinstance(line, Mapping) else _asdict(line) for line in found.lines],
        "emergency": found.emergency,
        "note": found.note,
    }


def _asdict(value: Any) -> dict[str, Any]:
    return {name: getattr(value, name) for name in value.__dataclass_fields__}
