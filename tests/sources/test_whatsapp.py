"""WhatsApp text exports: every layout of date and time, the order of dates, notices, media, and deletions."""

from __future__ import annotations

import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from reading import SAMPLES, Reading, file, opened, read

from waylight.sources.whatsapp import SOURCE


def chat(path: Path, *lines: str) -> Reading:
    return read(SOURCE, file(path / "chat.txt", "\n".join(lines)))


def utc(*numbers: int) -> datetime:
    return datetime(*numbers, tzinfo=UTC)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("[13/03/22, 14:08:18] ", (2022, 3, 13, 14, 8, 18)),
        ("\u200e[13/03/22, 2:08:18\u202fPM] ", (2022, 3, 13, 14, 8, 18)),
        ("[3/13/22, 12:08:18 AM] ", (2022, 3, 13, 0, 8, 18)),
        ("[13.3.2022 klo 14.08.18] ", (2022, 3, 13, 14, 8, 18)),
        ("[2022/3/13 下午2:08:18] ", (2022, 3, 13, 14, 8, 18)),
        ("13/3/22 2:08 p. m. - ", (2022, 3, 13, 14, 8, 0)),
        ("13/3/22, 2:08\u202fp.\u00a0m. - ", (2022, 3, 13, 14, 8, 0)),
        ("13/3/22, 12:08 a.m. - ", (2022, 3, 13, 0, 8, 0)),
        ("3/13/22, 12:08 PM - ", (2022, 3, 13, 12, 8, 0)),
        ("13.03.22, 14:08 - ", (2022, 3, 13, 14, 8, 0)),
        ("13.3.2022 klo 14.08 - ", (2022, 3, 13, 14, 8, 0)),
        ("2022-03-13 14:08 - ", (2022, 3, 13, 14, 8, 0)),
        ("2022. 03. 13. 14:08 - ", (2022, 3, 13, 14, 8, 0)),
        ("2022. 3. 13. 오후 2:08 - ", (2022, 3, 13, 14, 8, 0)),
        ("13/03/2022 à 14:08 - ", (2022, 3, 13, 14, 8, 0)),
        ("١٣\u200f/٣\u200f/٢٠٢٢، ٢:٠٨ م - ", (2022, 3, 13, 14, 8, 0)),
        ("13/3/2565 14:08 - ", (2022, 3, 13, 14, 8, 0)),
    ],
)
def test_layouts_of_many_phones(tmp_path: Path, header: str, expected: tuple[int, ...]) -> None:
    (post,) = chat(tmp_path, f"{header}Ana: hello: there").posts
    assert post.created_at == utc(*expected) and post.created_declared is True
    assert (post.author_name, post.text) == ("Ana", "hello: there")


def test_order_of_dates_comes_from_the_whole_file(tmp_path: Path) -> None:
    month_first = chat(tmp_path, "3/4/22, 10:00 - Ana: a", "3/13/22, 10:00 - Ana: b").posts
    assert [p.created_at for p in month_first] == [utc(2022, 3, 4, 10), utc(2022, 3, 13, 10)]
    day_first = chat(tmp_path, "3/4/22, 10:00 - Ana: a", "13/4/22, 10:00 - Ana: b").posts
    assert day_first[0].created_at == utc(2022, 4, 3, 10)
    forwards = chat(
        tmp_path, *(f"{day}, 10:00 - Ana: a" for day in ("1/9/22", "1/10/22", "2/1/22", "3/1/22"))
    ).posts
    assert [p.created_at for p in forwards][2:] == [utc(2022, 2, 1, 10), utc(2022, 3, 1, 10)]
    undecided = chat(tmp_path, "3/4/22, 10:00 - Ana: a", "4/5/22, 10:00 - Ana: b").posts
    assert undecided[0].created_at == utc(2022, 4, 3, 10)


def test_one_impossible_date_is_quarantined_alone(tmp_path: Path) -> None:
    found = chat(tmp_path, "3/4/22, 10:00 - Ana: a", "31/13/22, 10:00 - Ana: b", "13/4/22, 25:00 - Ana: c")
    assert [p.text for p in found.posts] == ["a"] and len(found.skipped) == 2


def test_lines_senders_and_participants(tmp_path: Path) -> None:
    found = chat(
        tmp_path,
        "[13/03/22, 14:08:18] ~\u202fEva Test: first\nsecond 13/3/22 line\n\nthird",
        "[13/03/22, 14:09:18] \u202a+34 600 000 001\u202c: call me @\u2068~Eva Test\u2069",
        "[13/03/22, 14:10:18] Max: ok\r",
    )
    first, second, third = found.posts
    assert first.text == "first\nsecond 13/3/22 line\n\nthird" and first.author_name == "Eva Test"
    assert second.author_id == "+34600000001"
    assert first.people == [{"kind": "phone", "value": "+34 600 000 001"}, {"kind": "name", "value": "Max"}]
    assert third.text == "ok" and third.visibility == "private" and first.thread == third.thread


def test_notices_are_no_posts(tmp_path: Path) -> None:
    found = chat(
        tmp_path,
        "12/3/22, 10:00 - Messages and calls are end-to-end encrypted. Nobody outside can read them.",
        '13/3/22, 10:00 - Ana created group "Jobs"',
        '13/3/22, 10:00 - Ana changed the subject from "Jobs" to "Jobs: 2022"',
        "[13/03/22, 10:00:00] Jobs: \u200eMessages and calls are end-to-end encrypted.",
        "[13/03/22, 10:00:00] Ana: \u200eAna added you",
        "13/3/22, 10:00 - Ana: null",
        "13/3/22, 10:01 - Ana: Ana created group work",
    )
    assert found.others == ["a service message"] * 6
    assert [p.text for p in found.posts] == ["Ana created group work"]
    assert found.posts[0].people == []


@pytest.mark.parametrize(
    ("text", "kinds", "left"),
    [
        ("<Media omitted>", ["file"], ""),
        ("<Multimedia omitido>", ["file"], ""),
        ("\u200eimage omitted", ["photo"], ""),
        ("\u200eaudio omitido", ["audio"], ""),
        ("offer.pdf • \u200e3 pages \u200edocument omitted", ["file"], "offer.pdf • \u200e3 pages"),
        ("\u200e<attached: 00000012-PHOTO-2022-03-13-14-08-18.jpg>", ["photo"], ""),
        ("\u200e<adjunto: 00000012-VIDEO-2022.mp4>", ["video"], ""),
        ("IMG-20220313-WA0001.jpg (file attached)\nnice place", ["photo"], "nice place"),
        ("PTT-20220313-WA0002.opus (что-то здесь)", ["audio"], ""),
        ("Eva Test.vcf (archivo adjunto)", ["file"], ""),
        ("I omitted that", [], "I omitted that"),
        ("a.b (not a file note)", [], "a.b (not a file note)"),
        ("<3 you", [], "<3 you"),
        ("see you \u200e<This message was edited>", [], "see you"),
    ],
)
def test_media_markers_are_not_words(tmp_path: Path, text: str, kinds: list[str], left: str) -> None:
    (post,) = chat(tmp_path, f"13/3/22, 10:00 - Max: {text}").posts
    assert [m["kind"] for m in post.media or []] == kinds and post.text == left
    if text.startswith("Eva"):
        assert post.people == [{"kind": "name", "value": "Eva Test"}]


def test_deletions_and_places(tmp_path: Path) -> None:
    found = chat(
        tmp_path,
        "13/3/22, 10:00 - Max: This message was deleted",
        "13/3/22, 10:00 - Max: \u200eEliminaste este mensaje.",
        "13/3/22, 10:00 - Max: He said: this message was deleted by him",
        "13/3/22, 10:00 - Max: Location: https://maps.google.com/?q=25.2048,55.2708",
        "13/3/22, 10:00 - Max: come to https://maps.google.com/?q=25.2048,55.2708",
    )
    assert [p.event for p in found.posts] == ["delete", "delete", "post", "post", "post"]
    assert (found.posts[3].lat, found.posts[3].lon) == (25.2048, 55.2708)
    assert found.posts[4].lat is None


def test_ids_come_from_content_not_from_the_file_name(tmp_path: Path) -> None:
    text = "13/3/22, 10:00 - Max: hi\n13/3/22, 10:00 - Max: hi\n"
    one = read(SOURCE, file(tmp_path / "a.txt", text)).posts
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.writestr("_chat.txt", "\ufeff" + text.replace("\n", "\r\n"))
        archive.writestr("IMG-1.jpg", b"\xff\xd8\xff")
    members = {found.name: found for found in opened(tmp_path / "b.zip")}
    zipped = read(SOURCE, members["_chat.txt"]).posts
    assert [p.id for p in zipped] == [p.id for p in one] and one[0].id != one[1].id
    other = read(SOURCE, file(tmp_path / "c.txt", text + "x")).posts
    assert other[0].id != one[0].id
    assert SOURCE.sniff(members["IMG-1.jpg"].sample) == 0.0


def test_ugly_and_cut_files(tmp_path: Path) -> None:
    data = b"lost line\n13/3/22, 10:00 - Max: a\x00b \xff\n13/3/22, 10:01 - Max: cut he"
    found = read(SOURCE, file(tmp_path / "chat.txt", data))
    assert [p.text for p in found.posts] == ["ab \ufffd", "cut he"] and len(found.skipped) == 1


def test_endless_message_is_bounded(tmp_path: Path) -> None:
    found = chat(tmp_path, "13/3/22, 10:00 - Max: a", *["y" * 1000] * 3000, "13/3/22, 10:01 - Max: b")
    assert len(found.posts) == 2 and len(found.posts[0].text) < 1_100_000
    assert chat(tmp_path, "13/3/22, 10:00 - Max: a", " " * 200_000 + "x").posts[0].text.endswith("x")


@pytest.mark.parametrize(
    "text",
    [
        "hello\nworld",
        "id,text\n1,13/3/22, 10:00 - Max: a",
        "13/3/22 we met - Max: a",
        "10:00 - Max: a",
        "2022 - Max: a",
    ],
)
def test_others_are_not_claimed(tmp_path: Path, text: str) -> None:
    assert SOURCE.sniff(file(tmp_path / "a.txt", text).sample) < 0.5


def test_program_log_is_doubted(tmp_path: Path) -> None:
    log = "[2024-03-01 12:00:00] server: started\n[2024-03-01 12:00:01] server: ready\n"
    assert SOURCE.sniff(file(tmp_path / "app.log", log).sample) < 0.9


@pytest.mark.skipif(not SAMPLES.exists(), reason="the shared samples are not here")
def test_real_exports() -> None:
    counted = {}
    for folder in ("plat_chat_exports/tests/samples/whatsapp", "plat_whatsapp_whatstk"):
        for found in opened(SAMPLES / folder):
            if not found.name.endswith(".ts"):
                reading = read(SOURCE, found)
                assert reading.skipped == [] and reading.unmapped == set()
                counted[found.where] = (len(reading.posts), len(reading.others))
    assert counted == {
        "2A_5M.txt": (5, 0),
        "4A_11M.txt": (11, 3),
        "4A_11M.zip:_chat.txt": (11, 3),
        "lorem.txt": (500, 0),
        "pokemon.txt": (18, 2),
    }
