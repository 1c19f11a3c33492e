"""The right number for every country on file, and no number that is not on file for any other."""

from __future__ import annotations

import itertools
import re
import string

import pytest

from waylight.care.support import Line, lines, support

ON_FILE = {number for line in lines() for number in (line.phone, line.sms) if number}
EMERGENCY = {"112", "911", "999", "000", "190", "100"}


@pytest.mark.parametrize("line", lines(), ids=lambda line: f"{line.country}-{line.name}")
def test_every_line_is_given_for_its_country_and_says_where_it_was_seen(line: Line) -> None:
    assert line in support([line.country]).lines
    assert line.source and line.verified_on and "check" in line.status
    assert re.fullmatch(r"[A-Z]{2}", line.country) and (line.phone or line.sms)


@pytest.mark.parametrize(
    "code", ["".join(pair) for pair in itertools.product(string.ascii_uppercase, repeat=2)]
)
def test_no_number_is_invented(code: str) -> None:
    found = support([code], ["en"])
    said = " ; ".join(
        [found.emergency, found.note, *(str(n) for line in found.lines for n in (line.phone, line.sms))]
    )
    digits = re.findall(r"[\d][\d +-]*\d|\d+", said)
    allowed = {re.sub(r"\D", "", n) for n in ON_FILE | EMERGENCY}
    assert {re.sub(r"\D", "", d) for d in digits} <= allowed
    assert all(line.country == code for line in found.lines)
    if not found.lines:
        assert code in found.note and "No verified line" in found.note


def test_no_country_is_guessed() -> None:
    found = support([], ["uk"])
    assert not found.lines and "do not guess" in found.note


def test_specialised_lines_and_spoken_languages_come_first() -> None:
    assert support(["KH"]).lines[0].purpose == "police"
    assert support(["US", "GB"]).lines[0].phone == "1-888-373-7888"
    assert support(["BR"], ["en"]).lines[0].purpose == "trafficking"


def test_the_person_is_never_told_to_leave_or_confront() -> None:
    assert "Do not tell the person to confront" in support(["US"]).emergency
