"""Crypto wallets, bank accounts and payment names, each proved by its own checksum where it has one.

Sources: Bitcoin Base58Check, BIP 173 and BIP 350 (bech32, bech32m), EIP-55 (capitals of an Ethereum
address), ISO 13616 (IBAN, modulo 97).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

from waylight.shield.written import Contact, Written, common_words

_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_COIN = re.compile(r"(?<!\w)(?:0x[0-9a-f]{40}|(?:bc|tb)1[a-z0-9]{11,71}|[13t][1-9a-z]{25,34})(?!\w)")
_IBAN_BEGINS = re.compile(r"[a-z]{2}\d\d[ a-z0-9]")
_IBAN = re.compile(r"(?<!\w)[a-z]{2}\d{2}(?: ?[a-z0-9]{4}){2,7}(?: ?[a-z0-9]{1,3})?(?!\w)")
_IBAN_LENGTHS = {
    k: int(v)
    for k, v in (
        pair.split("=")
        for pair in "al=28 ad=24 at=20 az=28 bh=22 by=28 be=16 ba=20 br=29 bg=22 cr=22 hr=21 cy=28 cz=24 dk=18 do=28 eg=29 ee=20 fo=18 fi=18 "
        "fr=27 ge=22 de=22 gi=23 gr=27 gl=18 gt=28 hu=28 is=26 iq=23 ie=22 il=23 it=27 jo=30 kz=20 xk=20 kw=30 lv=21 lb=28 ly=25 li=21 "
        "lt=20 lu=20 mt=31 mr=27 mu=30 md=24 mc=27 me=22 nl=18 mk=19 no=15 pk=24 ps=29 pl=28 pt=25 qa=29 ro=24 sm=27 sa=24 rs=22 sc=31 "
        "sk=24 si=19 es=24 sd=18 se=24 ch=21 tl=23 tn=24 tr=26 ua=29 ae=23 gb=22 va=22 vg=24".split()
    )
}
_CASHTAG = re.compile(r"(?<![\w$])\$([a-z][a-z0-9_-]{1,19})(?![\w$])")
_CASH_CUE = re.compile(r"cash ?app|cash ?tag|cash\.app|\bca:")
_SERVICES = ("venmo", "paypal", "zelle", "gcash")
_NAMED = re.compile(
    rf"(?<!\w)({'|'.join(_SERVICES)})\s?(?:me\s|id|is|at|:|=|-|–|@|\s)*[:=@]\s?@?([a-z0-9][a-z0-9._-]{{2,31}})"
)
_PIX = re.compile(
    r"(?<!\w)(?:chave(?: do)? )?pix\s?(?:é|e|key|chave|cpf|cnpj|aleatoria|:|=|-|\s)*\s?"
    r"([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|\d{3}\.?\d{3}\.?\d{3}-?\d{2}|\d{2}\.?\d{3}\.?\d{3}/?\d{4}-?\d{2})(?!\w)"
)


def find_money(written: Written) -> Iterator[Contact]:
    """Wallets, IBANs and payment names of a text."""
    text = written.text
    for match in _COIN.finditer(text) if max(map(len, text.split()), default=0) > 24 else ():
        address = written.cased(*match.span())
        if value := wallet(address):
            yield written.contact("wallet", value, *match.span(), obscured=written.veiled(*match.span()))
    for match in _IBAN.finditer(text) if _IBAN_BEGINS.search(text) else ():
        if (end := iban_end(match[0])) and not text[match.start() + end : match.start() + end + 1].isalnum():
            value = match[0][:end].replace(" ", "").upper()
            span = match.start(), match.start() + end
            yield written.contact("iban", value, *span, obscured=written.veiled(*span), country=value[:2])
    if "$" in text and _CASH_CUE.search(text):
        for match in _CASHTAG.finditer(text):
            yield written.contact(
                "payment", f"cashapp:{match[1]}", *match.span(), obscured=written.veiled(*match.span())
            )
    for match in _NAMED.finditer(text) if any(service in text for service in _SERVICES) else ():
        if match[2] in common_words():
            continue
        yield written.contact(
            "payment",
            f"{match[1]}:{match[2].rstrip('._-')}",
            *match.span(),
            obscured=written.veiled(*match.span()),
        )
    if "pix" in text:
        for match in _PIX.finditer(text):
            value = match[1] if match[1].count("-") == 4 else re.sub(r"\D", "", match[1])
            yield written.contact(
                "payment", f"pix:{value}", *match.span(1), obscured=written.veiled(*match.span(1))
            )


def wallet(address: str) -> str | None:
    """ "bitcoin:…", "ethereum:…" or "tron:…" where the address proves itself, else None."""
    low = address.lower()
    if low.startswith("0x"):
        body = address[2:]
        plain = body in (body.lower(), body.upper())
        return (
            f"ethereum:{low}" if (plain and len(set(low[2:])) > 6) or (not plain and _eip55(body)) else None
        )
    if low.startswith(("bc1", "tb1")):
        return f"bitcoin:{low}" if address in (low, address.upper()) and _bech32(low) else None
    version = _base58check(address)
    if version in (0, 5):
        return f"bitcoin:{address}"
    return f"tron:{address}" if version == 0x41 else None


def _base58check(address: str) -> int | None:
    number = 0
    for char in address:
        digit = _BASE58.find(char)
        if digit < 0:
            return None
        number = number * 58 + digit
    if number.bit_length() > 200:
        return None
    data = number.to_bytes(25, "big")
    check = hashlib.sha256(hashlib.sha256(data[:-4]).digest()).digest()[:4]
    return data[0] if check == data[-4:] else None


def _bech32(address: str) -> bool:
    prefix, _, body = address.rpartition("1")
    if any(c not in _BECH32 for c in body):
        return False
    values = (
        [ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix] + [_BECH32.index(c) for c in body]
    )
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for i, generator in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            check ^= generator if top >> i & 1 else 0
    return check in (1, 0x2BC830A3)


def _eip55(body: str) -> bool:
    digest = keccak256(body.lower().encode()).hex()
    return all(c.isdigit() or c.isupper() == (int(d, 16) > 7) for c, d in zip(body, digest, strict=False))


_MASK = (1 << 64) - 1


def keccak256(data: bytes) -> bytes:
    """Keccak-256 as Ethereum uses it (not NIST's SHA3-256: other padding)."""
    state = [[0] * 5 for _ in range(5)]
    padded = bytearray(data + b"\x01" + bytes(-(len(data) + 1) % 136))
    padded[-1] |= 0x80
    for block in range(0, len(padded), 136):
        for i in range(17):
            lane = int.from_bytes(padded[block + 8 * i : block + 8 * i + 8], "little")
            state[i % 5][i // 5] ^= lane
        _permute(state)
    return b"".join(state[i % 5][i // 5].to_bytes(8, "little") for i in range(4))


def _turn(lane: int, by: int) -> int:
    return (lane << by | lane >> (64 - by)) & _MASK if by else lane


def _permute(a: list[list[int]]) -> None:
    register = 1
    for _ in range(24):
        c = [a[x][0] ^ a[x][1] ^ a[x][2] ^ a[x][3] ^ a[x][4] for x in range(5)]
        d = [c[x - 1] ^ _turn(c[(x + 1) % 5], 1) for x in range(5)]
        for x in range(5):
            for y in range(5):
                a[x][y] ^= d[x]
        x, y, current = 1, 0, a[1][0]
        for t in range(24):
            x, y = y, (2 * x + 3 * y) % 5
            current, a[x][y] = a[x][y], _turn(current, (t + 1) * (t + 2) // 2 % 64)
        for y in range(5):
            row = [a[x][y] for x in range(5)]
            for x in range(5):
                a[x][y] = row[x] ^ (~row[(x + 1) % 5] & _MASK & row[(x + 2) % 5])
        for j in range(7):
            if register & 1:
                a[0][0] ^= 1 << ((1 << j) - 1)
            register = register << 1 ^ (0x171 if register >> 7 & 1 else 0)


def iban_end(candidate: str) -> int | None:
    """How many characters of a candidate are a valid IBAN, None if none."""
    length = _IBAN_LENGTHS.get(candidate[:2])
    if length is None:
        return None
    count = 0
    for end, char in enumerate(candidate, 1):
        count += char != " "
        if count == length:
            compact = candidate[:end].replace(" ", "")
            rearranged = compact[4:] + compact[:4]
            return end if int("".join(str(int(c, 36)) for c in rearranged)) % 97 == 1 else None
    return None
