"""The indicator words of eight languages: each example is run, and no ordinary or documentary post scores high."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest

from waylight.text.folding import fold
from waylight.text.lexicon import Entry, Lexicon, Words

LANGUAGES = ("ar", "fr", "hi", "pt", "ro", "ru", "tl", "uk")

# One job lure and one scam-compound lure per language; and things that look near but are ordinary.
LURES = [
    "Procuramos meninas de 18 a 25 anos para hotel no Dubai, sem experiência, 3000 euros por mês. Passagem e "
    "visto por nossa conta, descontamos do salário depois. O passaporte fica com a gerente.",
    "Recherche filles sérieuses pour travailler à Dubaï, sans expérience, 2500 euros par mois. Billet et visa "
    "pris en charge, à rembourser sur le salaire. Le passeport reste chez la patronne.",
    "Требуются девушки в Дубай, опыт не нужен, зарплата 3000 долларов. Билет и визу оплачиваем, потом "
    "отработаете из зарплаты. Паспорта хранятся у администратора.",
    "Потрібні дівчата в Дубай, без досвіду, зарплата 3000 доларів. Квиток і візу оплачуємо, потім "
    "відпрацюєте. Паспорти зберігаються в адміністратора, паспорт у нас до кінця контракту.",
    "Căutăm fete pentru hotel în Dubai, fără experiență, 3000 euro pe lună. Biletul de avion plătit, se "
    "oprește din salariu. Pașapoartele rămân la patron.",
    "مطلوب بنات للعمل في دبي، بدون خبرة، راتب 2000 دولار. التذكرة والفيزا علينا وتنخصم من الراتب. الجواز يبقى عند المدير.",
    "दुबई होटल के लिए लड़कियां चाहिए, अनुभव की जरूरत नहीं, सैलरी 80 हजार। वीज़ा और टिकट फ्री, सैलरी से कटेगा। "
    "पासपोर्ट कंपनी के पास रहेगा।",
    "Hiring girls hotel Dubai, no experience, sahod 80k. Libre ticket at visa, salary deduction na lang sa sahod. "
    "Passport nasa amo habang may kontrata.",
]
ORDINARY = [
    "Padaria contrata atendente. Segunda a sábado, das 6h às 14h, carteira assinada e vale transporte. Envie o CV.",
    "Boulangerie cherche vendeuse, CDI 35h, mutuelle, du lundi au vendredi. Envoyez votre CV par mail.",
    "Магазину нужен кассир, график 2/2, оформление по ТК, соцпакет. Отправляйте резюме на почту.",
    "Магазину потрібен касир, графік 2/2, офіційне працевлаштування. Надсилайте резюме на пошту.",
    "Brutărie angajează vânzătoare, contract de muncă, bonuri de masă, 8 ore pe zi. Trimiteți CV-ul pe mail.",
    "مطلوب كاشير لمطعم في حي النزهة، الدوام 8 ساعات، تأمين صحي وتأمينات اجتماعية. يرجى إرسال السيرة الذاتية.",
    "दुकान पर कैशियर चाहिए, समय सुबह 10 से 7, रविवार छुट्टी, पीएफ और ईएसआई। बायोडाटा लेकर आएं।",
    "Hiring cashier sa Cubao, 8 hours, SSS PhilHealth Pag-IBIG, rest day Sunday. Email resume sa HR.",
]


@cache
def lexicon() -> Lexicon:
    return Lexicon("indicators")


def found(text: str) -> dict[str, float]:
    return {entry.id: entry.weight for entry, _ in lexicon().find(fold(text).text)}


def written() -> Iterator[tuple[str, Entry, Words]]:
    for entry in lexicon().entries:
        for language, words in entry.words.items():
            if language in LANGUAGES:
                yield language, entry, words


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_example_does_what_it_says(language: str) -> None:
    wrong = []
    for own, entry, words in written():
        if own != language:
            continue
        wrong += [(entry.id, "silent", text) for text in words.fires if entry.id not in found(text)]
        wrong += [(entry.id, "fires", text) for text in words.stays_quiet if entry.id in found(text)]
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_covers_the_strongest_indicators(language: str) -> None:
    entries = [entry for own, entry, _ in written() if own == language]
    ids = {entry.id for entry in entries}
    assert len(entries) >= 30
    assert sum(entry.leg == "against" for entry in entries) >= 8
    assert {"document-retention", "recruitment-debt", "movement-restriction", "scam-compound-job"} <= ids
    assert {"organ-sale", "managed-adult-service", "child-recruitment", "family-threat"} <= ids


def test_every_entry_has_two_examples_of_each_kind() -> None:
    few = [
        (own, entry.id)
        for own, entry, words in written()
        if len(set(words.fires)) < 2 or len(set(words.stays_quiet)) < 2
    ]
    assert few == []


@pytest.mark.parametrize("text", LURES, ids=lambda text: text[:20])
def test_a_lure_collects_the_indicators_of_all_three_legs(text: str) -> None:
    ids = set(found(text))
    assert {"document-retention", "recruitment-debt", "travel-arranged", "pay-too-good"} <= ids
    assert sum(found(text).values()) >= 5.0


@pytest.mark.parametrize("text", ORDINARY, ids=lambda text: text[:20])
def test_an_ordinary_job_speaks_against(text: str) -> None:
    assert sum(found(text).values()) < 0
    assert not [name for name, weight in found(text).items() if weight >= 1.0]


def test_a_danda_ends_a_hindi_word_and_sentence() -> None:
    assert "document-retention" in found("पासपोर्ट कंपनी के पास रहेगा।")
    assert "document-retention" not in found("पासपोर्ट बनवा लो। कंपनी के पास रहेगा सामान।")


@pytest.mark.parametrize("text", ["", "\0", "\ud800 паспорт", "पास\u200dपोर्ट ।।।", "جواز" * 2000])
def test_ugly_texts_do_no_harm(text: str) -> None:
    assert "document-retention" not in found(text)
