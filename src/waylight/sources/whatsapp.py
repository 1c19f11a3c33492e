"""WhatsApp chats exported as text (.txt, also inside the .zip), from iPhone and Android, in many languages."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

from waylight.files import fields
from waylight.files.opened import Opened
from waylight.files.sample import Sample
from waylight.schema import NotAPost, Post, uid
from waylight.stage import Item, SkipPost, Source

_LONGEST = 1 << 20  # characters of one message; WhatsApp itself allows 65,536
_MARKS = "\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff"
_NO_MARKS = {
    n: None for a, b in ((0x200E, 0x200F), (0x202A, 0x202E), (0x2066, 0x2069)) for n in range(a, b + 1)
}
# `[12.3.2022 klo 14.08.18] `, `12/3/22, 2:08 p. m. - `, `2022. 3. 12. 오후 2:08 - `: the words between date and
# time, and around the clock, differ by language, so only their length is bounded.
_HEADER = re.compile(
    rf"[{_MARKS}\s]{{0,8}}(?P<open>\[)?[{_MARKS}\s]{{0,4}}"
    r"(?P<a>\d{1,4})(?P<dot>[./-])\s?(?P<b>\d{1,2})(?P=dot)\s?(?P<c>\d{1,4})(?P<before>[^\d\n\[\]]{1,14}?)"
    r"(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2}))?(?P<after>[^\d\n\]-]{0,14}?)"
    rf"(?(open)\][{_MARKS}]*\s?|\s[-–]\s)(?P<rest>[^\n]*)"
)
_LETTERS = re.compile(r"[\W\d_]+")
_HALVES = {
    **dict.fromkeys(("am", "上午", "오전", "午前", "ص", "πμ", "قظ", "de", "fm", "öö", "sa", "পূর্বাহ্ণ"), 0),
    **dict.fromkeys(("pm", "下午", "오후", "午後", "م", "μμ", "بظ", "du", "em", "ös", "ch", "অপরাহ্ণ"), 12),
}
_ORDERS = {"day": (2, 1, 0), "month": (2, 0, 1), "year": (0, 1, 2)}  # where year, month and day stand
_PHONE = re.compile(r"\+?[\d\s().\u2011-]{7,24}")
_MENTION = re.compile("@\u2068~?\\s?([^\u2069\n]{1,80})\u2069")
_ATTACHED = re.compile(r"\u200e?<[^<>:\n]{3,20}:\s?([^<>\n]{1,160}\.\w{2,5})>")
_FILE = re.compile(r"\u200e?([^\n/:*?<>|]{1,120}\.\w{2,5}) \(([^()\n]{6,30})\)(?:\n|$)")
_WA_FILE = re.compile(r"(?:IMG|VID|AUD|PTT|STK|DOC)-\d{8}-WA\d+")
_FILE_NOTES = {
    "file attached", "archivo adjunto", "datei angehängt", "fichier joint", "arquivo anexado", "ficheiro anexado",
    "файл добавлен", "file allegato", "dosya ekli", "bestand bijgevoegd", "الملف مرفق", "załączono plik",
}  # fmt: skip
_EDITED = re.compile(r"(?:\u200e<[^<>\n]{5,48}>|<This message was edited>)$")
_MARKER = re.compile(r"<[^\W\d_][^<>\n]{2,48}>")
_NOUNS = {
    "photo": "image photo imagen imagem bild immagine foto изображение görüntü afbeelding",
    "video": "video vídeo vidéo видео videobericht",
    "audio": "audio аудио ses",
    "sticker": "sticker стикер çıkartma figurinha",
    "gif": "gif",
    "file": "document documento dokument документ belge",
}
_KIND_OF_NOUN = {noun: kind for kind, nouns in _NOUNS.items() for noun in nouns.split()}
_OMITTED = re.compile(
    r"(?:^|\u200e)([\w ]{2,30}?)\s(?:omitted|omitid[oa]|weggelassen|absente?|omise?|ocultad[oa]|omess[oa]|weggelaten"
    r"|пропущен[оа]?|dahil edilmedi)$",
    re.IGNORECASE,
)
_EXTENSIONS = {
    "photo": "jpg jpeg png heic webp",
    "video": "mp4 mov 3gp avi mkv",
    "audio": "opus m4a mp3 aac ogg amr wav",
    "gif": "gif",
}
_BY_EXTENSION = {extension: kind for kind, names in _EXTENSIONS.items() for extension in names.split()}
_PIN = re.compile(r"(?:[^\n:]{1,30}: ?)?(https?://maps\.google\.com/\?q=(-?\d+\.\d+),(-?\d+\.\d+))\s*")
_DELETED = {
    "this message was deleted", "you deleted this message", "se eliminó este mensaje", "eliminaste este mensaje",
    "diese nachricht wurde gelöscht", "du hast diese nachricht gelöscht", "ce message a été supprimé",
    "vous avez supprimé ce message", "esta mensagem foi apagada", "mensagem apagada", "você apagou esta mensagem",
    "questo messaggio è stato eliminato", "hai eliminato questo messaggio", "данное сообщение удалено",
    "вы удалили данное сообщение", "bu mesaj silindi", "bu mesajı sildiniz", "dit bericht is verwijderd",
    "pesan ini telah dihapus", "ta wiadomość została usunięta", "تم حذف هذه الرسالة",
}  # fmt: skip
_NOTICES = (
    "messages and calls are end-to-end encrypted", "messages you send to this", "messages to this chat and calls",
    "messages to this group", "los mensajes y las llamadas están cifrados", "nachrichten und anrufe sind ende-zu-ende",
    "les messages et les appels sont chiffrés", "as mensagens e as chamadas", "as mensagens e as ligações",
    "i messaggi e le chiamate sono crittografati", "сообщения и звонки защищены сквозным",
    "mesajlar ve aramalar uçtan uca", "berichten en oproepen worden end-to-end", "missed voice call",
    "missed video call", "your security code with", "waiting for this message",
)  # fmt: skip


def sniff(sample: Sample) -> float:
    """Sure where the first lines begin with a date and time in one of WhatsApp's two layouts."""
    if sample.shape not in ("text", "csv", "json"):
        return 0.0
    lines = [line for line in sample.text[:20_000].split("\n") if line.strip()][:40]
    heads = [found for line in lines if (found := _header(line))]
    if not heads or not any(_header(line) for line in lines[:2]):
        return 0.0
    if not any(_sender(found["rest"])[0] for found in heads):
        return 0.3
    # Program logs look like `[2024-03-01 12:00:00] name: text`.
    log = bool(heads[0]["open"]) and len(heads[0]["a"]) == 4 and heads[0]["dot"] == "-"
    return 0.6 if log and "whatsapp" not in sample.name.lower() and sample.name != "_chat.txt" else 0.95


def split(opened: Opened) -> Iterator[Item]:
    """Messages with all their lines; a first pass over the file finds its digest, people and order of dates."""
    context = _survey(opened)
    held: list[str] = []
    at = number = size = 0

    def message() -> Item:
        if _header(held[0]) is None:
            return Item(
                at, SkipPost("text stands before the first date.", do="Export the chat again, whole.")
            )
        return Item(at, {"message": "\n".join(held), "_number": number, **context})

    for line_number, line in opened.lines():
        if isinstance(line, SkipPost):
            yield Item(line_number, line)
            continue
        starts = _header(line) is not None
        if starts or not held:
            if held:
                yield message()
            held, at, size = ([line], line_number, 0) if starts or line.strip() else ([], 0, 0)
            number += starts
            continue
        size += len(line)
        if size <= _LONGEST:
            held.append(line)
    if held:
        yield message()


def parse(value: Any) -> Post | NotAPost:
    """One message; times are local, without a zone, and count as declared. Notices of WhatsApp are no posts."""
    if not isinstance(value, dict):
        fields.skip("a message is not an object.")
    message = fields.text(value.get("message"))
    head = _header(message)
    if head is None:
        fields.skip("the message does not begin with a date and a time.")
    file, number = fields.text(value.get("_file")), fields.integer(value.get("_number"))
    if number is None:
        fields.skip("the message has no `_number`.")
    sender, first = _sender(head["rest"])
    written = "\n".join([first, *head.string[head.end() :].split("\n")[1:]]).rstrip()
    if not sender or _is_notice(written):
        return NotAPost("a service message")
    post = Post(
        id=uid("whatsapp", f"{file}/{number}", names_account=True), platform="whatsapp", kind="message"
    )
    post.created_at, post.created_declared = _moment(head, fields.text(value.get("_order"))), True
    if post.created_at is None:
        fields.skip("the date or time does not exist in the order of dates found for this file.")
    post.thread = uid("whatsapp", file, names_account=True)
    phone = _phone(sender)
    post.author_id, post.author_name = phone or f"{file}/{sender}", sender
    participants = fields.strings(value.get("_people"))
    post.visibility = "direct" if len(participants) == 2 else "private"
    if written.strip(" .\u200e\u200f").casefold() in _DELETED:
        post.event = "delete"
        return post
    card = _write_content(post, written)
    if not post.text and not post.media:
        return NotAPost("an empty message")
    others = [("phone" if _phone(name) else "name", name) for name in participants if name != sender]
    mentioned = [("name", name) for name in _MENTION.findall(written)] if "@\u2068" in written else []
    post.people = fields.people([*others, *mentioned, ("name", card)])
    return post


def _header(line: str) -> re.Match[str] | None:
    """The date and time a message begins with; Arabic and Hebrew phones put marks even inside the date."""
    found = _HEADER.match(line)
    if found is None and any(ord(mark) in _NO_MARKS for mark in line[:40]):
        found = _HEADER.match(line.translate(_NO_MARKS))
    return found


def _sender(rest: str) -> tuple[str, str]:
    """(sender, text); the sender is empty for notices, which have no colon, or one inside quotes."""
    name, colon, text = rest.partition(": ")
    if not colon:
        name, colon, text = (rest.rstrip()[:-1], ":", "") if rest.rstrip().endswith(":") else (rest, "", "")
    odd = name.count('"') % 2 or name.count("“") != name.count("”") or name.count("«") != name.count("»")
    if not colon or odd or len(name) > 100:
        return "", rest
    return name.translate(_NO_MARKS).strip().lstrip("~").strip(), text


def _phone(name: str) -> str | None:
    digits = "".join(c for c in name if c.isdecimal())
    return f"+{digits}" if len(digits) >= 7 and _PHONE.fullmatch(name) else None


def _survey(opened: Opened) -> dict[str, Any]:
    digest = hashlib.blake2b(digest_size=16)
    people: dict[str, None] = {}
    orders = _Orders()
    for _, line in opened.lines():
        if isinstance(line, SkipPost):
            continue
        digest.update(line.encode("utf-8", "replace") + b"\n")
        if head := _header(line):
            orders.see((head["a"], head["b"], head["c"]))
            sender, text = _sender(head["rest"])
            if sender and not _is_notice(text):
                people[sender] = None
    return {"_file": digest.hexdigest(), "_order": orders.best(), "_people": list(people)}


class _Orders:
    """Which of day, month and year comes first: the order in which all dates exist and time runs forwards."""

    def __init__(self) -> None:
        self._wrong = dict.fromkeys(_ORDERS, 0)
        self._back = dict.fromkeys(_ORDERS, 0)
        self._last = dict.fromkeys(_ORDERS, date.min)
        self._seen: tuple[str, str, str] | None = None

    def see(self, numbers: tuple[str, str, str]) -> None:
        if numbers == self._seen:
            return
        self._seen = numbers
        for order in _ORDERS:
            day = _day(numbers, order)
            if day is None:
                self._wrong[order] += 1
            else:
                self._back[order] += day < self._last[order]
                self._last[order] = day

    def best(self) -> str:
        """Day first where the file cannot tell."""
        return min(_ORDERS, key=lambda order: (self._wrong[order], self._back[order]))


def _day(numbers: tuple[str, str, str], order: str) -> date | None:
    """The date, if it exists and WhatsApp did then; Thai phones count years from 543 before ours."""
    year, month, day = (int(numbers[place]) for place in _ORDERS[order])
    year = year + 2000 if year < 100 else year - 543 if 2552 <= year <= 2583 else year
    try:
        return date(year, month, day) if 2009 <= year <= 2040 else None
    except ValueError:
        return None


def _moment(head: re.Match[str], order: str) -> datetime | None:
    day = _day((head["a"], head["b"], head["c"]), order if order in _ORDERS else "day")
    hour, minute, second = int(head["hour"]), int(head["minute"]), int(head["second"] or 0)
    words = (_LETTERS.sub("", head["before"]).casefold(), _LETTERS.sub("", head["after"]).casefold())
    half = next((_HALVES[word] for word in words if word in _HALVES), None)
    if half is not None and hour <= 12:
        hour = hour % 12 + half
    if day is None or hour > 23 or minute > 59 or second > 59:
        return None
    return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=UTC)


def _is_notice(text: str) -> bool:
    """True for what WhatsApp itself says under somebody's name; iPhones mark it with U+200E."""
    bare = text.strip(_MARKS + " .")
    if bare == "null" or bare.casefold().startswith(_NOTICES):
        return True
    if not text.startswith("\u200e") or "\n" in text or len(text) > 200 or "://" in text:
        return False
    known = bare.casefold() in _DELETED or _OMITTED.search(text) or _FILE.match(text) or "<" in text
    return not known and not bare[:1].islower() and ":" not in text


def _write_content(post: Post, written: str) -> str | None:
    """Text and media; returns the name on a shared contact card."""
    names, text = _attached(written)
    post.media = [{"kind": _kind(name), "key": None, "alt": None} for name in names] or None
    text = _EDITED.sub("", text.rstrip())
    found = _OMITTED.search(text)
    noun = _KIND_OF_NOUN.get(found[1].strip().split(" ")[-1].casefold()) if found else None
    if found and (noun or found[0].startswith("\u200e")):
        post.media, text = [{"kind": noun or "file", "key": None, "alt": None}], text[: found.start()]
    elif _MARKER.fullmatch(text.strip(_MARKS + " ")):
        post.media, text = [{"kind": "file", "key": None, "alt": None}], ""
    post.text = fields.text(text.lstrip("\u200e\u200f").strip())
    if pin := _PIN.fullmatch(post.text):
        post.lat, post.lon = fields.point(pin[2], pin[3])
        post.urls = [pin[1]]
    return next((name.rpartition(".")[0] for name in names if name.lower().endswith(".vcf")), None)


def _attached(written: str) -> tuple[list[str], str]:
    """(names of attached files, the text without them)."""
    names: list[str] = _ATTACHED.findall(written)
    if names:
        return names, _ATTACHED.sub("", written)
    file = _FILE.match(written)
    if file and (_WA_FILE.match(file[1]) or file[2].casefold() in _FILE_NOTES):
        return [file[1]], written[file.end() :]
    return [], written


def _kind(name: str) -> str:
    if name.startswith("STK-") or "STICKER" in name:
        return "sticker"
    return _BY_EXTENSION.get(name.rpartition(".")[2].lower(), "file")


_FILE_OF_TWO = {"_file": "d0", "_order": "day", "_people": ["Ana", "Max"]}

SOURCE = Source(
    name="whatsapp",
    title="WhatsApp chats exported as text, from iPhone and Android (.txt or the .zip as it is).",
    platform="whatsapp",
    version=1,
    sniff=sniff,
    split=split,
    parse=parse,
    fields=frozenset({"message", "_file", "_number", "_order", "_people"}),
    examples=(
        (
            {**_FILE_OF_TWO, "_number": 1, "message": "3/4/22, 2:08\u202fp.\u00a0m. - Ana: hola\nqué tal"},
            {
                "id": uid("whatsapp", "d0/1", names_account=True),
                "text": "hola\nqué tal",
                "created_at": fields.time("2022-04-03T14:08:00Z"),
                "created_declared": True,
                "author_name": "Ana",
                "people": [{"kind": "name", "value": "Max"}],
            },
        ),
        (
            {
                **_FILE_OF_TWO,
                "_number": 2,
                "message": "\u200e[12.3.2022 klo 14.08.18] ~\u202fMax: \u200eimage omitted",
            },
            {
                "text": "",
                "media": [{"kind": "photo", "key": None, "alt": None}],
                "author_name": "Max",
                "created_at": fields.time("2022-03-12T14:08:18Z"),
            },
        ),
        (
            {**_FILE_OF_TWO, "_number": 3, "message": "3/4/22, 14:09 - Max: You deleted this message"},
            {"event": "delete", "text": ""},
        ),
    ),
)
