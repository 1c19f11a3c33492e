"""Which column of a table holds what: guessed from names in many languages and from values, shown, overridden."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from waylight.files import fields, tables
from waylight.files.opened import Opened
from waylight.stage import Item, StopSource

SHOWN = 300  # rows looked at before guessing

# Names that may also describe a product or a profile, so that alone they do not make a table one of posts.
_WEAK = (
    "description|desc|summary|job description|descripcion|descricao|descrizione|beschreibung|opis|descriere|"
    "aciklama|deskripsi|mo ta|описание|опис|وصف|الوصف|描述|说明|説明|설명|विवरण"
)
# In order of preference; written as people write them, compared without case, accents, spaces and signs.
NAMES: dict[str, str] = {
    "id": "id|post id|message id|tweet id|comment id|item id|ad id|listing id|job id|record id|entry id|row id|uuid|guid|uid|native id|doc id|"
    "identifier|identificador|identifiant|kennung|номер|идентификатор|معرف|编号|番号",
    "text": "text|body|full text|message|content|post text|tweet text|tweet|comment text|comment|caption|post|"
    "message text|ad text|article|review|posting|texto|mensaje|contenido|cuerpo|comentario|anuncio|"
    "texte|contenu|corps|commentaire|annonce|nachricht|inhalt|kommentar|beitrag|anzeige|testo|messaggio|"
    "contenuto|commento|annuncio|mensagem|conteudo|tekst|tresc|wiadomosc|bericht|inhoud|mesaj|continut|metin|"
    "icerik|ilan|teks|isi|pesan|noi dung|текст|сообщение|пост|комментарий|объявление|содержание|повідомлення|"
    "текст повідомлення|оголошення|نص|النص|محتوى|المحتوى|رسالة|الرسالة|منشور|متن|پیام|טקסט|תוכן|内容|正文|文本|本文|"
    "テキスト|内容文|내용|본문|텍스트|पाठ|संदेश|ข้อความ|" + _WEAK,
    "title": "title|headline|subject|heading|titulo|titre|titel|titolo|betreff|asunto|objet|tytul|titlu|baslik|judul|"
    "tieu de|заголовок|название|тема|назва|عنوان|العنوان|标题|标题名|タイトル|제목|शीर्षक|หัวข้อ|job title",
    "created_at": "created at|created|posted at|posted|post date|date posted|posted on|timestamp|unix timestamp|"
    "created utc|created time|creation time|publish date|published at|published|date time|datetime|date|time|"
    "postdate|fecha|fecha de publicacion|date de publication|publie le|datum|erstellt|erstellt am|"
    "veroffentlicht|data|data de publicacao|data di pubblicazione|data publicarii|tarih|tanggal|ngay|дата|"
    "дата публикации|дата публікації|время|تاريخ|التاريخ|تاریخ|תאריך|日期|时间|发布时间|日時|날짜|दिनांक|วันที่",
    "author_id": "author id|user id|account id|from id|sender id|userid|poster id|owner id|profile id",
    "author_handle": "username|user name|screen name|handle|author handle|author|user|account|nickname|login|poster|"
    "usuario|autor|auteur|benutzer|utilisateur|utente|autore|uzytkownik|kullanici|pengguna|автор|пользователь|"
    "користувач|مستخدم|المستخدم|الكاتب|用户|作者|ユーザー|작성자|लेखक",
    "author_name": "author name|user full name|full name|display name|sender|from|sender name|poster name|"
    "author full name|nombre|nom|imie|имя|имя автора|الاسم|姓名|昵称|名前|이름",
    "url": "url|link|permalink|post url|source url|page url|enlace|lien|adresse url|href|ссылка|посилання|رابط|"
    "الرابط|链接|网址|リンク|링크|web url",
    "phone": "phone|phones|phone number|phone numbers|telephone|tel|mobile|mobile number|cell|cellphone|whatsapp|"
    "contact|contact number|telefono|telefonos|movil|celular|telefon|telefonnummer|handy|telephone portable|"
    "numero de telephone|cellulare|telefone|numer telefonu|nomor telepon|so dien thoai|телефон|телефоны|"
    "номер телефона|هاتف|الهاتف|رقم الهاتف|جوال|电话|手机|电话号码|電話番号|전화번호|फ़ोन|เบอร์โทร",
    "email": "email|emails|e mail|mail|email address|correo|correo electronico|courriel|e mail adresse|posta|"
    "эл почта|почта|электронная почта|بريد|البريد الالكتروني|邮箱|电子邮件|メール|이메일",
    "place_name": "location|place|city|place name|region|town|area|location text|city name|job location|ubicacion|"
    "ciudad|lugar|lieu|ville|ort|stadt|standort|luogo|citta|localita|cidade|local|localizacao|miejsce|miasto|"
    "oras|sehir|lokasi|kota|dia diem|thanh pho|место|город|місто|місце|регион|موقع|الموقع|مدينة|المدينة|地点|城市|"
    "位置|場所|위치|도시|शहर|สถานที่|state|address",
    "country": "country|country code|pais|pays|land|paese|kraj|tara|ulke|negara|quoc gia|страна|країна|بلد|الدولة|"
    "国家|国|국가|देश|ประเทศ",
    "lat": "lat|latitude|latitud|latitudine|breitengrad|широта|geo lat|خط العرض|纬度|緯度|위도",
    "lon": "lon|lng|long|longitude|longitud|longitudine|langengrad|laengengrad|долгота|довгота|geo lon|geo lng|"
    "خط الطول|经度|経度|경도",
    "platform": "platform|site|website|source platform|network|social network|source site|plataforma|sitio|"
    "plateforme|plattform|piattaforma|сайт|платформа|منصة|平台|网站|プラットフォーム|플랫폼|domain|source",
    "reply_to": "reply to|in reply to|in reply to id|parent id|reply to id|in reply to status id|parent|"
    "reply to message id|in reply to tweet id",
    "thread": "thread id|conversation id|thread|link id|topic id|discussion id|hilo|chat id",
    "image": "image|images|image url|image urls|photo|photos|picture|pictures|media url|media|thumbnail|imagen|"
    "imagenes|foto|fotos|bild|bilder|immagine|imagem|zdjecie|фото|изображение|صورة|صور|图片|画像|사진",
    "hashtags": "hashtags|tags|hash tags|etiquetas|mots cles|schlagworter|теги|хештеги|وسوم|标签|タグ|해시태그",
    "language_declared": "language|lang|language code|idioma|langue|sprache|lingua|jezyk|dil|bahasa|язык|мова|لغة|"
    "اللغة|语言|言語|언어",
    "price": "price|prices|rate|rates|cost|fee|salary|pay|wage|salary range|precio|tarifa|prix|tarif|preis|prezzo|"
    "preco|cena|pret|fiyat|harga|gia|цена|ціна|зарплата|سعر|السعر|价格|価格|가격|कीमत|ราคา",
}  # fmt: skip
FIELDS = tuple(NAMES)
_BY_LAST_WORD = ("text", "created_at", "url", "phone", "email", "price", "image", "place_name", "title")
_OF_OTHERS = re.compile(
    r"(?i)^(user|author|account|profile|page|channel|group|quoted?|parent|sender|retweet)"
)
_WORDS = re.compile(r"[^\W_]+")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_DATE = re.compile(r"\s*(\d{1,2})\s?([./-])\s?(\d{1,2})\s?\2\s?(\d{4}|\d\d)\b")
_URL = re.compile(r"(?i)(https?://|www\.|//)\S+$")
_CODE = re.compile(r"[A-Za-z]{2,3}([-_]\w+)?$")


def guess(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """The likeliest column for each of `FIELDS`; a field for which none fits is left out.

    A name must be borne out by the values below it, as far as there are any: a "date" that holds no
    dates is not taken. A text whose column has no telling name is told by its long values.
    """
    shown = list(rows)
    values = {name: _values(name, shown) for name in columns}
    found: dict[str, str] = {}
    for by_last_word in (False, True):
        for field in FIELDS:
            if field not in found and (field in _BY_LAST_WORD or not by_last_word):
                column = _named(field, [c for c in columns if c not in found.values()], values, by_last_word)
                if column is not None:
                    found[field] = column
    if "text" not in found and "title" not in found:
        long = _longest([c for c in columns if c not in found.values()], values)
        found |= {"text": long} if long is not None else {}
    if "text" not in found and "title" in found:
        found["text"] = found.pop("title")
    return {field: found[field] for field in FIELDS if field in found}


def mapping(opened: Opened) -> dict[str, str]:
    """The mapping used for a file: guessed, then overridden by `opened.settings["columns"]` {field: column}.

    An empty column takes a field away. StopSource where no column holds text or an override names
    what does not exist.
    """
    rows = [item.value for item in islice(tables.rows(opened), SHOWN) if isinstance(item.value, dict)]
    columns = tables.columns(rows)
    named = ", ".join(columns[:40]) or "none"
    made = guess(columns, rows)
    for field, column in (opened.settings.get("columns") or {}).items():
        if field not in NAMES or (column and column not in columns):
            raise StopSource(
                f"--column {field}={column} fits nothing here: its columns are {named}.",
                where=opened.where,
                do=f"Fields are {', '.join(FIELDS)}.",
            )
        made = {f: c for f, c in made.items() if f != field and c != column} | (
            {field: column} if column else {}
        )
    if "text" not in made:
        raise StopSource(
            f"no column looks like the text of a post; its columns are {named}.",
            where=opened.where,
            do="Say which one it is: --column text=NAME.",
        )
    return {field: made[field] for field in FIELDS if field in made}


def items(opened: Opened) -> Iterator[Item]:
    """The rows of a table as raw items, each with the mapping (`_map`) and the place that `tables.post` needs."""
    made = mapping(opened)
    context: dict[str, Any] = {"_map": made, "_file": opened.name}
    if "created_at" in made:
        shown = islice(tables.rows(opened), SHOWN)
        dates = [tables.cell(i.value, made["created_at"]) for i in shown if isinstance(i.value, dict)]
        context["_day_first"] = day_first(dates)
    for item in tables.rows(opened):
        if isinstance(item.value, dict):
            yield Item(item.at, {**item.value, **context, "_at": item.at})
        else:
            yield item


def sure(made: Mapping[str, str], columns: Sequence[str]) -> float:
    """How likely a table holds posts at all, 0 to 0.35, told by its mapping; kept low so that others win."""
    name = made.get("text")
    if name is None or len(columns) < 2:
        return 0.0
    others = sum(
        field in made for field in ("id", "created_at", "author_id", "author_handle", "url", "phone", "price")
    )
    key = _key(name.rpartition(".")[2])
    if key in _ACCEPTED["text"] and key not in _WEAK_KEYS:
        return 0.3 if others else 0.25
    timed = "created_at" in made or "phone" in made or "price" in made
    return 0.25 if timed and others >= 2 else 0.2 if timed else 0.0


def day_first(values: Iterable[object]) -> bool | None:
    """Whether dates such as 3/4/2024 begin with the day; None where nothing in the file decides it."""
    first = second = dotted = False
    for value in values:
        if match := _DATE.match(fields.text(value)):
            first, second = first or int(match[1]) > 12, second or int(match[3]) > 12
            dotted = dotted or match[2] == "."
    return first if first != second else (True if dotted and not second else None)


def _key(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.casefold()).translate(_BARE)
    return "".join(c for c in plain if c.isalnum())


_BARE = str.maketrans("ıłøđ", "ilod")  # letters whose stroke or missing dot Unicode does not take apart


_WEAK_KEYS = frozenset(map(_key, _WEAK.split("|")))
_ACCEPTED = {field: [_key(name) for name in names.split("|")] for field, names in NAMES.items()}


def _values(name: str, rows: Iterable[Mapping[str, Any]]) -> list[str]:
    found = (tables.cell(row, name) for row in rows)
    return [written for value in found if (written := ", ".join(tables.many(value)))]


def _named(
    field: str, columns: Sequence[str], values: Mapping[str, list[str]], by_last_word: bool
) -> str | None:
    accepted = _ACCEPTED[field]
    ranked: list[tuple[int, str]] = []
    for column in columns:
        if by_last_word and _OF_OTHERS.match(column):
            continue
        words = _WORDS.findall(_CAMEL.sub(" ", column))
        key = _key(words[-1]) if by_last_word and words else _key(column)
        if key in accepted and _fits(field, values[column]):
            ranked.append((accepted.index(key), column))
    return min(ranked, key=lambda pair: pair[0])[1] if ranked else None


def _fits(field: str, values: Sequence[str]) -> bool:
    test = _TESTS.get(field)
    if field == "id" and values and len(set(values)) < 0.8 * len(values):
        return False
    return test is None or not values or sum(map(test, values)) * 2 >= len(values)


def _is_time(value: str) -> bool:
    return fields.time(value) is not None or _DATE.match(value) is not None


def _is_text(value: str) -> bool:
    return fields.number(value) is None and not _URL.match(value) and not _is_time(value)


_TESTS: dict[str, Callable[[str], bool]] = {
    "id": lambda v: len(v) <= 200 and "\n" not in v,
    "text": _is_text,
    "title": _is_text,
    "created_at": _is_time,
    "url": lambda v: bool(_URL.match(v)),
    "phone": lambda v: sum(c.isdigit() for c in v) >= 5,
    "email": lambda v: "@" in v,
    "lat": lambda v: (n := fields.number(v)) is not None and abs(n) <= 90,
    "lon": lambda v: (n := fields.number(v)) is not None and abs(n) <= 180,
    "image": lambda v: len(v) > 3,
    "language_declared": lambda v: bool(_CODE.match(v)) or v.isalpha(),
    "author_handle": lambda v: len(v) <= 100,
    "author_name": lambda v: len(v) <= 100,
    "platform": lambda v: len(v) <= 60,
    "country": lambda v: len(v) <= 60,
    "place_name": lambda v: len(v) <= 200,
}


def _longest(columns: Sequence[str], values: Mapping[str, list[str]]) -> str | None:
    """A column of sentences: on average over 40 characters and 5 words."""
    ranked: list[tuple[float, str]] = []
    for column in columns:
        said = [v for v in values[column] if _is_text(v)]
        if said and len(said) * 2 >= len(values[column]):
            length = sum(map(len, said)) / len(said)
            if length > 40 and sum(len(v.split()) for v in said) / len(said) >= 5:
                ranked.append((length, column))
    return max(ranked)[1] if ranked else None
