"""The command line. Answers go to stdout, progress and notes to stderr; see `EXIT` for exit codes."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from waylight.doors.cli import text
from waylight.stage import ContractError, StopSource

EXIT = """Exit codes: 0 done; 1 a fault of Waylight's (please report it); 2 wrong use of the command;
3 nothing could be read, or a desk, key or disk is missing or full; 130 stopped (the scan resumes when called again)."""

app = typer.Typer(
    help="Waylight: from posts to a short list of explained leads. Possible indicators, never proof.\n\n"
    + EXIT,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
notes = Console(stderr=True, highlight=False)

DeskOption = Annotated[Path, typer.Option("--desk", help="The desk's folder.", show_default=True)]
JsonOption = Annotated[bool, typer.Option("--json", help="Machine-readable lines on stdout.")]


@app.command()
def scan(
    files: Annotated[
        list[str], typer.Argument(help="Exports: files, folders, archives, or - for standard input.")
    ],
    desk: DeskOption = Path("desk"),
    format: Annotated[str | None, typer.Option(help="Insist on a format; see `waylight formats`.")] = None,
    column: Annotated[
        list[str] | None, typer.Option(help="For tables: FIELD=COLUMN, for example text=body.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Read exports into a desk and bring its leads up to date. Scanning the same file again changes nothing."""
    from waylight.runners.local import scan as run_scan

    columns = dict(text.pair(c) for c in column or ())
    with tempfile.TemporaryDirectory() as spool:
        paths = [_spooled(Path(spool)) if name == "-" else Path(name) for name in files]
        for path in paths:
            if not path.exists():
                raise StopSource("there is no such file or folder.", where=str(path), do="Check the name.")
        with Progress(
            SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[rate]}"),
            TimeElapsedColumn(), console=notes, transient=True, auto_refresh=False,
        ) as bar:  # fmt: skip
            task = bar.add_task("reading", total=None, rate="")

            def show(name: str, items: int, posts: int) -> None:
                elapsed = bar.tasks[task].elapsed or 1e-9
                rate = f"{posts / elapsed:,.0f} posts/s"
                bar.update(task, description=f"{name}: {items:,} items", rate=rate, refresh=True)

            summary = run_scan(paths, desk, format=format, columns=columns, progress=show)
    text.scan_notes(notes, summary, desk)
    fields = (
        "items",
        "posts",
        "deleted",
        "quarantined",
        "unmapped",
        "seconds",
        "set_aside",
        "files",
        "already",
    )
    found = {name: getattr(summary, name) for name in fields}
    print(json.dumps(found) if as_json else text.summary(found))
    if summary.items and summary.quarantined == summary.items:
        raise typer.Exit(3)


@app.command()
def leads(
    desk: DeskOption = Path("desk"),
    lane: Annotated[
        str | None, typer.Option(help="offer (investigation) or voice (care); both if not given.")
    ] = None,
    top: Annotated[int, typer.Option(help="How many per lane.")] = 20,
    as_json: JsonOption = False,
) -> None:
    """List the leads, best first."""
    from waylight.desk.desk import LANES, open_desk
    from waylight.doors.view import queue

    opened = open_desk(desk)
    for name in LANES if lane is None else (lane,):
        lines = queue(opened, name, top)
        if as_json:
            _lines(lines)
        else:
            text.leads(Console(highlight=False), name, lines, opened.synthetic)


@app.command()
def show(
    lead: Annotated[str, typer.Argument(help="A lead's name, for example O-1a2b3c4d.")],
    desk: DeskOption = Path("desk"),
    as_json: JsonOption = False,
) -> None:
    """Show a lead: quoted words, indicators with their standard, what speaks against, links, support lines."""
    from waylight.desk.desk import open_desk
    from waylight.doors.view import detail

    found = detail(open_desk(desk), lead)
    print(json.dumps(found, ensure_ascii=False)) if as_json else text.lead(Console(highlight=False), found)


@app.command()
def report(
    desk: DeskOption = Path("desk"),
    output: Annotated[Path, typer.Option("--output", "-o", help="Where to write the page.")] = Path(
        "report.html"
    ),
    top: Annotated[int, typer.Option(help="How many leads per lane.")] = 20,
) -> None:
    """Write one self-contained page with the leads; it makes no outside request and holds no identity."""
    from waylight.desk.desk import open_desk
    from waylight.doors.console.report import page

    output.write_text(page(open_desk(desk), top), "utf-8")
    notes.print(f"Wrote {output}.")


@app.command()
def quarantine(desk: DeskOption = Path("desk"), as_json: JsonOption = False) -> None:
    """List what was not understood: file, line, reason; records set aside; fields that no mapper knows."""
    from waylight.desk.desk import open_desk

    raw = open_desk(desk).raw
    found = {
        "quarantined": [{"file": f, "at": at, "reason": what} for f, at, what in raw.quarantine()],
        "set_aside": [{"file": f, "reason": name, "count": n} for f, name, n in raw.others("set aside")],
        "unmapped": [{"file": f, "field": name, "count": n} for f, name, n in raw.others("unmapped")],
    }
    if as_json:
        _lines([{"what": what, **row} for what, rows in found.items() for row in rows])
    else:
        text.quarantine(Console(highlight=False), found)


@app.command()
def remap(desk: DeskOption = Path("desk"), as_json: JsonOption = False) -> None:
    """Run newer mappers over the raw items kept, without a new upload."""
    from waylight.desk.desk import open_desk
    from waylight.runners.local import remap as run_remap

    done = dict(run_remap(open_desk(desk)))
    print(
        json.dumps(done)
        if as_json
        else ", ".join(f"{n} {what}" for what, n in done.items()) or "nothing to remap"
    )


@app.command()
def reveal(
    token: Annotated[str, typer.Argument(help="A pseudonym such as phone-1-k3j5h7q2w9x4m6n8.")],
    reason: Annotated[str, typer.Option(help="Why; it is written into the ledger first.")],
    desk: DeskOption = Path("desk"),
) -> None:
    """Open one sealed identity. The act, its reason and who did it stay in the ledger."""
    import getpass

    from waylight.desk.desk import open_desk
    from waylight.ledger.ledger import happened

    opened = open_desk(desk)
    opened.ledger.append(happened("IdentityRevealed", token, getpass.getuser(), reason=reason))
    value = opened.vault.reveal(token)
    if value is None:
        raise ContractError("the vault does not know this pseudonym.", do="Copy it from `waylight show`.")
    print(value)


@app.command()
def formats(as_json: JsonOption = False) -> None:
    """List the formats that can be read."""
    from waylight.catalog import sources

    rows = [
        {"format": s.name, "platform": s.platform, "version": s.version, "reads": s.title}
        for s in sources().values()
    ]
    _lines(rows) if as_json else text.table(Console(highlight=False), rows)


@app.command()
def catalog(as_json: JsonOption = False) -> None:
    """List every plug-in and indicator: what each says, its standard and how well it is tested."""
    from waylight.doors.cli.listing import rows

    _lines(rows()) if as_json else text.catalog(Console(highlight=False), rows())


@app.command()
def serve(
    desk: DeskOption = Path("desk"),
    port: Annotated[int, typer.Option(help="Port on this machine.")] = 8321,
) -> None:
    """Open the console at http://127.0.0.1:PORT. It answers to this machine alone."""
    import uvicorn

    from waylight.desk.desk import open_desk
    from waylight.doors.console.app import console

    application = console(open_desk(desk))
    notes.print(f"Console: http://127.0.0.1:{port}  (Ctrl+C stops it)")
    uvicorn.run(application, host="127.0.0.1", port=port, log_level="warning", server_header=False)


@app.command("synthetic-day")
def synthetic_day(
    folder: Annotated[Path, typer.Argument(help="Where to write it.")],
    seed: Annotated[int, typer.Option(help="The same seed writes the same day.")] = 1,
    posts: Annotated[int, typer.Option(help="About how many posts.")] = 3000,
) -> None:
    """Write a fictional day of posts in the shapes of many platforms, with its truth beside it."""
    from waylight.testing.day import write_day

    write_day(folder, seed, posts)
    notes.print(f"Wrote a synthetic day to {folder}, its truth to {folder}.truth.csv.")


def run() -> None:
    """Entry point: turns our errors into one clear sentence and an exit code."""
    try:
        code = app(standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)
    except KeyboardInterrupt:
        notes.print("Stopped. What was read is kept; the same command goes on from there.")
        sys.exit(130)
    except (StopSource, ContractError) as error:
        notes.print(f"waylight: {error}", markup=False)
        sys.exit(3)
    except OSError as error:
        notes.print(
            f"waylight: {error.filename or ''}: {error.strerror}. Nothing written so far is lost.",
            markup=False,
        )
        sys.exit(3)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except Exception as error:
        usage = getattr(error, "exit_code", None)
        if usage is not None and hasattr(error, "format_message"):
            notes.print(f"waylight: {error.format_message()}", markup=False)
            sys.exit(usage)
        # A trace could quote a post: only the place and kind of the fault are shown.
        import traceback

        frame = traceback.extract_tb(error.__traceback__)[-1]
        place = f"{Path(frame.filename).name}:{frame.lineno}"
        notes.print(
            f"waylight: a fault of ours ({type(error).__name__} at {place}). Please report it.", markup=False
        )
        sys.exit(1)


def _spooled(folder: Path) -> Path:
    """Standard input as a file that can be read twice; it goes when the command ends."""
    path = folder / "stdin"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        while data := sys.stdin.buffer.read(1 << 20):
            file.write(data)
    return path


def _lines(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        print(json.dumps(row, ensure_ascii=False))


if __name__ == "__main__":
    run()
