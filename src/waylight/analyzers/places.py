"""Places a post names, resolved to the gazetteer; an unsure name keeps a low score or is left out."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import pyarrow as pa

from waylight.stage import Analyzer, Columns
from waylight.text.gazetteer import Gazetteer, Place, gazetteer, key
from waylight.text.scripts import PLACEHOLDER

MENTION = pa.struct(
    [
        ("start", pa.int32()), ("end", pa.int32()), ("id", pa.string()), ("name", pa.string()),
        ("lat", pa.float32()), ("lon", pa.float32()), ("country", pa.string()),
        ("population", pa.int64()), ("score", pa.float32()),
    ]
)  # fmt: skip
WRITES = pa.struct([("mentions", pa.list_(MENTION)), ("countries", pa.list_(pa.string()))])

# Letters with their combining marks: Devanagari and Thai vowel signs are no word characters to `re`.
_WORD = re.compile(r"[^\W\d_][\w.'’\u0300-\u036f\u064b-\u065f\u0900-\u0dff\u0e00-\u0eff-]*")
_CUE = frozenset(
    "in at from to near around en desde hacia em no na para à a au aux dans vers de la în din la в из на до у з із до "
    "من في إلى الى में से sa mula papuntang".split()
)
# Ordinary words and given names that are also towns: taken as places only after a cue and capitalised.
_ORDINARY = frozenset(
    "of man male mobile nice reading bath split orange most same van ware bar march sale deal many wells hope hull gap "
    "sandy post police bay best union temple university normal independence liberal enterprise corona as is on are was "
    "can may will young home come here there when who what this that new old free work job girls boys call date time day "
    "love live life help need want good great lady beauty spa contact asian los las una sin san santa real grande central "
    "nova vera carmen luz rosa sal paz victoria florida jackson madison      "
    "   leon nancy kim ana eva  angeles dolores mercedes trinidad barbara casa mesa parla "
    "data media tours vienne agen sens die  essen halle hamm hof singen baden lage bergen moss os ii le la de da "
    "do si se no me por com une son pas moi ici ca va du des bien sur tout mon ma vie pour para solo mora queens kent chama gente kita metro soul thai".split()
)
_REMEMBERED = 200_000
_SMALL, _MIDDLE, _LARGE, _HUGE = 50_000, 200_000, 500_000, 1_000_000


def read(columns: Columns) -> pa.StructArray:
    """Cities and countries named in a post, with coordinates of the place's centre and a confidence."""
    places = gazetteer()
    rows = [
        _mentions(text, country, places)
        for text, country in zip(columns["text"].to_pylist(), columns["country"].to_pylist(), strict=True)
    ]
    countries = [list(dict.fromkeys(m["country"] for m in row)) for row in rows]
    return pa.StructArray.from_arrays(
        [pa.array(rows, type=pa.list_(MENTION)), pa.array(countries, type=pa.list_(pa.string()))],
        fields=list(WRITES),
    )


def _mentions(text: str, country: str | None, places: Gazetteer) -> list[dict[str, object]]:
    spans = list(_candidates(text, places))
    if not spans:
        return []
    named = {places.places[c[0]].country for *_, c in spans if places.places[c[0]].kind == "country"}
    context = named | ({country} if country else set())
    found = []
    for start, end, cued, candidates in spans:
        place = _resolve(candidates, key(text[start:end]), context, places)
        score = _score(place, cued, place.country in context, len(candidates))
        found.append(
            {
                "start": start, "end": end, "id": place.id, "name": place.name, "lat": place.lat, "lon": place.lon,
                "country": place.country, "population": place.population, "score": score,
            }
        )  # fmt: skip
    return found


def _resolve(candidates: Sequence[int], name: str, context: set[str], places: Gazetteer) -> Place:
    """The largest candidate in a country named beside it, else the largest of that very name, else the largest."""
    options = [places.places[c] for c in candidates]
    own = [p for p in options if key(p.name) == name]
    return next((p for p in own + options if p.country in context), (own or options)[0])


def _score(place: Place, cued: bool, in_context: bool, candidates: int) -> float:
    size = min(1.0, math.log10(max(place.population, 10)) / 7)
    doubt = 0.15 * min(3, candidates - 1) if not in_context else 0.0
    return round(min(0.99, max(0.05, 0.25 + 0.4 * size + 0.2 * cued + 0.2 * in_context - doubt)), 3)


def _candidates(text: str, places: Gazetteer) -> Iterator[tuple[int, int, bool, Sequence[int]]]:
    plain = PLACEHOLDER.sub(lambda m: " " * len(m[0]), text) if "[" in text else text
    if not _may_name(plain):
        return
    words = list(_WORD.finditer(plain))
    keys = [key(w[0].rstrip(".'’-")) for w in words]
    index = 0
    while index < len(words):
        size = 0
        if keys[index] in places.names or keys[index] in places.longer:
            size = next(
                (
                    n
                    for n in (4, 3, 2, 1)
                    if " ".join(keys[index : index + n]) in places.names and index + n <= len(words)
                ),
                0,
            )
        if size:
            name = " ".join(keys[index : index + size])
            start, end = words[index].start(), words[index + size - 1].end()
            cued = index > 0 and words[index - 1][0].lower() in _CUE
            written = text[start:end].rstrip(".'’-")
            opens = index == 0 or text[words[index - 1].end() : start].strip(" ,;:\t") != ""
            if _believed(written, name, cued, opens, places):
                yield start, start + len(written), cued, places.names[name]
                index += size
                continue
        index += 1


@dataclass(frozen=True, slots=True)
class _Opening:
    """What letters between blanks can do: be a place, be one after a cue, or begin a name of several words."""

    alone: bool
    cued: bool
    following: frozenset[str]


class _Openings(dict[str, _Opening | None]):
    """Chunks by how they are written, None for the most that can do nothing; each is worked out once."""

    def __missing__(self, written: str) -> _Opening | None:
        if len(self) > _REMEMBERED:
            self.clear()
        self[written] = opening = _opening(_WORD.findall(written))
        return opening


@cache
def _openings() -> _Openings:
    return _Openings()


def _opening(words: Sequence[str]) -> _Opening | None:
    places, keys = gazetteer(), [key(word.rstrip(".'’-")) for word in words]
    if not any(name in places.names or name in places.longer for name in keys):
        return None

    def believed(cued: bool) -> bool:
        pairs = ((word, name) for word, name in zip(words, keys, strict=True) if name in places.names)
        return any(_believed(word, name, cued, False, places) for word, name in pairs)

    longer = places.longer.get(keys[-1], ())
    told = [
        name for name in longer for cued in (True, False) if _believed(words[-1], name, cued, False, places)
    ]
    several = any(word in places.longer for word in keys[:-1])
    opening = _Opening(
        several or believed(False), believed(True), frozenset(n.split(" ", 2)[1] for n in told)
    )
    return opening if opening.alone or opening.cued or told else None


def _may_name(text: str) -> bool:
    """A quick look at whether a text can name a place at all; most do not."""
    chunks = text.split()
    found = list(map(_openings().__getitem__, chunks))
    for at, opening in enumerate(found):
        if opening is None:
            continue
        if opening.alone or (opening.cued and _word(reversed(chunks[:at]), -1).lower() in _CUE):
            return True
        if opening.following and key(_word(chunks[at + 1 :], 0).rstrip(".'’-")) in opening.following:
            return True
    return False


def _word(chunks: Iterable[str], at: int) -> str:
    """The first or the last word of the first chunk that has one."""
    return next((words[at] for chunk in chunks if (words := _WORD.findall(chunk))), "")


def _believed(written: str, name: str, cued: bool, opens: bool, places: Gazetteer) -> bool:
    """Whether these words are a place here rather than an ordinary word; `opens`: they begin a sentence."""
    largest = places.places[places.names[name][0]]
    size, own, country = largest.population, name in places.own, largest.kind == "country"
    if not written[0].isupper() and not written[0].islower():  # a script without capitals
        return country or size >= (_SMALL if cued else _LARGE) or " " in name
    capital = written[0].isupper()
    if name in _ORDINARY:
        return capital and cued and own and size >= _MIDDLE
    if country:
        return capital or (cued and len(name) >= 5)
    if len(name) < 4:
        return capital and cued and size >= _LARGE
    if not capital:
        return own and (size >= _HUGE or (cued and size >= _LARGE))
    if cued:
        return own or size >= _MIDDLE
    if opens:
        return (own and size >= _LARGE) or size >= _HUGE or " " in name
    return (own and size >= _MIDDLE) or size >= _LARGE or " " in name


ANALYZER = Analyzer(
    name="places",
    version=1,
    reads={"text": pa.string(), "country": pa.string()},
    writes=WRITES,
    read=read,
    examples=[
        ({"text": "jobs in Dubai", "country": None}, {"countries": ["AE"]}),
        ({"text": "we moved from Valencia, Venezuela", "country": None}, {"countries": ["VE"]}),
        ({"text": "работа в Москве", "country": None}, {"countries": ["RU"]}),
        ({"text": "this is a nice reading of the man", "country": None}, {"countries": []}),
    ],
)
