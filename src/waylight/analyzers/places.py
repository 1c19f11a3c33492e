"""Places a post names, resolved to the gazetteer; an unsure name keeps a low score or is left out."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
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
_REMEMBERED = 100_000
_NOTHING: frozenset[str] = frozenset()
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
class _Chunk:
    """What letters between blanks can do: be a place, be one after a cue, begin or go on with a longer name."""

    alone: bool
    cued: bool
    longer: frozenset[str]  # words that may follow
    key: str
    cue: bool


class _Chunks(dict[str, _Chunk | None]):
    """Chunks by how they are written, None where there is no word in one; each is worked out once."""

    def __missing__(self, written: str) -> _Chunk | None:
        if len(self) > _REMEMBERED:
            self.clear()
        words = _WORD.findall(written)
        self[written] = chunk = _chunk(words) if words else None
        return chunk


@cache
def _chunks() -> _Chunks:
    return _Chunks()


def _chunk(words: Sequence[str]) -> _Chunk:
    places, keys = gazetteer(), [key(word.rstrip(".'’-")) for word in words]
    cue = words[-1].lower() in _CUE
    if not any(name in places.names or name in places.longer for name in keys):
        return _Chunk(False, False, _NOTHING, keys[0], cue)

    def believed(cued: bool) -> bool:
        pairs = ((word, name) for word, name in zip(words, keys, strict=True) if name in places.names)
        return any(_believed(word, name, cued, False, places) for word, name in pairs)

    longer = places.longer.get(keys[-1], ())
    told = [name for name in longer for cued in (True, False) if _believed(words[-1], name, cued, False, places)]
    several = any(word in places.longer for word in keys[:-1])
    following = frozenset(name.split(" ", 2)[1] for name in told)
    return _Chunk(several or believed(False), believed(True), following, keys[0], cue)


def _may_name(text: str) -> bool:
    """A quick look at whether a text can name a place at all; most do not."""
    chunks = _chunks()
    cue, following = False, _NOTHING
    for written in text.split():
        chunk = chunks[written]
        if chunk is None:
            continue
        if chunk.alone or (cue and chunk.cued) or chunk.key in following:
            return True
        cue, following = chunk.cue, chunk.longer
    return False


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
