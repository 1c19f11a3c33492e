"""Contacts found through disguise, and what must never be taken for one."""

import timeit
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from waylight.shield.contacts import Contact, find_contacts
from waylight.testing.disguise import disguised, disguises, near_misses, ordinary

HERE = Path(__file__).parent
HARD = [
    line.split("\t", 1)
    for line in (HERE / "hard_contacts.tsv").read_text("utf-8").splitlines()
    if not line.startswith("#")
]
HARD_NEAR_MISSES = (HERE / "hard_near_misses.txt").read_text("utf-8").splitlines()
SEED = 70_000
EACH = 12


def values(text: str, region: str | None = None) -> list[str]:
    return [contact.value for contact in find_contacts(text, region)]


def test_recall_and_precision_over_disguises() -> None:
    hits: dict[str, list[bool]] = defaultdict(list)
    invented = 0
    for kind in ("phone", "email", "handle"):
        ways = len(disguises(kind))
        for seed in range(SEED - SEED % ways, SEED - SEED % ways + EACH * ways):
            text, value, name = disguised(kind, seed)
            found = values(text)
            hits[f"{kind} {name}"].append(value in found)
            invented += sum(other != value for other in found)
    invented += sum(len(values(text)) for text in [*near_misses(), *ordinary(SEED, 400)])
    right = sum(map(sum, hits.values()))
    recall, precision = right / sum(map(len, hits.values())), right / (right + invented)
    poor = {name: sum(found) / len(found) for name, found in hits.items() if sum(found) < 0.8 * len(found)}
    assert len(hits) >= 25
    assert recall >= 0.97, poor
    assert precision >= 0.99
    assert not poor


@pytest.mark.parametrize(("value", "text"), HARD)
def test_hard(value: str, text: str) -> None:
    assert value in values(text)


@pytest.mark.parametrize("text", [*near_misses(), *HARD_NEAR_MISSES])
def test_near_miss(text: str) -> None:
    assert values(text) == []


FOUND = [
    # phones: text, value, obscured, country
    ("call 702-555-0142", "phone", "+17025550142", False, "US"),
    ("(702) 555-0142", "phone", "+17025550142", False, "US"),
    ("incall 18 yo 24/7 7025550142", "phone", "+17025550142", False, "US"),
    ("10:00-22:00 7025550142", "phone", "+17025550142", False, "US"),
    ("My number is (seven1three) five5five-0 one 4 two", "phone", "+17135550142", True, "US"),
    ("70two 555 01forty two", "phone", "+17025550142", True, "US"),
    ("7o2-555-oI42", "phone", "+17025550142", True, "US"),
    ("7 0 2 . 5 5 5 . 0 1 4 2", "phone", "+17025550142", True, "US"),
    ("line 1-888-373-7888", "phone", "+18883737888", False, "US"),
    ("wa: 0044 7700 900142", "phone", "+447700900142", False, "GB"),
    ("whatsapp+447700900142", "phone", "+447700900142", False, "GB"),
    ("8(900)0001234", "phone", "+79000001234", False, "RU"),
    ("+٩٧١ ٥٠ ٠٠٠ ١٢٣٤", "phone", "+971500001234", False, "AE"),
    ("اتصل على ٠٥٥ ٠٠٠ ١٢٣٤", "phone", "national:0550001234", False, None),
    ("手机一三八零零零零一二三四", "phone", "national:13800001234", True, None),
    ("06 12 49 56 78", "phone", "national:0612495678", False, None),
    ("appelle zéro six douze quarante-neuf soixante-dix-huit", "phone", "national:06124978", True, None),
    ("https://wa.me/447700900142?text=hi", "phone", "+447700900142", False, "GB"),
    ("viber://chat?number=%2B447700900142", "phone", "+447700900142", False, "GB"),
    # e-mails
    ("anna.k@example.org.", "email", "anna.k@example.org", False, None),
    ("anna.k{at}gmail.com", "email", "anna.k@gmail.com", True, None),
    ("anna_at_gmail_dot_com", "email", "anna@gmail.com", True, None),
    ("annakATgmailDOTcom", "email", "annak@gmail.com", True, None),
    ("anna@gmail,com", "email", "anna@gmail.com", True, None),
    # handles
    ("@anna_k", "handle", "at:anna_k", False, None),
    ("tg @anna_k", "handle", "telegram:anna_k", False, None),
    ("tg://resolve?domain=anna_k", "handle", "telegram:anna_k", False, None),
    ("https://www.instagram.com/anna.k/?hl=en", "handle", "instagram:anna.k", False, None),
    ("https://x.com/anna_k/status/123", "handle", "x:anna_k", False, None),
    ("Discord: anna_k#1234", "handle", "discord:anna_k#1234", False, None),
    ("my telegram is annak", "handle", "telegram:annak", False, None),
    ("snap👻annak99", "handle", "snapchat:annak99", True, None),
    ("ask @user@example.social", "handle", "mastodon:user@example.social", False, None),
    # links
    ("https://t.me/+AbCdEfG", "link", "t.me/+AbCdEfG", False, None),
    ("t.me/joinchat/AbC-dEf", "link", "t.me/joinchat/AbC-dEf", False, None),
    ("discord.gg/aBc", "link", "discord.gg/aBc", False, None),
    ("see bit.ly/AbC12.", "link", "bit.ly/AbC12", False, None),
    ("linktr.ee/annak", "link", "linktr.ee/annak", False, None),
    ("HTTPS://Example.com/Path/x?utm_source=1#f", "link", "example.com/Path/x", False, None),
    ("hxxps://example[.]com/x", "link", "example.com/x", True, None),
    # money
    ("Cash App: $annak", "payment", "cashapp:annak", False, None),
    ("paypal.me/AnnaK", "payment", "paypal:annak", False, None),
    ("chave pix 123.456.789-09", "payment", "pix:12345678909", False, None),
    ("DE89 3704 0044 0532 0130 00", "iban", "DE89370400440532013000", False, "DE"),
]


@pytest.mark.parametrize(("text", "kind", "value", "obscured", "country"), FOUND)
def test_found(text: str, kind: str, value: str, obscured: bool, country: str | None) -> None:
    found = find_contacts(text)
    assert [(c.kind, c.value, c.obscured, c.country) for c in found] == [(kind, value, obscured, country)]


NOT_FOUND = """\
call now 150 200 300 1000|call 100/150/200, 24/7|formation 4-3-3 4-4-2 3-5-2|0 1 1 2 3 5 8 13 21 34
1,2,3,4,5,6,7,8|id 7025550142|unix 2024050614|my phone cost 1 200 000 rupiah|2 125 550 123 USD
signal: strong|kik: closed in 2019|skype is dead|tiktok trends2024|instagram: how to grow|arroba means at
look at example.com|sign in at example dot com|we are at home dot com|he is at gmail now|5-4-3-2-1 grounding, call it
0xdeadbeefdeadbeefdeadbeefdeadbeefdeadbee|@dataclass|#7025550142|seven seven seven seven seven seven seven""".replace(
    "\n", "|"
).split("|")


@pytest.mark.parametrize("text", NOT_FOUND)
def test_not_found(text: str) -> None:
    assert values(text) in ([], ["example.com"]) and not any("@" in value for value in values(text))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("e\u0301 call (702) 555-0142, now", "(702) 555-0142"),
        ("x\u200b 7\u200b0\u200b2\u200b5550142 y", "7\u200b0\u200b2\u200b5550142"),
        ("hi 😀 7️⃣0️⃣2️⃣5️⃣5️⃣5️⃣0️⃣1️⃣4️⃣2️⃣ x", "7️⃣0️⃣2️⃣5️⃣5️⃣5️⃣0️⃣1️⃣4️⃣2️⃣"),
        ("ok +44 7700 900142!", "+44 7700 900142"),
        ("tg @anna_k!", "@anna_k"),
        ("ok double seven double zero 900142 call", "double seven double zero 900142"),
    ],
)
def test_place_in_the_original(text: str, shown: str) -> None:
    (contact,) = find_contacts(text)
    assert text[contact.start : contact.end].rstrip("\u20e3\ufe0f") == shown.rstrip("\u20e3\ufe0f")


def test_region_makes_national_numbers_international() -> None:
    assert values("call 07400 123456", "GB") == ["+447400123456"]
    assert values("call 07400 123456") == ["national:07400123456"]
    assert values("llama 612 345 678", "es") == ["+34612345678"]


def test_one_number_has_one_value() -> None:
    ways = [
        "702-555-0142",
        "7025550142",
        "(702) 555 0142",
        "+1 702 5550142",
        "seven 0 two 555 0one42",
        "７０２５５５０１４２",
    ]
    assert {tuple(values(f"hello {way} hello")) for way in ways} == {("+17025550142",)}


def test_several_contacts_do_not_overlap() -> None:
    text = "WhatsApp +44 7700 900142 / 7025550142, tg: @anna_k, anna@example.org, https://t.me/anna_k2"
    found = find_contacts(text)
    assert [c.value for c in found] == [
        "+447700900142",
        "+17025550142",
        "telegram:anna_k",
        "anna@example.org",
        "telegram:anna_k2",
    ]
    assert all(a.end <= b.start for a, b in pairwise(found))


def test_placeholders_are_no_contacts() -> None:
    assert find_contacts("call [phone-1-k3j5h7q2w9x4m6n8] tg [handle-1-aaaa1111bbbb2222]") == []
    assert values("[name-1-k3j5h7q2w9x4m6n8] call 702-555-0142") == ["+17025550142"]


PIECES = st.sampled_from(
    [
        "7025550142",
        "seven ",
        "zero ",
        "double ",
        "@",
        "anna",
        " at ",
        "gmail",
        ".com",
        "t.me/",
        "+",
        "(",
        ")",
        "tg: ",
        "\u200b",
        "https://",
        "[",
        "]",
        "$",
        "7️⃣",
        "०",
        "٣",
        "\ud800",
        "\x00",
        "e\u0301",
        "微信",
        "0x",
        "DE89",
        "пиши ",
        "://",
        "//",
        "%",
        "?",
    ]
)


@settings(max_examples=400, deadline=None)
@given(
    st.lists(st.one_of(PIECES, st.text(max_size=6)), max_size=14).map("".join),
    st.sampled_from([None, "US", "zz", "IN"]),
)
def test_any_text(text: str, region: str | None) -> None:
    found = find_contacts(text, region)
    assert all(isinstance(c, Contact) and 0 <= c.start < c.end <= len(text) for c in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(c.value and c.value == c.value.strip() for c in found)
    "".join(c.value for c in found).encode("utf-8")


def test_long_ugly_text_is_quick() -> None:
    for piece in (
        "7 ",
        "a@",
        "one ",
        "a at b dot ",
        "t.me/",
        "7-",
        "(7)",
        "https://a.b ",
        "at-",
        "@a.",
        "tg ",
        "- @ ",
    ):
        text = piece * 4_000
        assert timeit.timeit(lambda text=text: find_contacts(text), number=1) < 20, piece
