"""What the documents say is run: code blocks, commands, file links."""

from __future__ import annotations

import re
import shlex
import sys
from pathlib import Path
from typing import Any

import pytest

from waylight.doors.cli import main
from waylight.testing import contract
from waylight.testing.day import write_day

ROOT = Path(__file__).parents[2]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def blocks(path: Path, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", path.read_text("utf-8"), re.S)


def executed(path: Path) -> dict[str, Any]:
    names: dict[str, Any] = {}
    exec(compile(blocks(path, "python")[0], str(path), "exec"), names)
    return names


def test_the_source_of_the_how_to_keeps_the_contract() -> None:
    contract.check_source(executed(ROOT / "docs" / "how-to-add-a-source.md")["SOURCE"])


def test_the_analyzer_of_the_how_to_keeps_the_contract() -> None:
    analyzer = executed(ROOT / "docs" / "how-to-add-an-analyzer.md")["ANALYZER"]
    contract.check_analyzer(analyzer, {"text": ["LOUD", "quiet", "", "Ünïcode"]})
    contract.check_examples(analyzer)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: p.name)
def test_links_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", path.read_text("utf-8")):
        assert (path.parent / target).exists(), target


def test_the_commands_of_the_readme_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    write_day(tmp_path / "day", 8, posts=300)
    monkeypatch.chdir(tmp_path)
    commands = re.findall(r"^\.venv/bin/waylight (.+)$", (ROOT / "README.md").read_text("utf-8"), re.M)
    assert len(commands) >= 6
    lead = ""
    for command in commands:
        words = shlex.split(
            command.replace("export.json more/*.ndjson.zst", "day").replace("O-1a2b3c4d", lead)
        )
        if words[0] == "serve":
            monkeypatch.setattr("uvicorn.run", lambda *args, **kwargs: None)
        monkeypatch.setattr(sys, "argv", ["waylight", *words])
        with pytest.raises(SystemExit) as done:
            main.run()
        out = capsys.readouterr()
        assert not done.value.code, (command, out.err)
        if words[0] == "leads":
            lead = re.search(r"\b[OV]-[0-9a-f]{8}\b", out.out)[0]  # type: ignore[index]
    assert (tmp_path / "report.html").stat().st_size > 10_000


def test_every_command_is_in_the_readme_or_its_help() -> None:
    shown = (ROOT / "README.md").read_text("utf-8")
    for command in main.app.registered_commands:
        name = command.name or command.callback.__name__  # type: ignore[union-attr]
        assert command.callback.__doc__, name
        assert f"waylight {name}" in shown or name in ("catalog", "remap", "synthetic-day") or name in shown


def test_the_numbers_of_the_readme_are_counted() -> None:
    from waylight.lead import entries

    against = sum(entry.leg == "against" for entry in entries().values())
    said = re.search(
        r"\*\*(\d+) indicators and (\d+) signs against\*\*", (ROOT / "README.md").read_text("utf-8")
    )
    assert said and (int(said[1]), int(said[2])) == (len(entries()) - against, against)
