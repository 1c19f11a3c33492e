"""Runs of digits in a plain text, however they are written: figures, words in thirteen languages, look-alike letters.

A run is what stands between two things that cannot be part of one number. Whether it is a phone number
is for `waylight.shield.phones` to say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from waylight.shield.written import data, either, plain_words, word_set

TOKEN = re.compile(r"\d+|[^\W\d_](?:'?[^\W\d_]|[\u0900-\u0963\u0970-\u0dff\u0e31-\u0e4e])*")
_GAP = re.compile(r"(?:(?!\n\s*\n)[^\w%€$£¥₽₹=<>#@&;:?!\"+]|_){0,8}")
_CLOCK = re.compile(r"\d[:h]\d\d$")
_ALWAYS = re.compile(
    r"24 ?[/x] ?7(?!\d)|(?<=24/)7(?!\d)|18\+|(?:19|20)\d\d[-/.]\d\d[-/.]\d\d(?!\d)"
)  # "24/7", "18+"
_PLUS = re.compile(r"(?<![\d+])\+\s?\(?\s?$")
_ALIKES = frozenset("oilsbz")
_ALIKE = str.maketrans("oilsbz", "011582")
_LEET = re.compile(
    r"(?<![^\W_])(?:z[e3]r[o0]|[o0]n[e3]|tw[o0]|thr[e3]{2}|f[o0]ur|f[i1]v[e3]|s[i1]x|s[e3]v[e3]n|[e3][i1]ght|n[i1]n[e3])(?![^\W_])"
)
_HAN = re.compile("[零〇一二三四五六七八九幺]{7,}")
_HAN_DIGITS = str.maketrans("零〇一二三四五六七八九幺", "001234567891")
_MIXED = re.compile(r"[0-9][a-z]|[a-z][0-9]")
_UNLEET = str.maketrans("301", "eoi")
_REMEMBERED = 50_000
_FIGURE = re.compile("[0-9]")
_BESIDE = 48  # characters beside figures in which words may belong to the number


@dataclass(slots=True)
class Unit:
    """Digits that were written as one: a group of figures or a word."""

    digits: str
    start: int
    end: int
    spoken: bool = False
    tens: int = 0


@dataclass(slots=True)
class Run:
    """Units in a row; plus: a + or the word plus stands before the first."""

    units: list[Unit] = field(default_factory=list)
    plus: bool = False
    start: int = 0

    @property
    def digits(self) -> str:
        """All digits in order."""
        return "".join(unit.digits for unit in self.units)


@cache
def spoken_digits() -> dict[str, str]:
    """Digits by the word that says them; "3_" for tens, to which a unit may follow."""
    words: dict[str, str] = {}
    for row in data("words")["digits"].values():
        for digit, names in enumerate(row):
            words.update(dict.fromkeys(plain_words(names), str(digit)))
    for row in data("words")["pairs"].values():
        for pair in row.split():
            name, value = pair.split("=")
            words.setdefault(plain_words(name)[0], value)
    return words


@cache
def said_in(*languages: str) -> frozenset[str]:
    """Words for digits and pairs of digits in some languages."""
    tables = data("words")
    words = [w for code in languages for names in tables["digits"][code] for w in plain_words(names)]
    pairs = [pair.split("=")[0] for code in languages for pair in tables["pairs"].get(code, "").split()]
    return frozenset(words + plain_words(" ".join(pairs)))


@cache
def _glued() -> re.Pattern[str]:
    words = [w for w, value in spoken_digits().items() if len(w) > 2 and len(value) == 1 and w.isascii()]
    return re.compile(f"(?:{either(words)})+")


@cache
def _glued_one() -> re.Pattern[str]:
    return re.compile(_glued().pattern[:-1])


@cache
def _roles() -> dict[str, str]:
    """What a word does in a number: its digits, or "double", "triple", "plus", "filler", "and"."""
    roles = dict.fromkeys(("and", "et", "y", "и"), "and")
    for role in ("filler", "plus", "triple", "double"):
        roles.update(dict.fromkeys(word_set("signs", role), role))
    return roles | spoken_digits()


def runs(text: str, *, spoken: bool = True) -> list[Run]:
    """Every run of a plain text; spoken: whether digits may stand in words far from figures."""
    start, end = (0, len(text)) if spoken else _figures(text)
    text = _HAN.sub(lambda m: m[0].translate(_HAN_DIGITS), text)
    if _MIXED.search(text):
        text = _LEET.sub(lambda m: m[0].translate(_UNLEET), text)
    return _Reader(text).runs(start, end)


def _figures(text: str) -> tuple[int, int]:
    """The part of a text around its figures, from the start of a word to the end of one."""
    first = _FIGURE.search(text)
    if first is None:
        return 0, 0
    last = max(text.rfind(digit) for digit in "0123456789")
    start, end = text.rfind(" ", 0, max(0, first.start() - _BESIDE)), text.find(" ", last + _BESIDE)
    return max(0, start), len(text) if end < 0 else end


class _Roles(dict[str, str]):
    """What a word does in a number, "" for most; worked out when a word is first met.

    glued: digit words may run together in it. alike: letters that stand for digits beside figures.
    zeros: letters that do so also apart from them.
    """

    def __missing__(self, word: str) -> str:
        if len(self) > _REMEMBERED:
            self.clear()
        self[word] = role = _role(word)
        return role


@cache
def _met() -> _Roles:
    return _Roles()


def _role(word: str) -> str:
    if word[0].isdigit():
        return "figures"
    if role := _roles().get(word):
        return role
    if len(word) > 5:
        return "glued" if word[:2] in _glue_starts() else ""
    if word[0] in "oilsbz" and set(word) <= _ALIKES:
        return "zeros" if set(word) == {"o"} else "alike"
    return ""


@cache
def _glue_starts() -> frozenset[str]:
    return frozenset(word[:2] for word in spoken_digits())


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.made: list[Run] = []
        self.run = Run()
        self.times = 1
        self.plus = False
        self.worn = False  # the run has letters in place of digits
        self.end = 0

    def runs(self, start: int, end: int) -> list[Run]:
        roles = _met()
        for match in TOKEN.finditer(self.text, start, end):
            role = roles[match[0]]
            if role == "figures":
                self._take(match[0], match.start(), match.end(), spoken=False)
            elif role and (role != "alike" or self._beside_figures(match)):
                self._hear(match[0], role, match.start(), match.end())
            elif self.run.units or self.plus:
                self._close()
        self._close()
        return self.made

    def _beside_figures(self, word: re.Match[str]) -> bool:
        start, end = word.span()
        return self.text[start - 1 : start].isdigit() or self.text[end : end + 1].isdigit()

    def _close(self) -> None:
        if self.run.units:
            self.made.append(self.run)
        self.run, self.times, self.plus, self.worn = Run(), 1, False, False

    def _take(self, digits: str, start: int, end: int, *, spoken: bool) -> None:
        if _CLOCK.search(self.text, max(0, start - 3), end) or _ALWAYS.match(self.text, start):
            self._close()
            return
        gap = self.text[self.end : start] if self.run.units else ""
        if gap and not _GAP.fullmatch(gap):
            self._close()
        self._add(Unit(digits, start, end, spoken), gap)
        self.end = end

    def _hear(self, word: str, role: str, start: int, end: int) -> None:
        """A word that may belong to a number; any other ends the run."""
        units = self.run.units
        if role in ("double", "triple"):
            self.times = 2 if role == "double" else 3
            self.run.start = self.run.start if units else start
        elif role == "filler" or (role == "and" and units and units[-1].tens):
            if not units:
                return
        elif role[0].isdigit():
            self._take(role, start, end, spoken=True)
            return
        elif role in ("alike", "zeros") and (digits := self._alike(word, start, end)):
            self._take(digits, start, end, spoken=True)
            return
        elif role == "glued" and _glued().fullmatch(word):
            digits = "".join(spoken_digits()[w] for w in _glued_one().findall(word))
            self._take(digits, start, end, spoken=True)
            return
        else:
            self._close()
            self.plus = role == "plus"
        self.end = end

    def _alike(self, word: str, start: int, end: int) -> str | None:
        before, after = self.text[start - 1 : start].isdigit(), self.text[end : end + 1].isdigit()
        glued = before and (after or (self.worn and not self.text[end : end + 1].isalnum()))
        if set(word) <= set("oil"):
            last = self.run.units[-1] if self.run.units else None
            follows = TOKEN.match(self.text, end + 1)
            single = follows is not None and (
                (follows[0].isdigit() and len(follows[0]) == 1) or follows[0] in spoken_digits()
            )
            apart = set(word) == {"o"} and last is not None and len(last.digits) == 1 and single
            glued = glued or before or after or apart
        self.worn = self.worn or glued
        return word.translate(_ALIKE) if glued else None

    def _add(self, unit: Unit, gap: str) -> None:
        run = self.run
        if self.times > 1 and len(unit.digits) == 1:
            unit.digits *= self.times
        elif unit.spoken and self._joins_tens(unit, gap):
            self.times = 1
            return
        if unit.digits.endswith("_"):
            unit.tens = int(unit.digits[0])
            unit.digits = f"{unit.tens}0"
        if not run.units:
            run.plus = self.plus or _PLUS.search(self.text, max(0, unit.start - 5), unit.start) is not None
            if self.times == 1:
                run.start = unit.start
        self.times = 1
        run.units.append(unit)

    def _joins_tens(self, unit: Unit, gap: str) -> bool:
        """ "thirty five" is 35, "soixante-dix" 70, "quatre-vingt" 80, "dix-sept" 17."""
        last = self.run.units[-1] if self.run.units else None
        if last is None or not last.spoken or gap not in (" ", "-"):
            return False
        value = unit.digits
        if value == "2_" and last.digits == "4" and self.text[last.start : last.end] == "quatre":
            last.tens, last.digits = 8, "80"
        elif last.tens and len(value) == 1 and value != "0":
            last.digits = f"{last.tens}{value}"
            last.tens = 0
        elif last.tens in (6, 8) and len(value) == 2 and value[0] == "1":
            last.digits = str(last.tens * 10 + int(value))
            last.tens = last.tens + 1 if value == "10" else 0
        elif last.digits == "10" and len(value) == 1 and value in "789" and gap == "-":
            last.digits = f"1{value}"
        else:
            return False
        last.end = unit.end
        return True
