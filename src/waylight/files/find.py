"""From what a person named (files, folders, archives, `-`) to the readable files inside."""

from __future__ import annotations

import io
import os
import re
import struct
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, cast

from waylight.files import limits
from waylight.files.opened import Opened
from waylight.files.streams import BROKEN, Guarded, unpacked
from waylight.stage import StopSource

MARKER = "waylight-synthetic.json"
_LEFTOVER = re.compile(r"\._|\.DS_Store$|Thumbs\.db$|desktop\.ini$")  # what file managers drop into folders
_ENCRYPTED = 0x1 | 0x20 | 0x40  # flag bits: by password, patched (never seen), strongly
_UNREADABLE = (*BROKEN, NotImplementedError, ValueError, struct.error)


def find(path: Path) -> Iterator[Opened | StopSource]:
    """Every file under a path, archive members included, sorted; what cannot be opened is a StopSource."""
    if path.is_dir():
        closed: list[OSError] = []
        for folder, folders, names in os.walk(path, onerror=closed.append):
            folders.sort()
            for name in sorted(names):
                if name != MARKER and not _LEFTOVER.match(name):
                    yield from find(Path(folder) / name)
        yield from (_closed(Path(error.filename), error) for error in closed)
        return
    if path.exists() and not path.is_file():
        yield StopSource(
            "is no file (a pipe, a socket or a device).", where=path.name, do="Save it as a file."
        )
        return
    try:
        with path.open("rb") as stream:
            head = stream.read(4)
    except OSError as error:
        yield _closed(path, error)
        return
    if head.startswith(b"PK\x03\x04"):
        yield from _members(path)
        return
    yield Opened(path.name, path.name, lambda: unpacked(lambda: _bytes(path), path.name))


def _bytes(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as error:
        raise _closed(path, error) from error


def _closed(path: Path, error: OSError) -> StopSource:
    return StopSource(
        f"cannot be opened ({error.strerror}).", where=path.name, do="Check the path and rights."
    )


def _members(path: Path) -> Iterator[Opened | StopSource]:
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
    except _UNREADABLE as error:
        yield StopSource(
            f"the zip is damaged ({type(error).__name__}).", where=path.name, do="Fetch it again."
        )
        return
    if len(infos) > limits.MEMBERS:
        yield StopSource(f"the zip holds {len(infos):,} files.", where=path.name, do="Unpack what you need.")
        return
    for info in sorted(infos, key=lambda i: i.filename):
        if (
            info.is_dir()
            or info.filename.startswith("__MACOSX/")
            or _LEFTOVER.match(Path(info.filename).name)
        ):
            continue
        where = f"{path.name}:{Path(info.filename).name}"
        if info.filename.startswith(("/", "\\")) or ".." in Path(info.filename.replace("\\", "/")).parts:
            yield StopSource("its name leads out of the archive.", where=where, do="It was not opened.")
        elif info.flag_bits & _ENCRYPTED:
            yield StopSource("it is encrypted.", where=where, do="Unpack it with its password first.")
        elif info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            yield StopSource("it is packed in an unusual way.", where=where, do="Unpack the archive by hand.")
        else:
            yield Opened(Path(info.filename).name, where, _opener(path, info, where))


def _opener(path: Path, info: zipfile.ZipInfo, where: str) -> Callable[[], BinaryIO]:
    def open_member() -> BinaryIO:
        try:
            inner = zipfile.ZipFile(path).open(info)  # noqa: SIM115
            size = min(info.compress_size, path.stat().st_size)
        except _UNREADABLE as error:
            what = f"it cannot be unpacked ({type(error).__name__})."
            raise StopSource(what, where=where, do="Fetch it again.") from error
        guarded = Guarded(inner, None, where, size=size)
        return cast(BinaryIO, io.BufferedReader(guarded, 1 << 17))

    return lambda: unpacked(open_member, where)
