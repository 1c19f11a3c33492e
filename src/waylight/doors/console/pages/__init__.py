"""The pages' templates; everything from a post is escaped and set apart from the page's own direction."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from waylight.text.scripts import PLACEHOLDER

LANE_NAMES = {"offer": "Investigation", "voice": "Care"}


def render(page: str, **values: Any) -> str:
    """A page as HTML."""
    return _environment().get_template(page).render(lane_names=LANE_NAMES, **values)


@cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("waylight.doors.console", "pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["marked"] = marked
    made.filters["chips"] = _chips
    made.filters["when"] = lambda iso: str(iso).replace("T", " ")[:16] if iso else "no time given"
    return made


def marked(post: Mapping[str, Any]) -> Markup:
    """A post's text with each span marked and naming its indicator, and pseudonyms as short chips."""
    text, position, out = post["text"], 0, Markup()
    for span in post["spans"]:
        words = _chips(text[span["start"] : span["end"]])
        out += _chips(text[position : span["start"]])
        out += Markup(
            '<mark class="{leg}" title="{name}" tabindex="0">{words}<span class="sr"> ({name})</span></mark>'
        ).format(leg=span["leg"], name=span["name"], words=words)
        position = span["end"]
    return out + _chips(text[position:])


def _chips(text: str) -> Markup:
    """Escaped text in which `[phone-1-k3j5h7q2w9x4m6n8]` reads phone ·k3j5."""
    out, position = Markup(), 0
    for match in PLACEHOLDER.finditer(text):
        kind, _, token = match[0][1:-1].split("-", 2)
        out += escape(text[position : match.start()])
        out += Markup('<span class="chip" title="{token}">{kind} ·{short}</span>').format(
            token=match[0][1:-1], kind=kind, short=token[:4]
        )
        position = match.end()
    return out + escape(text[position:])
