"""What folding undoes, what it must leave alone, and the way back to the original."""

import sys
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from waylight.text import characters
from waylight.text.folding import DISGUISES, Folded, fold

UNDONE = [
    ("Não É São", "nao e sao", ()),
    ("p@ssp0rt g1rls m@ss4ge $exy girl$", "passport girls massage sexy girls", ("leet",)),
    ("s3x h0tel pa55port p@$$port", "sex hotel passport passport", ("leet",)),
    ("п@спорт", "паспорт", ("leet",)),
    ("heeeelp sooo приветттт", "help so привет", ("elongated",)),
    ("p a s s p o r t now", "passport now", ("spaced",)),
    ("p.a.s.s v-i-s-a s_e_x", "pass visa sex", ("spaced",)),
    ("U.S.A.", "usa.", ()),
    ("раssроrt", "passport", ("homoglyph",)),
    ("пaспорт", "паспорт", ("homoglyph",)),
    ("ℌ𝔢𝔩𝔭 𝐦𝐞 ｖｉｓａ ⓖⓘⓡⓛ 🅼🅰🆂🆂 ᴠɪꜱᴀ", "help me visa girl mass visa", ("styled",)),
    ("he\u200blp vi\u00adsa", "help visa", ("zero-width",)),
    ("“now” – it’s…", '"now" - it\'s...', ()),
    ("أحمد سَفَر ـــ على مدرسة", "احمد سفر علي مدرسة", ()),
    ("٣ १ ７ 1️⃣ ①", "3 1 7 1 1", ()),
    ("aa  bb\t cc\r\n\r\n\x00d", "aa bb cc\nd", ()),
    ("g\u00a01\u00a0r\u00a0l\u00a0s", "girls", ("leet", "spaced")),
    ("\ud800x", "\ufffdx", ()),
]
KEPT = [
    "18yo 24h 100$ $50 us$100 b2b covid19 h1b m4m f4m mp3 iphone5 4ever 2nite room 101",
    "cool book www.example.org xxx hi!there $tsla",
    "привет ёж йога сестра μου",
    "किताब हिन्दी में 'लड़की' की ज़रूरत".replace("ड़", "ड़"),
    "หนังสือเดินทาง ต้องการ",
    "[phone-1-k3j5h7q2w9x4m6n8] call [name-2-aaa0e3i1l0o5s7t4]",
    "h3llo@example.org t.me/g1rls @g1rls_99",
    "💃🏽 😀 i am a b",
    "微信 日本語 한국어",
]


@pytest.mark.parametrize(("text", "folded", "disguises"), UNDONE)
def test_undoes(text: str, folded: str, disguises: tuple[str, ...]) -> None:
    found = fold(text)
    assert (found.text, found.disguises) == (folded, disguises)


@pytest.mark.parametrize("text", KEPT)
def test_leaves_alone(text: str) -> None:
    text = unicodedata.normalize("NFC", text)
    assert fold(text) == Folded(text, None, ())


@pytest.mark.parametrize(
    ("text", "word", "behind"),
    [
        ("go p a s s p o r t now", "passport", "p a s s p o r t"),
        ("so heeeelp!", "help", "heeeelp"),
        ("the ﬁne", "fine", "ﬁne"),
        ("x\u200b v\u200bisa", "visa", "v\u200bisa"),
        ("e\u0301a\u0301 cafe\u0301 noir", "cafe", "cafe\u0301"),
        ("\u202a one   two", "two", "two"),
        ("한국 한국어 go".replace("한", "\u1112\u1161\u11ab"), "국어", "국어"),
    ],
)
def test_way_back(text: str, word: str, behind: str) -> None:
    found = fold(text)
    start = found.text.index(word)
    first, last = found.span(start, start + len(word))
    assert text[first:last] == behind


def test_identity_has_no_offsets() -> None:
    plain = "Girls wanted, write to us today."
    assert fold(plain).offsets is None
    assert fold(plain).span(0, 5) == (0, 5)
    assert fold(plain).span(-3, 99) == (0, len(plain))


ALPHABET = st.one_of(
    st.sampled_from(
        "aAbs 013457@$!€. -_\n\t.аеоВё́\u0306\u200b\ufe0f😀[]ｅ𝔢אシﾞ한\u1112\u1161ㅏㄱक़\u093cاأ\ud800٣"
    ),
    st.characters(),
)


@settings(max_examples=400, deadline=None)
@given(st.text(ALPHABET, max_size=60))
def test_any_text(text: str) -> None:
    found = fold(text)
    size = len(found.text)
    assert set(found.disguises) <= set(DISGUISES)
    assert list(found.disguises) == sorted(found.disguises)
    if found.offsets is None:
        assert size == len(text)
    else:
        assert len(found.offsets) == size + 1
        assert list(found.offsets) == sorted(found.offsets)
        assert found.offsets[-1] == len(text)
    for at in range(size):
        start, end = found.span(at, at + 1)
        assert 0 <= start < end <= len(text)
    assert fold(found.text).text == found.text
    found.text.encode("utf-8")


def test_every_character_settles() -> None:
    for code in range(sys.maxunicode + 1):
        plain = characters.TABLE[code]
        assert (plain == "") == bool(characters.REMOVED.match(chr(code))), hex(code)
        assert "".join(characters.TABLE[ord(c)] for c in plain) == plain, hex(code)


def test_long_ugly_text_is_quick() -> None:
    assert fold("e" + "\u0301" * 20_000).text == "e"
    assert fold("[a-" * 5_000).text
    assert fold("a1" * 20_000).text
    assert fold(". " * 20_000).text == ". " * 20_000
