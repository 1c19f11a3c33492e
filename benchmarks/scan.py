"""How fast and how large a scan is: posts per CPU-second of the whole plan and of each stage, and peak memory.

    .venv/bin/python benchmarks/scan.py --posts 100000
    .venv/bin/python benchmarks/scan.py --posts 1000000 --only-scan

Figures are ratios to the limits the project has set itself (3,000 posts per CPU-second of one thread, 1 GB
for a million posts), measured in the same run. The corpus is made anew from a seed: words of real short posts
(../shared/data where it lies beside the checkout, else the synthetic day), recombined so that posts differ,
with one in eight an advertisement of a campaign that carries contacts.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

LIMIT_SPEED, LIMIT_MB = 3_000, 1_000
ROOT = Path(__file__).parents[1]


def sentences() -> list[list[str]]:
    """Real short posts to draw words from, a list per file and so per language, or those of the synthetic day."""
    folder = ROOT.parent / "shared" / "data"
    paths = [
        p
        for pattern in ("tweeteval/**/*text.txt", "umsab_xlmt/**/*text.txt")
        for p in sorted(folder.glob(pattern))
    ]
    found = [path.read_text("utf-8", "replace").splitlines() for path in paths]
    if not found:
        from waylight.testing.day import write_day

        with tempfile.TemporaryDirectory() as name:
            write_day(Path(name) / "day", 5)
            import csv

            with (Path(name) / "day.truth.csv").open(newline="") as file:
                found = [[row["text"] for row in csv.DictReader(file)]]
    return [[line.replace("@user", "").strip() for line in lines if len(line) > 20] for lines in found]


def corpus(posts: int, seed: int) -> Iterator[dict[str, object]]:
    """Posts in the shape of flattened X API v2 lines."""
    rng = random.Random(seed)
    books = sentences()
    sizes = [len(lines) for lines in books]
    offers = [rng.sample(rng.choices(books, sizes)[0], 3) for _ in range(max(1, posts // 400))]
    for number in range(posts):
        if number % 8 == 0:
            which = rng.randrange(len(offers))
            text = " ".join(offers[which]) + f" call +1 202 555 {which % 10000:04d} {rng.choice('abcdefgh')}"
        else:
            lines = rng.choices(books, sizes)[0]
            text = " ".join(_window(rng, rng.choice(lines)) for _ in range(4))
        author = str(rng.randrange(posts // 3 + 1))
        yield {
            "id": str(10**18 + number), "text": text, "created_at": "2026-03-01T12:00:00.000Z", "lang": "en",
            "author_id": author, "conversation_id": str(10**18 + number), "edit_history_tweet_ids": [str(10**18 + number)],
            "author": {"id": author, "username": f"user{author}", "name": f"Person {author}"},
            "public_metrics": {"like_count": 1, "reply_count": 0, "retweet_count": 0, "quote_count": 0},
        }  # fmt: skip


def _window(rng: random.Random, line: str) -> str:
    """A few words of a line; posts made of such windows are no near-duplicates of each other."""
    words = line.split()
    start = rng.randrange(max(1, len(words) - 5))
    return " ".join(words[start : start + 6])


def write(path: Path, posts: int, seed: int) -> None:
    """The corpus as a file."""
    with path.open("w", encoding="utf-8") as file:
        for post in corpus(posts, seed):
            file.write(json.dumps(post, ensure_ascii=False) + "\n")


def stages(path: Path, posts: int) -> None:
    """CPU time of each stage over one file, in the order of the plan."""
    from waylight import catalog, linking, schema
    from waylight.files.find import find
    from waylight.lead import leads
    from waylight.runners.local import batches
    from waylight.runners.mapping import choose, map_items
    from waylight.runners.pipeline import default_plan
    from waylight.shield.keys import ephemeral
    from waylight.shield.pseudonyms import Pseudonyms
    from waylight.shield.shield import shield
    from waylight.stage import Plan

    spent: dict[str, float] = {}

    def timed(name: str, since: float) -> float:
        now = time.process_time()
        spent[name] = spent.get(name, 0.0) + now - since
        return now

    opened = next(iter(find(path)))
    source = choose(opened)  # type: ignore[arg-type]
    plan, pseudonyms = default_plan(), Pseudonyms(ephemeral())
    warm = shield(
        schema.raw_table([schema.Post(id="0", text="warm up in London, call me")]), pseudonyms
    ).posts
    plan.read(warm)
    made = []
    gc.freeze()
    gc.disable()  # as the runner does
    clock = time.process_time()
    for batch, _ in batches(source.split(opened), 4096):  # type: ignore[arg-type]
        clock = timed("read and decode", clock)
        gc.collect(0)
        mapped = map_items(source, batch)
        clock = timed("parse", clock)
        table = shield(schema.raw_table(mapped.posts), pseudonyms).posts
        clock = timed("shield", clock)
        for step in plan.steps:
            table = Plan((step,)).read(table)
            clock = timed(step[0].name, clock)
        made.append(table)
    found = linking.loader(pa.concat_tables(made))
    clock = time.process_time()
    edges = []
    for linker in catalog.linkers().values():
        edges.append(linking.link(found, [linker]))
        clock = timed(linker.name, clock)
    leads(found, pa.concat_tables(edges))
    timed("leads", clock)
    print(f"\n{'stage':18} {'us/post':>9} {'posts/CPU-s':>12} {'share':>7}")
    total = sum(spent.values())
    for name, seconds in spent.items():
        print(
            f"{name:18} {seconds / posts * 1e6:9.1f} {posts / max(seconds, 1e-9):12,.0f} {seconds / total:7.1%}"
        )


def whole(path: Path, posts: int) -> None:
    """One scan in a process of its own, with everything stored: speed and peak memory against the limits."""
    with tempfile.TemporaryDirectory() as folder:
        command = [
            sys.executable,
            "-m",
            "waylight.doors.cli.main",
            "scan",
            str(path),
            "--desk",
            f"{folder}/desk",
            "--json",
        ]
        env = {**os.environ, "WAYLIGHT_KEYS": f"{folder}/keys", "OMP_NUM_THREADS": "1"}
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(
            command, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        size = sum(p.stat().st_size for p in Path(f"{folder}/desk").rglob("*") if p.is_file())
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    speed, memory = posts / seconds, after.ru_maxrss / 1024
    print(done.stdout.strip())
    print(f"whole scan: {speed:,.0f} posts/CPU-s, {speed / LIMIT_SPEED:.2f} x the limit of {LIMIT_SPEED:,}")
    print(
        f"peak memory: {memory:,.0f} MB, {memory / LIMIT_MB:.2f} x the limit of {LIMIT_MB:,} MB; desk {size / posts:,.0f} bytes/post"
    )


def machine() -> str:
    """How fast this interpreter runs here, so that figures of two machines can be compared."""
    started = time.process_time()
    for _ in range(10_000_000):
        pass
    seconds = time.process_time() - started
    version = ".".join(map(str, sys.version_info[:3]))
    return f"Python {version}, {10 / seconds:.1f} million empty loop turns per CPU-second"


def main() -> None:
    """Read the arguments and print the tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--posts", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only-scan", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "corpus.jsonl"
        write(path, given.posts, given.seed)
        print(machine())
        print(
            f"{given.posts:,} posts, {path.stat().st_size / given.posts:,.0f} bytes each, seed {given.seed}"
        )
        whole(path, given.posts)
        if not given.only_scan:
            stages(path, given.posts)


if __name__ == "__main__":
    main()
