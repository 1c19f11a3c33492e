"""How deep JSON is nested, told before it is parsed: a parser that meets a hundred thousand brackets is too late."""

from __future__ import annotations

import re

from waylight.files import limits

_STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL)
_SEAL = b'\0"'  # closes a string that is still open, and opens one where none is
_OTHERS = bytes(sorted(set(range(256)) - set(b"[]{},")))


class Nesting:
    """Follows the brackets outside strings through the pieces of one JSON text, wherever it is cut."""

    def __init__(self) -> None:
        self._open = 0
        self._carry = b""

    def feed(self, data: bytes) -> tuple[int, int]:
        """(most brackets that may be open at once in this piece, never too few; commas and brackets in it)."""
        piece = self._carry + data
        outside = _STRING.sub(b"", piece + _SEAL)
        inside_string = b'"' not in outside
        self._carry = (b'"\\' if _escaping(piece) else b'"') if inside_string else b""
        marks = outside.translate(None, _OTHERS)
        return self._height(marks.replace(b",", b"")), len(marks)

    def _height(self, brackets: bytes) -> int:
        """Takes pairs away from the inside out: each round takes up to two levels."""
        rounds = 0
        while rounds <= limits.DEPTH:
            fewer = brackets.replace(b"{}", b"").replace(b"[]", b"")
            if fewer == brackets:
                break
            brackets, rounds = fewer, rounds + 2
        opening = brackets.count(b"[") + brackets.count(b"{")
        most = self._open + opening + rounds
        self._open += 2 * opening - len(brackets)
        return most


def deepest(text: str) -> int:
    """Most brackets that may be open at once in a whole JSON text, never too few."""
    return Nesting().feed(text.encode("utf-8", "surrogatepass"))[0]


def _escaping(piece: bytes) -> bool:
    """True where a string that goes on in the next piece is cut behind a backslash that escapes its next byte."""
    return (len(piece) - len(piece.rstrip(b"\\"))) % 2 == 1
