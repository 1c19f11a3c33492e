"""Whatever the bytes: finding, sampling, sniffing, splitting and parsing raise StopSource or SkipPost, or nothing."""

from __future__ import annotations

import csv
import gzip
import io
import json
import math
import random
import zipfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from waylight import catalog
from waylight.files.find import find
from waylight.files.opened import Opened
from waylight.schema import NotAPost, Post, raw_table
from waylight.stage import SkipPost, Source, StopSource

SOURCES = list(catalog.sources().values())
RELAXED = settings(deadline=None, max_examples=25, suppress_health_check=list(HealthCheck), derandomize=True)


def seeds() -> Iterator[tuple[str, bytes]]:
    """Small valid files of every source, made from the examples that it carries, in several shapes."""
    for source in SOURCES:
        raws = [raw for raw, _ in source.examples]
        lines = "\n".join(json.dumps(raw) for raw in raws).encode()
        yield source.name, lines
        yield source.name, json.dumps(raws).encode()
        yield source.name, json.dumps({"data": raws, "items": raws, "messages": raws}, indent=1).encode()
        flat = [raw for raw in raws if isinstance(raw, dict)]
        if flat:
            out = io.StringIO()
            writer = csv.DictWriter(
                out, sorted({k for raw in flat for k in raw if not k.startswith("_")}), extrasaction="ignore"
            )
            writer.writeheader()
            writer.writerows(flat)
            yield source.name, out.getvalue().encode()
    out_bytes = io.BytesIO()
    pq.write_table(pa.table({"id": ["a", "b"], "text": ["one", "two"], "n": [1.5, math.nan]}), out_bytes)
    yield "parquet", out_bytes.getvalue()
    yield (
        "rss",
        b"<rss><channel><item><guid>1</guid><title>a &amp; b</title><pubDate>x</pubDate></item></channel></rss>",
    )
    yield "whatsapp", "[12.03.22, 14:08:18] Ana: hello\n[12.03.22, 14:09:00] Bo: \u200ehi\nmore\n".encode()


SEEDS = list(seeds())


def packed(data: bytes, how: str) -> bytes:
    if how == "gz":
        return gzip.compress(data)
    if how == "zst":
        return zstandard.ZstdCompressor().compress(data)
    if how == "zip":
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("posts.json", data)
        return out.getvalue()
    return data


def mutated(data: bytes, chance: random.Random) -> bytes:
    """A few bytes changed, dropped, doubled or cut off, and a few nasty pieces put in."""
    nasty = (
        b"\0",
        b"\xff",
        b"\xed\xa0\x80",
        b"NaN",
        b"1e999",
        b"[" * 300,
        b'"',
        b"\\ud800",
        b"null",
        b"-",
        b"9" * 4500,
        b"\n",
    )
    made = bytearray(data)
    for _ in range(chance.choice((1, 2, 5, 20))):
        at = chance.randrange(len(made) + 1)
        what = chance.randrange(5)
        if what == 0:
            made[at:at] = chance.choice(nasty)
        elif what == 1:
            del made[at : at + chance.randrange(1, 30)]
        elif what == 2 and at < len(made):
            made[at] = chance.randrange(256)
        elif what == 3:
            made[at:at] = made[at : at + 40]
        elif chance.random() < 0.2:
            del made[at:]
    return bytes(made)


def finite(value: Any) -> bool:
    return value is None or math.isfinite(value)


def drive(path: Path, *always: str) -> int:
    """Everything that reading a file does, with every source that wants it and those named; posts read."""
    read = 0
    for found in find(path):
        if isinstance(found, StopSource):
            assert found.what
            continue
        try:
            sample = found.sample
        except StopSource:
            continue
        for source in SOURCES:
            sure = source.sniff(sample)
            assert 0 <= sure <= 1
            if sure > 0 or source.name in always:
                read += consume(source, found)
    return read


def consume(source: Source, opened: Opened) -> int:
    posts: list[Post] = []
    try:
        for item in islice(source.split(opened), 200):
            assert item.at >= 1
            if isinstance(item.value, SkipPost):
                continue
            try:
                json.dumps(item.value, allow_nan=False)
                made = source.parse(item.value)
            except SkipPost:
                continue
            assert isinstance(made, Post | NotAPost)
            if isinstance(made, Post):
                assert made.id
                assert finite(made.lat)
                assert finite(made.lon)
                posts.append(made)
    except StopSource:
        pass
    raw_table(posts)
    return len(posts)


@pytest.mark.parametrize("how", ["plain", "gz", "zst", "zip"])
def test_the_seeds_themselves_are_read(tmp_path: Path, how: str) -> None:
    path = tmp_path / "posts"
    read = 0
    for name, data in SEEDS:
        path.write_bytes(packed(data, how))
        read += drive(path, name)
    assert read > len(SOURCES)


@RELAXED
@given(data=st.binary(max_size=400), how=st.sampled_from(["plain", "gz", "zst", "zip"]))
def test_random_bytes(tmp_path_factory: pytest.TempPathFactory, data: bytes, how: str) -> None:
    path = tmp_path_factory.getbasetemp() / "random.bin"
    path.write_bytes(packed(data, how))
    drive(path, *catalog.sources())


@RELAXED
@given(data=st.text(alphabet='{}[]":,\\ua0.eE-n\n\t;|<>&/x\u2028\ufeff\0', max_size=300))
def test_random_structure(tmp_path_factory: pytest.TempPathFactory, data: str) -> None:
    path = tmp_path_factory.getbasetemp() / "random.json"
    path.write_bytes(data.encode())
    drive(path, *catalog.sources())


@RELAXED
@given(
    which=st.sampled_from(range(len(SEEDS))),
    seed=st.integers(0, 2**32),
    how=st.sampled_from(["plain", "plain", "gz", "zst", "zip"]),
)
def test_damaged_files(tmp_path_factory: pytest.TempPathFactory, which: int, seed: int, how: str) -> None:
    chance = random.Random(seed)
    path = tmp_path_factory.getbasetemp() / "damaged"
    for _ in range(6):
        name, data = SEEDS[which]
        inner = mutated(data, chance) if chance.random() < 0.8 else data
        path.write_bytes(packed(inner, how) if inner is not data else mutated(packed(data, how), chance))
        drive(path, name)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["1e999", "\ud800", "\0", "NaN"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)


@RELAXED
@given(which=st.sampled_from(SOURCES), data=st.data())
def test_examples_with_fields_replaced_by_anything(which: Source, data: st.DataObject) -> None:
    raw = data.draw(st.sampled_from([raw for raw, _ in which.examples]))
    if isinstance(raw, dict):
        for _ in range(data.draw(st.integers(1, 3))):
            raw = {**raw, data.draw(st.sampled_from(sorted(raw, key=str))): data.draw(JSON)}
    else:
        raw = data.draw(JSON)
    try:
        made = which.parse(raw)
    except SkipPost:
        return
    assert isinstance(made, Post | NotAPost)
    if isinstance(made, Post):
        assert finite(made.lat)
        assert finite(made.lon)
        raw_table([made])
