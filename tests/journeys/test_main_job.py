"""The main job on a synthetic day: campaigns found, voices heard, nothing leaked, nothing lost on the way."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from waylight.desk.desk import Desk, open_desk
from waylight.doors.console.report import page
from waylight.doors.view import detail, queue
from waylight.runners.local import scan
from waylight.testing.day import write_day

SEED = 4711


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("synthetic") / "day"
    write_day(folder, SEED)
    return folder


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("day-keys")


@pytest.fixture(scope="module")
def desk(day: Path, keys: Path, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WAYLIGHT_KEYS", str(keys))
        folder = tmp_path_factory.mktemp("desks") / "desk"
        done = scan([day], folder)
        assert done.items == done.posts + done.deleted + done.quarantined
        assert done.quarantined == 0
        return open_desk(folder)


@pytest.fixture(scope="module")
def truth(day: Path) -> dict[str, dict[str, str]]:
    with Path(f"{day}.truth.csv").open(newline="", encoding="utf-8") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


def test_campaigns_come_back_as_one_lead_each(desk: Desk, truth: dict[str, dict[str, str]]) -> None:
    campaigns: dict[str, set[str]] = defaultdict(set)
    for post, row in truth.items():
        if row["role"] == "campaign":
            campaigns[row["campaign"]].add(post)
    leads = [set(lead["posts"]) for lead in desk.leads("offer").to_pylist()]
    found = sum(
        any(len(posts & lead) >= 0.8 * len(posts) and len(posts & lead) >= 0.8 * len(lead) for lead in leads)
        for posts in campaigns.values()
    )
    assert found / len(campaigns) >= 0.95


def test_the_top_of_the_queue_is_worth_reading(desk: Desk, truth: dict[str, dict[str, str]]) -> None:
    top = desk.leads("offer").slice(0, 20).to_pylist()
    roles = [{truth[post]["role"] for post in lead["posts"]} for lead in top]
    assert sum("campaign" in role for role in roles) / len(roles) >= 0.9
    assert not any(role == {"hard_negative"} for role in roles)


def test_every_voice_is_in_the_care_lane_and_in_no_other(
    desk: Desk, truth: dict[str, dict[str, str]]
) -> None:
    voices = {post for post, row in truth.items() if row["role"] == "voice"}
    heard = {post for lead in desk.leads("voice").to_pylist() for post in lead["posts"]}
    offered = {post for lead in desk.leads("offer").to_pylist() for post in lead["posts"]}
    assert voices <= heard
    assert not voices & offered
    assert not heard & offered


def test_deleted_posts_are_nowhere(desk: Desk, truth: dict[str, dict[str, str]]) -> None:
    deleted = {post for post, row in truth.items() if row["role"] == "deleted"}
    assert deleted
    shown = set(desk.view().load(["id"])["id"].to_pylist())
    assert not deleted & shown


def test_canaries_are_nowhere_outside_vault_and_raw_store(desk: Desk, day: Path) -> None:
    canaries = [line.split("\t")[-1] for line in Path(f"{day}.canaries.txt").read_text("utf-8").splitlines()]
    assert len(canaries) >= 40
    shown = [page(desk, 100)]
    for lane in ("offer", "voice"):
        for line in queue(desk, lane):
            shown += [
                json.dumps(line, ensure_ascii=False),
                json.dumps(detail(desk, line["lead"]), ensure_ascii=False),
            ]
    text = "\n".join(shown)
    blobs = {
        p: p.read_bytes() for p in desk.folder.rglob("*") if p.is_file() and p.suffix in (".toml", ".db", "")
    }
    tables = [pq.read_table(path).to_pylist() for path in sorted(desk.folder.rglob("*.parquet"))]
    whole = json.dumps(tables, ensure_ascii=False, default=str)  # every column of posts, edges and leads
    for canary in canaries:
        assert canary not in text and canary.lower() not in whole.lower(), canary
        assert not any(canary.encode() in blob for blob in blobs.values()), canary


def test_the_vault_gives_them_back(desk: Desk, day: Path) -> None:
    lines = [line.split("\t") for line in Path(f"{day}.canaries.txt").read_text("utf-8").splitlines()]
    names = {value for kind, value in lines if "name" in kind}
    sealed = {row[0] for row in desk.vault._db.execute("SELECT value FROM identity")}
    assert sum(any(name in value for value in sealed) for name in names) >= 0.9 * len(names)


def test_scanning_again_changes_nothing(
    desk: Desk, day: Path, keys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WAYLIGHT_KEYS", str(keys))
    before = {p.name: p.read_bytes() for p in desk.folder.rglob("*.parquet")}
    done = scan([day], desk.folder)
    assert done.already == done.files
    assert {p.name: p.read_bytes() for p in desk.folder.rglob("*.parquet")} == before


def test_every_reason_is_explained(desk: Desk) -> None:
    for line in queue(desk, "offer", 20):
        found = detail(desk, line["lead"])
        assert found["synthetic"]
        total = sum(r["points"] for r in found["reasons"] + found["against"])
        assert total == pytest.approx(found["score"], abs=0.1)
        for reason in found["reasons"]:
            assert reason["standard"] and reason["grade"] and reason["says"]
