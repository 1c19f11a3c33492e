"""Phone numbers among runs of digits: told from prices, dates, scores and lists by shape and by the words beside them.

Validity and country come from phonenumbers (Google's metadata). A number that is written nationally and
whose country cannot be known keeps its digits: "national:DIGITS".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate, pairwise

import phonenumbers

from waylight.shield.digits import TOKEN, Run, Unit, runs, said_in, spoken_digits
from waylight.shield.written import Contact, Written, word_set

_ORDINARY = re.compile(r"\+?\(?\+?\d[\d \u00a0.\-‑–/()]*")
_ODD_GAP = re.compile(r"[.\-/]{2}| {2}|\. |- [.\-]|[ (]/|/ ")
_GROUPED = ((3, 3, 4), (1, 3, 3, 4), (3, 7), (1, 3, 7))
_FOREIGN = re.compile("[\u0370-\u0e7f]")  # Greek to Thai: where ten digits are hardly North American
_NEGATIVE_MARK = re.compile(r"[#№$€£¥₽₹]\s?$")
_MONEY_AFTER = re.compile(r"\s?(?:[€$£¥₽₹%]|k\b|°)")
_STAMP = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])(?:\d\d){0,3}")  # 2024050614
_CALL_MARK = re.compile("[☎📞📱📲✆🤙]")
_NEVER = tuple(  # never a phone number, even beside "call"
    re.compile(shape)
    for shape in (
        r"\d{4}([-/. ])\d{1,2}\1\d{1,2}(?:[ T,]+\d{1,2}(?:[. ]\d{2})?)?",  # 2024-05-06
        r"\d{1,2}([-/.])\d{1,2}\1(?:19|20)?\d\d(?:[ ,]+\d{1,2}(?:[. ]\d{2})?)?",  # 12.03.2022 14
        r"(?:\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)?\d\d[ ,–-]*)+",
        r"(?:19|20)\d\d(?:\s?[-–/,]\s?|\s)(?:19|20)\d\d(?:[ ,/]+(?:19|20)\d\d)*",  # 2019-2024
        r"\d+[.,]\d+(?:[, /x×-]+\d+[.,]\d+)*",  # 40.7128, -74.0060
        r"\d{1,3}(?:\.\d{1,3}){3}(?:/\d\d?)?",  # 192.168.0.1
        r"(?:\d{4}[ -]){3}\d{3,4}|\d{4}[ -]\d{6}[ -]\d{5}",  # payment cards
        r"\d{1,2} \d{1,2} (?:19|20)\d\d",
    )
)
_RARELY = tuple(  # a phone number only beside such a word
    re.compile(shape)
    for shape in (
        r"\d{1,3}(?:([ .,'])\d{3})(?:\1\d{3})*(?:[.,]\d\d)?",  # 1 000 000
        r"\d{1,3}(?:[ .,]\d{3})+(?:\s?[-–/]\s?\d{1,3}(?:[ .,]\d{3})+)+",  # 15 000-20 000
        r"\d{1,3}\s?[-–]\s?\d{1,3}(?:[ ,]+\d{1,3}\s?[-–]\s?\d{1,3})+",  # 6-4, 3-6
        r"\d{1,3}(?:[/,] ?\d{2,3}){2,}",  # 90/60/90, 7, 14, 21, 28
        r"\d{4,6}\s?[-–/]\s?\d{4,6}",  # 15000-20000
        r"\d{1,2}(?: \d{1,2}){0,3} \d{4}|\d{4} \d{1,2} \d{1,2}",
    )
)


@dataclass(slots=True)
class _Candidate:
    digits: str
    plus: bool
    start: int
    end: int
    shown: str
    groups: tuple[int, ...]
    obscured: bool
    cue: bool
    near: bool
    hidden: bool
    bare: bool
    around: str


def find_phones(written: Written, region: str | None, *, spoken: bool = True) -> Iterator[Contact]:
    """Phone numbers of a text; region: ISO 3166 alpha-2 of its author, where the platform says so.

    spoken: whether words for digits, or "double", stand in it; False spares the words far from figures.
    """
    for run in runs(written.text, spoken=spoken):
        if sum(len(unit.digits) for unit in run.units) >= 7:
            yield from _in_run(written, run.units, run, region)


def _in_run(written: Written, units: list[Unit], run: Run, region: str | None) -> Iterator[Contact]:
    size = sum(len(unit.digits) for unit in units)
    if size < 7:
        return
    if size <= 15:
        candidate = _candidate(written, units, run)
        other = _other_number(candidate)
        if other and max(candidate.groups) < 9:
            return
        good = not other and _may_be_phone(candidate, written.text)
        known = _number(candidate, region) if good else None
        if known and (known[0][0] == "+" or len(units) == 1 or max(candidate.groups) < 9):
            yield written.contact(
                "phone",
                known[0],
                candidate.start,
                candidate.end,
                obscured=candidate.obscured,
                country=known[1],
            )
            return
    for part in _parted(written.text, units):
        yield from _in_run(written, part, run, region)


def _parted(text: str, units: list[Unit]) -> list[list[Unit]]:
    """What a run that is no number falls into at its strongest gaps; nothing where all gaps are alike."""
    strengths = [_strength(text, a, b) for a, b in pairwise(units)]
    strongest = max(strengths, default=1)
    if strongest == 1:
        return []
    cuts = [at for at, strength in enumerate(strengths, 1) if strength == strongest]
    return [units[a:b] for a, b in pairwise([0, *cuts, len(units)])]


_APART = re.compile(r"[|;]|\s[/–-]\s|\)\s?\(|[^\w\s.,/()*_~-]")


def _strength(text: str, left: Unit, right: Unit) -> int:
    gap = text[left.end : right.start]
    if "\n" in gap:
        return 5
    if _APART.search(gap):
        return 4
    if "," in gap:
        return 3
    return 2 if len(left.digits) >= 9 or len(right.digits) >= 9 else 1


def _candidate(written: Written, units: list[Unit], run: Run) -> _Candidate:
    text = written.text
    start, end = units[0].start, units[-1].end
    first = units[0] is run.units[0]
    if first:
        start = min(run.start, start)
    obscured = any(unit.spoken for unit in units) or _hides(written, start, end)
    if start and text[start - 1] == "(":
        start -= 1
    if text[end : end + 1] == ")" and text.count("(", start, end) > text.count(")", start, end):
        end += 1
    if first and run.plus and (sign := re.search(r"\+\s?\(?$", text[:start])):
        start = sign.start()
    return _Candidate(
        "".join(unit.digits for unit in units),
        first and run.plus,
        start,
        end,
        text[start:end],
        tuple(len(unit.digits) for unit in units),
        obscured,
        _has_cue(text, start, end),
        _beside_cue(text, start, end),
        any(unit.spoken for unit in units) or written.veiled(units[0].start, units[-1].end),
        len(units) == 1,
        text[max(0, start - 40) : end + 40],
    )


def _hides(written: Written, start: int, end: int) -> bool:
    shown = written.shown(start, end)
    if written.veiled(start, end) or not _ORDINARY.fullmatch(shown) or _ODD_GAP.search(shown):
        return True
    groups = re.findall(r"\d+", shown)
    singles = sum(len(group) == 1 for group in groups)
    return singles > 2 and 2 * singles >= len(groups)


@cache
def _call_words() -> frozenset[str]:
    return word_set("cues", "call")


def _has_cue(text: str, start: int, end: int) -> bool:
    before, after = text[max(0, start - 32) : start], text[end : end + 24]
    if _CALL_MARK.search(before) or _CALL_MARK.search(after):
        return True
    words = TOKEN.findall(before) + TOKEN.findall(after)
    return not _call_words().isdisjoint(words)


def _beside_cue(text: str, start: int, end: int) -> bool:
    """Whether no other number stands between the digits and a word such as "call"."""
    before = text[max(0, start - 32) : start]
    if _CALL_MARK.search(before[-4:]):
        return True
    for word in reversed(TOKEN.findall(before)):
        if word in _call_words():
            return True
        if word[0].isdigit():
            break
    return not _call_words().isdisjoint(TOKEN.findall(text[end : end + 24])[:3])


def _labelled(text: str, start: int) -> bool:
    """Whether the words just before say that it is another kind of number."""
    sentence = re.split(r"[.?!\n]\s", text[max(0, start - 28) : start])[-1]
    for word in reversed(TOKEN.findall(sentence)[-3:]):
        if word in _call_words():
            return False
        if word in word_set("cues", "not_phone"):
            return True
    return False


def _other_number(c: _Candidate) -> bool:
    """Whether it is written as a date, sum, score, coordinate, address of a machine or payment card."""
    if c.plus:
        return False
    shown = c.shown.strip("()")
    if any(shape.fullmatch(shown) for shape in _NEVER):
        return True
    return not c.near and any(shape.fullmatch(shown) for shape in _RARELY)


def _may_be_phone(c: _Candidate, text: str) -> bool:
    if _STAMP.fullmatch(c.digits) and c.bare and not c.cue:
        return False
    if len(set(c.digits)) == 1 or _counts(c) or _prices(c):
        return False
    before, after = text[: c.start], text[c.end : c.end + 1]
    if before and (before[-1].isalnum() or before[-1] in "_.") and not c.obscured and not c.cue:
        return False
    if after and (after.isalnum() or after in "_@") and not c.cue:
        return False
    if c.plus:
        return True
    following = TOKEN.match(text, c.end + 1)
    if (_NEGATIVE_MARK.search(before[-3:]) and not c.near) or _MONEY_AFTER.match(text, c.end):
        return False
    if following and following[0] in word_set("cues", "unit") and not c.obscured:
        return False
    return not _labelled(text, c.start)


def _counts(c: _Candidate) -> bool:
    """Whether the numbers only count up, down or repeat a step: 1 2 3 4 5, 05 12 19 26."""
    if c.cue or c.plus or len(c.groups) < 4:
        return False
    if c.groups == (2, 2, 2, 2, 2) and c.digits[0] == "0" and max(c.digits[2::2]) > "4":
        return False  # the French way
    values = [int(part) for part in _parts(c)]
    steps = [b - a for a, b in pairwise(values)]
    if "1 1 1 1 1" in " ".join(map(str, steps)):
        return True
    return all(s >= 0 for s in steps) or all(s <= 0 for s in steps) or set(c.digits) <= {"0", "1"}


def _parts(c: _Candidate) -> list[str]:
    ends = list(accumulate(c.groups))
    return [c.digits[end - size : end] for size, end in zip(c.groups, ends, strict=True)]


def _prices(c: _Candidate) -> bool:
    """Whether it is a list of round sums: 100 150 200."""
    parts = _parts(c)
    return (
        not c.plus and len(parts) > 2 and all(1 < len(p) < 6 and p[0] != "0" and p[-1] == "0" for p in parts)
    )


def _number(c: _Candidate, region: str | None) -> tuple[str, str | None] | None:
    digits, size = c.digits, len(c.digits)
    if c.plus:
        return _international(digits, strict=size < 9)
    if (
        digits.startswith("00")
        and size >= 10
        and (found := _international(digits[2:], strict=not c.cue and c.bare))
    ):
        return found
    evident = c.cue or c.obscured or not c.bare or size >= 9
    if region and evident and (found := _parsed(digits, region.upper(), True)):
        return found
    if found := _american(c):
        return found
    if (
        (c.cue or c.obscured)
        and size >= 11
        and digits[0] != "0"
        and (found := _international(digits, strict=True))
    ):
        return found
    if size == 11 and digits[0] == "8" and _is_russian(c) and (found := _parsed(digits, "RU", True)):
        return found
    return (f"national:{digits}", None) if _nationally(c) else None


def _is_russian(c: _Candidate) -> bool:
    grouped = (
        c.groups in ((1, 3, 3, 2, 2), (1, 3, 3, 4), (1, 3, 7)) and re.search(r"[-()]", c.shown) is not None
    )
    return grouped or re.search("[\u0400-\u04ff]", c.around) is not None


def _american(c: _Candidate) -> tuple[str, str | None] | None:
    """A North American number: in its own grouping, or any ten digits beside a word such as "call"."""
    size = len(c.digits)
    if size not in (10, 11) or (size == 11 and c.digits[0] != "1"):
        return None
    marked = c.obscured or re.search(r"[-.()]|^(?:1 )?\d{3} \d{3} ", c.shown) is not None
    hidden = (c.hidden or c.groups.count(1) >= 5) and c.groups != (5, 5) and not _elsewhere(c.shown)
    if not (c.groups in _GROUPED and marked) and (not (c.bare or hidden) or _FOREIGN.search(c.around)):
        return None
    return _parsed(c.digits[-10:], "US", True)


def _elsewhere(shown: str) -> bool:
    """Whether the digits are said in a language that is hardly spoken in North America."""
    return any(
        word in spoken_digits() and word not in said_in("en", "es", "fr") for word in TOKEN.findall(shown)
    )


def _nationally(c: _Candidate) -> bool:
    """Whether digits without a known country are evidently a phone number."""
    size = len(c.digits)
    if size > 13 or c.digits.startswith("000"):
        return False
    if c.near or (c.cue and size > 8 and "," not in c.shown):
        return True
    if c.obscured:
        if any(word in spoken_digits() for word in TOKEN.findall(c.shown)):
            return True
        if size < 9 or (size == 9 and len(set(re.findall(r"[^\d]+", c.shown))) > 1):
            return False
        return c.bare or c.groups.count(1) >= 5 or c.digits[0] == "0"
    if c.digits[0] == "0":
        return 9 <= size <= 11 and (c.bare or min(c.groups) >= 2)
    if "(" in c.shown or c.groups in ((3, 3, 2, 2), (1, 3, 3, 2, 2)):
        return size >= 9
    return False


@lru_cache(maxsize=1 << 16)
def _parsed(digits: str, region: str | None, strict: bool) -> tuple[str, str | None] | None:
    try:
        number = phonenumbers.parse(digits, region)
    except phonenumbers.NumberParseException:
        return None
    valid = phonenumbers.is_valid_number(number)
    if not valid and (strict or not phonenumbers.is_possible_number(number)):
        return None
    country = phonenumbers.region_code_for_number(number) if valid else None
    if country is None:
        country = phonenumbers.region_code_for_country_code(number.country_code or 0)
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return e164, country if country not in ("001", "ZZ") else None


def _international(digits: str, *, strict: bool) -> tuple[str, str | None] | None:
    return _parsed("+" + digits, None, strict)


def phone_of_link(digits: str) -> tuple[str, str | None]:
    """The number in a link such as wa.me/15550100: international by the service's own rule."""
    return _international(digits, strict=False) or (f"national:{digits}", None)
