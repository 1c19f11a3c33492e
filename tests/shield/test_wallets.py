"""Wallets and bank accounts are proved by their checksums."""

import pytest

from waylight.shield.wallets import iban_end, keccak256, wallet

GOOD = [
    ("1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2", "bitcoin:1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2"),
    ("BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4", "bitcoin:bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"),
    (
        "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
        "bitcoin:bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
    ),
    ("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "ethereum:0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed"),
    ("0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed", "ethereum:0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed"),
    ("TJRabPrwbZy45sbavfcjinPJC18kjpRTv8", "tron:TJRabPrwbZy45sbavfcjinPJC18kjpRTv8"),
]
BAD = [
    "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN3",
    "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5",
    "bc1QW508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
    "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1Beaed",
    "0x0000000000000000000000000000000000000000",
    "TJRabPrwbZy45sbavfcjinPJC18kjpRTv9",
    "1111111111111111111111111111111111",
    "10lI",
]


@pytest.mark.parametrize(("address", "value"), GOOD)
def test_good(address: str, value: str) -> None:
    assert wallet(address) == value


@pytest.mark.parametrize("address", BAD)
def test_bad(address: str) -> None:
    assert wallet(address) is None


def test_keccak_of_nothing_and_of_more_than_a_block() -> None:
    assert keccak256(b"").hex() == "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"
    assert len({keccak256(b"a" * n) for n in (134, 135, 136, 137, 300)}) == 5


def test_iban() -> None:
    assert iban_end("gb82 west 1234 5698 7654 32") == 27
    assert iban_end("gb82west12345698765432 abc") == 22
    assert iban_end("gb82 west 1234 5698 7654 33") is None
    assert iban_end("zz82 west 1234 5698 7654 32") is None
