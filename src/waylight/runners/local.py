"""The local runner: files in, leads out, on one machine, resumable at any point."""

from __future__ import annotations

import gc
import hashlib
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa

from waylight import catalog, schema
from waylight.desk import parts
from waylight.desk.desk import Desk, make_desk
from waylight.desk.raw import Counts, FileState
from waylight.files.find import MARKER, find
from waylight.files.opened import Opened
from waylight.ledger.ledger import happened
from waylight.runners.mapping import Mapped, choose, map_items
from waylight.runners.pipeline import build_leads, default_plan, release
from waylight.runners.withhold import withheld
from waylight.shield.shield import shield
from waylight.stage import Item, Plan, SkipPost, Source, StopSource

BATCH = 4096
MANY = 100_000  # posts beyond which what was needed for reading is let go before linking
# (file name, items of it so far, posts of the whole scan so far)
Progress = Callable[[str, int, int], None]


@dataclass
class Summary(Counts):
    """What a scan did; `items == posts + deleted + quarantined`."""

    unmapped: int = 0
    seconds: float = 0.0
    files: int = 0
    already: int = 0
    notes: list[str] = field(default_factory=list)


def scan(
    paths: Sequence[str | Path],
    desk: str | Path,
    *,
    format: str | None = None,
    columns: dict[str, str] | None = None,
    progress: Progress | None = None,
) -> Summary:
    """Read files, folders or archives into a desk, and bring its edges and leads up to date.

    A file that was read before (by content) is skipped, one that was interrupted is continued. `format`
    insists on a source; `columns` overrides the guessed columns of generic tables.
    """
    started = time.monotonic()
    opened = make_desk(desk)
    collecting = gc.isenabled()
    try:
        gc.disable()
        work = _Scan(opened, default_plan(), format, columns or {}, progress)
        for path in map(Path, paths):
            work.path(path)
        opened.raw.expire(datetime.now(UTC))
        if not work.desk.settled():
            if work.summary.posts > MANY:
                release()
            settle(work.desk)
        summary = work.summary
        summary.unmapped = len({(f, n) for f, n, _ in opened.raw.others("unmapped")})
        summary.seconds = round(time.monotonic() - started, 3)
        done = {k: getattr(summary, k) for k in ("items", "posts", "deleted", "quarantined", "files")}
        opened.ledger.append(happened("ScanFinished", "desk", **done))
        return summary
    finally:
        opened.close()
        if collecting:
            gc.enable()


def settle(desk: Desk) -> None:
    """Erase what was deleted, then recompute edges and leads over the posts as they stand now."""
    for path, ids in parts.erase(desk.parts()):
        desk.vault.forget(ids)
        _erase_raw(desk, path, set(ids))
        desk.ledger.append(happened("PostsErased", path.stem, posts=len(ids)))
    view = desk.view()
    empty = (schema.EDGE.empty_table(), schema.LEAD.empty_table())
    edges, leads = build_leads(view.load) if len(view) else empty
    lanes = {lane: leads.filter(pa.compute.equal(leads["lane"], lane)) for lane in ("offer", "voice")}
    desk.store(edges, lanes)


def _erase_raw(desk: Desk, path: Path, ids: set[str]) -> None:
    prefix, first = path.stem.rsplit("-", 1)
    for state in desk.raw.files():
        if state.key.startswith(prefix):
            source = catalog.sources()[state.format]
            for begin, version, items in desk.raw.chunks(state.key):
                if begin == int(first):
                    kept = [(at, value) for at, value in items if _id(source, value) not in ids]
                    desk.raw.rewrite(state.key, begin, version, kept)


def _id(source: Source, value: Any) -> str | None:
    try:
        made = source.parse(value)
    except SkipPost:
        return None
    return made.id if isinstance(made, schema.Post) else None


class _Scan:
    def __init__(
        self, desk: Desk, plan: Plan, format: str | None, columns: dict[str, str], progress: Progress | None
    ) -> None:
        self.desk, self._plan, self._format, self._columns = desk, plan, format, columns
        self._progress = progress
        self.summary = Summary()
        self._refused: Counter[str] = Counter()

    def path(self, path: Path) -> None:
        if path.is_dir() and (path / MARKER).exists() and not self.desk.synthetic:
            self.desk = self.desk.mark_synthetic()
        for opened in find(path):
            self.summary.files += 1
            if isinstance(opened, StopSource):
                self._refuse(opened.where, opened)
            else:
                self._file(opened)

    def _file(self, opened: Opened) -> None:
        opened.settings["columns"] = self._columns
        try:
            key = digest(opened)
            state = self.desk.raw.file(key)
            if state is not None and state.complete:
                self.summary.already += 1
                self.summary.add(state.counts)
                return
            source = choose(opened, self._format)
        except StopSource as error:
            self._refuse(opened.where, error)
            return
        if state is None or state.format != source.name:
            state = FileState(key, opened.where, source.name, source.version)
        self._read(opened, source, state)

    def _read(self, opened: Opened, source: Source, state: FileState) -> None:
        items = source.split(opened)
        number = sum(1 for _ in islice(items, state.cursor))
        self.summary.add(state.counts)
        for batch, stopped in batches(items, BATCH):
            # Reading makes no cycles to speak of; the collector would walk lexicons and gazetteer again and
            # again for an eighth of the time. What is young is looked through once per batch.
            gc.collect(0)
            number += len(batch)
            self._store(source, state, state.cursor, batch, number)
            if stopped is not None:
                self._note_stop(state, stopped)
            if self._progress:
                self._progress(opened.where, number, self.summary.posts)
        state.complete = True
        self.desk.raw.put(state)

    def _store(self, source: Source, state: FileState, first: int, batch: list[Item], cursor: int) -> None:
        """Posts and identities become durable before the cursor moves behind them."""
        mapped = map_items(source, batch)
        if mapped.posts:
            write_part(self.desk, self._plan, mapped, self.desk.part(state.key, first))
        state.cursor = cursor
        state.counts.add(mapped.counts)
        self.summary.add(mapped.counts)
        expires = datetime.now(UTC) + timedelta(days=self.desk.raw_days)
        self.desk.raw.commit(
            state, first, mapped.raw, expires, mapped.quarantined, mapped.set_aside, mapped.unmapped
        )

    def _note_stop(self, state: FileState, error: StopSource) -> None:
        lost = Counts(items=1, quarantined=1)
        state.counts.add(lost)
        self.summary.add(lost)
        self.desk.raw.commit(
            state, state.cursor, [], datetime.now(UTC), [(0, f"{error.what} {error.do}")], {}, {}
        )

    def _refuse(self, where: str, error: StopSource) -> None:
        """A whole file that cannot be read counts as one item, quarantined."""
        self._refused[where] += 1  # files in different folders may bear the same name
        key = hashlib.sha256(f"refused:{where}:{self._refused[where]}".encode()).hexdigest()
        state = FileState(key, where, "", 0, complete=True, counts=Counts(items=1, quarantined=1))
        self.summary.add(state.counts)
        self.desk.raw.commit(state, 0, [], datetime.now(UTC), [(0, f"{error.what} {error.do}")], {}, {})


def write_part(desk: Desk, plan: Plan, mapped: Mapped, path: Path) -> None:
    """Shield and read a batch of posts, seal its identities, and store the rows."""
    covered = shield(schema.raw_table(mapped.posts), desk.pseudonyms)
    read = withheld(plan.read(covered.posts))
    desk.vault.add(covered.identities, covered.places)
    parts.write(read, path)


def batches(items: Iterator[Item], size: int) -> Iterator[tuple[list[Item], StopSource | None]]:
    """Items in lists of `size`; the last list comes with the error that stopped the source, if one did."""
    batch: list[Item] = []
    stopped: StopSource | None = None
    while stopped is None:
        try:
            item = next(items, None)
        except StopSource as error:
            stopped = error
            break
        if item is None:
            break
        batch.append(item)
        if len(batch) == size:
            yield batch, None
            batch = []
    if batch or stopped:
        yield batch, stopped


def digest(opened: Opened) -> str:
    """SHA-256 of what a file holds, unpacked: the same export is known again under any name.

    Of a damaged file it is that of the part before the damage, so that this part is still read.
    """
    made = hashlib.sha256()
    with opened.open_bytes() as stream:
        try:
            while data := stream.read(1 << 20):
                made.update(data)
        except StopSource:
            made.update(b"damaged here")
    return made.hexdigest()


def remap(desk: Desk) -> Counter[str]:
    """Run newer mappers over the raw items kept; counts what changed by name."""
    done: Counter[str] = Counter()
    plan = default_plan()
    for state in desk.raw.files():
        source = catalog.sources().get(state.format)
        if source is None:
            continue
        chunks = list(desk.raw.chunks(state.key))
        done["chunks kept"] += len(chunks)
        stale = [chunk for chunk in chunks if chunk[1] != source.version]
        for first, _, items in stale:
            mapped = map_items(source, [Item(at, value) for at, value in items])
            path = desk.part(state.key, first)
            if mapped.posts:
                write_part(desk, plan, mapped, path)
            elif path.exists():
                path.unlink()
            desk.raw.rewrite(state.key, first, source.version, items)
            done["chunks remapped"] += 1
            done["posts"] += mapped.counts.posts
    if done["chunks remapped"]:
        settle(desk)
        desk.ledger.append(happened("DeskRemapped", "desk", changed=dict(done)))
    return done
