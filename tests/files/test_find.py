"""From what a person named to readable files: folders, archives, and everything that can be wrong with them."""

from __future__ import annotations

import os
import random
import zipfile
from pathlib import Path

import pytest

from waylight.files import limits
from waylight.files.find import MARKER, find
from waylight.files.opened import Opened
from waylight.stage import StopSource

LINE = b'{"id": "1", "text": "a"}\n'


def refused(path: Path) -> list[StopSource]:
    return [found for found in find(path) if isinstance(found, StopSource)]


def names(path: Path) -> list[str]:
    return [found.where for found in find(path) if isinstance(found, Opened)]


def zipped(path: Path, members: dict[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", how) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def test_a_folder_is_read_whole_sorted_and_without_leftovers(tmp_path: Path) -> None:
    for name in ("b.json", "a.csv", "sub/c.txt", MARKER, ".DS_Store", "._a.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(LINE)
    zipped(
        tmp_path / "sub" / "d.zip", {"y.json": LINE, "x.json": LINE, "__MACOSX/._x.json": b"\0", "dir/": b""}
    )
    assert names(tmp_path) == ["a.csv", "b.json", "c.txt", "d.zip:x.json", "d.zip:y.json"]


def test_every_member_of_a_zip_can_be_opened_again_and_again(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"deep/er/posts.json": LINE})
    (member,) = find(path)
    assert isinstance(member, Opened)
    assert (member.name, member.where) == ("posts.json", "a.zip:posts.json")
    assert [member.open_bytes().read() for _ in range(3)] == [LINE] * 3


def test_a_packed_member_of_a_zip_is_unpacked_too(tmp_path: Path) -> None:
    import gzip

    (member,) = find(zipped(tmp_path / "a.zip", {"posts.gz": gzip.compress(LINE)}))
    assert isinstance(member, Opened)
    assert member.open_bytes().read() == LINE


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "a/../../b", "..\\..\\b", "\\server\\b"])
def test_a_member_whose_name_leads_out_is_not_opened(tmp_path: Path, name: str) -> None:
    path = zipped(tmp_path / "a.zip", {name: LINE, "good.json": LINE})
    assert names(path) == ["a.zip:good.json"]
    assert "leads out" in refused(path)[0].what


@pytest.mark.parametrize("bit", [0x1, 0x20, 0x40])
def test_an_encrypted_member_is_named_and_the_others_are_read(tmp_path: Path, bit: int) -> None:
    path = zipped(tmp_path / "a.zip", {"a.json": LINE, "secret.json": LINE})
    data = bytearray(path.read_bytes())
    entry = data.rfind(b"PK\x01\x02")
    data[entry + 8] |= bit
    path.write_bytes(data)
    assert names(path) == ["a.zip:a.json"]
    assert [(error.where, error.what) for error in refused(path)] == [
        ("a.zip:secret.json", "it is encrypted.")
    ]


@pytest.mark.parametrize("how", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_packings_that_cannot_be_read_in_bounded_steps_are_refused(tmp_path: Path, how: int) -> None:
    assert "unusual" in refused(zipped(tmp_path / "a.zip", {"a.json": LINE}, how))[0].what


def test_a_zip_bomb_is_refused_whatever_it_claims(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive,
        archive.open("z", "w") as out,
    ):
        for _ in range(96):
            out.write(bytes(1 << 20))
    data = bytearray(path.read_bytes())
    data[data.rfind(b"PK\x01\x02") + 20 : data.rfind(b"PK\x01\x02") + 24] = (0x7FFFFFFF).to_bytes(4, "little")
    for content in (path.read_bytes(), bytes(data)):
        path.write_bytes(content)
        (member,) = find(path)
        assert isinstance(member, Opened)
        with pytest.raises(StopSource), member.open_bytes() as stream:
            while stream.read(1 << 20):
                pass


def test_a_truncated_zip_is_refused_and_a_damaged_member_stops_after_what_is_whole(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"a.json": LINE * 50_000})
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    assert "damaged" in refused(path)[0].what
    path.write_bytes(whole[:600] + bytes(200) + whole[800:])
    (member,) = find(path)
    assert isinstance(member, Opened)
    with pytest.raises(StopSource, match="damaged"):
        list(member.json_lines())


def test_too_many_members_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MEMBERS", 3)
    path = zipped(tmp_path / "a.zip", {f"{n}.json": LINE for n in range(4)})
    assert names(path) == []
    assert "4 files" in refused(path)[0].what


def test_what_is_missing_or_no_file_is_told_not_raised(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    assert [error.where for error in refused(tmp_path)] == ["link", "pipe"]
    assert "cannot be opened" in refused(tmp_path / "nowhere")[0].what


def test_a_file_without_rights_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "posts.json"
    path.write_bytes(LINE)
    (before,) = find(path)
    assert isinstance(before, Opened)

    def closed(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", closed)
    assert "Permission denied" in refused(path)[0].what
    with pytest.raises(StopSource, match=r"posts\.json: cannot be opened"):
        _ = before.sample


def test_a_closed_folder_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "inner").mkdir()
    real = os.scandir

    def scandir(path: str) -> object:
        if Path(path).name == "inner":
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    assert [error.where for error in refused(tmp_path)] == ["inner"]


def test_a_zip_with_any_damage_never_raises_anything_but_stop(tmp_path: Path) -> None:
    path = zipped(
        tmp_path / "a.zip", {"a.json": LINE * 20, "ünï.json": LINE * 20, "c.csv": b"id,text\n1,a\n"}
    )
    whole = path.read_bytes()
    chance = random.Random(7)
    for _ in range(400):
        data = bytearray(whole)
        for _ in range(chance.choice((1, 3, 12))):
            data[chance.randrange(4, len(data))] = chance.randrange(256)
        path.write_bytes(data)
        for found in find(path):
            if isinstance(found, Opened):
                try:
                    found.open_bytes().read()
                except StopSource as error:
                    assert error.where.startswith("a.zip")
