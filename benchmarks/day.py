"""The main job on synthetic days of fresh seeds: campaigns found, worth of the top 20, voices heard, false voices.

    .venv/bin/python benchmarks/day.py --seeds 9001 9002 9003 9004 9005

The days are written by `waylight.testing.day`, whose sentences the word lists were developed beside: the figures
measure the chain and not the world.
"""

from __future__ import annotations

import argparse
import csv
import os
import tempfile
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from waylight.desk.desk import open_desk
from waylight.runners.local import scan
from waylight.testing.day import write_day

TOP = 20
LIMITS = {
    "campaigns as one lead": 0.95,
    f"precision of the top {TOP}": 0.9,
    "voice posts in the care lane": 1.0,
}


def measure(seed: int, folder: Path) -> dict[str, float]:
    """Figures of one day."""
    day = folder / "day"
    write_day(day, seed)
    scan([day], folder / "desk")
    with Path(f"{day}.truth.csv").open(newline="", encoding="utf-8") as file:
        truth = {row["id"]: row for row in csv.DictReader(file)}
    desk = open_desk(folder / "desk")
    offers, voices = (desk.leads(lane).to_pylist() for lane in ("offer", "voice"))
    heard = {post for lead in voices for post in lead["posts"]}
    calling = {post for post, row in truth.items() if row["role"] == "voice"}
    roles = [_role(lead, truth) for lead in offers[:TOP]]
    return {
        "campaigns as one lead": _found(offers, truth),
        f"precision of the top {TOP}": roles.count("campaign") / len(roles),
        f"hard negatives in the top {TOP}": float(roles.count("hard_negative")),
        "voice posts in the care lane": len(calling & heard) / len(calling),
        "voice posts in the offer lane": float(
            sum(post in calling for lead in offers for post in lead["posts"])
        ),
        "other posts in the care lane": len(heard - calling) / (len(truth) - len(calling)),
    }


def _role(lead: dict[str, Any], truth: dict[str, dict[str, str]]) -> str:
    return Counter(truth[post]["role"] for post in lead["posts"]).most_common(1)[0][0]


def _found(offers: list[dict[str, Any]], truth: dict[str, dict[str, str]]) -> float:
    """Share of campaigns of which one lead holds at least 80 %, and is at least 80 % that campaign."""
    campaigns: dict[str, set[str]] = defaultdict(set)
    for post, row in truth.items():
        if row["role"] == "campaign":
            campaigns[row["campaign"]].add(post)
    leads = [set(lead["posts"]) for lead in offers]
    hits = sum(
        any(len(c & lead) >= 0.8 * len(c) and len(c & lead) >= 0.8 * len(lead) for lead in leads)
        for c in campaigns.values()
    )
    return hits / len(campaigns)


def main() -> None:
    """Print a table: each figure, its mean and worst over the seeds, and its limit."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seeds", type=int, nargs="+", default=[9001, 9002, 9003, 9004, 9005])
    seeds = parser.parse_args().seeds
    rows = []
    for seed in seeds:
        with tempfile.TemporaryDirectory() as folder:
            os.environ["WAYLIGHT_KEYS"] = f"{folder}/keys"
            rows.append(measure(seed, Path(folder)))
    print(
        f"| over {len(seeds)} days (seeds {', '.join(map(str, seeds))}) | mean | worst | limit |\n|---|---|---|---|"
    )
    for name in rows[0]:
        values = [row[name] for row in rows]
        worst = min(values) if name in LIMITS else max(values)
        limit = LIMITS.get(name, "0" if "hard" in name or "offer lane" in name else "-")
        print(f"| {name} | {sum(values) / len(values):.3f} | {worst:.3f} | {limit} |")


if __name__ == "__main__":
    main()
