"""The plan over tables in memory: what the Python interface and every runner share."""

from __future__ import annotations

import gc
from functools import _lru_cache_wrapper, cache
from importlib.resources import files

import pyarrow as pa

from waylight import catalog, linking
from waylight.lead import leads
from waylight.stage import Plan, plan, recipes

_READING = ("waylight.text.", "waylight.shield.", "waylight.analyzers.")


@cache
def default_plan() -> Plan:
    """The plan in `data/plans/default.toml`, checked."""
    text = (files("waylight.data") / "plans" / "default.toml").read_text("utf-8")
    return plan(recipes(text), catalog.analyzers())


def release() -> None:
    """Let go of what only reading needs (matchers, gazetteer, folded texts), so that linking has the room."""
    for kept in gc.get_objects():
        if isinstance(kept, _lru_cache_wrapper) and str(kept.__module__).startswith(_READING):
            kept.cache_clear()
    gc.collect()
    pa.default_memory_pool().release_unused()


def build_leads(load: linking.Load) -> tuple[pa.Table, pa.Table]:
    """Edges by every linker of the catalog, and leads, over posts that were read."""
    edges = linking.link(load, catalog.linkers().values())
    return edges, leads(load, edges)
