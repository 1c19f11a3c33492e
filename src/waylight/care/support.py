"""Which support line fits the countries a post names; it never guesses a country and never invents a number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

STATUS = "seen in a public page; call and check it before you rely on it"


@dataclass(frozen=True, slots=True)
class Line:
    """One support line; `phone` and `sms` as they are dialled in the country, None where there is none."""

    country: str
    name: str
    purpose: str
    phone: str | None
    sms: str | None
    hours: str | None
    languages: tuple[str, ...]
    answers: str
    source: str
    verified_on: str
    status: str = STATUS


@dataclass(frozen=True, slots=True)
class Support:
    """Lines that fit, what to do in danger, and what is not known."""

    lines: tuple[Line, ...]
    emergency: str
    note: str


@cache
def lines() -> tuple[Line, ...]:
    """Every line on file."""
    return tuple(_line(record) for record in _document()["lines"])


def support(countries: Sequence[str], languages: Sequence[str] = ()) -> Support:
    """The lines of these countries (ISO 3166 alpha-2), those that speak one of `languages` first.

    A country without a line on file is named in the note. Without a country nothing is guessed.
    """
    wanted = [code for code in dict.fromkeys(countries) if code]
    found = [line for code in wanted for line in lines() if line.country == code]
    found.sort(
        key=lambda line: (
            wanted.index(line.country),
            line.purpose != "trafficking",
            not set(line.languages) & set(languages),
        )
    )
    missing = [code for code in wanted if not any(line.country == code for line in found)]
    return Support(tuple(found), _emergency(wanted), _note(wanted, missing))


def _note(wanted: Sequence[str], missing: Sequence[str]) -> str:
    if not wanted:
        return "No country is named. Ask where the person is; do not guess."
    if missing:
        return f"No verified line is known here for {', '.join(missing)}."
    return ""


def _emergency(wanted: Sequence[str]) -> str:
    numbers = {code: number for number, codes in _document()["emergency"].items() for code in codes}
    known = [f"{code}: {numbers[code]}" for code in wanted if code in numbers]
    where = f" ({'; '.join(known)})" if known else ""
    return f"In immediate danger: the local emergency number{where}. Do not tell the person to confront anyone or to leave."


@cache
def _document() -> dict[str, Any]:
    text = (files("waylight.data") / "hotlines" / "hotlines.yaml").read_text("utf-8")
    document: dict[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
    return document


def _line(record: dict[str, Any]) -> Line:
    fields = {**record, "purpose": record["for"], "languages": tuple(record["languages"])}
    fields["verified_on"] = str(fields["verified_on"])
    del fields["for"]
    return Line(**fields)
