"""The console: every page, strict headers, nothing from outside, hostile text stays text."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

import waylight as wl
from waylight.desk.desk import open_desk
from waylight.doors.console.app import HEADERS, console
from waylight.doors.console.report import page
from waylight.doors.view import queue

HOSTILE = "<script>alert(1)</script> <img src=x onerror=alert(2)> javascript:alert(3) \u202e we keep your passport until the debt is paid"


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    texts = [HOSTILE, "please help me they took my passport and won't let me leave", "good morning all"]
    lines = [
        {"id": f"p{i}", "name": f"t3_p{i}", "author": "<b>bold</b>", "author_fullname": f"t2_{i}", "created_utc": 1767225600,
         "subreddit": "x", "title": "", "selftext": text, "permalink": "/r/x", "odd\"><script>": 1}
        for i, text in enumerate(texts)
    ]  # fmt: skip
    path = tmp_path / "a<b>.ndjson"
    path.write_text("\n".join(map(json.dumps, lines)) + "\n{broken\n")
    wl.scan([path], tmp_path / "desk")
    return TestClient(console(open_desk(tmp_path / "desk")), base_url="http://127.0.0.1:8321")


def pages(client: TestClient) -> list[str]:
    desk = client.app.routes[0].endpoint.__self__._desk  # type: ignore[union-attr]
    leads = [f"/lead/{line['lead']}" for lane in ("offer", "voice") for line in queue(desk, lane)]
    assert len(leads) == 2
    return ["/", "/lane/offer", "/lane/voice", "/quarantine", "/catalog", *leads]


def test_every_page_answers_with_strict_headers(client: TestClient) -> None:
    for path in [*pages(client), "/static/console.css", "/static/console.js", "/health", "/nowhere"]:
        answer = client.get(path)
        assert answer.status_code == (404 if path == "/nowhere" else 200), path
        for name, value in HEADERS.items():
            assert answer.headers[name] == value, (path, name)
        assert "set-cookie" not in answer.headers


def test_no_page_asks_for_anything_outside(client: TestClient) -> None:
    for path in pages(client):
        html = client.get(path).text
        for target in re.findall(
            r"""(?:src|href|action|srcset)\s*=\s*["']?([^"'\s>]+)""", re.sub(r"&lt;.*?&gt;", "", html)
        ):
            assert target.startswith(("/", "#")), (path, target)
        assert "style=" not in html.replace("&lt;", "") and not re.search(r"<script>(?!$)", html)


def test_hostile_text_stays_text(client: TestClient) -> None:
    for path in pages(client):
        html = client.get(path).text
        assert "<script>alert" not in html and "<img" not in html and "<b>bold" not in html
        assert html.count("<script") == 1
    desk = client.app.routes[0].endpoint.__self__._desk  # type: ignore[union-attr]
    report = page(desk)
    assert "<script" not in report.replace("&lt;script", "") and "<img" not in report
    assert "default-src 'none'" in report


def test_highlights_name_their_indicator(client: TestClient) -> None:
    lead = next(p for p in pages(client) if p.startswith("/lead/O"))
    html = client.get(lead).text
    assert re.search(r'<mark class="\w+" title="[^"]+" tabindex="0">[^<]*passport', html)
    assert "What speaks against" in html and "ILO" in html


def test_a_lane_that_is_not_permitted_does_not_exist(client: TestClient) -> None:
    desk = client.app.routes[0].endpoint.__self__._desk  # type: ignore[union-attr]
    care = TestClient(console(desk, lanes=("voice",)), base_url="http://127.0.0.1")
    offer = queue(desk, "offer")[0]["lead"]
    assert care.get("/").status_code == 200
    assert care.get("/lane/offer").status_code == 404
    assert care.get(f"/lead/{offer}").status_code == 404


def test_another_host_is_refused(client: TestClient) -> None:
    assert client.get("/", headers={"host": "evil.example"}).status_code == 400
