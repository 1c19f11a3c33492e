"""Answers as a person reads them in a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from waylight.desk.raw import Counts

SYNTHETIC = "SYNTHETIC DATA: every person and number here is invented."
_LANE = {"offer": "Investigation lane (offers)", "voice": "Care lane (somebody may ask for help)"}
_STYLE = {"contact": "reverse", "against": "green", "context": "yellow"}


def pair(argument: str) -> tuple[str, str]:
    """`FIELD=COLUMN` taken apart."""
    name, equals, value = argument.partition("=")
    if not equals or not name or not value:
        raise typer.BadParameter(f"{argument!r} is not FIELD=COLUMN")
    return name, value


def summary(found: Mapping[str, Any]) -> str:
    """The last line of a scan."""
    return ", ".join(f"{name} {value:,}" for name, value in found.items())


def scan_notes(notes: Console, done: Counts, desk: Path) -> None:
    """What a person should know after a scan."""
    if done.quarantined:
        notes.print(
            f"{done.quarantined:,} items were not understood: `waylight quarantine --desk {desk}` lists why."
        )
    if done.set_aside:
        notes.print(f"{done.set_aside:,} records are no posts (likes, service messages) and were set aside.")
    if getattr(done, "already", 0):
        notes.print(f"{done.already} files had been read before and were left alone.")  # type: ignore[attr-defined]
    if getattr(done, "unmapped", 0):
        notes.print(
            "Some fields are unknown to the mappers; the posts are kept, the fields are listed in quarantine."
        )


def leads(out: Console, lane: str, lines: Sequence[Mapping[str, Any]], synthetic: bool) -> None:
    """The queue of one lane."""
    if synthetic:
        out.print(SYNTHETIC, style="bold magenta")
    out.print(f"{_LANE[lane]}: {len(lines)} leads", style="bold")
    for line in lines:
        score = f"{line['score']:5.1f}" + (" " if line["enough"] else "?")
        out.print(f"{score} [bold]{line['lead']}[/]  {escape('; '.join(line['top']))}", soft_wrap=True)
        facts = [f"{line['posts_count']} posts", f"{line['accounts']} accounts", ", ".join(line["platforms"])]
        facts += [", ".join(line["places"][:3])] if line["places"] else []
        facts += [f"{line['against_count']} against"] if line["against_count"] else []
        facts += ["may concern a child"] if line["child"] else []
        out.print(f"       {escape(' | '.join(facts))}", style="dim", soft_wrap=True)
    if any(not line["enough"] for line in lines):
        out.print("? = not enough evidence", style="dim")


def lead(out: Console, found: Mapping[str, Any]) -> None:
    """One lead, explained."""
    if found["synthetic"]:
        out.print(SYNTHETIC, style="bold magenta")
    head = f"{found['lead']}  {_LANE[found['lane']]}  score {found['score']}: {found['verdict']}"
    out.print(head, style="bold")
    out.print(escape(_facts(found)))
    for title, reasons in (("Why", found["reasons"]), ("What speaks against", found["against"])):
        if reasons:
            out.print(f"\n{title}", style="bold")
        for reason in reasons:
            out.print(f"  {reason['points']:+.2f}  {escape(reason['name'])}  ({reason['posts']} posts)")
            out.print(f"         {escape(reason['standard'])} | {reason['grade']}", style="dim")
            if reason["quote"]:
                out.print(f"         “{escape(reason['quote'])}”", style="italic")
    out.print(f"\nPosts ({min(len(found['posts']), 5)} of {found['posts_count']})", style="bold")
    for post in found["posts"][:5]:
        out.print(f"  {post['id']}  {post['created_at'] or 'no time'}  {post['language']}", style="dim")
        out.print(_marked(post))
    if found["links"]:
        out.print("\nLinks", style="bold")
    for edge in found["links"][:8]:
        out.print(f"  {edge['count']} x {escape(edge['why'])} ({edge['kind']}, {edge['weight']})")
    if found["support"]:
        _support(out, found["support"])
    out.print(f"\n{found['disclaimer']}", style="dim")


def quarantine(out: Console, found: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
    """What was not understood."""
    for title, rows in found.items():
        out.print(f"{title.replace('_', ' ')}: {len(rows)}", style="bold")
        if rows:
            table(out, rows)


def catalog(out: Console, rows: Sequence[Mapping[str, Any]]) -> None:
    """Plug-ins and indicators."""
    table(out, [{k: r.get(k, "") for k in ("kind", "name", "says", "standard", "grade")} for r in rows])


def table(out: Console, rows: Sequence[Mapping[str, Any]]) -> None:
    """Rows of equal keys as a table."""
    made = Table(box=None, pad_edge=False)
    for name in rows[0]:
        made.add_column(name, overflow="fold")
    for row in rows:
        made.add_row(*(escape(str(value)) for value in row.values()))
    out.print(made)


def _facts(found: Mapping[str, Any]) -> str:
    facts = [f"{found['posts_count']} posts", f"{found['accounts']} accounts", ", ".join(found["platforms"])]
    facts += [", ".join(found["places"])] if found["places"] else []
    facts += [f"{found['first_seen'][:16]} to {found['last_seen'][:16]}"] if found["first_seen"] else []
    return " | ".join(facts)


def _marked(post: Mapping[str, Any]) -> Text:
    text = Text("  ")
    position = 0
    for span in post["spans"]:
        text.append(post["text"][position : span["start"]])
        text.append(post["text"][span["start"] : span["end"]], style=_STYLE.get(span["leg"], "bold red"))
        if span["leg"] != "contact":
            text.append(f" ({span['name']})", style="dim")
        position = span["end"]
    text.append(post["text"][position:])
    return text


def _support(out: Console, found: Mapping[str, Any]) -> None:
    out.print("\nSupport", style="bold")
    for line in found["lines"]:
        reach = line.get("phone") or line.get("sms") or line.get("web") or ""
        out.print(f"  {line['country']}  {escape(line['name'])}: {escape(str(reach))}")
    for note in (found["note"], found["emergency"]):
        if note:
            out.print(f"  {escape(str(note))}")
