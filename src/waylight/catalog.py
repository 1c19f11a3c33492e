"""Finds the plug-ins: one module each in our folders, or an entry point in the group `waylight`."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from importlib.metadata import entry_points
from typing import Any

from waylight.stage import Analyzer, ContractError, Linker, Source

_KINDS: dict[str, tuple[str, type[Any]]] = {
    "sources": ("SOURCE", Source),
    "analyzers": ("ANALYZER", Analyzer),
    "linkers": ("LINKER", Linker),
}


@cache
def sources() -> dict[str, Source]:
    """Every source by name."""
    return _find("sources")


@cache
def analyzers() -> dict[str, Analyzer]:
    """Every analyzer by name."""
    return _find("analyzers")


@cache
def linkers() -> dict[str, Linker]:
    """Every linker by name."""
    return _find("linkers")


def _find(kind: str) -> dict[str, Any]:
    constant, wanted = _KINDS[kind]
    room = importlib.import_module(f"waylight.{kind}")
    modules = [
        importlib.import_module(f"waylight.{kind}.{info.name}")
        for info in pkgutil.iter_modules(room.__path__)
        if not info.name.startswith("_")
    ]
    modules += [point.load() for point in entry_points(group="waylight") if point.name.startswith(kind)]
    found: dict[str, Any] = {}
    for module in modules:
        plugin: Any = getattr(module, constant, None)
        if not isinstance(plugin, wanted):
            raise ContractError(f"{module.__name__} has no {constant} of type {wanted.__name__}.")
        if plugin.name in found:
            raise ContractError(f"two plug-ins of kind {kind} are called {plugin.name!r}.")
        found[plugin.name] = plugin
    return dict(sorted(found.items()))
