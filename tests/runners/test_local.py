"""A scan is resumable, harmless to repeat, and honest about what it could not read."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import waylight as wl
from waylight import catalog
from waylight.desk.desk import open_desk
from waylight.desk.raw import RawStore
from waylight.runners import local
from waylight.runners.withhold import WITHHELD
from waylight.shield.vault import Vault
from waylight.stage import ContractError, SkipPost


def reddit(folder: Path, posts: int, name: str = "dump.ndjson") -> Path:
    lines = [
        {"id": f"p{i}", "name": f"t3_p{i}", "author": f"author{i}", "author_fullname": f"t2_{i}", "created_utc": 1767225600 + i,
         "subreddit": "jobs", "title": f"Number {i}", "selftext": f"we keep your passport, write to +1 202 555 01{i % 90 + 10}",
         "permalink": f"/r/jobs/comments/p{i}/x/"}
        for i in range(posts)
    ]  # fmt: skip
    path = folder / name
    path.write_text("\n".join(json.dumps(line) for line in lines))
    return path


def content(desk: Path) -> dict[str, bytes]:
    return {str(p.relative_to(desk)): p.read_bytes() for p in sorted(desk.rglob("*.parquet"))}


def test_a_scan_counts_and_stores(tmp_path: Path) -> None:
    done = wl.scan([reddit(tmp_path, 30)], tmp_path / "desk")
    assert (done.items, done.posts, done.quarantined) == (30, 30, 0)
    desk = open_desk(tmp_path / "desk")
    assert len(desk.view()) == 30
    assert [e.kind for e in desk.ledger.events()] == ["ScanFinished"]
    texts = desk.view().load(["text"])["text"].to_pylist()
    assert all("[phone-1-" in text and "202 555" not in text for text in texts)


@pytest.mark.parametrize("crash_at", ["part", "vault", "cursor"])
@pytest.mark.parametrize("batch", [1, 3])
def test_a_crash_anywhere_loses_and_repeats_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, crash_at: str, batch: int
) -> None:
    monkeypatch.setattr(local, "BATCH", 7)
    path = reddit(tmp_path, 40)
    wl.scan([path], tmp_path / "whole")
    fired = []

    def crash(original, number):  # type: ignore[no-untyped-def]
        calls = []

        def wrapped(*args, **kwargs):  # type: ignore[no-untyped-def]
            calls.append(1)
            if len(calls) == number + 1 and not fired:
                fired.append(1)
                raise KeyboardInterrupt
            return original(*args, **kwargs)

        return wrapped

    where = {"part": (local.parts, "write"), "vault": (Vault, "add"), "cursor": (RawStore, "commit")}[
        crash_at
    ]
    monkeypatch.setattr(*where, crash(getattr(*where), batch))
    with pytest.raises(KeyboardInterrupt):
        wl.scan([path], tmp_path / "desk")
    assert fired
    done = wl.scan([path], tmp_path / "desk")
    assert (done.items, done.posts) == (40, 40)
    desk, whole = open_desk(tmp_path / "desk"), open_desk(tmp_path / "whole")
    assert sorted(desk.view().load(["id"])["id"].to_pylist()) == sorted(
        whole.view().load(["id"])["id"].to_pylist()
    )
    assert len(desk.parts()) == len(whole.parts())


def test_a_crash_before_the_leads_were_made_is_made_good(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = reddit(tmp_path, 5)
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(local, "settle", lambda desk: (_ for _ in ()).throw(KeyboardInterrupt))
        wl.scan([path], tmp_path / "desk")
    assert len(open_desk(tmp_path / "desk").leads("offer")) == 0
    wl.scan([path], tmp_path / "desk")
    assert len(open_desk(tmp_path / "desk").leads("offer")) == 1


def test_the_same_file_twice_under_another_name_changes_nothing(tmp_path: Path) -> None:
    path = reddit(tmp_path, 20)
    wl.scan([path], tmp_path / "desk")
    before = content(tmp_path / "desk")
    copy = tmp_path / "copy.ndjson"
    copy.write_bytes(path.read_bytes())
    done = wl.scan([copy], tmp_path / "desk")
    assert done.already == 1 and content(tmp_path / "desk") == before


def test_a_deletion_in_a_later_file_takes_the_words_away(tmp_path: Path) -> None:
    wl.scan([reddit(tmp_path, 5)], tmp_path / "desk")
    gone = {"id": "p3", "name": "t3_p3", "author": "[deleted]", "created_utc": 1767225603, "subreddit": "jobs", "title": "Number 3",
            "selftext": "[removed]", "permalink": "/r/jobs/comments/p3/x/", "_meta": {"was_deleted_later": True}}  # fmt: skip
    later = tmp_path / "later.ndjson"
    later.write_text(json.dumps(gone) + "\n" + json.dumps({**gone, "id": "p9", "name": "t3_p9"}))
    done = wl.scan([later], tmp_path / "desk")
    assert done.deleted == 2
    desk = open_desk(tmp_path / "desk")
    ids = desk.view().load(["id"])["id"].to_pylist()
    assert len(ids) == 4
    kept = [
        value["id"]
        for state in desk.raw.files()
        for *_, items in desk.raw.chunks(state.key)
        for _, value in items
        if "passport" in value["selftext"]
    ]
    assert sorted(kept) == ["p0", "p1", "p2", "p4"]
    assert "PostsErased" in [e.kind for e in desk.ledger.events()]


def test_what_is_not_understood_is_said(tmp_path: Path) -> None:
    path = reddit(tmp_path, 3)
    with path.open("a") as file:
        file.write('\n{"id": "broken", "selftext"\n')
    (tmp_path / "notes.md").write_text("Dear diary, nothing here is an export.\n")
    done = wl.scan([path, tmp_path / "notes.md"], tmp_path / "desk")
    assert (done.posts, done.quarantined, done.items) == (3, 2, 5)
    found = open_desk(tmp_path / "desk").raw.quarantine()
    assert ("dump.ndjson", 4) in [(f, at) for f, at, _ in found]
    assert any(f == "notes.md" and "no known format" in what for f, _, what in found)


def test_raw_items_expire_and_remap_uses_what_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wl.scan([reddit(tmp_path, 4)], tmp_path / "desk")
    desk = open_desk(tmp_path / "desk")
    source = catalog.sources()["reddit"]
    newer = type(source)(
        **{**{f: getattr(source, f) for f in source.__slots__}, "version": source.version + 1}
    )
    monkeypatch.setattr(catalog, "sources", lambda: {"reddit": newer})
    done = local.remap(desk)
    assert done["chunks remapped"] == 1 and done["posts"] == 4
    assert set(desk.view().load(["format"])["format"].to_pylist()) == {f"reddit/{newer.version}"}
    assert local.remap(desk)["chunks remapped"] == 0
    assert desk.raw.expire(datetime.now(UTC) + timedelta(days=31)) == 1
    assert local.remap(desk)["chunks kept"] == 0


def test_files_of_one_name_are_each_accounted_for(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / "in" / folder).mkdir(parents=True)
        (tmp_path / "in" / folder / "Common.ts").write_text(f"export const x = '{folder}';\n")
    done = wl.scan([tmp_path / "in"], tmp_path / "desk")
    assert done.quarantined == 2 == len(open_desk(tmp_path / "desk").raw.quarantine())


def test_what_precedes_damage_is_kept(tmp_path: Path) -> None:
    packed = gzip.compress(reddit(tmp_path, 400).read_bytes())
    path = tmp_path / "cut.ndjson.gz"
    path.write_bytes(packed[: len(packed) // 2])
    done = wl.scan([path], tmp_path / "desk")
    assert done.posts > 100 and done.quarantined in (1, 2)
    reasons = [what for *_, what in open_desk(tmp_path / "desk").raw.quarantine()]
    assert any("damaged or cut off" in reason for reason in reasons)


def test_a_folder_that_is_no_desk_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter.txt").write_text("precious")
    with pytest.raises(ContractError, match="not empty and is no desk"):
        wl.scan([reddit(tmp_path, 1)], tmp_path / "thesis")
    assert [p.name for p in (tmp_path / "thesis").iterdir()] == ["chapter.txt"]


def test_posts_about_children_are_routed_and_not_kept(tmp_path: Path) -> None:
    line = {"id": "c1", "name": "t3_c1", "author": "a", "author_fullname": "t2_a", "created_utc": 1767225600, "subreddit": "x",
            "title": "offer", "selftext": "underage girls available for a night with clients, 15 years old, call now", "permalink": "/r/x/c1"}  # fmt: skip
    path = tmp_path / "c.ndjson"
    path.write_text(
        json.dumps(line)
        + "\n"
        + json.dumps({**line, "id": "c2", "name": "t3_c2", "selftext": "hello", "title": "hi"})
    )
    wl.scan([path], tmp_path / "desk")
    desk = open_desk(tmp_path / "desk")
    table = desk.view().load(["id", "text", "folded.text", "indicators.child"]).to_pylist()
    child = next(row for row in table if row["id"].endswith("c1"))
    assert child["indicators.child"] and child["text"] == WITHHELD and child["folded.text"] == ""
    lead = desk.leads("offer").to_pylist()[0]
    assert lead["child"] and all(r["quote"] is None for r in lead["reasons"])


def test_skip_post_is_never_a_crash(tmp_path: Path) -> None:
    with pytest.raises(SkipPost):
        catalog.sources()["reddit"].parse([])
