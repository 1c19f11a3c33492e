"""Any JSON lines or list of objects with texts: which field holds what is guessed, shown, can be overridden."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from waylight.files import mapping, tables
from waylight.files.fields import objects
from waylight.files.sample import Sample
from waylight.stage import Source


def sniff(sample: Sample) -> float:
    """Low, so that every known format wins: objects of which one field is known for texts of posts."""
    if sample.shape not in ("json", "json-lines"):
        return 0.0
    key = tables.list_key(sample.top)
    records: list[Any] = sample.top[key][:20] if key else sample.records
    rows = objects(records)
    if not rows or len(rows) * 2 < len(records) or (isinstance(sample.top, dict) and not key):
        return 0.0
    columns = tables.columns(rows)
    return mapping.sure(mapping.guess(columns, rows), columns)


SOURCE = Source(
    name="table_jsonl",
    title="Any JSON lines or JSON list with a field of texts; fields are guessed and can be named.",
    platform="web",
    version=1,
    sniff=sniff,
    split=mapping.items,
    parse=tables.post,
    examples=(
        (
            {
                "id": "900000000000000001",
                "user": {"name": "ana", "id": 7},
                "content": "<p>Rooms &amp; work</p>",
                "created": 1714564800,
                "tags": ["jobs"],
                "_map": {
                    "id": "id",
                    "text": "content",
                    "created_at": "created",
                    "author_handle": "user.name",
                    "author_id": "user.id",
                    "hashtags": "tags",
                },
                "_file": "posts.jsonl",
                "_at": 1,
            },
            {
                "id": "web:900000000000000001",
                "text": "Rooms & work",
                "created_at": datetime(2024, 5, 1, 12, tzinfo=UTC),
                "author_handle": "ana",
                "author_id": "7",
                "hashtags": ["jobs"],
            },
        ),
        (
            {"text": "a", "lat": "200", "lon": "5", "_map": {"text": "text", "lat": "lat", "lon": "lon"}},
            {"lat": None, "lon": None},
        ),
        (
            {
                "site": "Twitter",
                "id": "5",
                "t": "Work, 3 < 4 < 5",
                "_map": {"id": "id", "text": "t", "platform": "site"},
            },
            {"id": "x:5", "platform": "x", "text": "Work, 3 < 4 < 5"},
        ),
    ),
)
