"""E-mail addresses and links, also where the signs in them are written as words or set apart."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from waylight.shield.phones import phone_of_link
from waylight.shield.written import Contact, Written, common_words, data, either, plain_words, word_set

_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_MAIL = re.compile(
    rf"(?<![\w.+@/-])([a-z0-9_][a-z0-9_.+-]{{0,63}})@((?:{_LABEL}\.)+[a-z]{{2,24}})(?![\w@:-]|\.\w)"
)
_URL = re.compile(r"(?:h[tx]{2}ps?|https?)\s?://\s?[^\s<>\"|]+|(?<![\w@.])www\.[^\s<>\"|]+\.[^\s<>\"|]+")
_SCHEME = re.compile(r"(?<!\w)(tg|viber|whatsapp)://([^\s<>\"|]+)")
_TRAIL = re.compile(r"[.,;:!?'\")\]}>*…]+$")
_HOST = re.compile(rf"(?:{_LABEL}\.)*{_LABEL}")
_NAME = re.compile(r"[a-z0-9_][a-z0-9_.-]{1,63}", re.I)
_ALIAS = {
    "instagr.am": "instagram.com",
    "telegram.me": "t.me",
    "telegram.dog": "t.me",
    "twitter.com": "x.com",
    "т.ме": "t.me",
}
_CYRILLIC_TOPS = {"ру": "ru", "ком": "com", "орг": "org", "юа": "ua"}
MAIL_HOSTS = frozenset(
    "gmail googlemail yahoo hotmail outlook live icloud aol gmx proton protonmail mail yandex ya rambler bk list "
    "ukr inbox zoho tutanota web libero orange wanadoo terra uol bol rediffmail qq 163 126".split()
)


@cache
def _hosts(kind: str) -> tuple[str, ...]:
    return tuple(data("hosts")[kind].split())


@cache
def services() -> dict[str, str]:
    """Service by host, for hosts whose first path part is a name there."""
    return dict(pair.split("=") for pair in _hosts("names"))


@cache
def known_hosts() -> tuple[str, ...]:
    """Every host that is looked for even without http."""
    return tuple(services()) + tuple(
        h for kind in ("phones", "groups", "pages", "short") for h in _hosts(kind)
    )


@cache
def _top_level() -> frozenset[str]:
    return frozenset(plain_words(" ".join(data("hosts")["tlds"].values())))


@cache
def _bare_link() -> re.Pattern[str]:
    dot = rf"(?:[.,]|\s?[\[({{]\s?(?:\.|{either(word_set('signs', 'dot'))})\s?[\])}}]\s?|\s(?:\.|{either(word_set('signs', 'dot'))})\s|\s\.|\.\s)"
    slash = rf"\s?(?:[/\\]{{1,2}}|\s(?:{either(word_set('signs', 'slash'))})\s)\s?"
    hosts = "|".join(re.escape(h).replace(r"\.", dot) for h in sorted(known_hosts(), key=len, reverse=True))
    return re.compile(rf"(?<![\w@.-])(?:www\.|m\.)?(?P<host>{hosts}){slash}(?P<path>[^\s<>\"|]+)")


@cache
def _veiled_mail() -> re.Pattern[str]:
    at, dot = either(word_set("signs", "at")), either(word_set("signs", "dot"))
    tops = either(frozenset(_CYRILLIC_TOPS))
    opened, closed = r"[\[({<*_~|/-]", r"[\])}>*_~|/-]"
    at = rf"(?:\s?{opened}{{1,2}}\s?(?:{at}|@|a)\s?{closed}{{1,2}}\s?|\s(?:{at})\s|\s?@\s?)"
    dot = rf"(?:\s?{opened}{{1,2}}\s?(?:{dot}|\.|d)\s?{closed}{{1,2}}\s?|\s(?:{dot})\s|\s?\.\s?)"
    return re.compile(
        rf"(?<![\w.+@/-])(?P<local>[a-z0-9_][a-z0-9_+-]*(?:(?:{dot}|\.)[a-z0-9_+-]+)?)(?P<at>{at})"
        rf"(?P<domain>[a-z0-9-]+(?P<dot>{dot})(?:[a-z0-9-]+|{tops})(?:(?P=dot)(?:[a-z0-9-]+|{tops})){{0,3}})"
        rf"(?![\w@-])"
    )


@cache
def _careless_mail() -> re.Pattern[str]:
    """ "anna@gmail,com", "anna_at_gmail_dot_com", "anna arroba gmail com": only at well-known providers."""
    at = rf"(?P<at>@\s?|[_-]?at[_-]?|\s(?:{either(word_set('signs', 'at'))})\s)"
    return re.compile(
        rf"{at}(?P<host>{either(MAIL_HOSTS)})"
        r"(?:\s?[,;]\s?|\s|[_-]?dot[_-]?)(?P<top>com|net|org|ru|ua|fr|es|it|de|ro|in|co|uk|br)(?!\w)"
    )


@cache
def _any_dot() -> re.Pattern[str]:
    dot = either(word_set("signs", "dot"))
    return re.compile(
        rf"\s?[\[({{<*_~|/-]{{1,2}}\s?(?:{dot}|\.|d)\s?[\])}}>*_~|/-]{{1,2}}\s?|\s(?:{dot})\s|\s?\.\s?"
    )


_LOCAL_END = re.compile(r"(?<![\w.+@/-])[a-z0-9][a-z0-9._+-]*$")
_LOOSE_AT = re.compile(r"[^\w.+-]@|@[^\w]|@\S+\s?(?:[\[({<*~|]|\s\.)")
_SPACED_MAIL = re.compile(
    r"(?<!\w)(?:[a-z0-9_.+-] ){2,40}?@(?: [a-z0-9-]){2,40}? \.(?: [a-z0-9-]){2,8}(?: \.(?: [a-z]){2,6})?(?!\w)"
)


def find_mails(written: Written, *, spoken: bool = True) -> Iterator[Contact]:
    """E-mail addresses, with a top-level domain that exists.

    spoken: whether the text has a word for @ or for a dot; False spares the search for such addresses.
    """
    text = written.text
    if "@" in text:
        for match in _MAIL.finditer(text):
            if match[2].rpartition(".")[2] in _top_level() and match[1] not in ("git", "svn"):
                start, end = match.span()
                yield written.contact(
                    "email", match[0].strip("."), start, end, obscured=written.veiled(start, end)
                )
        for match in _SPACED_MAIL.finditer(text) if " @" in text or "@ " in text else ():
            mail = match[0].replace(" ", "")
            if (whole := _MAIL.fullmatch(mail)) and whole[2].rpartition(".")[2] in _top_level():
                yield written.contact("email", mail, *match.span(), obscured=True)
    for match in _careless_mail().finditer(text) if any(host in text for host in MAIL_HOSTS) else ():
        local = _LOCAL_END.search(text, max(0, match.start() - 64), match.start())
        if local and not (match["at"][0] == " " and local[0] in common_words()):
            mail = f"{local[0]}@{match['host']}.{match['top']}"
            yield written.contact("email", mail, local.start(), match.end(), obscured=True)
    if not spoken and not _LOOSE_AT.search(text):
        return
    for match in _veiled_mail().finditer(text):
        if found := _unveiled(match):
            yield written.contact("email", found[0], match.start(), found[1], obscured=True)


def _unveiled(match: re.Match[str]) -> tuple[str, int] | None:
    """The address and where it ends, or None where the words only look like one."""
    at, dot = match["at"], match["dot"]
    if at == "@" and dot == ".":
        return None  # the ordinary form, or no address
    local = _any_dot().sub(".", match["local"])
    labels, end = _domain(match["domain"], dot)
    if not labels or "@" in local:
        return None
    spoken = at.strip().isalpha() and at[0] == at[-1] == " "
    provider = labels[0] in MAIL_HOSTS
    wordy = local in common_words() and local not in word_set("common", "mailboxes")
    spelled = dot.strip() != "."
    if spoken and (wordy or len(local) < 3 or not (spelled or provider)):
        return None  # "find us at example.com"
    if not spelled and dot != "." and not provider and not spoken and (dot != " . " or at != " @ "):
        return None  # the end of a sentence
    if at.strip() == "@" and not spelled and wordy:
        return None
    return f"{local}@{'.'.join(labels)}", match.start("domain") + end


def _domain(written: str, dot: str) -> tuple[list[str], int]:
    """Labels of a domain up to its last top-level name that exists, and where they end."""
    labels = written.split(dot)
    while len(labels) > 1:
        labels[-1] = _CYRILLIC_TOPS.get(labels[-1], labels[-1])
        if labels[-1] in _top_level():
            return labels, len(dot.join(labels))
        labels.pop()
    return [], 0


def find_links(written: Written) -> Iterator[Contact]:
    """Links: to a person or group they become what they lead to, else host and path without tracking."""
    text = written.text
    if "://" in text or ":// " in text or "www." in text:
        for match in _URL.finditer(text):
            trail = _TRAIL.search(match[0])
            end = match.end() - (len(trail[0]) if trail else 0)
            address = re.sub(r"^(?:h[tx]{2}ps?\s?://\s?)", "", written.cased(match.start(), end), flags=re.I)
            host, _, path = re.sub(r"\[\.\]", ".", address).partition("/")
            host = host.lower().split("?")[0].split("#")[0].rpartition("@")[2].split(":")[0]
            if _HOST.fullmatch(host) or not host.isascii():
                veiled = match[0].startswith("hxx") or written.veiled(match.start(), end)
                yield _lead(written, host, path, match.start(), end, veiled)
    for match in _SCHEME.finditer(text):
        kind, value, country = _scheme(match[1], match[2])
        if value:
            yield written.contact(kind, value, *match.span(), obscured=False, country=country)
    for match in _bare_link().finditer(text):
        trail = _TRAIL.search(match[0])
        end = match.end() - (len(trail[0]) if trail else 0)
        if end <= match.start("path"):
            continue
        host = _any_dot().sub(".", match["host"]).replace(",", ".")
        path = written.cased(match.start("path"), end)
        between = text[match.end("host") : match.start("path")]
        veiled = host != match["host"] or between != "/" or written.veiled(match.start(), end)
        yield _lead(written, host, path, match.start(), end, veiled)


def _scheme(app: str, query: str) -> tuple[str, str, str | None]:
    if (number := re.search(r"(?:phone|number)=(?:%2b|\+)?(\d{7,15})", query)) is not None:
        value, country = phone_of_link(number[1])
        return "phone", value, country
    name = re.search(r"domain=([a-z0-9_]{3,32})", query)
    return "handle", f"telegram:{name[1]}" if name and app == "tg" else "", None


def _lead(written: Written, host: str, path: str, start: int, end: int, veiled: bool) -> Contact:
    host = re.sub(r"^(?:www|m|mobile|[a-z]{2}-[a-z]{2})\.", "", host)
    host = _ALIAS.get(host, host)
    if host == "signal.me":
        path = path.removeprefix("#p/").removeprefix("/")
    path, _, query = unicodedata.normalize("NFKC", path).partition("?")
    path = path.partition("#")[0].rstrip("/")
    kind, value, country = _meaning(host, path, query)
    return written.contact(kind, value, start, end, obscured=veiled, country=country)


def _meaning(host: str, path: str, query: str) -> tuple[str, str, str | None]:
    parts = [part for part in path.split("/") if part]
    if host in _hosts("phones"):
        digits = "".join(
            c for c in (parts[0] if host == "wa.me" and parts else query.partition("&")[0]) if c.isdigit()
        )
        if len(digits) >= 7:
            value, country = phone_of_link(digits)
            return "phone", value, country
    service = services().get(host)
    if service in ("telegram", "signal") and parts and re.fullmatch(r"\+\d{7,15}", parts[0]):
        value, country = phone_of_link(parts[0][1:])
        return "phone", value, country
    if service and (name := _named(service, parts)):
        if service in ("cashapp", "paypal", "venmo"):
            return "payment", f"{service}:{name}", None
        return "handle", f"{service}:{name}", None
    if host == "line.me" and len(parts) == 3 and parts[:2] == ["ti", "p"]:
        return "handle", "line:" + parts[2].lstrip("~%7E").lower(), None
    kept = f"?{query}" if "=" in query and query.startswith(("id=", "v=", "story_fbid=")) else ""
    return "link", f"{host}/{path}{kept}".rstrip("/") if path else f"{host}{kept}", None


def _named(service: str, parts: list[str]) -> str | None:
    if (
        service in ("snapchat", "telegram", "instagram", "tiktok")
        and len(parts) > 1
        and parts[0] in ("add", "s", "u")
    ):
        parts = parts[1:]
    if not parts or (
        len(parts) > 1 and service not in ("tiktok", "instagram", "facebook", "x", "onlyfans", "telegram")
    ):
        return None
    name = parts[0].lstrip("@$~").lower()
    if name in _hosts("reserved") or not _NAME.fullmatch(name) or parts[0].startswith("+"):
        return None
    return name
