"""Any CSV table of posts or advertisements: which column holds what is guessed, shown and can be overridden."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from waylight.files import mapping, tables
from waylight.files.sample import Sample
from waylight.stage import Source

_NAME = re.compile(r"[^\W\d][\w .()/#:?*-]{0,60}")


def sniff(sample: Sample) -> float:
    """Low, so that every known format wins: a header of names, one of which is known for texts of posts."""
    if sample.shape != "csv" or not sample.records:
        return 0.0
    if not all(_NAME.fullmatch(column) for column in sample.columns):
        return 0.0
    return mapping.sure(mapping.guess(sample.columns, sample.records), sample.columns)


SOURCE = Source(
    name="table_csv",
    title="Any CSV table with a column of texts; columns are guessed and can be named.",
    platform="web",
    version=1,
    sniff=sniff,
    split=mapping.items,
    parse=tables.post,
    examples=(
        (
            {
                "id": "a1",
                "site": "classifieds.example",
                "posted_at": "2024-03-01 10:00:00",
                "title": "Hotel staff wanted",
                "body": "Flight paid, no papers needed.",
                "phones": '["+1 555 0100"]',
                "price": "900",
                "_map": {
                    "id": "id",
                    "text": "body",
                    "title": "title",
                    "created_at": "posted_at",
                    "platform": "site",
                    "phone": "phones",
                    "price": "price",
                },
                "_file": "ads.csv",
                "_at": 2,
            },
            {
                "id": "classifieds.example:a1",
                "text": "Hotel staff wanted\n\nFlight paid, no papers needed.\n+1 555 0100\n900",
                "kind": "listing",
            },
        ),
        (
            {
                "fecha": "13/4/2024 5:06 pm",
                "mensaje": "Hola",
                "_map": {"text": "mensaje", "created_at": "fecha"},
            },
            {"text": "Hola", "created_at": datetime(2024, 4, 13, 17, 6, tzinfo=UTC), "platform": "web"},
        ),
        (
            {
                "when": "3/4/2024",
                "what": "Nobody knows which is the day",
                "_map": {"text": "what", "created_at": "when"},
            },
            {"created_at": None},
        ),
    ),
)
