"""Edges, groups, and hubs that must not glue strangers together."""

from __future__ import annotations

import random

import pyarrow as pa
import pytest

import waylight as wl
from waylight import catalog, schema
from waylight.linking import groups, shared
from waylight.stage import Linker
from waylight.testing import contract

NOUNS = "bread apples garden music school river train market kitchen window winter paper coffee doctor bridge ticket".split()


def story(rng: random.Random, words: int = 26) -> str:
    return " ".join(
        rng.choice(NOUNS) + rng.choice(["", "s", "ing", "ed"]) + str(rng.choice("abcdefg"))
        for _ in range(words)
    )


def found(posts: list[schema.Post]) -> pa.Table:
    return wl.analyze(schema.raw_table(posts))


def post(number: int, text: str, author: str | None = None) -> schema.Post:
    return schema.Post(id=f"x:{number:04d}", text=text, platform="x", author_id=author or f"a{number}")


def joined(table: pa.Table) -> list[set[str]]:
    made: dict[str, set[str]] = {}
    for row in groups(wl.link(table)).to_pylist():
        made.setdefault(row["group"], set()).add(row["post"])
    return sorted(made.values(), key=min)


def test_one_operator_with_rotating_numbers_is_one_group() -> None:
    rng = random.Random(1)
    numbers = ["+12025550101", "+12025550102", "+12025550103"]
    posts = [post(i, f"{story(rng, 8)} call {numbers[i % 3]} or {numbers[(i + 1) % 3]}") for i in range(9)]
    assert [len(g) for g in joined(found(posts))] == [9]


def test_an_agency_number_shared_by_unrelated_posts_does_not_glue() -> None:
    rng = random.Random(2)
    posts = [post(i, f"{story(rng)} call +12025550188") for i in range(200)]
    table = found(posts)
    edges = wl.link(table)
    assert joined(table) == []
    assert all("unlike posts share it" in why for why in edges["why"].to_pylist())


def test_the_same_wording_through_disguise_and_slots() -> None:
    base = "We are looking for kind ladies to help in a house abroad, tickets are paid, room is free, write to {}"
    posts = [
        post(0, base.format("anna")),
        post(1, base.format("maria").upper()),
        post(2, base.format("olga").replace("o", "о")),
    ]
    assert [len(g) for g in joined(found(posts))] == [3]


def test_stock_phrases_do_not_make_strangers_one() -> None:
    rng = random.Random(3)
    posts = [post(i, f"{story(rng)}. call or text any time day or night") for i in range(40)]
    assert joined(found(posts)) == []


def test_shared_keys_are_grouped_and_lone_ones_left_out() -> None:
    rows, begins = shared(pa.array([["a", "b"], ["b"], [], ["c"], ["b", "c"]], type=pa.list_(pa.string())))
    split = {tuple(rows[a:b]) for a, b in zip(begins, [*begins[1:], len(rows)], strict=True)}
    assert split == {(0, 1, 4), (3, 4)}


def test_no_posts_give_no_edges() -> None:
    table = found([])
    assert len(wl.link(table)) == 0 and len(wl.groups(wl.link(table))) == 0


@pytest.mark.parametrize("linker", catalog.linkers().values(), ids=lambda x: x.name)
def test_law_of_linkers(linker: Linker) -> None:
    rng = random.Random(4)
    base = [story(rng) for _ in range(6)]
    posts = [
        schema.Post(
            id=f"x:{i}", platform="x", author_id=f"a{i % 7}",
            text=f"{base[i % 6]} {rng.choice(NOUNS)} +1202555010{i % 5} i keep your passport",
            media=[{"kind": "photo", "key": f"k{i % 4}", "alt": None}],
        )
        for i in range(60)
    ]  # fmt: skip
    contract.check_linker(linker, found(posts))
