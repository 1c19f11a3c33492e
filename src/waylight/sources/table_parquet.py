"""Any Parquet file of posts: which column holds what is guessed, shown and can be overridden."""

from __future__ import annotations

from datetime import UTC, datetime

from waylight.files import mapping, tables
from waylight.files.sample import Sample
from waylight.stage import Source


def sniff(sample: Sample) -> float:
    """Its first bytes say Parquet and nothing more: the columns are seen when it is read."""
    return 0.3 if sample.shape == "parquet" else 0.0


SOURCE = Source(
    name="table_parquet",
    title="Any Parquet file with a column of texts; columns are guessed and can be named.",
    platform="web",
    version=1,
    sniff=sniff,
    split=mapping.items,
    parse=tables.post,
    examples=(
        (
            {
                "text": "Day work, ask for Lee",
                "ts": "2024-05-01T12:00:00+00:00",
                "email": "lee@example.org",
                "_map": {"text": "text", "created_at": "ts", "email": "email"},
                "_file": "a.parquet",
                "_at": 1,
            },
            {
                "text": "Day work, ask for Lee\nlee@example.org",
                "created_at": datetime(2024, 5, 1, 12, tzinfo=UTC),
                "kind": "post",
            },
        ),
        (
            {"text": "call", "tel": 4915550100.0, "_map": {"text": "text", "phone": "tel"}},
            {"text": "call\n4915550100", "people": [{"kind": "phone", "value": "4915550100"}]},
        ),
        (
            {"text": None, "img": ["https://example.org/1.jpg"], "_map": {"text": "text", "image": "img"}},
            {"text": "", "media": [{"kind": "photo", "key": "https://example.org/1.jpg", "alt": None}]},
        ),
    ),
)
