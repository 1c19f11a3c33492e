"""Seeded contacts in disguise, for measuring how many are found and how many are invented.

All contacts are fictional: numbers come from ranges reserved for fiction (North America 555-01xx, United
Kingdom 7700 900xxx, France 01 99 00, Germany 030 23125, Australia 491 570) or are all zeros in the middle,
e-mails live at example.org and example.com.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

from waylight.testing import disguise_texts as texts

Way = Callable[[Random, str], str]


def disguised(kind: str, seed: int) -> tuple[str, str, str]:
    """A sentence with one disguised contact, the contact's canonical value, and the disguise's name.

    kind: "phone", "email" or "handle". Seeds that differ by a multiple of `len(disguises(kind))` share
    the disguise; the same seed always gives the same sentence.
    """
    rng = Random(f"{kind}-{seed}")
    name = disguises(kind)[seed % len(disguises(kind))]
    if kind == "phone":
        language, _, way = name.partition(":")
        digits, value = _LOCAL[language](rng)
        written = _PHONES[way](rng, digits) if way in _PHONES else _spelled(rng, digits, language, way)
        return _sentence(rng, texts.CALLS[language], written), value, name
    if kind == "email":
        mail = f"{_name(rng)}@{rng.choice(('example.org', 'example.com', 'mail.example.org'))}"
        language, _, way = name.partition(":")
        return _sentence(rng, texts.WRITES[language], _MAILS[way](rng, mail)), mail, name
    service, _, way = name.partition(":")
    handle = _name(rng)
    return _handle(rng, service, way, handle)


def disguises(kind: str) -> Sequence[str]:
    """Names of the disguises of a kind of contact, in the order in which seeds use them."""
    if kind == "phone":
        ways = [f"{language}:{way}" for language in _LOCAL for way in ("spelled", "mixed")]
        return (
            ways
            + [f"{_PHONE_LANGUAGES.get(way, 'en')}:{way}" for way in _PHONES]
            + ["en:repeats", "es:repeats", "fr:pairs"]
        )
    if kind == "email":
        return [f"{language}:{way}" for way, language in _MAIL_LANGUAGES.items()]
    return list(_HANDLES)


def _sentence(rng: Random, frames: Sequence[str], written: str) -> str:
    return rng.choice(frames).format(written)


def _digits(rng: Random, count: int) -> str:
    return "".join(rng.choice("0123456789") for _ in range(count))


def _american(rng: Random) -> tuple[str, str]:
    area = rng.choice(("212", "305", "415", "702", "713", "404", "602", "503", "617", "816"))
    digits = f"{area}55501{_digits(rng, 2)}"
    return digits, f"+1{digits}"


def _national(prefix: str, free: int) -> Callable[[Random], tuple[str, str]]:
    def make(rng: Random) -> tuple[str, str]:
        digits = prefix + _digits(rng, free)
        return digits, f"national:{digits}"

    return make


def _russian(rng: Random) -> tuple[str, str]:
    digits = "8900000" + _digits(rng, 4)
    return digits, f"+7{digits[1:]}"


_LOCAL: dict[str, Callable[[Random], tuple[str, str]]] = {
    "en": _american,
    "es": _national("60000", 4),
    "pt": _national("1190000", 4),
    "fr": _national("019900", 4),
    "ro": _national("070000", 4),
    "ru": _russian,
    "uk": _national("050000", 4),
    "ar": _national("050000", 4),
    "hi": _national("900000", 4),
    "tl": _national("0900000", 4),
    "de": _national("03023125", 3),
    "it": _national("300000", 4),
    "tr": _national("0500000", 4),
}


def _spelled(rng: Random, digits: str, language: str, way: str) -> str:
    words = texts.DIGITS[language]
    if way == "repeats":
        return _repeats(rng, digits, language)
    if way == "pairs":
        return " ".join(texts.french_pair(digits[at : at + 2]) for at in range(0, len(digits), 2))
    said = [rng.choice(words[int(d)].split("/")) for d in digits]
    if way == "mixed":
        kept = [d if rng.random() < 0.5 else word for d, word in zip(digits, said, strict=True)]
        if all(k.isdigit() for k in kept):
            kept[1] = said[1]
        return rng.choice((" ", " ", "-", ", ")).join(kept)
    case = rng.choice((str.lower, str.lower, str.upper, str.title))
    return rng.choice((" ", " ", "-", ", ", " - ", "... ", "\n")).join(case(word) for word in said)


def _repeats(rng: Random, digits: str, language: str) -> str:
    words, (double, triple) = texts.DIGITS[language], texts.REPEATS[language]
    said: list[str] = []
    at = 0
    while at < len(digits):
        size = (
            3 if digits[at : at + 3] == digits[at] * 3 else 2 if digits[at : at + 2] == digits[at] * 2 else 1
        )
        word = rng.choice((words[int(digits[at])].split("/")[0], digits[at]))
        said.append({1: word, 2: f"{double} {word}", 3: f"{triple} {word}"}[size])
        at += size
    return " ".join(said)


def _mapped(alphabet: str | Sequence[str], joiners: Sequence[str] = ("",)) -> Way:
    return lambda rng, digits: rng.choice(joiners).join(alphabet[int(d)] for d in digits)


def _apart(*joiners: str) -> Way:
    return lambda rng, digits: rng.choice(joiners).join(digits)


def _grouped(rng: Random, digits: str, joiners: Sequence[str]) -> str:
    cuts = (3, 6) if len(digits) == 10 else (2, 5, 8)
    parts = [digits[a:b] for a, b in zip((0, *cuts), (*cuts, None), strict=True)]
    made = parts[0]
    for part in parts[1:]:
        made += rng.choice(joiners) + part
    return made


def _alike(rng: Random, digits: str) -> str:
    table = {"0": "Oo", "1": "lI", "5": "S", "8": "B", "2": "Z"}
    spots = [i for i, d in enumerate(digits) if d in table and 0 < i < len(digits) - 1]
    chosen = set(rng.sample(spots, min(len(spots), rng.randint(1, 3))))
    chosen = {i for i in chosen if digits[i] in "01" or not {i - 1, i + 1} & chosen}
    return "".join(rng.choice(table[d]) if i in chosen else d for i, d in enumerate(digits))


def _noisy(rng: Random, digits: str) -> str:
    return (
        "".join(d + rng.choice((" ", ".", "-", "_", " . ", "*", "~", "/", "|")) for d in digits[:-1])
        + digits[-1]
    )


def _international(rng: Random, digits: str) -> str:
    said = [texts.DIGITS["en"][int(d)].split("/")[0] for d in "1" + digits]
    return "plus " + " ".join(said)


_PHONES: dict[str, Way] = {
    "formatted": lambda rng, d: rng.choice(
        (f"({d[:3]}) {d[3:6]}-{d[6:]}", f"{d[:3]}-{d[3:6]}-{d[6:]}", f"+1 {d[:3]} {d[3:6]} {d[6:]}")
    ),
    "keycaps": _mapped([f"{d}\ufe0f\u20e3" for d in range(10)], ("", " ")),
    "full-width": _mapped("０１２３４５６７８９"),
    "circled": _mapped("⓪①②③④⑤⑥⑦⑧⑨", ("", " ")),
    "filled-circles": _mapped("⓿❶❷❸❹❺❻❼❽❾"),
    "superscript": _mapped("⁰¹²³⁴⁵⁶⁷⁸⁹"),
    "mathematical": _mapped([chr(0x1D7CE + d) for d in range(10)]),
    "double-struck": _mapped([chr(0x1D7D8 + d) for d in range(10)]),
    "bracketed": lambda rng, d: "".join(f"({c})" for c in d),
    "letters": _alike,
    "spaces": _apart(" ", "  "),
    "dots": _apart(".", " . ", ".."),
    "stars": _apart("*", " * ", "**"),
    "lines": _apart("_", "|", " | ", "/"),
    "waves": _apart("~", "•", " · ", "-~-"),
    "emoji": lambda rng, d: _grouped(rng, d, ("💋", " 🔥 ", "❤️", "📲")),
    "newlines": lambda rng, d: _grouped(rng, d, ("\n",)),
    "zero-width": _apart("\u200b", "\u2060", "\u200d"),
    "dash-words": lambda rng, d: _grouped(rng, d, (" dash ", " then ", " dot ", " space ")),
    "noise": _noisy,
    "commas": lambda rng, d: _grouped(rng, d, (", ", " , ", ",")),
    "brackets": lambda rng, d: f"[{d[:3]}] {{{d[3:6]}}} ({d[6:]})",
    "plus-spelled": _international,
    "native-arabic": _mapped("٠١٢٣٤٥٦٧٨٩"),
    "native-hindi": _mapped("०१२३४५६७८९"),
    "native-bengali": _mapped("০১২৩৪৫৬৭৮৯"),
    "native-thai": _mapped("๐๑๒๓๔๕๖๗๘๙"),
    "fancy-words": lambda rng, d: " ".join(_fancy(texts.DIGITS["en"][int(c)].split("/")[0]) for c in d),
    "look-alike-words": lambda rng, d: " ".join(
        texts.DIGITS["en"][int(c)].split("/")[0].replace("e", "е").replace("o", "о") for c in d
    ),
    "leet-words": lambda rng, d: " ".join(texts.LEET_DIGITS[int(c)] for c in d),
    "glued-words": lambda rng, d: "".join(texts.DIGITS["en"][int(c)].split("/")[0] for c in d),
}
_PHONE_LANGUAGES = {"native-arabic": "ar", "native-hindi": "hi"}


def _fancy(text: str) -> str:
    base = 0x1D5BA
    return "".join(chr(base + ord(c) - 97) if "a" <= c <= "z" else c for c in text)


def _name(rng: Random) -> str:
    word = rng.choice(texts.HANDLE_WORDS) + rng.choice(("_", "", ".", "_")) + rng.choice(texts.HANDLE_WORDS)
    return word + (str(rng.randint(1, 99)) if rng.random() < 0.6 else "_x")


def _signs(at: str, dot: str) -> Way:
    return lambda rng, mail: (
        mail.replace("@", at).replace(".", dot)
        if "." not in mail.partition("@")[0]
        else at.join((mail.partition("@")[0], mail.partition("@")[2].replace(".", dot)))
    )


_MAILS: dict[str, Way] = {
    "plain": lambda rng, mail: mail,
    "round": _signs("(at)", "(dot)"),
    "round-spaced": _signs(" (at) ", " (dot) "),
    "square": _signs("[at]", "[dot]"),
    "square-at": _signs(" [at] ", "."),
    "words": _signs(" at ", " dot "),
    "capitals": _signs(" AT ", " DOT "),
    "arroba": _signs(" arroba ", " punto "),
    "arroba-ponto": _signs("(arroba)", " ponto "),
    "arobase": _signs(" arobase ", " point "),
    "arond": _signs(" (at) ", " punct "),
    "sobaka": _signs(" собака ", " точка "),
    "ravlyk": _signs(" равлик ", " крапка "),
    "spaces": _signs(" @ ", " . "),
    "letters-apart": lambda rng, mail: " ".join(mail),
    "wide-sign": _signs("＠", "."),
    "look-alikes": lambda rng, mail: mail.replace("a", "а").replace("e", "е"),
    "zero-width": lambda rng, mail: "\u200b".join(mail),
    "fancy": lambda rng, mail: _fancy(mail),
    "stars": _signs("*at*", "*dot*"),
}
_MAIL_LANGUAGES = {
    **dict.fromkeys(_MAILS, "en"),
    "arroba": "es",
    "arroba-ponto": "pt",
    "arobase": "fr",
    "arond": "ro",
    "sobaka": "ru",
    "ravlyk": "uk",
    "spaces": "tl",
}
_HANDLES: dict[str, tuple[str, Sequence[str]]] = {
    "telegram:colon": ("telegram", ("Telegram : {}", "telegram: {}", "TELEGRAM = {}")),
    "telegram:short": ("telegram", ("tg @{}", "TG: {}", "tg - @{}")),
    "telegram:link-apart": ("telegram", ("t . me / {}", "t .me/ {}", "t. me/{}")),
    "telegram:link-words": ("telegram", ("t dot me slash {}", "t(dot)me/{}", "t [.] me / {}")),
    "telegram:russian": ("telegram", ("тг {}", "телеграм: {}", "телега @{}", "Телеграмм - @{}")),
    "telegram:arabic": ("telegram", ("تلغرام : {}", "تليجرام @{}", "تيليجرام: {}")),
    "telegram:hindi": ("telegram", ("टेलीग्राम: {}", "टेलीग्राम @{}")),
    "telegram:after": ("telegram", ("@{} on telegram", "@{} (tg)", "@{} en telegram")),
    "instagram:short": ("instagram", ("ig: {}", "IG @{}", "insta: {}", "insta 👉 {}")),
    "instagram:russian": ("instagram", ("инста: {}", "инстаграм @{}")),
    "snapchat:ghost": ("snapchat", ("snap👻{}", "👻 {}", "snap: {}", "Snapchat 👻: {}")),
    "line:id": ("line", ("LINE ID: {}", "line id {}", "Line: {}")),
    "wechat:chinese": ("wechat", ("微信 {}", "威信：{}", "加微信{}", "薇信: {}")),
    "wechat:letters": ("wechat", ("vx: {}", "wx {}", "wechat id {}")),
    "kik:plain": ("kik", ("kik: {}", "KIK me {}", "kik @{}")),
    "viber:russian": ("viber", ("вайбер: {}", "viber id: {}")),
    "zalo:plain": ("zalo", ("zalo: {}", "Zalo @{}")),
    "onlyfans:plain": ("onlyfans", ("onlyfans: {}", "onlyfans.com/{}")),
    "at:plain": ("at", ("dm @{}", "@{}", "➡️ @{}")),
    "at:wide": ("at", ("dm ＠{}",)),
    "at:fancy": ("at", ("dm @{}",)),
    "at:zero-width": ("at", ("write @{}",)),
    "at:look-alike": ("at", ("write @{}",)),
}


_WORN: dict[str, Callable[[str], str]] = {
    "fancy": _fancy,
    "zero-width": "\u200b".join,
    "look-alike": lambda name: name.replace("a", "а").replace("o", "о"),
}


def _handle(rng: Random, service: str, way: str, handle: str) -> tuple[str, str, str]:
    known, frames = _HANDLES[f"{service}:{way}"]
    written = _WORN[way](handle) if way in _WORN else handle
    text = _sentence(rng, texts.MESSAGES, rng.choice(frames).format(written))
    return text, f"{known}:{handle}", f"{service}:{way}"


def near_misses() -> list[str]:
    """Sentences that look like contacts and are none."""
    return list(texts.NEAR_MISSES)


def ordinary(seed: int, count: int = 300) -> list[str]:
    """Everyday sentences in ten languages without any contact, many with numbers."""
    rng = Random(f"ordinary-{seed}")
    return [_everyday(rng) for _ in range(count)]


def _everyday(rng: Random) -> str:
    frame = rng.choice(texts.ORDINARY)
    return frame.format(
        n=rng.randint(2, 90),
        year=rng.randint(1995, 2026),
        price=rng.choice(
            (
                "$1,200",
                "850€",
                "15 000 руб",
                "1.500 lei",
                "R$ 2.300",
                "£45",
                "₱18,000",
                "25000 грн",
                "3,500 AED",
                "₹12,000",
            )
        ),
        date=rng.choice(("2024-05-06", "12.03.2022", "3/14/2025", "le 5 mai 2023", "1 июня", "06-11-2021")),
        time=rng.choice(("10am-6pm", "14:08", "9:30", "18h30", "с 9:00 до 18:00", "8-17")),
        big=rng.choice(("1 000 000", "12,500,000", "2.400.000", "350000", "7 800 000 000", "40,250")),
    )
