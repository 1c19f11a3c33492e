"""A small pattern language that a caseworker can read; `matcher` runs thousands of them at once.

    hold* ~2 (passport|papers|travel documents)     pay for your? visa     <number> hours ~1 day

Elements stand apart by a space. `word` matches that word, `word*` any ending, `*word` any beginning;
`(a|b c)` one of several; `?` after an element makes it optional; `~3` skips up to three words of the
same sentence, before or after an optional element that stands there. `<number>`, `<money>`, `<contact>`
and `<name>` match what they say. Text and patterns are both folded (see `folding`), so accents, case,
apostrophes and disguise do not matter. Scripts written without spaces (Thai, Chinese, Japanese, Khmer,
Burmese, Lao) match anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

from waylight.stage import ContractError
from waylight.text.folding import fold

# Before matching, every sign of a text beyond ASCII becomes a space (or a full stop), so that the patterns'
# own character classes stay within ASCII: `re` takes milliseconds to compile a class that reaches further.
_LETTERS = r"\w\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0963\u0966-\u0dff\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff"
_FOREIGN_SIGN = re.compile(f"[^\x00-\x7f{_LETTERS}$€£₹₽₱฿₴]")
_FOREIGN_STOP = re.compile("[।。؟]")
_SIGN = r"\x00-&(-/:-@\[-^`{-\x9f"
_WORD = f"[^{_SIGN}]"
# The pictures that patterns may name; each stands as one control character while matching, none of them white space.
_PICTURES = "♪🎵🎶🎤🎸🎧📖📚🎬🎮😂🤣😹😆😜😝😅🙃💀🙏🆘😭😢😱💔🔒🔑✈🛂💰💵🔞"
_CONTROLS = [chr(i) for i in (*range(0x80, 0xA0), *range(1, 9), *range(14, 28)) if i != 0x85]
_DRAWN = {ord(picture): control for picture, control in zip(_PICTURES, _CONTROLS, strict=False)}
SPACES = {i: " " for i in range(128) if not chr(i).isalnum() and chr(i) not in ("'", "_", *_CONTROLS)}
_BETWEEN = r"[\x00-\t\x0b- \x22-&(-,\-/:->@\[-^`{-\x9f]{1,4}"  # signs but . ! ? and the line end
_SPACELESS = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_CLASSES = {
    "<number>": r"\d[\d.,]*",
    "<money>": r"(?:[$€£₹₽₱฿₴]\s?\d[\d.,]*\s?k?|\d[\d.,]*\s?(?:k\s)?(?:(?:usd|eur|gbp|aed|sar|qar|inr|php|rub|uah|ron|lei|"
    rf"dollars?|dolares|euros?|pounds?|dirhams?|pesos?|rubles?|reais|soles)(?!{_WORD})|[$€£₹₽₱฿₴]))",
    "<contact>": r"\[(?:phone|email|handle|link|payment)-[^\]\s]+\]",
    "<name>": r"\[name-[^\]\s]+\]",
}
_TOKEN = re.compile(r"\([^()]*\)\??|<[a-z]+>\??|~\d+|[^\s]+")


class Pattern:
    """One compiled pattern.

    groups: sets of literals of which each must occur for it to match. heads: literals at which a match
    begins; empty where that cannot be told, and then the whole text is searched. counts: a digit must occur.
    reach: how many words a match has at most, None where that cannot be told.
    """

    def __init__(self, source: str) -> None:
        self.source = source
        tokens = _TOKEN.findall(source.strip())
        if any(set(t.removesuffix("?").removeprefix("(").removesuffix(")")) & set("(){}") for t in tokens):
            raise ContractError(f"pattern {source!r} mixes a word and a bracket.", do="Put a space between.")
        self._parts = [_element(token) for token in tokens]
        if not self._parts or self._parts[0].optional or self._parts[0].skip or self._parts[-1].skip:
            raise ContractError(f"pattern {source!r} must begin and end with something to match.")
        required = [part.literals for part in self._parts if part.literals]
        if not required:
            raise ContractError(f"pattern {source!r} has no word that must occur.", do="Add one.")
        self.heads = self._parts[0].heads
        self.counts = any(part.counts and not part.optional for part in self._parts)
        sizes = [part.skip or part.words for part in self._parts]
        self.reach = None if None in sizes else sum(filter(None, sizes))
        self.groups = sorted(required, key=lambda group: (-min(map(len, group)), len(group)))

    def near(self, words: str) -> bool:
        """Whether every element stands in words set apart by single spaces; without that it cannot match there."""
        return all(any(literal in words for literal in group) for group in self.groups)

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """The pattern as a regular expression over folded text."""
        out, skip, glue = "", 0, False
        for part in self._parts:
            if part.skip:
                skip = max(skip, part.skip)
                continue
            body = (_joint(skip, glue and part.spaceless) if out else "") + part.regex
            out += f"(?:{body})?" if part.optional else body
            if not part.optional:
                skip, glue = 0, part.spaceless
        return re.compile(out)


def _joint(skip: int, spaceless: bool) -> str:
    if spaceless:
        return f"[^.!?\n]{{0,{1 + skip * 4}}}?"
    return (f"(?:{_BETWEEN}{_WORD}+){{0,{skip}}}?" if skip else "") + _BETWEEN


@dataclass(frozen=True, slots=True)
class _Part:
    regex: str = ""
    literals: frozenset[str] = frozenset()
    heads: frozenset[str] = frozenset()
    optional: bool = False
    skip: int = 0
    spaceless: bool = False
    counts: bool = False
    words: int | None = None  # at most; None where there is no telling


@lru_cache(maxsize=1 << 16)
def _element(token: str) -> _Part:
    if token.startswith("~"):
        return _Part(skip=int(token[1:]))
    optional = token.endswith("?") and len(token) > 1
    token = token[:-1] if optional else token
    if token in _CLASSES:
        return _Part(_CLASSES[token], optional=optional, counts=token in ("<number>", "<money>"))
    if token.startswith("<"):
        raise ContractError(f"no class is called {token}.", do=f"There are: {', '.join(_CLASSES)}.")
    choices = token[1:-1].split("|") if token.startswith("(") else [token]
    phrases = [_phrase(choice.split()) for choice in choices]
    spaceless = all(_SPACELESS.search(choice) for choice in choices)
    edges = {(phrase.before, phrase.after) for phrase in phrases}
    if len(edges) == 1:
        [(before, after)] = edges
        body = before + _either([phrase.core for phrase in phrases]) + after
    else:
        body = _either([phrase.before + phrase.core + phrase.after for phrase in phrases])
    literals = [phrase.literal for phrase in phrases]
    # A class inside an alternative has no literal, and then the whole element cannot be an anchor.
    anchors: frozenset[str] = frozenset() if optional or "" in literals else frozenset(literals)
    heads = frozenset() if any(not p.head for p in phrases) else frozenset(p.head for p in phrases)
    told = not spaceless and not any(p.words is None for p in phrases)
    words = max(phrase.words or 0 for phrase in phrases) if told else None
    return _Part(body, anchors, heads, optional, spaceless=spaceless, words=words)


def _either(bodies: Sequence[str]) -> str:
    return bodies[0] if len(bodies) == 1 else f"(?:{'|'.join(bodies)})"


@dataclass(frozen=True, slots=True)
class _Phrase:
    """Consecutive words: what must stand before and after, the words, the longest literal among them.

    literal: as it stands in a text in which one space takes the place of all signs between two words.
    head: the literal at which the first word begins, empty where that cannot be told.
    """

    before: str
    core: str
    after: str
    literal: str
    head: str = ""
    words: int | None = None


def _phrase(words: Sequence[str]) -> _Phrase:
    made = [_word(word) for word in words]
    core = made[0].core
    for left, right in pairwise(made):
        core += left.after + _BETWEEN + right.before + right.core
    told = not any(m.words is None for m in made)
    size = sum(m.words or 0 for m in made) if told else None
    return _Phrase(made[0].before, core, made[-1].after, _longest(made), made[0].head, size)


def _longest(words: Sequence[_Phrase]) -> str:
    """The longest literal of consecutive words, of which several are one where all stand whole: " day off "."""
    runs = [words[0].literal]
    for word in words[1:]:
        if runs[-1].endswith(" ") and word.literal.startswith(" "):
            runs[-1] += word.literal[1:]
        else:
            runs.append(word.literal)
    return max(runs, key=len)


@lru_cache(maxsize=1 << 16)
def _word(word: str) -> _Phrase:
    if word in _CLASSES:
        return _Phrase("", _CLASSES[word], "", "")
    start, end = word.startswith("*"), word.endswith("*")
    literal = fold(word.strip("*")).text.strip()
    drawn = literal.translate(_DRAWN)
    if drawn != literal and not any(c.isalnum() for c in literal):
        return _Phrase("", re.escape(drawn), "", drawn, drawn)
    if not any(c.isalnum() for c in literal):
        raise ContractError(f"{word!r} has no letter or digit.", do=f"Pictures that may stand: {_PICTURES}.")
    spaceless = bool(_SPACELESS.search(literal))
    before = "" if spaceless else f"{_WORD}*" if start else f"(?<!{_WORD})"
    after = "" if spaceless else f"{_WORD}*" if end else f"(?!{_WORD})"
    anchor, head = _anchors(literal, start, end, spaceless)
    size = None if spaceless else len(literal.translate(SPACES).split())
    return _Phrase(before, re.escape(literal).replace("'", "'?"), after, anchor, head, size)


def _anchors(literal: str, start: bool, end: bool, spaceless: bool) -> tuple[str, str]:
    """The longest piece of a word that the literal scan looks for, and the one at which the word begins.

    A space stands where a word must begin or end, and for signs inside it; apostrophes may be missing.
    """
    pieces = [" ".join(piece.split()) for piece in literal.translate(SPACES).split("'")]

    def bounded(index: int, piece: str, *, whole: bool = True) -> str:
        begins = index == 0 and not start and not spaceless
        ends = index == len(pieces) - 1 and not end and not spaceless
        return " " * begins + piece + " " * (ends or not whole)

    longest = max(range(len(pieces)), key=lambda i: len(pieces[i]))
    first, *more = pieces[0].split() or [""]
    opens = first and not start and literal.startswith(first)
    return bounded(longest, pieces[longest]), bounded(0, first, whole=not more) if opens else ""


def forget() -> None:
    """Let go of what was kept while many patterns with the same words were read."""
    _word.cache_clear()
    _element.cache_clear()


def plain(text: str) -> str:
    """The text with signs beyond ASCII made spaces or stops, at the same places."""
    if text.isascii():
        return text
    return _FOREIGN_SIGN.sub(_drawn, _FOREIGN_STOP.sub(".", text))


def _drawn(sign: re.Match[str]) -> str:
    return _DRAWN.get(ord(sign[0]), " ")
