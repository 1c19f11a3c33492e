"""The plan over tables in memory: what the Python interface and every runner share."""

from __future__ import annotations

import gc
from functools import cache
from importlib.resources import files

import pyarrow as pa

from waylight import catalog, linking
from waylight.lead import leads
from waylight.stage import Plan, plan, recipes
from waylight.text.folding import fold
from waylight.text.gazetteer import gazetteer
from waylight.text.lexicon import lexicon


@cache
def default_plan() -> Plan:
    """The plan in `data/plans/default.toml`, checked."""
    text = (files("waylight.data") / "plans" / "default.toml").read_text("utf-8")
    return plan(recipes(text), catalog.analyzers())


def release() -> None:
    """Let go of what only reading needs (matchers, gazetteer, folded texts), so that linking has the room."""
    for kept in (lexicon, gazetteer, fold):
        kept.cache_clear()
    gc.collect()


def build_leads(load: linking.Load) -> tuple[pa.Table, pa.Table]:
    """Edges by every linker of the catalog, and leads, over posts that were read."""
    edges = linking.link(load, catalog.linkers().values())
    return edges, leads(load, edges)
