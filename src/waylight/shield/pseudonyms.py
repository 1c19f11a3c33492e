"""Keyed pseudonyms: the same identity gives the same token inside a desk and tells nothing outside it."""

from __future__ import annotations

import base64
import hashlib
import hmac

from waylight.shield.keys import Keys

_REMEMBERED = 200_000


class Pseudonyms:
    """Turns identities into tokens `kind-version-16 letters` by HMAC-SHA-256, a key of its own per kind.

    80 bits of the MAC are kept: a collision among a billion identities has odds of about one in 2.4 million.
    """

    def __init__(self, keys: Keys) -> None:
        self._keys = keys
        self._by_kind: dict[str, bytes] = {}
        self._seen: dict[tuple[str, str], str] = {}

    def token(self, kind: str, value: str) -> str:
        """The token of a value of a kind (`account`, `phone`, `email`, `handle`, `name`, `link`, …)."""
        found = self._seen.get((kind, value))
        if found is None:
            key = self._by_kind.get(kind)
            if key is None:
                key = self._by_kind[kind] = self._keys.derive(f"pseudonym:{kind}")
            mac = hmac.digest(key, value.encode("utf-8", "replace"), hashlib.sha256)
            found = f"{kind}-{self._keys.version}-{base64.b32encode(mac[:10]).decode().lower()}"
            if len(self._seen) >= _REMEMBERED:
                self._seen.clear()
            self._seen[kind, value] = found
        return found
