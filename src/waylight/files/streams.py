"""Byte streams over files and archive members: decompressed, counted, refused when they explode."""

from __future__ import annotations

import bz2
import codecs
import gzip
import io
import lzma
import zipfile
import zlib
from collections.abc import Callable
from typing import IO, BinaryIO, cast

import zstandard

from waylight.files import limits
from waylight.stage import StopSource

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x1f\x8b", "gz"),
    (b"BZh", "bz2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"\x28\xb5\x2f\xfd", "zst"),
)
BROKEN = (EOFError, OSError, zlib.error, lzma.LZMAError, zstandard.ZstdError, zipfile.BadZipFile)
_PIECE = (
    1024  # compressed bytes given to zstd at once: at most 32 MiB come out, since a block is 4 bytes or more
)


def compression(head: bytes) -> str | None:
    """Name of the compression that these first bytes announce, None for a plain stream."""
    return next((name for magic, name in _MAGIC if head.startswith(magic)), None)


class Counted(io.RawIOBase):
    """Counts what is read from the compressed side, so that the ratio can be judged."""

    def __init__(self, inner: IO[bytes]) -> None:
        self._inner = inner
        self.count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        data = self._inner.read(len(buffer))
        buffer[: len(data)] = data
        self.count += len(data)
        return len(data)

    def close(self) -> None:
        self._inner.close()
        super().close()


class Guarded(io.RawIOBase):
    """A decompressed stream that stops with StopSource once it grows beyond `limits.RATIO`."""

    def __init__(self, inner: IO[bytes], source: Counted | None, where: str, size: int = 0) -> None:
        self._inner, self._source, self._where, self._size = inner, source, where, size
        self.count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        try:
            data = _some(self._inner, len(buffer))
        except BROKEN as error:
            raise StopSource(
                f"the compressed data is damaged or cut off after {self.count:,} bytes ({type(error).__name__}).",
                where=self._where,
                do="What came before it was read; fetch the file again for the rest.",
            ) from error
        buffer[: len(data)] = data
        self.count += len(data)
        packed = self._source.count if self._source else self._size
        if self.count > limits.RATIO_FLOOR and self.count > limits.RATIO * max(packed, 1):
            raise StopSource(
                f"it unpacks to more than {limits.RATIO} times its size: an archive bomb.",
                where=self._where,
                do="Do not trust its sender; unpack and inspect it by hand if you must.",
            )
        return len(data)

    def close(self) -> None:
        self._inner.close()
        super().close()


class Zstandard(io.RawIOBase):
    """Zstandard frames, one after the other; unlike the library's own reader it notices a frame that is cut off."""

    def __init__(self, inner: IO[bytes]) -> None:
        self._inner = inner
        self._frame = self._fresh()
        self._left = memoryview(b"")
        self._packed = b""
        self._begun = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        while not self._left:
            piece = self._packed or self._inner.read(_PIECE)
            if not piece:
                if self._begun:
                    raise EOFError("the last frame is cut off")
                return 0
            self._left = memoryview(self._frame.decompress(piece))
            self._begun, self._packed = not self._frame.eof, self._frame.unused_data
            if self._frame.eof:
                self._frame = self._fresh()
        size = min(len(buffer), len(self._left))
        buffer[:size], self._left = self._left[:size], self._left[size:]
        return size

    def close(self) -> None:
        self._inner.close()
        super().close()

    @staticmethod
    def _fresh() -> zstandard.ZstdDecompressionObj:
        return zstandard.ZstdDecompressor(max_window_size=limits.WINDOW).decompressobj(write_size=1 << 16)


class Cleaned(io.RawIOBase):
    """The same stream as valid UTF-8 without a byte-order mark; bad bytes become U+FFFD, UTF-16 is converted."""

    def __init__(self, inner: IO[bytes]) -> None:
        self._inner = inner
        head = inner.read(4)
        if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            self._decoder, self._head = codecs.getincrementaldecoder("utf-16")("replace"), head
        else:
            self._decoder = codecs.getincrementaldecoder("utf-8-sig")("replace")
            self._head = head
        self._left = b""
        self._ended = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        while not self._left and not self._ended:
            data, self._head = (self._head, b"") if self._head else (_some(self._inner, 1 << 16), b"")
            self._ended = not data
            self._left = self._decoder.decode(data, final=self._ended).encode("utf-8", "replace")
        size = min(len(buffer), len(self._left))
        buffer[:size], self._left = self._left[:size], self._left[size:]
        return size

    def close(self) -> None:
        self._inner.close()
        super().close()


def unpacked(open_raw: Callable[[], BinaryIO], where: str) -> BinaryIO:
    """Open a stream and undo one layer of gz, bz2, xz or zst, told by its first bytes."""
    raw = open_raw()
    head = raw.read(6)
    raw.close()
    kind = compression(head)
    if kind is None:
        return open_raw()
    counted = Counted(open_raw())
    source = cast(IO[bytes], io.BufferedReader(counted))
    if kind == "gz":
        inner = cast(IO[bytes], gzip.open(source))  # noqa: SIM115
    elif kind == "bz2":
        inner = cast(IO[bytes], bz2.open(source))  # noqa: SIM115
    elif kind == "xz":
        inner = cast(IO[bytes], lzma.open(source))  # noqa: SIM115
    else:
        inner = cast(IO[bytes], io.BufferedReader(Zstandard(source), 1 << 17))
    return cast(BinaryIO, io.BufferedReader(Guarded(inner, counted, where), 1 << 17))


def _some(stream: IO[bytes], size: int) -> bytes:
    """What one read gives: a longer read would throw away whole bytes when it meets damage behind them."""
    return cast(bytes, stream.read1(size) if hasattr(stream, "read1") else stream.read(size))
