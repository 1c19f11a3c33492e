"""The generator of disguised contacts is reproducible and keeps to numbers and hosts that nobody has."""

import re

import pytest

from waylight.testing.disguise import disguised, disguises, near_misses, ordinary


@pytest.mark.parametrize("kind", ["phone", "email", "handle"])
def test_reproducible_and_varied(kind: str) -> None:
    ways = len(disguises(kind))
    made = [disguised(kind, seed) for seed in range(ways * 3)]
    assert made == [disguised(kind, seed) for seed in range(ways * 3)]
    assert len({name for _, _, name in made}) == ways
    assert len({value for _, value, _ in made}) > ways


def test_many_disguises() -> None:
    assert sum(len(disguises(kind)) for kind in ("phone", "email", "handle")) >= 25
    assert {name.partition(":")[0] for name in disguises("phone")} >= set(
        "en es pt fr ro ru uk ar hi tl".split()
    )


def test_fiction_only() -> None:
    for seed in range(300):
        assert re.fullmatch(
            r"\+1\d{3}55501\d\d|\+7900000\d{4}|national:\d*(?:0000|019900|03023125)\d*",
            disguised("phone", seed)[1],
        )
        assert re.search(r"@(?:mail\.)?example\.(?:org|com)$", disguised("email", seed)[1])


def test_harmless_sentences() -> None:
    assert len(set(near_misses())) == len(near_misses()) > 100
    assert len(ordinary(1, 300)) == 300
    assert ordinary(1, 50) == ordinary(1, 50) != ordinary(2, 50)
