"""Rows of `waylight catalog`, derived from the catalog and the indicator data."""

from __future__ import annotations

from typing import Any

from waylight import catalog
from waylight.lead import entries


def rows() -> list[dict[str, Any]]:
    """Every plug-in with its sentence, then every indicator with standard, grade and languages."""
    made: list[dict[str, Any]] = []
    for source in catalog.sources().values():
        made.append({"kind": "source", "name": source.name, "version": source.version, "says": source.title})
    for analyzer in catalog.analyzers().values():
        says = " ".join((analyzer.read.__doc__ or "").split())
        made.append({"kind": "analyzer", "name": analyzer.name, "version": analyzer.version, "says": says})
    for linker in catalog.linkers().values():
        says = " ".join((linker.link.__doc__ or "").split())
        made.append({"kind": "linker", "name": linker.name, "version": linker.version, "says": says})
    for entry in entries().values():
        made.append(
            {
                "kind": "indicator", "name": entry.id, "says": entry.says, "leg": entry.leg, "standard": entry.standard,
                "grade": entry.grade, "weight": entry.weight, "languages": sorted(entry.words),
            }
        )  # fmt: skip
    return made
