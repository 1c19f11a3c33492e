"""The synthetic day: the same seed gives the same bytes, its files are read as what they are, its truth holds."""

from __future__ import annotations

import csv
import hashlib
import json
import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import phonenumbers
import pytest

from waylight import catalog
from waylight.files.find import MARKER, find
from waylight.schema import Post, raw_table
from waylight.stage import ContractError, SkipPost, StopSource
from waylight.testing import day_disguise
from waylight.testing.day import SMALLEST, TRUTH, draft_day, write_day
from waylight.testing.day_campaigns import AGES
from waylight.testing.day_drafts import Draft, seeded
from waylight.testing.day_grammar import LANGUAGES, expand, fill, moves, outcomes, phrases

SEED = 20260
FORMATS = {
    "x": "x_v2",
    "reddit": "reddit",
    "telegram": "telegram_desktop",
    "mastodon": "mastodon",
    "bluesky": "bluesky",
    "youtube": "youtube",
    "whatsapp": "whatsapp",
    "discord": "discord",
    "vk": "vk",
    "tiktok": "zeeschuimer",
    "classifieds": "table_csv",
    "4cat": "fourcat",
    "rss": "rss",
}


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_day(tmp_path_factory.mktemp("synthetic") / "day", SEED)


@pytest.fixture(scope="module")
def truth(day: Path) -> list[dict[str, str]]:
    with day.with_name("day.truth.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def parsed(day: Path) -> dict[str, list[Post]]:
    """Posts by folder, through the sources that sniff highest."""
    found: dict[str, list[Post]] = defaultdict(list)
    for folder in sorted(p for p in day.iterdir() if p.is_dir()):
        for opened in find(folder):
            assert not isinstance(opened, StopSource)
            source = max(catalog.sources().values(), key=lambda s: s.sniff(opened.sample))
            assert source.name == FORMATS[folder.name], (folder.name, source.name)
            assert source.sniff(opened.sample) >= 0.3
            for item in source.split(opened):
                assert not isinstance(item.value, SkipPost), (folder.name, item.at, item.value)
                post = source.parse(json.loads(json.dumps(item.value)))
                if isinstance(post, Post):
                    found[folder.name].append(post)
    return found


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    one, two, other = (
        write_day(tmp_path / name / "day", seed, 600) for name, seed in (("a", 7), ("b", 7), ("c", 8))
    )
    assert _digest(one.parent) == _digest(two.parent)
    assert _digest(one.parent) != _digest(other.parent)


def test_the_folder_says_that_it_is_synthetic_and_holds_no_truth(day: Path) -> None:
    marker = json.loads((day / MARKER).read_text("utf-8"))
    assert marker["synthetic"] is True and marker["seed"] == SEED
    assert not list(day.rglob("*truth*")) and not list(day.rglob("*canar*"))


def test_too_small_a_day_and_a_used_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ContractError, match="too small"):
        write_day(tmp_path / "day", 1, SMALLEST - 1)
    (tmp_path / "used").mkdir()
    (tmp_path / "used" / "file").write_text("x")
    with pytest.raises(ContractError, match="not empty"):
        write_day(tmp_path / "used", 1)


def test_every_format_is_there_and_read_without_loss(day: Path, parsed: dict[str, list[Post]]) -> None:
    assert set(parsed) == set(FORMATS)
    for name, posts in parsed.items():
        assert len(posts) >= 20, name
        raw_table(posts)


def test_ids_of_the_truth_are_those_of_the_sources(
    truth: list[dict[str, str]], parsed: dict[str, list[Post]]
) -> None:
    for folder, posts in parsed.items():
        rows = {r["id"]: r for r in truth if r["file"].startswith(f"{folder}/")}
        ids = {p.id for p in posts if p.event != "hide"}
        assert ids == set(rows), folder
        for post in posts:
            if post.event == "post":
                assert post.platform == rows[post.id]["platform"]


def test_deleted_posts_are_deleted_or_hidden(
    truth: list[dict[str, str]], parsed: dict[str, list[Post]]
) -> None:
    deleted = {r["id"] for r in truth if r["role"] == "deleted"}
    posts = [p for group in parsed.values() for p in group]
    by_delete = {p.id for p in posts if p.event == "delete"}
    hidden = {p.author_id for p in posts if p.event == "hide"}
    by_hide = {p.id for p in posts if p.event == "post" and p.author_id in hidden}
    assert len(hidden) == 1 and by_hide and by_delete
    assert by_delete | by_hide == deleted


def test_texts_come_through_whole(truth: list[dict[str, str]], parsed: dict[str, list[Post]]) -> None:
    rows = {r["id"]: r for r in truth}
    disguised: Counter[bool] = Counter()
    for folder, posts in parsed.items():
        for post in posts:
            if post.event != "post" or folder in ("rss", "classifieds", "reddit"):
                continue
            row = rows[post.id]
            same = _squeezed(post.text) == _squeezed(row["text"])
            if row["role"] == "campaign":
                disguised[not same] += 1
            else:
                assert same, (folder, post.text, row["text"])
    assert 0.2 < disguised[True] / disguised.total() < 0.6


def test_replies_and_reposts_join(parsed: dict[str, list[Post]]) -> None:
    for folder in ("x", "mastodon", "bluesky", "discord", "telegram", "reddit"):
        ids = {p.id for p in parsed[folder]}
        replies = [p for p in parsed[folder] if p.reply_to]
        assert replies and all(p.reply_to in ids for p in replies), folder
    reposts = [p for p in parsed["x"] if p.repost_of]
    texts = {p.id: p.text for p in parsed["x"]}
    assert reposts and all(texts[p.repost_of or ""] == p.text for p in reposts)


def test_shares_and_languages(truth: list[dict[str, str]]) -> None:
    assert len(truth) == 3000 and tuple(truth[0]) == TRUTH
    assert len({r["id"] for r in truth}) == 3000
    roles = Counter(r["role"] for r in truth)
    assert 0.12 <= roles["campaign"] / 3000 <= 0.20
    assert roles["voice"] == 30
    assert 0.18 <= roles["hard_negative"] / 3000 <= 0.24
    assert roles["deleted"] >= 5
    ten = {"en", "es", "pt", "fr", "ru", "uk", "ro", "ar", "hi", "tl"}
    for role in ("campaign", "voice", "hard_negative", "background"):
        assert {r["language"] for r in truth if r["role"] == role} >= ten, role
    kinds = {r["kind"] for r in truth if r["role"] == "hard_negative"}
    wanted = "ordinary_job recruiter_honest agency licensed_business independent_adult news awareness "
    wanted += (
        "survivor_advocacy song gaming joke fiction academic migrants_community second_hand visa_service spam"
    )
    assert kinds >= set(wanted.split())


def test_campaigns_have_one_operator_and_their_own_template(truth: list[dict[str, str]]) -> None:
    groups: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in truth:
        if row["role"] == "campaign":
            groups[row["campaign"]].append(row)
    assert len(groups) == 24
    for rows in groups.values():
        assert 4 <= len(rows) <= 40
        assert len({(r["kind"], r["language"]) for r in rows}) == 1
        assert 1 <= len({r["platform"] for r in rows}) <= 3
        assert len({r["text"] for r in rows}) > len(rows) // 3
    shingles = {name: set.union(*(_shingles(r["text"]) for r in rows)) for name, rows in groups.items()}
    names = sorted(groups)
    for n, one in enumerate(names):
        for other in names[n + 1 :]:
            shared = len(shingles[one] & shingles[other])
            assert shared <= 0.34 * min(len(shingles[one]), len(shingles[other])), (one, other)


@pytest.mark.parametrize("seed", range(4))
def test_no_two_campaigns_share_a_contact_and_no_two_voices_their_words(seed: int) -> None:
    drafts = draft_day(seed, 3000)
    voices = [d.clear for d in drafts if d.role == "voice"]
    assert len(set(voices)) == len(voices) == 30
    phones: dict[str, set[str]] = defaultdict(set)
    for draft in drafts:
        if draft.role == "campaign":
            for found in phonenumbers.PhoneNumberMatcher(draft.clear, _region(draft)):
                phones[str(found.number.national_number)].add(draft.campaign)
    assert phones and all(len(campaigns) == 1 for campaigns in phones.values())


def test_grammars_are_wide() -> None:
    for language in LANGUAGES:
        for kind in phrases(language)["offers"]:
            options = [*moves(language, kind), phrases(language)["contact"]]
            wordings = math.prod(sum(map(outcomes, move)) for move in options)
            assert wordings > (10**6 if language in ("en", "es") else 10**4), (language, kind, wordings)


def test_phrases_are_whole() -> None:
    """Brackets close, every slot is known, and nothing of the grammar is left in a post."""
    known = {"city", "pay", "age", "n", "name", "contact", "agency", "seller", "hotline"}
    for language in LANGUAGES:
        for text in _strings(phrases(language)):
            assert text.count("(") == text.count(")"), (language, text)
            assert set(re.findall(r"<(\w+)>", text)) <= known, (language, text)
    for draft in draft_day(5, 3000):
        assert not re.search(r"<\w+>|\|", draft.clear), draft.kind


def test_expand_takes_one_of_each_choice_and_keeps_slots() -> None:
    rng = seeded("expand")
    found = {expand(rng, "(a|b(c|d)|) <city> , x") for _ in range(60)}
    assert found == {"a <city>, x", "bc <city>, x", "bd <city>, x", "<city>, x"}
    assert outcomes("(a|b(c|d)|) <city>") == 4
    assert fill(rng, "<city> <other>", {"city": ["Oslo"]}) == "Oslo <other>"


def test_a_disguise_changes_words_and_leaves_contacts_tags_and_slots() -> None:
    kept = ["<contact>", "#urgente", "@some_handle", "name.other@example.org", "t.me/some_handle"]
    for language in LANGUAGES:
        ways = day_disguise.ways(day_disguise.script(language))
        words = {"ru": "работа сегодня", "uk": "робота сьогодні", "ar": "وظيفة اليوم", "hi": "नौकरी विदेश"}
        text = " ".join([words.get(language, "passport housing"), *kept])
        changed = [day_disguise.disguise(seeded(language, n), text, ways, language) for n in range(40)]
        assert sum(c != text for c in changed) > 30, language
        assert all(value in c for c in changed for value in kept), language


def test_disguised_digits_keep_their_order() -> None:
    found = {day_disguise.disguise_digits(seeded(n), "+1 (212) 555-0140", "es") for n in range(60)}
    assert any("cinco" in f for f in found) and any("5️⃣" in f for f in found) and "l2l2555Ol4O" in found
    assert any(unicodedata.normalize("NFKC", f) == "12125550140" for f in found)
    assert "1 2 1 2 5 5 5 0 1 4 0" in found


def test_nothing_sexual_touches_a_minor() -> None:
    minor = re.compile(
        r"\b(child|children|kid|teen|minor|schoolgirl|schoolboy|underage|niñ[oa]s?|menor|menores|criança|enfant|"
        r"mineure?|copil|copii|bata|ребён\w*|детей|школьниц\w*|дитина|діти)\b|طفل|قاصر|बच्च|नाबालिग",
        re.IGNORECASE,
    )
    for seed in range(5):
        for draft in draft_day(seed, 3000):
            if draft.kind in ("massage", "talent", "independent_adult", "job_lure"):
                assert not minor.search(draft.clear), draft.kind
    assert all(int(re.split(r"\D+", ages)[0]) >= 18 for ages in AGES)
    written_ages = re.compile(r"(?<![\d<])1[0-7]\s?(?:y|yo|years|años|anos|ans|лет|років|ani|سنة|साल|taon)")
    for language in LANGUAGES:
        for kind in phrases(language)["offers"]:
            for move in moves(language, kind):
                assert not any(written_ages.search(option) for option in move), (language, kind)


def test_canaries_are_many_different_and_planted(day: Path, parsed: dict[str, list[Post]]) -> None:
    lines = day.with_name("day.canaries.txt").read_text("utf-8").splitlines()
    pairs = [(kind, value) for kind, value in (line.split("\t") for line in lines)]
    assert len(pairs) >= 40 and len({value for _, value in pairs}) == len(pairs)
    assert {kind for kind, _ in pairs} == {
        "name",
        "handle",
        "phone",
        "email",
        "wallet",
        "latitude",
        "longitude",
    }
    posts = [p for group in parsed.values() for p in group]
    said = "\n".join(
        "\n".join((p.text, p.author_name or "", p.author_handle or "", str(p.lat), str(p.lon))) for p in posts
    )
    missing = [(kind, value) for kind, value in pairs if value not in said]
    assert not [m for m in missing if m[0] != "phone"]
    assert all(kind == "phone" and re.fullmatch(r"\+1\d{10}", value) for kind, value in missing)
    assert sum(kind == "phone" for kind, _ in pairs) == 12


def _digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        digest.update(str(path.relative_to(folder)).encode() + path.read_bytes())
    return digest.hexdigest()


def _squeezed(text: str) -> str:
    return " ".join(text.split())


def _shingles(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", re.sub(r"\d", "0", text.lower()))
    return {tuple(words[n : n + 4]) for n in range(len(words) - 3)}


def _region(draft: Draft) -> str:
    return {"en": "US", "es": "ES", "fr": "FR"}.get(draft.language, "ZZ")


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for inner in value.values() for text in _strings(inner))
    elif isinstance(value, list):
        yield from (text for inner in value for text in _strings(inner))
