"""Waylight finds possible human-trafficking activity in social-media posts and explains what it found.

import waylight as wl
posts = wl.read("export.json")
found = wl.analyze(posts)
edges = wl.link(found)
leads = wl.leads(found, edges)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from waylight.api import analyze, groups, leads, link, read, scan

__all__ = ["analyze", "groups", "leads", "link", "read", "scan"]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """The interface is loaded when first used, so that `waylight --help` answers at once."""
    if name in __all__:
        from waylight import api

        return getattr(api, name)
    raise AttributeError(f"module 'waylight' has no attribute {name!r}")
