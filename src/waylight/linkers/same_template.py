"""Posts whose wording is nearly the same, through disguise and in any script."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from waylight.stage import Columns, Linker
from waylight.text.sketch import SIZE, Words, alike, grams, jaccard, reduced

JACCARD = 0.45  # of hashed 5-grams: about one word in six replaced
WITHIN = 0.8  # a cut-off copy lies within its original
_GLANCE = 0.3  # sketches less alike than this are not compared in full
_REMEMBERED = 20_000  # gram sets kept at once
_LEADERS = 64  # in a large group a post is compared with this many different wordings


def keys(columns: Columns) -> pa.ListArray:
    """The post's near-duplicate keys."""
    return columns["bands.keys"]


def link(columns: Columns, groups: Sequence[Any]) -> Iterator[tuple[int, int, float, str]]:
    """Posts that share most of their wording; each pair is verified on the text itself."""
    ids = columns["id"].to_pylist()
    texts = _Texts(columns["folded.text"])
    raw = columns["bands.sketch"]
    sketches = np.frombuffer(raw.buffers()[1], np.uint32)[raw.offset * SIZE :].reshape(-1, SIZE)
    joined: set[tuple[int, int]] = set()
    seen: set[int] = set()
    for group in groups:
        members = tuple(sorted(group.tolist(), key=ids.__getitem__))
        known = hash(members)  # of numbers, so the same in every process
        if known in seen:
            continue
        seen.add(known)
        for a, b, similarity in _pairs(members, sketches, texts):
            if (a, b) not in joined:
                joined.add((a, b))
                yield a, b, min(0.99, 0.3 + 0.7 * similarity), f"{similarity:.0%} of the wording is the same"


def _pairs(
    members: Sequence[int], sketches: npt.NDArray[np.uint32], texts: _Texts
) -> Iterator[tuple[int, int, float]]:
    """Each member with the wordings before it that it repeats; order is by id, so it does not depend on input."""
    leaders: list[int] = []
    for row in members:
        near = np.flatnonzero(alike(sketches[leaders], sketches[row]) >= _GLANCE) if leaders else ()
        found = False
        for index in near:
            share, within = jaccard(texts[leaders[index]], texts[row])
            if share >= JACCARD or within >= WITHIN:
                found = True
                yield leaders[index], row, max(share, within * 0.9)
                if share >= 0.9:
                    break
        if not found and len(leaders) < _LEADERS:
            leaders.append(row)


class _Texts:
    """Gram sets of rows, made when first asked for; the same for the same letters."""

    def __init__(self, folded: pa.Array) -> None:
        self._folded = folded
        self._made: dict[int, Words] = {}
        self._by_letters: dict[str, Words] = {}

    def __getitem__(self, row: int) -> Words:
        if row not in self._made:
            if len(self._made) >= _REMEMBERED:
                self._made.clear()
                self._by_letters.clear()
            letters = reduced(self._folded[row].as_py())
            if letters not in self._by_letters:
                self._by_letters[letters] = grams(letters)
            self._made[row] = self._by_letters[letters]
        return self._made[row]


LINKER = Linker(
    name="same_template",
    version=1,
    reads={"bands.keys": pa.list_(pa.uint32())},
    checks={"folded.text": pa.string(), "bands.sketch": pa.binary(SIZE * 4)},
    keys=keys,
    link=link,
)
