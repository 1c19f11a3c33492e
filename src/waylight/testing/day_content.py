"""Everything of the synthetic day that is no campaign: voices, hard negatives, small talk and what was deleted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

from waylight.testing.day_drafts import Account, Draft, market, moment
from waylight.testing.day_grammar import LANGUAGES, city, expand, fill, phrases
from waylight.testing.day_people import People

_FEEDS = ("news", "awareness", "academic", "awareness_training")
_OFTEN = {"awareness": 3, "agency": 2.5, "ordinary_job": 2, "news": 2, "second_hand": 1.5}
_LONG = 290


def voices(rng: Random, people: People, count: int) -> list[Draft]:
    """Posts by people who seem to ask for help, in turn in each language; no two alike."""
    made: list[Draft] = []
    seen: set[str] = set()
    while len(made) < count:
        language = LANGUAGES[len(made) % len(LANGUAGES)]
        book: dict[str, list[str]] = phrases(language)["voice"]
        kind = list(book)[(len(made) // len(LANGUAGES) + LANGUAGES.index(language)) % len(book)]
        place, country = city(rng, phrases(language)["cities"])
        text = _hurried(rng, fill(rng, expand(rng, rng.choice(book[kind])), {"city": [place]}), place)
        if text in seen and len(seen) < 40 * len(LANGUAGES):
            continue
        seen.add(text)
        country = country if place in text else ""
        made.append(_draft(rng, "voice", kind, language, text, people.account(language), country))
    return made


def hard_negatives(rng: Random, people: People, count: int) -> list[Draft]:
    """Posts that look alike and are none: jobs, news, help lines, songs, jokes, agencies, spam."""
    agencies = {language: people.phone(language) for language in LANGUAGES}
    staff = {language: [people.account(language) for _ in range(3)] for language in LANGUAGES}
    spam = max(3, count // 12)
    made = list(_spam(rng, people, spam))
    weights: dict[str, float] = phrases("common")["languages"]
    while len(made) < count:
        language = rng.choices(LANGUAGES, [weights[name] for name in LANGUAGES])[0]
        book: dict[str, list[str]] = phrases(language)["hard"]
        kind = rng.choices(list(book), [_OFTEN.get(name, 1) for name in book])[0]
        slots = {
            "agency": [agencies[language]],
            "seller": [people.phone(language)],
            "hotline": [phrases("common")["hotlines"][language]],
        }
        text, country = _sentence(rng, language, book[kind], slots)
        text = _framed(rng, language, text)
        author = rng.choice(staff[language]) if kind == "agency" else people.account(language)
        made.append(_draft(rng, "hard_negative", kind, language, text, author, country))
    return made


def background(rng: Random, people: People, count: int) -> list[Draft]:
    """Small talk in the ten languages and a few others, by accounts that post more than once."""
    weights: dict[str, float] = phrases("common")["languages"]
    authors = {language: [people.account(language) for _ in range(2 + count // 60)] for language in LANGUAGES}
    foreign = [people.account("en") for _ in range(2 + count // 60)]
    made: list[Draft] = []
    for _ in range(count):
        if rng.random() < 0.06:
            language = rng.choice(list(phrases("others")))
            text = expand(rng, rng.choice(phrases("others")[language]))
            made.append(_draft(rng, "background", "small_talk", language, text, rng.choice(foreign), ""))
            continue
        language = rng.choices(LANGUAGES, [weights[name] for name in LANGUAGES])[0]
        text, country = _sentence(rng, language, phrases(language)["background"], {})
        if rng.random() < 0.4:
            more, place = _sentence(rng, language, phrases(language)["background"], {})
            text, country = f"{text}{rng.choice(('. ', ' - ', chr(10)))}{more}", country or place
        author = rng.choice(authors[language])
        made.append(_draft(rng, "background", "small_talk", language, text, author, country))
    return made


def delete_some(rng: Random, drafts: Sequence[Draft]) -> None:
    """Marks some background posts as deleted: single ones on Bluesky and Reddit, and a Bluesky account's."""
    for platform, way, share in (("bluesky", "delete", 40), ("reddit", "delete", 25)):
        own = [d for d in drafts if d.role == "background" and d.platform == platform]
        for draft in rng.sample(own, min(len(own), 1 + len(own) // share)):
            draft.role, draft.gone = "deleted", way
    keeps = {d.account.number for d in drafts if d.role != "background"}
    own = [d for d in drafts if d.platform == "bluesky" and d.account.number not in keeps]
    if own:
        number = rng.choice(own).account.number
        for draft in own:
            if draft.account.number == number:
                draft.role, draft.gone = "deleted", "account"


def repeat_some(rng: Random, drafts: Sequence[Draft]) -> None:
    """Turns some background posts on X into reposts of other people's harmless posts."""
    plain = [
        d for d in drafts if d.platform == "x" and d.role in ("background", "hard_negative") and not d.gone
    ]
    own = [d for d in plain if d.role == "background" and d.place is None]
    chosen = rng.sample(own, len(own) // 12)
    numbers = {id(d) for d in chosen}
    originals = [d for d in plain if id(d) not in numbers]
    for draft in chosen if originals else []:
        first = rng.choice(originals)
        draft.repeats, draft.reply = first, False
        draft.at = max(draft.at, first.at)
        draft.role, draft.kind, draft.language = first.role, first.kind, first.language
        draft.country, draft.text, draft.clear = first.country, first.text, first.clear


def _spam(rng: Random, people: People, count: int) -> Iterator[Draft]:
    while True:
        language = rng.choice([name for name in LANGUAGES if "spam" in phrases(name)])
        wording = expand(rng, rng.choice(phrases(language)["spam"]))
        accounts = [people.account(language) for _ in range(4)]
        size = min(count, rng.randint(4, 18))
        for _ in range(size):
            text = fill(rng, wording, {"n": [str(n) for n in range(2, 10)]})
            yield _draft(rng, "hard_negative", "spam", language, text, rng.choice(accounts), "")
        count -= size
        if count <= 0:
            return


def _sentence(
    rng: Random, language: str, options: Sequence[str], slots: dict[str, list[str]]
) -> tuple[str, str]:
    place, country = city(rng, phrases(language)["cities"])
    given = phrases(language)["given"]
    slots = slots | {"city": [place], "n": [str(n) for n in range(2, 10)], "name": given}
    text = fill(rng, expand(rng, rng.choice(options)), slots)
    return text[:1].upper() + text[1:] if rng.random() < 0.7 else text, country if place in text else ""


def _framed(rng: Random, language: str, text: str) -> str:
    """A post with, often, something said before or after, as unrelated people would."""
    book = phrases(language)
    if rng.random() < 0.35:
        text = f"{rng.choice(book['heads'])} {text}"
    return f"{text} {rng.choice(book['tails'])}" if rng.random() < 0.45 else text


def _hurried(rng: Random, text: str, place: str) -> str:
    """A post typed in haste, one time in three: letters exchanged; the place stays readable."""
    words = text.split(" ")
    if rng.random() > 0.35:
        return text
    for number in rng.sample(range(len(words)), min(3, len(words))):
        word = words[number]
        if word.isalpha() and len(word) > 4 and word not in place:
            at = rng.randrange(1, len(word) - 2)
            words[number] = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return " ".join(words)


def _draft(
    rng: Random, role: str, kind: str, language: str, text: str, account: Account, country: str
) -> Draft:
    without = ("bluesky",) if len(text) > _LONG else ()
    platform = market(rng, language, kind, without)
    if kind in _FEEDS and rng.random() < 0.35:
        platform = "rss"
    reply = platform not in ("rss", "classifieds") and rng.random() < (0.35 if role == "voice" else 0.18)
    return Draft(role, kind, language, text, text, platform, account, country, at=moment(rng), reply=reply)


def take(drafts: Sequence[Draft], platform: str) -> list[Draft]:
    """The drafts of one platform in the order of time."""
    return sorted((d for d in drafts if d.platform == platform), key=lambda d: d.at)
