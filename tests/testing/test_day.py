"""The synthetic day: the same seed gives the same bytes, its files are read as what they are, its truth holds."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections import Counter, defaultdict
from pathlib import Path

import phonenumbers
import pytest

from waylight import catalog
from waylight.files.find import MARKER, find
from waylight.schema import Post, raw_table
from waylight.stage import ContractError, SkipPost, StopSource
from waylight.testing.day import SMALLEST, TRUTH, draft_day, write_day
from waylight.testing.day_drafts import Draft

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
            assert source.sniff(opened.sample) > 0.3
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
                ages = [int(n) for n in re.findall(r"(?<![\d.,+/])(\d\d)\s?[-/]\s?\d\d(?!\d)", draft.clear)]
                if draft.role == "campaign" and "555" not in draft.clear:
                    assert all(age >= 18 for age in ages if age < 40), draft.kind


def test_canaries_are_many_different_and_planted(day: Path) -> None:
    lines = day.with_name("day.canaries.txt").read_text("utf-8").splitlines()
    pairs = [line.split("\t") for line in lines]
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
    texts = "\n".join(
        p.read_text("utf-8") for p in day.rglob("*") if p.suffix in (".json", ".jsonl", ".ndjson", ".csv")
    )
    missing = [value for kind, value in pairs if kind not in ("phone",) and value not in texts]
    assert len(missing) <= len(pairs) // 4  # the rest lies in zst and zip


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
