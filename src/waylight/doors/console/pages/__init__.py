"""The pages' templates; everything from a post is escaped and set apart from the page's own direction."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

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
    made.filters["when"] = lambda iso: str(iso).replace("T", " ")[:16] if iso else "no time given"
    return made


def marked(post: Mapping[str, Any]) -> Markup:
    """A post's text with each span marked and naming its indicator; pseudonyms shortened."""
    text, position, out = post["text"], 0, Markup()
    for span in post["spans"]:
        out += escape(text[position : span["start"]])
        words = text[span["start"] : span["end"]]
        if span["leg"] == "contact":
            kind, _, token = span["id"].split("-", 2)
            words = f"{kind} ·{token[:4]}"
        out += Markup(
            '<mark class="{leg}" title="{name}" tabindex="0">{words}<span class="sr"> ({name})</span></mark>'
        ).format(leg=span["leg"], name=span["name"], words=words)
        position = span["end"]
    return out + escape(text[position:])
