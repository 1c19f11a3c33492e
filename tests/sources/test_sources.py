"""Laws over every source of the catalog, and every real sample: parsed + quarantined == items."""

from __future__ import annotations

from pathlib import Path

import pytest

from waylight import catalog
from waylight.files.find import find
from waylight.files.opened import Opened
from waylight.runners.local import batches
from waylight.runners.mapping import choose, map_items
from waylight.stage import Source, StopSource
from waylight.testing import contract

SOURCES = list(catalog.sources().values())


@pytest.mark.parametrize("source", SOURCES, ids=lambda s: s.name)
def test_source_keeps_the_contract(source: Source) -> None:
    contract.check_source(source)


def test_every_real_sample_is_explained(shared: Path) -> None:
    """Nothing of the platform samples is lost, and only what is no export of posts is quarantined."""
    refused, quarantined, posts = [], [], 0
    for opened in find(shared / "platform_samples"):
        assert isinstance(opened, Opened)
        try:
            source = choose(opened)
        except StopSource:
            refused.append(opened.name)
            continue
        seen = 0
        for batch, stopped in batches(source.split(opened), 500):
            assert stopped is None, f"{opened.name}: {stopped}"
            mapped = map_items(source, batch)
            counts = mapped.counts
            assert counts.items == counts.posts + counts.deleted + counts.quarantined
            assert counts.items + counts.set_aside == len(batch)
            quarantined += [(opened.name, at, what) for at, what in mapped.quarantined]
            posts += counts.posts
            seen += len(batch)
    assert all(name.endswith(".ts") for name in refused), refused
    assert not quarantined
    assert posts > 1_000
