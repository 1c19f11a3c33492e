"""What the pattern language matches, what it must not, and which patterns it refuses."""

from __future__ import annotations

import pytest

from waylight.stage import ContractError
from waylight.text.folding import fold
from waylight.text.matcher import Hit, Matcher
from waylight.text.patterns import Pattern

# pattern, text, the words that match (None: nothing may match)
CASES: list[tuple[str, str, str | None]] = [
    # words stand alone
    ("visa", "Your visa is ready", "visa"),
    ("visa", "Advisable and visas", None),
    ("visa", "VISA!", "visa"),
    ("passport", "my p@ssp0rt", "passport"),
    ("passport", "my раssроrt", "passport"),
    ("don't tell", "please don't tell", "don't tell"),
    ("don't tell", "please dont tell", "dont tell"),
    ("don't tell", "please donut tell", None),
    # wildcards
    ("hold*", "she holds it", "holds"),
    ("hold*", "a household", None),
    ("*port", "the passport", "passport"),
    ("*port", "the portal", None),
    ("*port*", "two passports", "passports"),
    # one of several, one or many words
    ("(boss|our office) keeps", "Our office keeps it", "our office keeps"),
    ("(boss|our office) keeps", "The office keeps it", None),
    ("(keep|hold*) papers", "holding papers", "holding papers"),
    # gaps
    ("keep ~2 passport", "we keep your passport", "keep your passport"),
    ("keep ~2 passport", "we keep passport", "keep passport"),
    ("keep ~2 passport", "we keep your new passport", "keep your new passport"),
    ("keep ~2 passport", "we keep all of your passport", None),
    ("keep ~2 passport", "Keep. Your passport", None),
    ("keep ~2 passport", "keep it\npassport", None),
    ("keep ~2 passport", "keep, please, passport", "keep, please, passport"),
    ("keep ~2 passport", "keep (your) passport", "keep (your) passport"),
    # optional elements, and the gap on either side of one
    ("pay for your? visa", "pay for your visa", "pay for your visa"),
    ("pay for your? visa", "pay for visa", "pay for visa"),
    ("pay for your? visa", "pay for their visa", None),
    ("work (day and night)? here", "work here", "work here"),
    ("take ~1 all? ~1 money", "takes all the money", None),
    ("take ~1 all? ~1 money", "take all the money", "take all the money"),
    ("take ~1 all? ~1 money", "take our money", "take our money"),
    # classes
    ("<number> hours", "12 hours", "12 hours"),
    ("<number> hours", "twelve hours", None),
    ("earn <money>", "earn $2,000", "earn $2,000"),
    ("earn <money>", "earn 900 euros", "earn 900 euros"),
    ("earn <money>", "earn 50 ₽ daily", "earn 50 ₽"),
    ("earn <money>", "earn 900 points", None),
    ("earn <money>", "earn 900 rubber ducks", None),
    ("earn <money> a week", "earn 900 euros a week", "earn 900 euros a week"),
    ("earn <money>", "earn 2k usd", "earn 2k usd"),
    ("gana <money>", "gana 900 dólares", "gana 900 dolares"),
    ("call <contact>", "call [phone-1-k3j5h7q2w9x4m6n8] now", "call [phone-1-k3j5h7q2w9x4m6n8]"),
    ("call <contact>", "call 5 friends", None),
    ("ask <name>", "ask [name-2-aaa0e3i1l0o5s7t4]", "ask [name-2-aaa0e3i1l0o5s7t4]"),
    ("pay (<money>|a fee)", "pay a fee", "pay a fee"),
    ("pay (<money>|a fee)", "pay 90 usd", "pay 90 usd"),
    # accents and other alphabets
    ("contraseña niño", "CONTRASENA Niño", "contrasena nino"),
    ("паспорт* ~1 менеджер*", "Паспорта у менеджера.", "паспорта у менеджера"),
    ("паспорт", "паспортный", None),
    ("الجواز ~1 المدير", "الجواز عند المدير", "الجواز عند المدير"),
    ("जवाज", "जवाजी", None),
    ("पासपोर्ट ~2 रहेगा", "पासपोर्ट कंपनी के रहेगा।", "पासपोर्ट कंपनी के रहेगा"),
    ("पासपोर्ट ~2 रहेगा", "पासपोर्ट है। यहाँ रहेगा", None),
    # scripts without spaces match anywhere
    ("護照", "我的護照在這裡", "護照"),
    ("扣留 ~2 護照", "他們扣留了我的護照", "扣留了我的護照"),
    ("扣留 ~2 護照", "他們扣留了我们大家一直都在用的護照", None),
    ("ยึด ~2 หนังสือเดินทาง", "เขายึดหนังสือเดินทาง", "ยึดหนังสือเดินทาง"),
    # pictures
    ("sold 😂", "sold 😂 yes", "sold 😂"),
    ("😂", "so funny 😂", "😂"),
    ("😂", "so funny 🙂", None),
]


def _matched(pattern: str, text: str) -> str | None:
    folded = fold(text).text
    hits = Matcher([(0, pattern)]).find(folded)
    return folded[hits[0].start : hits[0].end] if hits else None


@pytest.mark.parametrize(("pattern", "text", "words"), CASES)
def test_matches_these_words_and_no_others(pattern: str, text: str, words: str | None) -> None:
    assert _matched(pattern, text) == (None if words is None else fold(words).text)


@pytest.mark.parametrize(("pattern", "text", "words"), CASES)
def test_the_literal_scan_loses_nothing(pattern: str, text: str, words: str | None) -> None:
    """Among many other patterns the same one is found at the same place."""
    folded = fold(text).text
    crowd = [(1, "some other words"), (2, "keep ~3 distance"), (0, pattern), (3, "護 照片")]
    assert [h for h in Matcher(crowd).find(folded) if h.entry == 0] == Matcher([(0, pattern)]).find(folded)


def test_hits_are_ordered_and_at_most_three_per_pattern() -> None:
    matcher = Matcher([(7, "girls"), (8, "visa")])
    hits = matcher.find("visa girls girls girls girls girls")
    assert hits[0] == Hit(8, 0, 4)
    assert [h.start for h in hits if h.entry == 7] == [5, 11, 17]


def test_two_patterns_of_one_entry_at_one_place_are_one_hit() -> None:
    assert Matcher([(1, "visa"), (1, "(visa|visum)")]).find("a visa") == [Hit(1, 2, 6)]


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        ("we keep your passport", [0, 1]),
        ("never we keep your passport", [1]),
        ("we keep your passport, police said", [1]),
        ("never! " + "word " * 20 + "we keep your passport", [0, 1]),
        ("we keep your passport " + "word " * 20 + "never", [0, 1]),
        ("nevertheless we keep your passport", [0, 1]),
    ],
)
def test_a_guard_silences_its_own_entry_within_reach(text: str, entries: list[int]) -> None:
    patterns = [(0, "keep ~2 passport"), (1, "keep ~2 passport")]
    guards = [(0, "never"), (0, "(police|court) said")]
    assert [hit.entry for hit in Matcher(patterns, guards).find(text)] == entries


@pytest.mark.parametrize(
    "source",
    [
        "",
        "   ",
        "~2",
        "~2 passport",
        "passport ~2",
        "your? passport",
        "<number>",
        "(<number>|<money>)",
        "<phone>",
    ],
)
def test_refuses_patterns_without_a_firm_word_or_edge(source: str) -> None:
    with pytest.raises(ContractError):
        Pattern(source)


@pytest.mark.parametrize("source", ["...", "keep ???", "🦄", "word{2}", "pass(port)", "a|(b"])
def test_refuses_signs_that_could_never_match(source: str) -> None:
    with pytest.raises(ContractError):
        Pattern(source)


def test_an_empty_matcher_finds_nothing() -> None:
    assert Matcher([]).find("anything at all") == []
    assert Matcher([(0, "visa")]).find("") == []


@pytest.mark.parametrize("text", ["\0", "\ufffd" * 9, "keep " * 5000, "😂" * 3000, "keep" + " a" * 3000])
def test_ugly_text_is_no_match_and_no_error(text: str) -> None:
    assert Matcher([(0, "keep ~3 passport")]).find(fold(text).text) == []
