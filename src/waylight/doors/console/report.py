"""The report: one self-contained page, for printing and for partners, without script or outside request."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib.resources import files

from markupsafe import Markup

from waylight.desk.desk import LANES, Desk
from waylight.doors.console.pages import render
from waylight.doors.view import detail, queue


def page(desk: Desk, top: int = 20) -> str:
    """The `top` leads of each lane in full."""
    style = (files("waylight.doors.console") / "static" / "console.css").read_text("utf-8")
    names = [line["lead"] for lane in LANES for line in queue(desk, lane, top)]
    return render(
        "report.html",
        style=Markup(style),  # our own file
        leads=[detail(desk, name) for name in names],
        lanes=LANES,
        lane="",
        desk=desk.id,
        synthetic=desk.synthetic,
        written=datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
    )
