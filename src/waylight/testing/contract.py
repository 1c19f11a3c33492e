"""The contract kit: the laws that every plug-in must keep, for our own and for other people's.

    from waylight.testing import contract
    contract.check_source(SOURCE)

Each check raises AssertionError with a sentence.
"""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa

from waylight import linking, schema
from waylight.schema import NotAPost, Post
from waylight.stage import Analyzer, Linker, SkipPost, Source

_WRONG: tuple[Any, ...] = (
    None,
    "",
    "x",
    0,
    -1,
    1.5,
    True,
    [],
    {},
    [None],
    [{}],
    {"x": None},
    "\ud800",
    "a\0b",
    10**30,
)


def check_source(source: Source) -> None:
    """Examples hold, raw items are JSON-able, and a damaged item gives a row, NotAPost or SkipPost."""
    assert source.title, f"{source.name} has no title"
    assert len(source.examples) >= 3, f"{source.name} has fewer than three examples"
    for raw, expected in source.examples:
        json.dumps(raw)
        made = source.parse(copy.deepcopy(raw))
        for name, value in expected.items():
            found = made.reason if isinstance(made, NotAPost) else getattr(made, name)
            assert found == value, f"{source.name}: {name} is {found!r}, not {value!r}"
        if source.fields and isinstance(raw, dict):
            assert raw.keys() <= source.fields, f"{source.name} does not know {raw.keys() - source.fields}"
        for damaged in damage(raw):
            check_row(source, damaged)


def check_row(source: Source, raw: Any) -> None:
    """One raw item, whatever it holds, gives a row that fits the schema, NotAPost, or SkipPost."""
    try:
        made = source.parse(raw)
    except SkipPost:
        return
    assert isinstance(made, Post | NotAPost), f"{source.name} returned {type(made).__name__}"
    if isinstance(made, Post):
        assert made.id, f"{source.name} gave a row without an id"
        assert made.created_at is None or made.created_at.tzinfo, f"{source.name} gave a time without a zone"
        schema.raw_table([made])


def damage(raw: Any) -> Iterator[Any]:
    """The item with each value, at any depth, removed or replaced by values of wrong types."""
    for path in _paths(raw):
        yield _without(raw, path)
        for wrong in _WRONG:
            yield _with(raw, path, wrong)


def check_analyzer(analyzer: Analyzer, rows: Mapping[str, Sequence[Any]]) -> None:
    """The law of analyzers: cutting or reordering the rows changes no row's answer."""
    assert (analyzer.read.__doc__ or "").strip(), f"{analyzer.name}.read has no sentence for the analyst"
    columns = {name: pa.array(rows[name], type=kind) for name, kind in analyzer.reads.items()}
    whole = analyzer.read(columns)
    assert whole.type == analyzer.writes, (
        f"{analyzer.name} declares {analyzer.writes} and returns {whole.type}"
    )
    size = len(whole)
    order = random.Random(7).sample(range(size), size)
    shuffled = analyzer.read({n: c.take(pa.array(order)) for n, c in columns.items()})
    single = [analyzer.read({n: c.slice(i, 1) for n, c in columns.items()}) for i in range(size)]
    for place, row in enumerate(order):
        assert shuffled[place].as_py() == whole[row].as_py(), (
            f"{analyzer.name}: row {row} depends on the order"
        )
    for row in range(size):
        assert single[row][0].as_py() == whole[row].as_py(), (
            f"{analyzer.name}: row {row} depends on its neighbours"
        )
    assert len(analyzer.read({n: c.slice(0, 0) for n, c in columns.items()})) == 0, (
        f"{analyzer.name}: no empty batch"
    )


def check_examples(analyzer: Analyzer) -> None:
    """Each example's columns give the expected parts of the struct."""
    for columns, expected in analyzer.examples:
        made = analyzer.read({n: pa.array([columns[n]], type=t) for n, t in analyzer.reads.items()})[
            0
        ].as_py()
        for name, value in expected.items():
            assert made[name] == value, f"{analyzer.name}: {name} is {made[name]!r}, not {value!r}"


def check_linker(
    linker: Linker, found: pa.Table, shuffle: Callable[[pa.Table], pa.Table] | None = None
) -> None:
    """The law of linkers: any order and chunking of the posts gives the same components and edges."""
    assert (linker.link.__doc__ or "").strip(), f"{linker.name}.link has no sentence for the analyst"
    order = random.Random(11).sample(range(len(found)), len(found))
    again = shuffle(found) if shuffle else found.take(pa.array(order))
    first, second = (linking.link(linking.loader(t), [linker]) for t in (found, again))
    assert _edge_set(first) == _edge_set(second), f"{linker.name}: edges depend on the order of posts"
    assert first["weight"].null_count == 0 and all(0 < w <= 1 for w in first["weight"].to_pylist())


def _edge_set(edges: pa.Table) -> set[tuple[Any, ...]]:
    return {(*sorted((e["src"], e["dst"])), e["kind"], round(e["weight"], 4)) for e in edges.to_pylist()}


def _paths(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if at:
        yield at
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _paths(inner, (*at, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value[:3]):
            yield from _paths(inner, (*at, index))


def _with(raw: Any, path: tuple[Any, ...], wrong: Any) -> Any:
    made = copy.deepcopy(raw)
    inner = made
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = wrong
    return made


def _without(raw: Any, path: tuple[Any, ...]) -> Any:
    made = copy.deepcopy(raw)
    inner = made
    for step in path[:-1]:
        inner = inner[step]
    del inner[path[-1]]
    return made
