"""Waylight finds possible human-trafficking activity in social-media posts and explains what it found.

import waylight as wl
posts = wl.read("export.json")
found = wl.analyze(posts)
edges = wl.link(found)
leads = wl.leads(found, edges)
"""

from waylight.api import analyze, groups, leads, link, read, scan

__all__ = ["analyze", "groups", "leads", "link", "read", "scan"]
__version__ = "0.1.0"
