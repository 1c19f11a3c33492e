"""The plan is checked whole before the first post, and errors never quote."""

from __future__ import annotations

import pyarrow as pa
import pytest

from waylight.stage import Analyzer, ContractError, Recipe, SkipPost, plan, recipes


def analyzer(name: str, reads: dict[str, pa.DataType], writes: list[tuple[str, pa.DataType]]) -> Analyzer:
    kind = pa.struct(writes)
    return Analyzer(name, 1, reads, kind, lambda columns: pa.nulls(len(next(iter(columns.values()))), kind))


FOLD = analyzer("fold", {"text": pa.string()}, [("text", pa.string())])
SCORE = analyzer("score", {"fold.text": pa.string()}, [("value", pa.float32())])
CATALOG = {a.name: a for a in (FOLD, SCORE)}


def test_a_sound_plan_runs_in_order() -> None:
    made = plan([Recipe("fold"), Recipe("score")], CATALOG)
    assert [step.name for step, _ in made.steps] == ["fold", "score"]


@pytest.mark.parametrize(
    ("steps", "says"),
    [
        (["score", "fold"], "nothing before it writes"),
        (["fold", "fold"], "written twice"),
        (["nothing"], "no analyzer is called"),
    ],
)
def test_a_wrong_order_is_refused(steps: list[str], says: str) -> None:
    with pytest.raises(ContractError, match=says):
        plan([Recipe(s) for s in steps], CATALOG)


def test_a_wrong_type_is_refused() -> None:
    wrong = analyzer("wrong", {"fold.text": pa.int64()}, [("x", pa.int8())])
    with pytest.raises(ContractError, match="expects 'fold.text' as int64"):
        plan([Recipe("fold"), Recipe("wrong")], {**CATALOG, "wrong": wrong})


def test_nobody_reads_an_identity_column() -> None:
    nosy = analyzer("nosy", {"author_name": pa.string()}, [("x", pa.int8())])
    with pytest.raises(ContractError, match="identity column"):
        plan([Recipe("nosy")], {"nosy": nosy})


def test_an_analyzer_that_breaks_its_promise_is_caught() -> None:
    short = Analyzer("short", 1, {"text": pa.string()}, FOLD.writes, lambda c: pa.nulls(1, FOLD.writes))
    posts = pa.table({"text": ["a", "b"]})
    with pytest.raises(ContractError, match="returned"):
        plan([Recipe("short")], {"short": short}).read(posts)


def test_recipes_are_readable_as_toml() -> None:
    made = recipes('[[step]]\nuse = "fold"\n[[step]]\nuse = "score"\nwith = {limit = 3}\n')
    assert made == [Recipe("fold"), Recipe("score", {"limit": 3})]


def test_an_error_says_where_what_and_what_to_do() -> None:
    error = SkipPost("the time is missing.", where="a.json line 3", do="Export it again.")
    assert str(error) == "a.json line 3: the time is missing. Export it again."
