"""Pseudonyms join inside a desk and nowhere else; keys lie apart from data."""

from __future__ import annotations

import pytest

from waylight.shield import keys as keyring
from waylight.shield.pseudonyms import Pseudonyms
from waylight.shield.vault import Vault
from waylight.stage import ContractError


def test_same_value_same_token_other_kind_or_key_another() -> None:
    one, two = Pseudonyms(keyring.ephemeral()), Pseudonyms(keyring.ephemeral())
    token = one.token("phone", "+12025550101")
    assert token == one.token("phone", "+12025550101")
    assert token.startswith("phone-1-") and len(token) == len("phone-1-") + 16
    assert token.split("-")[2] != one.token("handle", "+12025550101").split("-")[2]
    assert token != two.token("phone", "+12025550101")


def test_a_desk_key_is_private_and_made_once() -> None:
    made = keyring.create("desk1")
    path = keyring.folder() / "desk1.json"
    assert path.stat().st_mode & 0o077 == 0
    assert keyring.load("desk1") == made
    with pytest.raises(FileExistsError):
        keyring.create("desk1")


def test_a_missing_key_is_said_clearly() -> None:
    with pytest.raises(ContractError, match="key is not on this machine"):
        keyring.load("nowhere")


def test_the_vault_reveals_and_forgets(tmp_path) -> None:  # type: ignore[no-untyped-def]
    vault = Vault(tmp_path / "vault.db", keyring.ephemeral())
    vault.add(
        [("phone-1-a", "phone", "+1202"), ("phone-1-a", "phone", "+1202")],
        [("x:1", "https://x.com/q/1", 1.0, 2.0)],
    )
    assert vault.reveal("phone-1-a") == "+1202" and vault.reveal("phone-1-b") is None
    assert vault.permalink("x:1") == "https://x.com/q/1"
    vault.forget(["x:1"])
    assert vault.permalink("x:1") is None
