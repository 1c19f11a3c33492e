"""The secret of a desk: one random key, kept apart from the desk's data, from which all others are derived."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_config_path

from waylight.stage import ContractError


@dataclass(frozen=True, slots=True)
class Keys:
    """A desk's key material; `version` stands in every pseudonym, so that a changed key is noticed."""

    master: bytes
    version: int = 1

    def derive(self, purpose: str) -> bytes:
        """A 32-byte key for one purpose; purposes cannot be computed from each other."""
        return hmac.digest(self.master, purpose.encode(), hashlib.sha256)

    def fingerprint(self) -> str:
        """Eight hex digits that tell keys apart without telling anything about them."""
        return self.derive("fingerprint").hex()[:8]


def ephemeral() -> Keys:
    """A key for work that is not stored; it is forgotten when the program ends."""
    return Keys(secrets.token_bytes(32))


def folder() -> Path:
    """Where keys lie: `WAYLIGHT_KEYS`, or `waylight/keys` in the user's configuration folder."""
    named = os.environ.get("WAYLIGHT_KEYS")
    return Path(named) if named else user_config_path("waylight") / "keys"


def create(desk: str) -> Keys:
    """Make and store the key of a new desk, readable by its owner alone."""
    keys = Keys(secrets.token_bytes(32))
    place = folder()
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = place / f"{desk}.json"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump({"master": keys.master.hex(), "version": keys.version}, file)
        file.flush()
        os.fsync(file.fileno())
    return keys


def load(desk: str) -> Keys:
    """The key of an existing desk; ContractError where it is missing: nothing sealed can be opened without."""
    path = folder() / f"{desk}.json"
    try:
        found = json.loads(path.read_text())
    except FileNotFoundError as error:
        raise ContractError(
            "this desk's key is not on this machine.",
            where=str(path),
            do="Copy it here from where the desk was made, or set WAYLIGHT_KEYS to its folder.",
        ) from error
    return Keys(bytes.fromhex(found["master"]), found["version"])
