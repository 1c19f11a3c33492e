"""The post as it reads once disguise is undone: what every word list is matched against."""

from __future__ import annotations

import pyarrow as pa

from waylight.stage import Analyzer, Columns
from waylight.text.folding import fold

WRITES = pa.struct([("text", pa.string()), ("disguises", pa.list_(pa.string()))])


def read(columns: Columns) -> pa.StructArray:
    """The post with look-alike letters, hidden characters, digits for letters and stretched words undone."""
    folded = [fold(text) for text in columns["text"].to_pylist()]
    return pa.StructArray.from_arrays(
        [
            pa.array([f.text for f in folded], type=pa.string()),
            pa.array([f.disguises for f in folded], type=pa.list_(pa.string())),
        ],
        fields=list(WRITES),
    )


ANALYZER = Analyzer(
    name="folded",
    version=1,
    reads={"text": pa.string()},
    writes=WRITES,
    read=read,
    examples=[
        ({"text": "Good morning"}, {"text": "good morning", "disguises": []}),
        ({"text": "p a s s p o r t"}, {"text": "passport", "disguises": ["spaced"]}),
    ],
)
