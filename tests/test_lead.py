"""Leads: sums of named contributions, the Delphi rule, and lanes that do not mix."""

from __future__ import annotations

import pytest

import waylight as wl
from waylight import schema
from waylight.lead import quoted, suffices


def leads_of(texts: list[str], authors: list[str] | None = None) -> list[dict]:  # type: ignore[type-arg]
    posts = [
        schema.Post(id=f"x:{i:03d}", text=text, platform="x", author_id=authors[i] if authors else f"a{i}")
        for i, text in enumerate(texts)
    ]
    found = wl.analyze(schema.raw_table(posts))
    rows: list[dict] = wl.leads(found, wl.link(found)).to_pylist()  # type: ignore[type-arg]
    return rows


@pytest.mark.parametrize(
    ("weights", "enough"),
    [
        ([2.5], False),
        ([2.5, 2.5], True),
        ([2.5, 0.3], True),
        ([1.0, 1.0], False),
        ([1.0, 1.0, 1.0], True),
        ([1.0, 1.0, 0.3], True),
        ([1.0, 0.3, 0.3, 0.3], False),
        ([], False),
    ],
)
def test_the_delphi_rule(weights: list[float], enough: bool) -> None:
    assert suffices(weights) is enough


def test_a_score_is_the_sum_of_its_reasons_and_each_quotes_its_words() -> None:
    [lead] = leads_of(
        ["Work in a hotel abroad, we keep your passport until the debt for the ticket is worked off"]
    )
    assert lead["score"] == pytest.approx(
        sum(r["points"] for r in lead["reasons"] + lead["against"]), abs=0.05
    )
    assert any("passport" in (r["quote"] or "") for r in lead["reasons"])
    assert all(r["standard"] and r["grade"] for r in lead["reasons"])
    assert lead["enough"] and lead["lane"] == "offer"


def test_ordinary_posts_make_no_lead() -> None:
    assert (
        leads_of(["good morning from Lisbon", "selling a bicycle, 80 euros", "who has seen the match?", ""])
        == []
    )


def test_a_voice_is_never_in_an_offer_even_where_it_shares_a_number() -> None:
    offer = "Work abroad, we keep your passport until the debt is paid, call +1 202 555 0123"
    voice = "please help me they took my passport and won't let me leave, the man has +1 202 555 0123"
    found = leads_of([offer, offer.replace("abroad", "overseas"), voice])
    lanes = {lead["lane"]: lead["posts"] for lead in found}
    assert lanes == {"offer": ["x:000", "x:001"], "voice": ["x:002"]}


def test_voices_of_one_author_are_one_lead() -> None:
    texts = ["they took my passport and won't let me leave", "please help me they beat me and lock the door"]
    [lead] = leads_of(texts, ["same", "same"])
    assert lead["lane"] == "voice" and len(lead["posts"]) == 2


def test_the_same_posts_give_the_same_names_in_any_order() -> None:
    texts = [
        f"Work abroad {i}, we keep your passport, the ticket is a debt, call +1 202 555 01{10 + i}"
        for i in range(4)
    ]
    names = {lead["lead"] for lead in leads_of(texts)}
    posts = [
        schema.Post(id=f"x:{i:03d}", text=t, platform="x", author_id=f"a{i}") for i, t in enumerate(texts)
    ]
    found = wl.analyze(schema.raw_table(posts[::-1]))
    assert {row["lead"] for row in wl.leads(found, wl.link(found)).to_pylist()} == names


def test_a_quote_is_cut_at_words() -> None:
    text = "one two three four five six seven eight nine ten eleven twelve " * 3
    start = text.index("seven", 60)
    words = quoted(text, start, start + 5)
    assert words.startswith("… ") and words.endswith(" …") and "seven" in words
    assert all(word in text.split() for word in words.strip("… ").split())
