"""Links through a shared key, damped where very many unrelated posts share it.

A contact or an account that many strangers use (an agency, a hotline, a link shortener, a channel) says
nothing about who stands behind a post. A key counts as a hub when at least `HUB_POSTS` posts share it and
their texts fall into so many different kinds that no operator's templates explain them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from waylight.text.sketch import SIZE, alike

HUB_POSTS = 12
HUB_VARIETY = 0.6  # kinds of text per post
ALIKE = 0.3  # estimated Jaccard above which two texts count as one kind
DAMPED = 0.1
_SAMPLE = 64

Rows = npt.NDArray[np.int64]


def star(
    groups: Sequence[Rows],
    ids: Sequence[str],
    sketches: pa.Array,
    weight: Sequence[float],
    why: Sequence[str],
    hub: str,
) -> Iterator[tuple[int, int, float, str]]:
    """Link every post of a group to the one with the smallest id; `weight` and `why` are per group.

    A group that is a hub gets `DAMPED` as its weight and `hub` as its reason.
    """
    for group, strength, reason in zip(groups, weight, why, strict=True):
        members = sorted((int(row) for row in group), key=lambda row: ids[row])
        if len(members) < 2:
            continue
        if len(members) >= HUB_POSTS and variety(members, sketches) > HUB_VARIETY:
            strength, reason = DAMPED, hub.format(posts=len(members))
        for row in members[1:]:
            yield members[0], row, strength, reason


def variety(members: Sequence[int], sketches: pa.Array) -> float:
    """Kinds of text among posts, per post: 1 where all differ, near 0 where all follow a few templates."""
    step = max(1, len(members) // _SAMPLE)
    sample = [sketches[row].as_py() for row in members[::step]]
    kinds: list[npt.NDArray[np.uint32]] = []
    for raw in sample:
        sketch = np.frombuffer(raw, np.uint32)
        if len(sketch) != SIZE or not sketch.any():
            continue
        if not kinds or alike(np.stack(kinds), sketch).max() < ALIKE:
            kinds.append(sketch)
    return len(kinds) / max(1, len(sample))


def picked(lists: pa.ListArray, values: pa.Array, keep: pa.Array) -> pa.ListArray:
    """Keys per row out of a list column: `values` and `keep` are per element of the flattened lists."""
    owner = pc.list_parent_indices(lists).filter(keep).to_numpy(zero_copy_only=False)
    offsets = np.searchsorted(owner, np.arange(len(lists) + 1))
    return pa.ListArray.from_arrays(pa.array(offsets, type=pa.int32()), values.filter(keep))


def single(values: pa.Array, keep: pa.Array) -> pa.ListArray:
    """One key per row where `keep` holds, none elsewhere."""
    kept = pc.fill_null(pc.and_(keep, pc.is_valid(values)), False)
    offsets = np.concatenate([[0], np.cumsum(kept.to_numpy(zero_copy_only=False))])
    return pa.ListArray.from_arrays(pa.array(offsets, type=pa.int32()), values.filter(kept))
