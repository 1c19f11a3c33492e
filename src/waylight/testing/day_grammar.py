"""Turns the phrase material under `data/day` into sentences: choices, slots and their counting."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from random import Random
from typing import Any

import yaml

from waylight.stage import ContractError

LANGUAGES = ("en", "es", "pt", "fr", "ru", "uk", "ro", "ar", "hi", "tl")
_CHOICE = re.compile(r"\(([^()]*)\)")
_SLOT = re.compile(r"<(\w+)>")
_TIDY = (
    (re.compile(r" +([,.!?;:]) "), r"\1 "),
    (re.compile(r" +([,.!?;:])$"), r"\1"),
    (re.compile(r"  +"), " "),
)


@cache
def phrases(name: str) -> Mapping[str, Any]:
    """The phrase file of a language (`en`), or `common` and `others`; raises ContractError where it is missing."""
    file = resources.files("waylight.data") / "day" / f"{name}.yaml"
    try:
        loaded: Mapping[str, Any] = yaml.load(file.read_text("utf-8"), Loader=yaml.CSafeLoader)
    except FileNotFoundError as error:
        raise ContractError(f"there is no phrase file for {name!r}.", do="Add it under data/day.") from error
    return loaded


def expand(rng: Random, text: str) -> str:
    """One wording: every choice `(a|b|c)` is taken, from the inside out; slots stay."""
    while _CHOICE.search(text):
        text = _CHOICE.sub(lambda found: rng.choice(found[1].split("|")), text)
    for pattern, by in _TIDY:
        text = pattern.sub(by, text)
    return text.strip()


def fill(rng: Random, text: str, slots: Mapping[str, Sequence[str]]) -> str:
    """Every slot `<name>` that `slots` knows replaced by one of its values; other slots stay."""
    return _SLOT.sub(lambda found: rng.choice(slots[found[1]]) if found[1] in slots else found[0], text)


def outcomes(text: str) -> int:
    """How many different wordings a phrase has, slots not counted."""
    counts: list[int] = []

    def count(found: re.Match[str]) -> str:
        counts.append(sum(_product(option, counts) for option in found[1].split("|")))
        return f"\0{len(counts) - 1}\0"

    while _CHOICE.search(text):
        text = _CHOICE.sub(count, text)
    return _product(text, counts)


def moves(language: str, kind: str) -> list[list[str]]:
    """The moves of an offer, each a list of alternative sentences; pool names are looked up."""
    book = phrases(language)
    return [book["pools"][move] if isinstance(move, str) else move for move in book["offers"][kind]["moves"]]


def city(rng: Random, places: Sequence[str]) -> tuple[str, str]:
    """A place `Name=CC` of a list as (name, ISO 3166 alpha-2)."""
    name, _, country = rng.choice(places).partition("=")
    return name, country


def _product(text: str, counts: Sequence[int]) -> int:
    total = 1
    for number in re.findall(r"\0(\d+)\0", text):
        total *= counts[int(number)]
    return total
