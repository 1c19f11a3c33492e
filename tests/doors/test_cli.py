"""The command line as a person and as a script use it: answers, exit codes, clear sentences."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from waylight.doors.cli import main


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):  # type: ignore[no-untyped-def]
    def run(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["waylight", *map(str, arguments)])
        code = 0
        try:
            main.run()
        except SystemExit as done:
            code = int(done.code or 0)
        out = capsys.readouterr()
        return code, out.out, " ".join(out.err.split())

    return run


def export(folder: Path, name: str = "export.ndjson") -> Path:
    posts = [
        {"id": f"p{i}", "name": f"t3_p{i}", "author": f"writer{i}", "author_fullname": f"t2_{i}", "created_utc": 1767225600,
         "subreddit": "jobs", "title": "", "permalink": f"/r/jobs/p{i}", "selftext": text}
        for i, text in enumerate(
            ["Work abroad, we keep your passport until the debt is paid. Call +1 202 555 0111",
             "please help me, they took my passport and won't let me leave the house", "nice weather in Lisbon"]
        )
    ]  # fmt: skip
    path = folder / name
    path.write_text("\n".join(map(json.dumps, posts)))
    return path


def test_the_main_job(call, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    desk = tmp_path / "desk"
    code, out, _ = call("scan", export(tmp_path), "--desk", desk, "--json")
    done = json.loads(out.splitlines()[-1])
    assert code == 0
    assert {k: done[k] for k in ("items", "posts", "deleted", "quarantined")} == {
        "items": 3,
        "posts": 3,
        "deleted": 0,
        "quarantined": 0,
    }
    assert {"unmapped", "seconds"} <= done.keys()
    code, out, _ = call("leads", "--desk", desk, "--json")
    lines = [json.loads(line) for line in out.splitlines()]
    assert code == 0 and [line["lane"] for line in lines] == ["offer", "voice"]
    code, out, _ = call("leads", "--desk", desk, "--lane", "voice", "--top", 5)
    assert code == 0 and lines[1]["lead"] in out and lines[0]["lead"] not in out
    code, out, _ = call("show", lines[0]["lead"], "--desk", desk, "--json")
    found = json.loads(out)
    assert found["reasons"] and found["posts"] and "0111" not in out
    code, out, _ = call("show", lines[0]["lead"], "--desk", desk)
    assert (
        code == 0
        and "What" not in out.splitlines()[0]
        and found["reasons"][0]["standard"].split(",")[0] in out
    )
    code, out, _ = call("show", lines[1]["lead"], "--desk", desk)
    assert "Support" in out
    code, _, _ = call("report", "--desk", desk, "-o", tmp_path / "report.html")
    assert code == 0 and "http://" not in (tmp_path / "report.html").read_text().replace(
        "http://www.w3.org", ""
    )


def test_revealing_is_written_down_first(call, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    desk = tmp_path / "desk"
    call("scan", export(tmp_path), "--desk", desk)
    from waylight.desk.desk import open_desk

    text = next(t for t in open_desk(desk).view().load(["text"])["text"].to_pylist() if "[phone" in t)
    token = text[text.index("[phone") + 1 : text.index("]")]
    code, out, _ = call("reveal", token, "--desk", desk, "--reason", "court order 12")
    assert (code, out.strip()) == (0, "+12025550111")
    event = list(open_desk(desk).ledger.events())[-1]
    assert (event.kind, event.subject, event.detail) == (
        "IdentityRevealed",
        token,
        {"reason": "court order 12"},
    )


def test_standard_input(call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    data = export(tmp_path).read_bytes()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    code, out, _ = call("scan", "-", "--desk", tmp_path / "desk", "--json")
    assert code == 0 and json.loads(out)["posts"] == 3


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["scan", "nowhere.json", "--desk", "d"], 3, "no such file"),
        (["leads", "--desk", "nowhere"], 3, "there is no desk here"),
        (["show", "O-0", "--desk", "nowhere"], 3, "there is no desk here"),
        (["nonsense"], 2, "No such command"),
        (["leads", "--top", "many"], 2, "valid integer"),
    ],
)
def test_a_mistake_gets_a_sentence(call, tmp_path: Path, monkeypatch, arguments, code, says) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.chdir(tmp_path)
    got, out, err = call(*arguments)
    assert got == code and says in err and "Traceback" not in err and not out


def test_a_lead_that_is_not_there(call, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    call("scan", export(tmp_path), "--desk", tmp_path / "desk")
    code, _, err = call("show", "O-00000000", "--desk", tmp_path / "desk")
    assert code == 3 and "no lead is called" in err


def test_nothing_readable_is_exit_code_3(call, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "picture.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 100)
    code, out, _ = call("scan", path, "--desk", tmp_path / "desk", "--json")
    assert code == 3 and json.loads(out)["quarantined"] == 1
    code, out, _ = call("quarantine", "--desk", tmp_path / "desk", "--json")
    assert json.loads(out.splitlines()[0])["file"] == "picture.png"


def test_insisting_on_a_format_that_is_wrong(call, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    code, out, _ = call(
        "scan", export(tmp_path), "--format", "telegram_desktop", "--desk", tmp_path / "desk", "--json"
    )
    done = json.loads(out)
    assert code == 3 and done["items"] == done["quarantined"] > 0


def test_a_column_can_be_named(call, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "t.csv"
    path.write_text("k,zz\n1,we keep your passport until you have paid the debt\n2,hello there my friend\n")
    code, out, _ = call(
        "scan", path, "--desk", tmp_path / "desk", "--format", "table_csv", "--column", "text=zz", "--json"
    )
    assert code == 0 and json.loads(out)["posts"] == 2


def test_lists(call) -> None:  # type: ignore[no-untyped-def]
    code, out, _ = call("formats", "--json")
    assert code == 0 and len(out.splitlines()) >= 20
    code, out, _ = call("catalog", "--json")
    kinds = {json.loads(line)["kind"] for line in out.splitlines()}
    assert kinds == {"source", "analyzer", "linker", "indicator"}
    code, out, _ = call("--help")
    assert code == 0 and "Exit codes" in out


def test_a_fault_of_ours_shows_no_post(call, tmp_path: Path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    from waylight.runners import local

    def broken(*args: object, **kwargs: object) -> None:
        raise ValueError("SECRET WORDS OF A POST")

    monkeypatch.setattr(local, "scan", broken)
    code, out, err = call("scan", export(tmp_path), "--desk", tmp_path / "desk")
    assert code == 1 and "SECRET" not in out + err and "report it" in err


def test_a_full_disk_is_said(call, tmp_path: Path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    from waylight.desk import parts

    def full(*args: object) -> None:
        raise OSError(28, "No space left on device", "desk/posts/part")

    monkeypatch.setattr(parts, "write", full)
    code, _, err = call("scan", export(tmp_path), "--desk", tmp_path / "desk")
    assert code == 3 and "No space left" in err
