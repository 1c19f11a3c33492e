"""Names that the words of a text give away: after a cue, by a given name, as signature, or unknown in prose.

A capital alone makes no name. The lists and cues are data (`data/names`); `name_words` answers for them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from ahocorasick_rs import AhoCorasick, MatchKind

from waylight.shield.name_words import (
    LETTER,
    MARKS,
    NOT_BEFORE,
    WORD,
    begins_place,
    is_family,
    is_given,
    is_kind,
    is_ordinary,
    is_place,
    is_spared,
)

_INITIAL = re.compile(rf"(?<![\w'’])({LETTER}){LETTER}")
_NOT_INSIDE = r"(?<!\w\w)"
_UPPER = "".join(chr(c) for c in (*range(0x250), *range(0x370, 0x530)) if chr(c).isupper())
_CAPITALISED = rf"[{_UPPER}](?:{LETTER}|[{MARKS}]|['’-](?={LETTER}))*"
_PARTICLE = (
    r"(?:de las|de los|de la|del|de|da|das|dos|do|di|la|le|van der|van|von|bin|bint|ibn|al|el|ben|dela|y|e)"
)
_PAIR = re.compile(
    rf"[{_UPPER}]{_NOT_INSIDE}{LETTER}[^\s]{{0,40}}[ \u00a0](?:{_PARTICLE} )?[{_UPPER}]{LETTER}"
)
_RUN = re.compile(rf"{NOT_BEFORE}(?<![#@]){_CAPITALISED}(?:[ \u00a0]{{1,2}}(?:{_PARTICLE} )?{_CAPITALISED})+")
_CASELESS = re.compile(r"[\u0600-\u06ff\u0900-\u097f]")
_GAP = re.compile(r"[\s:,;*_~«“\"(>=|\-–—\ufe0f\u2600-\u27bf\U0001f000-\U0001faff]{1,5}")
_NEXT = re.compile(rf"[ \u00a0]{{1,2}}(?:{_PARTICLE} )?(?={LETTER})")
_SIGNED = re.compile(
    rf"\n\s*[-–—~*_]*\s*({LETTER}[^\n]{{1,40}}?)[\s.!*_\W]*\Z|\s[-–—~]\s?({LETTER}[^\n]{{1,40}}?)\s*\Z"
)
_ADDRESSED = re.compile(
    rf"((?:[{_UPPER}]|[\u0621-\u064a\u0904-\u0939]){_NOT_INSIDE}(?:{LETTER}|[{MARKS}])+)[ ,:-]{{1,3}}"
    r"(?:(?:at|on|au|sur|en|em|al|la|pe|no|na|на|по|على|पर|IG|tg|TG|Tg|tel|Tel|WhatsApp|whatsapp|telegram|Telegram)\b[.: ]{1,3})?"
    r"(?=\+?[(]?\d[\d ().-]{6}|@\w|t\.me/|wa\.me/|IG\b|tg @|[\w.+-]{1,40}@\w|\[(?:phone|handle|email)-)"
)
_REACHABLE = ("@", "[", ".me/", "IG")
_NUMBER = re.compile(r"\d[\d ().-]{6}")
_REACHED = re.compile(r"\s*(?:[.!,;:)\n(+@\[\d☎📞📱✆]|\Z|at\b|on\b|en\b|al\b|no\b|на\b|по\b|है|से|\d)")
_LOCATIVE = frozenset(
    "in at near inside around into en em no na à au în din в во у на біля sa nasa في में".split()
)

_SIGNATURE = 60  # code points at the end in which a signature is looked for
_STYLE = 240  # code points on either side that tell whether capitals mean something
_NAME, _PERSON, _CALL, _CLOSE, _AFTER = range(5)


@cache
def _cues() -> tuple[Any, tuple[tuple[str, int], ...]]:
    levels = {"name": _NAME, "person": _PERSON, "call": _CALL, "close": _CLOSE, "after": _AFTER}
    cues: dict[str, int] = {}
    for line in (files("waylight.data") / "names" / "cues.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            level, listed = line.split(":", 1)
            for cue in listed.split("|"):
                cues[cue.strip()] = min(levels[level], cues.get(cue.strip(), _AFTER))
    return AhoCorasick(list(cues), matchkind=MatchKind.LeftmostLongest), tuple(cues.items())


def given_away(text: str, low: str) -> list[tuple[int, int]]:
    """Spans of names that cues, given names, signatures or unknown capitalised words of a text give away.

    low: the text in lower case, character for character. Spans may overlap and come in no order.
    """
    scan, cues = _cues()
    found: list[tuple[int, int]] = []
    for index, start, end in scan.find_matches_as_indexes(low):
        if (start and _joins(low[start - 1])) or (end < len(low) and _joins(low[end])):
            continue
        level = cues[index][1]
        span = _before(text, start) if level == _AFTER else _cued(text, end, level)
        if span:
            found.append(span)
    if any(sign in text for sign in _REACHABLE) or _NUMBER.search(text):
        found += [m.span(1) for m in _ADDRESSED.finditer(text) if _is_surely_given(m[1])]
    if _PAIR.search(text):
        cued = set(found)
        for run in _RUN.finditer(text):
            if run.span() not in cued:
                found += _in_run(text, run)
    signed = _SIGNED.search(text, max(0, len(text) - _SIGNATURE))
    if signed and (span := _signed(text, signed)):
        found.append(span)
    return found


def _joins(char: str) -> bool:
    return char.isalnum() or char in "_@#"


def _cued(text: str, end: int, level: int) -> tuple[int, int] | None:
    """The name of one to three words after a cue that ends at `end`."""
    gap = _GAP.match(text, end)
    if (
        not gap
        or not set(gap[0]) & set(" :,\n\u00a0")
        or (level != _CLOSE and "\n" in gap[0])
        or (level == _CALL and "," in gap[0])
    ):
        return None
    first = WORD.match(text, gap.end())
    if not first or not _opens(text, first, level):
        return None
    if level == _CLOSE and not (set(gap[0]) & set(",\n") and _reached(text, first)):
        return None
    doubtful = level == _CALL and (" - " in gap[0] or first[0].isupper())
    if doubtful and not _is_surely_given(first[0]) and not _reached(text, first):
        return None
    return first.start(), _extended(text, first)


def _opens(text: str, word: re.Match[str], level: int) -> bool:
    """Whether a word after a cue of this level begins a name."""
    written, low = word[0], word[0].lower()
    capital, ordinary, named = written[0].isupper(), is_ordinary(low), is_given(low) or is_family(low)
    if len(written) < 2 or is_kind(low):
        return False
    if not capital:
        believed = level == _NAME or named or (level == _PERSON and bool(_CASELESS.match(written)))
        return believed and not ordinary
    run = _RUN.match(text, word.start()) or word
    if named:
        return not ordinary or ((level <= _PERSON or not is_spared(low)) and not _is_headline(text, run))
    if ordinary or _names_an_organisation(text, word.end()):
        return False
    if level == _NAME:
        return True
    if is_place(low):
        return False
    return level == _PERSON or not _is_headline(text, run) or _reached(text, word)


def _reached(text: str, first: re.Match[str]) -> bool:
    """Whether the capitalised words from the first end before a contact, a pause or the end."""
    run = _RUN.match(text, first.start())
    return bool(_REACHED.match(text, run.end() if run else first.end()))


def _extended(text: str, first: re.Match[str]) -> int:
    """The end of a name that begins with `first`: up to two more words that look like it."""
    end, lower = first.end(), first[0].islower()
    for _ in range(2):
        gap = _NEXT.match(text, end)
        word = WORD.match(text, gap.end()) if gap else None
        if not word:
            break
        low = word[0].lower()
        named = is_family(low) or is_given(low)
        if is_kind(low) or (is_ordinary(low) and not (named and word[0][0].isupper())):
            break
        caseless = bool(_CASELESS.match(word[0]))
        if (lower or caseless) and not named and not _REACHED.match(text, word.end()):
            break
        if not lower and not caseless and not word[0][0].isupper():
            break
        end = word.end()
    return end


def _is_surely_given(written: str) -> bool:
    """Whether a word alone is a given name and nothing else."""
    low = written.lower()
    return is_given(low) and not is_ordinary(low)


def _before(text: str, start: int) -> tuple[int, int] | None:
    """The name of one or two words directly before a cue that begins at `start`."""
    span = None
    for word in reversed(list(WORD.finditer(text, max(0, start - 40), start))[-2:]):
        low, named = word[0].lower(), is_given(word[0].lower())
        if text[word.end() : span[0] if span else start].strip() or is_kind(low):
            break
        if is_ordinary(low) and not (named and word[0][0].isupper()):
            break
        if not (named or word[0][0].isupper() or (_CASELESS.match(low) and not span)) or (
            is_place(low) and not named
        ):
            break
        span = (word.start(), span[1] if span else word.end())
    return span


def _names_an_organisation(text: str, end: int) -> bool:
    """Whether the capitalised words that follow directly contain a kind word such as Agency or Hotel."""
    for _ in range(3):
        gap = _NEXT.match(text, end)
        word = WORD.match(text, gap.end()) if gap else None
        if not word or not word[0][0].isupper():
            return False
        if is_kind(word[0].lower()):
            return True
        end = word.end()
    return False


def _line(text: str, position: int) -> str:
    """The line around a position, cut to what tells its style."""
    low, high = max(0, position - _STYLE), position + _STYLE
    start, end = text.rfind("\n", low, position), text.find("\n", position, high)
    return text[low if start < 0 else start + 1 : high if end < 0 else end]


@lru_cache(maxsize=16)
def _shape(line: str) -> tuple[int, int]:
    """How many words of two letters or more a line has, and how many of them begin with a capital."""
    initials = _INITIAL.findall(line)
    return len(initials), sum(map(str.isupper, initials))


def _is_headline(text: str, around: re.Match[str]) -> bool:
    """Whether capitals say nothing here: most other words of the line have one."""
    words, capitals = _shape(_line(text, around.start()))
    own = len(_INITIAL.findall(around[0]))
    return words - own > 2 and (capitals - own) * 2 >= words - own


def _in_run(text: str, run: re.Match[str]) -> Iterator[tuple[int, int]]:
    """Names within a run of capitalised words: one that begins with a given name, or all of it unknown."""
    words = [w for w in WORD.finditer(text, run.start(), run.end()) if w[0][0].isupper()]
    lows = [w[0].lower() for w in words]
    kinds = [is_kind(low) for low in lows]
    index, named = 0, False
    while index < len(words) - 1:
        size = 0
        if is_given(lows[index]) and not kinds[index]:
            size = _given_run(lows[index : index + 4], kinds[index : index + 4], _is_headline(text, run))
        if size and not is_place(" ".join(lows[index : index + size])):
            yield words[index].start(), words[index + size - 1].end()
            index, named = index + size, True
        else:
            index += 1
    if named or any(kinds):
        return
    while lows and is_ordinary(lows[0]):
        del words[0], lows[0]
    while lows and is_ordinary(lows[-1]):
        del words[-1], lows[-1]
    if 2 <= len(lows) <= 3 and not _is_headline(text, run) and _are_unknown(text, words, lows):
        yield words[0].start(), words[-1].end()


def _given_run(lows: Sequence[str], kinds: Sequence[bool], headline: bool) -> int:
    """How many words from the first, a given name, make a name: 0, 2 or 3."""
    doubtful = is_ordinary(lows[0])
    size = 1
    for low in lows[1:3]:
        named = is_family(low) or (is_given(low) and not is_ordinary(low))
        if not named and (is_ordinary(low) or (doubtful and headline)):
            break
        size += 1
    if any(kinds[: size + 1]):
        return 0
    return size if size > 1 else 0


def _are_unknown(text: str, words: Sequence[re.Match[str]], lows: Sequence[str]) -> bool:
    """Whether words are neither known nor places, and stand in prose that is otherwise in lower case."""
    if any(is_ordinary(low) or len(low) < 2 for low in lows) or all(w[0].isupper() for w in words):
        return False
    count, capitals = _shape(_line(text, words[0].start()))
    if count - capitals < 2 or (capitals - len(lows)) * 3 > count - capitals + 3:
        return False
    before = text[max(0, words[0].start() - 12) : words[0].start()].split()
    if before and before[-1].lower() in _LOCATIVE:
        return False
    return not (begins_place(lows[0]) or any(map(is_place, lows)) or is_place(" ".join(lows)))


def _signed(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    """A last line of one to three capitalised words, none of them ordinary, is a signature."""
    group = 1 if match[1] else 2
    words = list(WORD.finditer(text, *match.span(group)))
    if not 1 <= len(words) <= 3 or sum(len(w[0]) + 1 for w in words) - 1 < len(match[group]):
        return None
    if is_place(match[group].lower()) or not all(_signs(word[0]) for word in words):
        return None
    return words[0].start(), words[-1].end()


def _signs(written: str) -> bool:
    """Whether a word may be part of a signature: a known name, or a capitalised word of no other use."""
    low = written.lower()
    if is_kind(low):
        return False
    if is_given(low) or is_family(low):
        return written[0].isupper() or bool(_CASELESS.match(low))
    return written[0].isupper() and not is_ordinary(low) and not is_place(low)
