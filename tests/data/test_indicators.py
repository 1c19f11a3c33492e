"""The indicators as data: complete, sourced, blind to origin, and every example in every language does what it says."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import pytest

from waylight.text.folding import fold
from waylight.text.lexicon import Entry, Lexicon, Words
from waylight.text.patterns import Pattern

LEGS = {"act", "means", "purpose", "context", "child", "against"}
GRADES = {"untested", "tested: predicts", "tested: does not predict"}
# What a published test found to predict or not; everything else must say that it is untested.
PREDICTS = {"contact-obscured", "trust-claim", "youth-wording"}
DOES_NOT_PREDICT = {"limited-time", "screening-wording", "stated-young-age"}
ONLY_CODE = {"contact-obscured", "toll-free-line"}  # found in contacts by code, so they have no words
DEEP = ("en", "es")
STRONG = 2.0

# Who somebody is or where they come from is never evidence. Places of work are no origin.
ORIGINS = re.compile(
    r"\b(?:nationalities|ethnic|asian|african|latin[ao]s?|hispanic|arabs?\b|gyps|roma\b|gitan|thais?\b|filipin[ao]\b|filipinos|"
    r"chinese|vietnamese|russians|ukrainians|romanians|nigerians?|colombian|venezolan|dominican[ao]s|brasile[nñ]|"
    r"brazilian|mexican[ao]s\b|negras\b|(?:chica|mujer|nena)s? negra|black girls|white girls|mulat|indigen|asiatic|orientales|"
    r"muslim|musulman|jewish|jud[ií][ao]s|rusas?\b|ucranian|ruman[ao]s|haitian|(?<!<number> )bolivian[ao]s|peruan|nepalese|"
    r"bangladeshi|indian girls|indian women|etnia)"
)


@cache
def lexicon() -> Lexicon:
    return Lexicon("indicators")


def found(text: str) -> set[str]:
    return {entry.id for entry, _ in lexicon().find(fold(text).text)}


def points(text: str) -> float:
    return sum({entry.id: entry.weight for entry, _ in lexicon().find(fold(text).text)}.values())


def written() -> Iterator[tuple[str, Entry, Words]]:
    for entry in lexicon().entries:
        for language, words in entry.words.items():
            yield language, entry, words


LANGUAGES = sorted({language for language, _, _ in written()})


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_example_fires_or_stays_quiet(language: str) -> None:
    wrong = []
    for own, entry, words in written():
        if own == language:
            wrong += [(entry.id, "silent", text) for text in words.fires if entry.id not in found(text)]
            wrong += [(entry.id, "fires", text) for text in words.stays_quiet if entry.id in found(text)]
    assert wrong == []


@pytest.mark.parametrize("language", [name for name in LANGUAGES if name != "mul"])
def test_every_entry_has_two_examples_of_each_kind(language: str) -> None:
    few = [
        entry.id
        for own, entry, words in written()
        if own == language and (len(set(words.fires)) < 2 or len(set(words.stays_quiet)) < 2)
    ]
    assert few == []


def test_there_are_enough_entries_on_every_leg_and_in_ten_languages() -> None:
    by_leg = {leg: [e for e in lexicon().entries if e.leg == leg] for leg in LEGS}
    assert sum(len(entries) for leg, entries in by_leg.items() if leg != "against") >= 70
    assert len(by_leg["against"]) >= 14
    assert all(len(entries) >= 10 for entries in by_leg.values())
    assert {"en", "es", "fr", "pt", "ru", "ar", "hi", "ro", "tl", "uk"} <= set(LANGUAGES)


def test_fields_are_complete_and_in_their_vocabulary() -> None:
    for entry in lexicon().entries:
        assert re.fullmatch(r"[a-z]+(?:-[a-z]+)*", entry.id), entry.id
        assert entry.leg in LEGS, entry.id
        assert entry.grade in GRADES, entry.id
        assert entry.child == (entry.leg == "child"), entry.id
        assert 2 <= len(entry.name.split()) <= 8, entry.id
        assert entry.says.endswith(".") and 4 <= len(entry.says.split()) <= 30, entry.id
        assert re.search(r"(?:19|20)\d\d", entry.standard), entry.id
        assert entry.reviewer and re.fullmatch(r"\d{4}-\d\d-\d\d", entry.date), entry.id


def test_nobody_is_called_a_victim_or_a_trafficker() -> None:
    said = [e.id for e in lexicon().entries if re.search(r"victim|trafficker", f"{e.name} {e.says}".lower())]
    assert said == []


def test_weights_follow_leg_and_grade() -> None:
    for entry in lexicon().entries:
        if entry.leg == "against":
            assert -3 <= entry.weight <= -0.5, entry.id
        elif entry.grade == "tested: does not predict":
            assert entry.weight == 0, entry.id
        else:
            assert 0 < entry.weight <= 3, entry.id


def test_only_what_a_study_tested_is_called_tested() -> None:
    graded = {grade: {e.id for e in lexicon().entries if e.grade == grade} for grade in GRADES}
    assert graded["tested: predicts"] == PREDICTS
    assert graded["tested: does not predict"] == DOES_NOT_PREDICT


@pytest.mark.parametrize("language", DEEP)
def test_deep_languages_have_words_for_every_entry(language: str) -> None:
    without = {e.id for e in lexicon().entries if not {language, "mul"} & set(e.words)}
    assert without == ONLY_CODE
    thin = [
        entry.id
        for own, entry, words in written()
        if own == language and entry.weight >= STRONG and len(words.patterns) < 6
    ]
    assert thin == []


def test_origin_is_never_evidence() -> None:
    named = [
        (language, entry.id, pattern)
        for language, entry, words in written()
        for pattern in words.patterns
        if ORIGINS.search(pattern.lower())
    ]
    named += [("", e.id, e.name) for e in lexicon().entries if ORIGINS.search(f"{e.name} {e.says}".lower())]
    assert named == []


def test_patterns_and_guards_compile_without_groups() -> None:
    """Every tenth, for compiling all takes long; a pattern that cannot be read fails every test here."""
    sources = sorted({source for _, _, words in written() for source in (*words.patterns, *words.unless)})
    assert all(Pattern(source).regex.groups == 0 for source in sources[::10])


LURES = [
    "Girls needed for hotel work in Dubai, no experience, $2000 per month. Free ticket and visa, the cost is "
    "deducted from your salary. Passports are kept by the manager.",
    "Se buscan chicas para hotel en Dubái, sin experiencia, 2000 dólares al mes. Pasaje y visa pagados, se "
    "descuenta de tu sueldo. El pasaporte se queda con la encargada.",
    "Buscamos hispanohablantes para oficina en Camboya, sin experiencia, 1500 dólares al mes. Vuelo pagado, te "
    "recogen en el aeropuerto. No sales del recinto hasta terminar el contrato. La empresa guarda el pasaporte.",
]
ORDINARY = [
    "Bakery in Leeds is hiring a counter assistant. Monday to Friday, 8 hours, paid holiday and pension. "
    "Send your CV to HR, interviews are held in March.",
    "Panadería busca dependienta. De lunes a viernes, 8 horas, contrato indefinido y alta en la seguridad "
    "social. Enviar CV a recursos humanos.",
    "Hospital contrata enfermera titulada, turnos rotativos, salario según convenio, vacaciones pagadas.",
    "The police rescued twelve workers whose passports were taken; two men were arrested for forced labour.",
    "La policía rescató a doce mujeres; el dueño del club fue detenido por quitarles el pasaporte.",
    "My boss beat me at chess again 😂 I am stuck at work and cannot leave until nine",
    "Necesito vacaciones ya, mi jefe me tiene secuestrada jajaja 😂",
]


@pytest.mark.parametrize("text", LURES, ids=lambda text: text[:24])
def test_a_lure_collects_many_points(text: str) -> None:
    assert points(text) >= 5.0
    assert "document-retention" in found(text)


@pytest.mark.parametrize("text", ORDINARY, ids=lambda text: text[:24])
def test_an_ordinary_post_collects_none(text: str) -> None:
    assert points(text) <= 0.5


@pytest.mark.parametrize("text", ["", "\0", "\ud800", "?!.,", "passport " * 3000, "x" * 20_000])
def test_ugly_texts_do_no_harm(text: str) -> None:
    assert points(text) <= 0.5


def _strong(texts: Sequence[str]) -> float:
    """The share of texts with any indicator of weight 1 or more."""
    heavy = {e.id for e in lexicon().entries if e.weight >= 1}
    return sum(not heavy.isdisjoint(found(text)) for text in texts) / len(texts)


@pytest.mark.parametrize(
    "name",
    [
        "tweeteval/emotion/train_text.txt",
        "tweeteval/irony/train_text.txt",
        "umsab_xlmt/spanish/train_text.txt",
    ],
)
def test_real_tweets_hardly_ever_show_a_weighty_indicator(shared: Path, name: str) -> None:
    tweets = (shared / name).read_text("utf-8", "replace").splitlines()
    assert len(tweets) > 1000
    assert _strong(tweets) < 0.003


def test_real_job_advertisements_collect_few_points(shared: Path) -> None:
    fields = ("title", "location", "company_profile", "description", "requirements", "benefits")
    with (shared / "emscad_small/fj_small.csv").open(encoding="utf-8", errors="replace", newline="") as file:
        adverts = ["\n".join(row[field] for field in fields) for row in csv.DictReader(file)]
    assert len(adverts) > 300
    assert _strong(adverts) < 0.05
    assert max(points(advert) for advert in adverts) < 2.0
