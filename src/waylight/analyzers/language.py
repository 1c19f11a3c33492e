"""Which language a post is written in, with a confidence; `und` rather than a guess."""

from __future__ import annotations

from functools import cache
from typing import Any

import eldc
import pyarrow as pa

from waylight.stage import Analyzer, Columns
from waylight.text.scripts import bare, script

WRITES = pa.struct([("code", pa.string()), ("score", pa.float32()), ("script", pa.string())])

# Scripts that (nearly) one language uses and the detector does not know or confuses on short texts.
_BY_SCRIPT = {
    "Khmr": "km", "Mymr": "my", "Laoo": "lo", "Sinh": "si", "Thai": "th", "Geor": "ka", "Armn": "hy",
    "Grek": "el", "Hebr": "he", "Hang": "ko", "Kana": "ja", "Guru": "pa", "Gujr": "gu", "Taml": "ta", "Telu": "te",
}  # fmt: skip
# Frequent function words of romanised Hindi/Urdu that English, Malay and Tagalog do not share.
_HINDI = frozenset(
    "hai hain nahi nahin kya mujhe mera meri mere aap aapka hum humko humein tum tumhara kaam karo karna karne ke liye "
    "chahiye chahie paisa paise ladki ladkiyan ladka ladke bhai yaar kaise kahan kyun aur bahut bohot accha acha ghar "
    "jaldi sabhi koi kuch raha rahi rahe gaya gayi hoga hogi wala wali sath mein madad bachao karein se ko ki ka".split()
)
_WEAK = frozenset("se ko ki ka ke aur tum".split())
# Digits that stand for Arabic letters inside Latin words.
_ARABIZI = frozenset(
    "ana enta enti mish msh mafi fi ya habibi khalas wallah 3andi 3ayez sa3d 3al ma3 7abibi bas kteer shu".split()
)


def read(columns: Columns) -> pa.StructArray:
    """The language a post seems to be written in; "und" where too little or too mixed text says nothing."""
    found = [_language(text) for text in columns["text"].to_pylist()]
    return pa.StructArray.from_arrays(
        [
            pa.array(values, type=f.type)
            for values, f in zip(zip(*found, strict=True) if found else ([], [], []), WRITES, strict=True)
        ],
        fields=list(WRITES),
    )


def _language(text: str) -> tuple[str, float, str | None]:
    plain = bare(text)
    writing = script(plain)
    if writing is None:
        return "und", 0.0, None
    if writing in _BY_SCRIPT:
        return _BY_SCRIPT[writing], 0.95, writing
    if writing == "Latn" and (roman := _romanised(plain)):
        return *roman, writing
    result = _detector().detect_details(plain)
    score = float(result.scores.get(result.language, 0.0))
    if result.reliable:
        return result.language, score, writing
    second, share = _second_voter(plain)
    if second == result.language:
        return second, max(score, share) * 0.8, writing
    if len(plain) >= 20 and share > 0.99:
        return second, 0.6, writing
    return "und", min(score, 0.4), writing


def _romanised(plain: str) -> tuple[str, float] | None:
    words = plain.lower().split()
    if len(words) < 2 or (_HINDI.isdisjoint(words) and _ARABIZI.isdisjoint(words)):
        return None
    strong = sum(word in _HINDI and word not in _WEAK for word in words)
    weak = sum(word in _WEAK for word in words)
    if strong >= 2 and (strong + weak) / len(words) >= 0.3:
        return "hi", min(0.95, 0.5 + (strong + weak) / len(words) / 2)
    arabic = sum(word in _ARABIZI for word in words)
    if arabic >= 2 and arabic / len(words) >= 0.4:
        return "ar", 0.7
    return None


@cache
def _detector() -> Any:
    eldc.init()
    return eldc


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def _second_voter(plain: str) -> tuple[str, float]:
    code, share = _identifier().classify(plain)
    return code, float(share)


ANALYZER = Analyzer(
    name="language",
    version=1,
    reads={"text": pa.string()},
    writes=WRITES,
    read=read,
    examples=[
        ({"text": "please help me, they won't let me leave"}, {"code": "en", "script": "Latn"}),
        ({"text": "Потрібна допомога, мене не випускають"}, {"code": "uk", "script": "Cyrl"}),
        ({"text": "kaam ke liye ladkiyan chahiye, madad karo"}, {"code": "hi", "script": "Latn"}),
        ({"text": "ช่วยด้วย"}, {"code": "th"}),
        ({"text": "12345 [phone-1-aaaaaaaaaaaaaaaa] https://example.org"}, {"code": "und", "script": None}),
    ],
)
