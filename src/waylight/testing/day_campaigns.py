"""The campaigns of the synthetic day: one operator each, one wording, many posts that vary it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from waylight.testing import day_disguise
from waylight.testing.day_drafts import Account, Draft, market, moment
from waylight.testing.day_grammar import LANGUAGES, city, expand, fill, moves, phrases
from waylight.testing.day_people import Contact, People

_LIMIT = {"bluesky": 300, "mastodon": 500, "youtube": 600}
AGES = ("18-25", "20-28", "19 - 27", "18-30", "21/30", "20-35")


@dataclass(frozen=True, slots=True)
class Campaign:
    """One operator's campaign: its wording with slots, what fills them, and where and how it is posted."""

    label: str
    kind: str
    language: str
    sentences: tuple[str, ...]
    places: Sequence[str]
    slots: dict[str, list[str]]
    contacts: list[Contact]
    accounts: list[Account]
    platforms: list[str]
    ways: list[str]
    join: str


def campaigns(rng: Random, people: People, posts: int) -> list[Draft]:
    """The campaign posts of a day: a sixth of `posts`, in campaigns of 4 to 40."""
    count = max(4, round(24 * posts / 3000))
    used: Counter[str] = Counter()
    plan = _kinds(rng, count)
    made = [_campaign(rng, people, f"c{n:03d}", *plan[n], used) for n in range(count)]
    return [
        draft
        for one, size in zip(made, _sizes(rng, count, posts), strict=True)
        for draft in _posts(rng, one, size)
    ]


def _sizes(rng: Random, count: int, posts: int) -> list[int]:
    top = max(6, min(40, round(0.32 * posts / count) - 4))
    while True:
        sizes = [rng.randint(4, top) for _ in range(count)]
        if 0.125 * posts <= sum(sizes) <= 0.195 * posts:
            return sizes


def _kinds(rng: Random, count: int) -> list[tuple[str, str]]:
    """Language and kind per campaign; a kind comes twice in a language only once all others were taken."""
    weights: dict[str, float] = phrases("common")["campaigns"]
    total = sum(weights.values())
    order: list[str] = []
    for language in LANGUAGES:
        order += [language] * max(1 if count >= 20 else 0, int(count * weights[language] / total))
    order += rng.choices(LANGUAGES, [weights[name] for name in LANGUAGES], k=max(0, count - len(order)))
    decks: dict[str, list[str]] = {}
    plan = []
    for language in order[:count]:
        if not decks.get(language):
            decks[language] = rng.sample(list(phrases(language)["offers"]), len(phrases(language)["offers"]))
        plan.append((language, decks[language].pop()))
    return plan


def _campaign(
    rng: Random, people: People, label: str, language: str, kind: str, used: Counter[str]
) -> Campaign:
    book = phrases(language)
    offer = book["offers"][kind]
    contacts = [people.contact(language) for _ in range(rng.randint(1, 4))]
    ways = day_disguise.ways(day_disguise.script(language))
    slots = {
        "pay": rng.sample(offer["pay"], min(len(offer["pay"]), rng.randint(2, 3))),
        "age": rng.sample(AGES, 2),
        "name": [rng.choice(book["given"]) for _ in range(rng.randint(1, 2))],
        "n": ["3", "4", "5", "6", "8", "10"],
    }
    return Campaign(
        label=label,
        kind=kind,
        language=language,
        sentences=_wording(rng, language, kind, used),
        places=rng.sample(offer["places"], min(len(offer["places"]), rng.randint(1, 4))),
        slots=slots,
        contacts=contacts,
        accounts=[people.account(language) for _ in range(rng.randint(1, 5))],
        platforms=list(dict.fromkeys(market(rng, language, kind) for _ in range(rng.randint(1, 3)))),
        ways=rng.sample(ways, min(len(ways), rng.randint(1, 3))) if rng.random() < 0.5 else [],
        join=rng.choice((". ", ". ", "! ", "\n", " - ")),
    )


def _wording(rng: Random, language: str, kind: str, used: Counter[str]) -> tuple[str, ...]:
    """Three to six sentences: the opening, most of the other moves, and the contact. Fresh sentences go first."""
    first, *rest = moves(language, kind)
    some = sorted(rng.sample(range(len(rest)), rng.randint(min(len(rest), 2), min(len(rest), 4))))
    sentences = []
    for options in [first, *(rest[n] for n in some), phrases(language)["contact"]]:
        least = min(used[option] for option in options)
        chosen = rng.choice([option for option in options if used[option] == least])
        used[chosen] += 1
        sentence = expand(rng, chosen)
        sentences.append(sentence[:1].upper() + sentence[1:])
    return tuple(sentences)


def _posts(rng: Random, campaign: Campaign, size: int) -> list[Draft]:
    return [_post(rng, campaign) for _ in range(size)]


def _post(rng: Random, campaign: Campaign) -> Draft:
    platform = rng.choice(campaign.platforms)
    place, country = city(rng, campaign.places)
    body = _vary(rng, campaign)
    contact = rng.choice(campaign.contacts)
    shown = contact.written
    text = fill(rng, _dressed(rng, campaign, body, platform), campaign.slots | {"city": [place]})
    clear = text.replace("<contact>", contact.written)
    if campaign.ways and rng.random() < 0.8:
        text = day_disguise.disguise(rng, text, campaign.ways, campaign.language)
        if contact.kind == "phone" and "digits" in campaign.ways:
            shown = day_disguise.disguise_digits(rng, contact.written, campaign.language)
    return Draft(
        role="campaign",
        kind=campaign.kind,
        language=campaign.language,
        clear=clear,
        text=text.replace("<contact>", shown),
        platform=platform,
        account=rng.choice(campaign.accounts),
        country=country,
        campaign=campaign.label,
        at=moment(rng),
    )


def _vary(rng: Random, campaign: Campaign) -> list[str]:
    """The wording with, now and then, a sentence dropped or two exchanged; first and last stay."""
    first, *middle, last = campaign.sentences
    if len(middle) > 2 and rng.random() < 0.25:
        middle.pop(rng.randrange(len(middle)))
    if len(middle) > 1 and rng.random() < 0.2:
        rng.shuffle(middle)
    return [first, *middle, last]


def _dressed(rng: Random, campaign: Campaign, body: list[str], platform: str) -> str:
    """Greeting, emoji and hashtags around the sentences, cut to what the platform takes."""
    book = phrases(campaign.language)
    limit = _LIMIT.get(platform, 2000)
    while len(body) > 2 and len(campaign.join.join(body)) > limit - 60:
        body.pop(-2)
    text = campaign.join.join(body)
    extra = limit - len(text) - 40
    if rng.random() < 0.45 and extra > 40:
        text = f"{rng.choice(book['greetings'])} {text}"
    if rng.random() < 0.4:
        text = f"{text} {rng.choice(book['emoji'])}{rng.choice(('', rng.choice(book['emoji'])))}"
    if extra > 80 and rng.random() < (0.5 if platform in ("x", "tiktok", "fourcat") else 0.15):
        text += " " + " ".join(f"#{tag}" for tag in rng.sample(book["hashtags"], rng.randint(1, 3)))
    return text
