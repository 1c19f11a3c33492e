"""Compressed streams: whole ones read through, broken ones keep what came before, bombs are refused."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import random
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard

from waylight.files import limits
from waylight.files.find import find
from waylight.files.opened import Opened
from waylight.files.streams import Cleaned, Guarded, compression, unpacked
from waylight.stage import StopSource

LINES = [
    b'{"id": "%d", "text": "line %s"}' % (n, random.Random(n).randbytes(40).hex().encode())
    for n in range(4000)
]
PLAIN = b"\n".join(LINES) + b"\n"
PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gz": gzip.compress,
    "bz2": lambda data: bz2.compress(data, 1),  # blocks of 100 kB: nothing of a cut block can be read
    "xz": lzma.compress,
    "zst": zstandard.ZstdCompressor().compress,
}


def opened(path: Path) -> Opened:
    (only,) = find(path)
    assert isinstance(only, Opened)
    return only


@pytest.mark.parametrize("kind", PACKERS)
def test_every_compression_is_told_by_its_first_bytes_and_undone(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "posts.txt"  # a wrong extension must not matter
    path.write_bytes(PACKERS[kind](PLAIN))
    assert compression(path.read_bytes()) == kind
    assert opened(path).open_bytes().read() == PLAIN
    assert [item.value["id"] for item in opened(path).json_lines()] == [str(n) for n in range(4000)]


@pytest.mark.parametrize("kind", PACKERS)
def test_streams_that_follow_each_other_in_one_file_are_all_read(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "posts"
    path.write_bytes(PACKERS[kind](PLAIN) + PACKERS[kind](PLAIN))
    assert opened(path).open_bytes().read() == PLAIN * 2


@pytest.mark.parametrize("kind", PACKERS)
def test_a_truncated_file_gives_what_precedes_the_cut_then_stops_aloud(tmp_path: Path, kind: str) -> None:
    packed = PACKERS[kind](PLAIN)
    path = tmp_path / "posts"
    path.write_bytes(packed[: len(packed) - 20])
    assert opened(path).sample.shape == "json-lines"
    read = 0
    with pytest.raises(StopSource, match="damaged or cut off"):
        for _ in opened(path).json_lines():
            read += 1
    assert 2000 < read <= 4000


@pytest.mark.parametrize("kind", ["gz", "zst"])
def test_a_file_cut_in_the_middle_of_its_first_block_still_shows_a_sample_or_stops(
    tmp_path: Path, kind: str
) -> None:
    path = tmp_path / "posts"
    path.write_bytes(PACKERS[kind](PLAIN)[:9])
    with pytest.raises(StopSource, match="cut off after 0 bytes"):
        _ = opened(path).sample


def test_bytes_that_only_look_compressed_stop_the_source(tmp_path: Path) -> None:
    for head in (b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00", b"\x28\xb5\x2f\xfd"):
        path = tmp_path / "posts"
        path.write_bytes(head + b"not what it says" * 10)
        with pytest.raises(StopSource, match="damaged"):
            opened(path).open_bytes().read()


def zeros(kind: str, size: int) -> bytes:
    """Zeros in little room; written piece by piece, so that the test needs no more memory than the reader."""
    out, piece = io.BytesIO(), bytes(1 << 20)
    if kind == "zst":
        with zstandard.ZstdCompressor(level=1).stream_writer(out, closefd=False) as writer:
            for _ in range(size >> 20):
                writer.write(piece)
    else:
        with {"bz2": bz2.open, "xz": lzma.open}[kind](out, "wb") as writer:
            for _ in range(size >> 20):
                writer.write(piece)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["zst", "xz", "bz2"])
def test_an_archive_bomb_is_refused_early(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "bomb"
    path.write_bytes(zeros(kind, 100 << 20))
    read = 0
    with pytest.raises(StopSource, match="bomb"), opened(path).open_bytes() as stream:
        while piece := stream.read1(1 << 20):  # type: ignore[attr-defined]
            read += len(piece)
    assert read <= limits.RATIO_FLOOR + (33 << 20)


def test_a_well_packed_honest_file_is_not_called_a_bomb(tmp_path: Path) -> None:
    path = tmp_path / "posts.gz"
    path.write_bytes(gzip.compress(PLAIN) * 160)
    assert path.stat().st_size * 100 > limits.RATIO_FLOOR
    with opened(path).open_bytes() as inner:
        assert sum(len(piece) for piece in iter(lambda: inner.read(1 << 20), b"")) > limits.RATIO_FLOOR


def test_the_ratio_is_judged_against_what_was_read_not_against_what_is_claimed() -> None:
    endless = Guarded(io.BytesIO(bytes(100 << 20)), None, "a.zip:b", size=1000)
    with pytest.raises(StopSource, match=r"a\.zip:b"):
        endless.readall()


def test_a_plain_stream_is_left_alone() -> None:
    assert unpacked(lambda: io.BytesIO(b"id,text\n"), "a").read() == b"id,text\n"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (b"\xef\xbb\xbfa", "a"),
        ("a\u2028b\U0001f600".encode("utf-16"), "a\u2028b\U0001f600"),
        (b"\xfe\xff\x00a\x00b", "ab"),
        (b"a\xffb", "a\ufffdb"),
        (b"\xf0\x9f\x98", "\ufffd"),
        (b"\xff\xfe\x00\xd8", "\ufffd"),
        (b"", ""),
    ],
)
def test_bytes_become_valid_utf8_without_a_mark(written: bytes, read: str) -> None:
    assert Cleaned(io.BytesIO(written)).readall().decode("utf-8") == read


def test_a_character_cut_by_a_read_is_put_together_again() -> None:
    text = "😀é" * 40_000
    assert io.BufferedReader(Cleaned(io.BytesIO(b"x" + text.encode()))).read().decode() == "x" + text
