"""The contracts of the plug-ins, the plan that type-checks them, and the three errors."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from waylight import schema

if TYPE_CHECKING:
    from waylight.files.opened import Opened
    from waylight.files.sample import Sample

Columns = Mapping[str, pa.Array]


class WaylightError(Exception):
    """Root of the three errors: what happened, where, and what to do next. Never quotes a post."""

    def __init__(self, what: str, *, where: str = "", do: str = "") -> None:
        self.what, self.where, self.do = what, where, do
        super().__init__(" ".join(part for part in (f"{where}:" if where else "", what, do) if part))


class SkipPost(WaylightError):
    """This item cannot be read: quarantine it with its place and reason, keep the raw item, go on."""


class StopSource(WaylightError):
    """This source cannot go on (unreadable file, credentials, quota): stop it and tell a person."""


class ContractError(WaylightError):
    """Ours: a plug-in, a plan or a desk breaks its contract; raised before the first post is read."""


@dataclass(frozen=True, slots=True)
class Item:
    """One raw item of a file: `value` is self-contained and JSON-able, `at` is its 1-based line or number.

    `value` is a `SkipPost` where the item could not even be cut out of the file.
    """

    at: int
    value: Any


@dataclass(frozen=True, slots=True)
class Source:
    """One platform's export or feed format.

    name: what `--format` takes. title: one sentence for `waylight formats`. version: rises when the
    mapping changes, so that `remap` knows what is old. sniff: 0..1, how sure this file has the format,
    from its name and its first records. split: cuts the file into raw items, tolerant. parse: raw item
    to post; pure; raises SkipPost. fields: every top-level key of an item that is known, mapped or not:
    any other key is reported as unmapped. examples: (raw item, expected post fields), executed by tests.
    """

    name: str
    title: str
    platform: str
    version: int
    sniff: Callable[[Sample], float]
    split: Callable[[Opened], Iterator[Item]]
    parse: Callable[[Any], schema.Post | schema.NotAPost]
    fields: frozenset[str] = frozenset()
    examples: Sequence[tuple[Any, Mapping[str, Any]]] = ()


@dataclass(frozen=True, slots=True)
class Analyzer:
    """One reading of posts: sees only the columns it names, returns one struct column named after itself.

    `reads` maps a column (`text`) or a part of an earlier reading (`folded.text`) to the type expected.
    `read` gets those columns as arrays of one length and returns a struct array of type `writes`; it is
    pure, and a row's answer depends on that row alone. Its docstring is what the analyst sees.
    `examples` are (columns of one row, expected parts of the struct), executed by tests.
    """

    name: str
    version: int
    reads: Mapping[str, pa.DataType]
    writes: pa.StructType
    read: Callable[..., pa.StructArray]
    examples: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]] = ()


@dataclass(frozen=True, slots=True)
class Linker:
    """One relation between posts.

    keys: from the columns in `reads`, per row, what two posts could share (strings or uint64).
    link: among rows that share a key, which pairs truly belong together. It gets the columns in `checks`
    and `id` of those rows alone, and the groups as arrays of row numbers into them; it yields
    (row, row, weight 0..1, why). Edges, never labels; any chunking, order or key split must give the
    same components. Its docstring is what the analyst sees.
    """

    name: str
    version: int
    reads: Mapping[str, pa.DataType]
    checks: Mapping[str, pa.DataType]
    keys: Callable[[Columns], pa.ListArray]
    link: Callable[[Columns, Sequence[Any]], Iterator[tuple[int, int, float, str]]]


@dataclass(frozen=True, slots=True)
class Recipe:
    """One line of a plan: which analyzer, with which settings."""

    use: str
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plan:
    """Analyzers in order, checked: every column read was written before, with that type, and nothing twice."""

    steps: tuple[tuple[Analyzer, Mapping[str, Any]], ...]

    def read(self, posts: pa.Table) -> pa.Table:
        """The same rows with one struct column more per analyzer. `posts` has the columns of `POST`."""
        batch: dict[str, pa.Array] = {n: _whole(posts.column(n)) for n in posts.column_names}
        for analyzer, settings in self.steps:
            wanted = {name: _part(batch, name) for name in analyzer.reads}
            answer = analyzer.read(wanted, **settings)
            if answer.type != analyzer.writes or len(answer) != len(posts):
                raise ContractError(
                    f"analyzer {analyzer.name} returned {answer.type} x {len(answer)}",
                    do=f"It declares {analyzer.writes} x {len(posts)}.",
                )
            batch[analyzer.name] = answer
        return pa.table(batch)


def plan(recipes: Sequence[Recipe], analyzers: Mapping[str, Analyzer]) -> Plan:
    """Check a list of recipes whole, before the first post is read; raises ContractError."""
    types: dict[str, pa.DataType] = {f.name: f.type for f in schema.POST}
    steps: list[tuple[Analyzer, Mapping[str, Any]]] = []
    for recipe in recipes:
        analyzer = analyzers.get(recipe.use)
        if analyzer is None:
            raise ContractError(
                f"no analyzer is called {recipe.use!r}.", do=f"There are: {', '.join(sorted(analyzers))}."
            )
        for name, kind in analyzer.reads.items():
            _check_read(analyzer.name, name, kind, types)
        if analyzer.name in types:
            raise ContractError(
                f"column {analyzer.name!r} is written twice.", do="Remove one of the recipes."
            )
        types[analyzer.name] = analyzer.writes
        steps.append((analyzer, recipe.settings))
    return Plan(tuple(steps))


def recipes(toml: str) -> list[Recipe]:
    """The recipes of a plan file: `[[step]]` tables with `use` and, optionally, `with`."""
    found = tomllib.loads(toml).get("step", [])
    return [Recipe(step["use"], step.get("with", {})) for step in found]


def _check_read(who: str, name: str, kind: pa.DataType, types: Mapping[str, pa.DataType]) -> None:
    head, _, tail = name.partition(".")
    have = types.get(head)
    if have is not None and tail:
        have = have.field(tail).type if have.get_field_index(tail) >= 0 else None
    if have is None:
        if head in schema.RAW.names:
            raise ContractError(
                f"analyzer {who} reads the identity column {name!r}.", do="Only the shield may."
            )
        raise ContractError(
            f"analyzer {who} reads {name!r}, which nothing before it writes.", do="Put its writer earlier."
        )
    if have != kind:
        raise ContractError(f"analyzer {who} expects {name!r} as {kind}, but it is {have}.")


def _whole(column: pa.ChunkedArray | pa.Array) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def _part(batch: Mapping[str, pa.Array], name: str) -> pa.Array:
    head, _, tail = name.partition(".")
    return batch[head].field(tail) if tail else batch[head]
