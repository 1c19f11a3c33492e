"""Names on messengers and networks: "@name", "telegram: name", "snap 👻 name", "line id name"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from waylight.shield.written import Contact, Written, common_words, data, either, plain_words, word_set

_MENTION = re.compile(
    r"(?<![\w@.+/$&=-])@([a-z0-9_](?:[a-z0-9_.-]{0,30}[a-z0-9_])?)(@[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,})?(?![\w@])"
)
_POINTER = re.compile(r"[:=@→>👻👉号號]|[\U0001f300-\U0001faff\u2600-\u27bf]")
_MINE = re.compile(r"(?:my|mi|meu|mon|мой|моя) $")
_NUMERIC = frozenset(("qq", "line", "wechat", "kik", "zalo"))


@cache
def platforms() -> dict[str, str]:
    """Service by the plain word that people write for it."""
    return {
        word.rstrip("*"): name
        for name, words in data("words")["platforms"].items()
        for word in plain_words(words)
    }


@cache
def ambiguous() -> frozenset[str]:
    """Words for a service that are ordinary words too."""
    return frozenset(
        w.rstrip("*")
        for words in data("words")["platforms"].values()
        for w in plain_words(words)
        if w.endswith("*")
    )


@cache
def _cued() -> re.Pattern[str]:
    cues = either(frozenset(platforms()))
    links = either(word_set("links", "id") | word_set("links", "loose"))
    return re.compile(
        rf"(?:(?<![^\W_])|(?<=[\u3040-\u9fff]))(?P<cue>{cues})"
        rf"(?P<link>(?:[\s:=@→>👻👉号號\U0001f300-\U0001faff\u2600-\u27bf()\[\]*•·,|~/-]|(?<![a-z])(?:{links})(?![a-z])){{0,12}})"
        rf"(?P<name>[a-z0-9_][a-z0-9_.-]{{2,31}}(?:#\d{{4}}(?!\d))?)(?![\w@])"
    )


@cache
def _following() -> re.Pattern[str]:
    return re.compile(
        rf"\s?[(\[,]?\s?(?:(?:{either(word_set('links', 'on'))})\s)?\s?(?P<cue>{either(frozenset(platforms()) - ambiguous())}|snap|line|x)(?![^\W_])"
    )


def find_handles(written: Written) -> Iterator[Contact]:
    """Handles of a text; those without a service are "at:name"."""
    for match in _cued().finditer(written.text):
        name = match["name"].rstrip("._-")
        strong = _points(match["link"], written.text[: match.start()])
        if _is_name(match["cue"], match["link"], name, strong):
            end = match.start("name") + len(name)
            start = match.start("name") - written.text[: match.start("name")].endswith("@")
            coded = (
                re.search(r"[\U0001f300-\U0001faff\u2600-\u27bf*~|]", match["link"] + match["cue"])
                is not None
            )
            service = platforms()[match["cue"]]
            yield written.contact(
                "handle", f"{service}:{name}", start, end, obscured=coded or written.veiled(start, end)
            )
    if "@" in written.text:
        yield from _mentions(written)


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
        if not any(c.isalpha() for c in name) or len(name) < 3 or name in word_set("common", "mentions"):
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
        service = platforms()[after["cue"]] if after else "at"
        yield written.contact("handle", f"{service}:{name}", start, end, obscured=veiled)
