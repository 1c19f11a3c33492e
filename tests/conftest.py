"""Shared fixtures: a key folder per test, and the public data where it lies beside the checkout."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

SHARED = Path(__file__).parents[2] / "shared" / "data"


@pytest.fixture(autouse=True)
def _keys(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No test writes a key into the user's own folder."""
    monkeypatch.setenv("WAYLIGHT_KEYS", str(tmp_path_factory.mktemp("keys")))
    yield


@pytest.fixture
def shared() -> Path:
    """The folder of public data; the test skips where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("the public data sets are not beside this checkout")
    return SHARED
