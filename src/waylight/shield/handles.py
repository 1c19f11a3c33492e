"""Names on messengers and networks: "@name", "telegram: name", "snap 👻 name", "line id name"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from ahocorasick_rs import AhoCorasick, MatchKind

from waylight.shield.written import Contact, Written, common_words, data, either, plain_words, word_set

_MENTION = re.compile(
    r"(?<![\w@.+/$&=-])@([a-z0-9_](?:[a-z0-9_.-]{0,30}[a-z0-9_])?)(@[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,})?(?![\w@])"
)
_POINTER = re.compile(r"[:=@→>👻👉号號🆔]|[\U0001f300-\U0001faff\u2600-\u27bf]")
_NAMED = re.compile(r"@|👻|🆔|\b(?:id|user|username|nick|handle)\b")
_CODED = re.compile(r"[\U0001f300-\U0001faff\u2600-\u27bf*~|]")
_NOT_NAME = re.compile(r"0x|\d+[a-z]{1,2}$")
_MINE = re.compile(r"(?:my|mi|meu|mon|мой|моя) $")
_NUMERIC = frozenset(("qq", "line", "wechat", "kik", "zalo"))


_WORN = (("e", "3€"), ("a", "4@"), ("i", "1l"), ("l", "1i"), ("o", "0"), ("s", "5$"), ("t", "7"))


@cache
def platforms() -> dict[str, str]:
    """Service by the plain word that people write for it, also with a digit or sign for one of its letters."""
    names: dict[str, str] = {}
    for service, words in data("words")["platforms"].items():
        for word in plain_words(words):
            clean = word.rstrip("*").replace("_", " ")
            names[clean] = service
            if clean.isascii() and len(clean) > 3 and word[-1] != "*":
                pairs = [(letter, sign) for letter, signs in _WORN for sign in signs]
                worn = {clean.replace(letter, sign, times) for letter, sign in pairs for times in (1, -1)}
                names.update(dict.fromkeys(worn, service))
    return names | dict.fromkeys(("$nap", "5nap", "sn4p"), "snapchat")


@cache
def ambiguous() -> frozenset[str]:
    """Words for a service that are ordinary words too."""
    words = [w for row in data("words")["platforms"].values() for w in plain_words(row)]
    return frozenset(w.rstrip("*") for w in words if w.endswith("*"))


@cache
def _cues() -> tuple[AhoCorasick, list[str]]:
    words = sorted(platforms())
    return AhoCorasick(words, matchkind=MatchKind.LeftmostLongest), words


@cache
def _name_after() -> re.Pattern[str]:
    links = either(word_set("links", "id") | word_set("links", "loose"))
    signs = r"\s:=@→>👻👉号號\U0001f300-\U0001faff\u2600-\u27bf()\[\]*•·,|~/🆔-"
    return re.compile(
        rf"(?P<link>(?:[{signs}]|(?<![a-z])(?:{links})(?![a-z])){{0,12}})"
        r"(?P<name>[a-z0-9_][a-z0-9_.-]{2,31}(?:#\d{4}(?!\d))?)(?![\w@])"
    )


@cache
def _following() -> re.Pattern[str]:
    return re.compile(
        rf"\s?[(\[,]?\s?(?:(?:{either(word_set('links', 'on'))})\s)?\s?(?P<cue>{either(frozenset(platforms()) - ambiguous())}|snap|line|x)(?![^\W_])"
    )


@cache
def _followed() -> re.Pattern[str]:
    """ "anna_k on telegram", "@ anna_k (ig)"."""
    cues = either(frozenset(platforms()) - {w for w in ambiguous() if w != "snap"})
    return re.compile(
        rf"(?<![\w@.+/$&=-])(?:@ ?)?(?P<name>[a-z0-9.]++_[a-z0-9_.]++|(?<=@ )[a-z][a-z0-9_.]{{3,30}}+)"
        rf"\s[(\[]?(?:{either(word_set('links', 'on'))})\s(?P<cue>{cues})(?![^\W_])"
    )


def find_handles(written: Written) -> Iterator[Contact]:
    """Handles of a text; those without a service are "at:name"."""
    yield from _cued(written)
    loose = "_" in written.text or "@ " in written.text
    for match in _followed().finditer(written.text) if loose else ():
        name = match["name"].rstrip("._-")
        end = match.start("name") + len(name)
        service = platforms()[match["cue"]]
        veiled = written.veiled(match.start(), end)
        yield written.contact("handle", f"{service}:{name}", match.start("name"), end, obscured=veiled)
    if "@" in written.text:
        yield from _mentions(written)


def _cued(written: Written) -> Iterator[Contact]:
    """Handles after the name of their service."""
    text = written.text
    automaton, cues = _cues()
    for index, start, end in automaton.find_matches_as_indexes(text):
        cue = cues[index]
        if start and text[start - 1].isalnum() and not "\u3040" <= text[start - 1] <= "\u9fff":
            continue
        match = _name_after().match(text, end)
        if match is None:
            continue
        name = match["name"].rstrip("._-")
        if _is_name(cue, match["link"], name, _points(match["link"], text[max(0, start - 8) : start])):
            first, last = match.start("name"), match.start("name") + len(name)
            first -= text[first - 1] == "@"
            coded = _CODED.search(match["link"] + cue) is not None
            yield written.contact(
                "handle",
                f"{platforms()[cue]}:{name}",
                first,
                last,
                obscured=coded or written.veiled(first, last),
            )


def _points(link: str, before: str) -> bool:
    """Whether what stands between a service and a word says that the word is a name there."""
    words = link.split()
    return (
        _POINTER.search(link) is not None
        or not word_set("links", "id").isdisjoint(words)
        or ("is" in words and _MINE.search(before) is not None)
    )


def _is_name(cue: str, link: str, name: str, strong: bool) -> bool:
    if len(name) < 3 or name in common_words() or name in platforms():
        return False
    letters, digits = any(c.isalpha() for c in name), any(c.isdigit() for c in name)
    if not link:
        return cue > "\u3000" and letters
    if "@" in link:
        return letters
    if not letters:
        return platforms()[cue] in _NUMERIC and 5 <= len(name) <= 12 and strong
    if name.count(".") and re.search(r"\.(?:com|org|net|me|gg|ru)$", name):
        return False
    if cue in ambiguous() and not digits and "_" not in name and not _NAMED.search(link):
        return False
    if strong or (cue > "\u3000" and digits):
        return len(name) > 3 or digits
    if cue in ambiguous():
        return "_" in name or (cue == "snap" and digits and len(name) > 4)
    if "_" in name or (platforms()[cue] == "instagram" and re.fullmatch(r"[a-z]{3,}\.[a-z0-9]+", name)):
        return True
    return digits and len(name) > 4 and not re.match(r"v?\d|\w{1,3}[-.]\w{1,3}$|[a-z]+(?:19|20)\d\d$", name)


def _mentions(written: Written) -> Iterator[Contact]:
    text = written.text
    for match in _MENTION.finditer(text):
        name, home = match[1], match[2]
        if (
            not any(c.isalpha() for c in name)
            or len(name) < 3
            or name in word_set("common", "mentions")
            or _NOT_NAME.match(name)
        ):
            continue
        if text[match.end() : match.end() + 1] == "(" or re.match(
            r"\n\s*(?:async )?(?:def|class|public|private|function)\b", text[match.end() :]
        ):
            continue  # a decorator in code
        start, end = match.span()
        veiled = written.veiled(start, end)
        if home:
            yield written.contact("handle", f"mastodon:{name}{home}", start, end, obscured=veiled)
            continue
        after = _following().match(text, end)
        service = platforms().get(after["cue"], after["cue"]) if after else "at"
        yield written.contact("handle", f"{service}:{name}", start, end, obscured=veiled)
