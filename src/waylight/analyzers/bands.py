"""Fingerprints by which near-duplicate posts find each other."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from waylight.stage import Analyzer, Columns
from waylight.text.sketch import BANDS, SIZE, reduced, sketches

WRITES = pa.struct([("keys", pa.list_(pa.uint32())), ("sketch", pa.binary(SIZE * 4))])


def read(columns: Columns) -> pa.StructArray:
    """Fingerprints of the post's letters; posts with few letters have none, being alike by chance."""
    sketch, keys = sketches([reduced(text) for text in columns["folded.text"].to_pylist()])
    filled = keys[:, 0] != 0
    offsets = np.concatenate([[0], np.cumsum(filled * BANDS)]).astype(np.int32)
    return pa.StructArray.from_arrays(
        [
            pa.ListArray.from_arrays(offsets, pa.array(keys[filled].ravel(), type=pa.uint32())),
            pa.array([row.tobytes() for row in sketch], type=pa.binary(SIZE * 4)),
        ],
        fields=list(WRITES),
    )


ANALYZER = Analyzer(
    name="bands",
    version=1,
    reads={"folded.text": pa.string()},
    writes=WRITES,
    read=read,
    examples=[({"folded.text": "hi"}, {"keys": []})],
)
