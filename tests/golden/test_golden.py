"""Golden files: the catalog and the columns. `make golden` rewrites them; read the difference before committing."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from waylight import catalog, schema
from waylight.lead import entries, signs

HERE = Path(__file__).parent


def check(name: str, value: Any) -> None:
    path = HERE / f"{name}.json"
    text = json.dumps(value, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    if os.environ.get("WAYLIGHT_GOLDEN") == "write":
        path.write_text(text, "utf-8")
    assert path.read_text("utf-8") == text, f"{name} changed: run `make golden` and review"


def test_catalog() -> None:
    check(
        "catalog",
        {
            "sources": {
                s.name: {"version": s.version, "platform": s.platform} for s in catalog.sources().values()
            },
            "analyzers": {
                a.name: {
                    "version": a.version,
                    "reads": {k: str(v) for k, v in a.reads.items()},
                    "writes": str(a.writes),
                }
                for a in catalog.analyzers().values()
            },
            "linkers": {
                x.name: {"version": x.version, "reads": sorted(x.reads)} for x in catalog.linkers().values()
            },
            "indicators": {e.id: [e.leg, e.grade, e.weight] for e in entries().values()},
            "voice": {e.id: [e.leg, e.weight] for e in signs().values()},
        },
    )


def test_schemas() -> None:
    schemas = {
        "RAW": schema.RAW,
        "POST": schema.POST,
        "EDGE": schema.EDGE,
        "GROUP": schema.GROUP,
        "LEAD": schema.LEAD,
    }
    check("schemas", {name: {f.name: str(f.type) for f in s} for name, s in schemas.items()})


def test_every_field_says_how_sensitive_it_is() -> None:
    for table in (schema.RAW, schema.POST):
        marks = schema.sensitivity(table)
        assert set(marks.values()) <= {schema.IDENTITY, schema.PERSONAL, schema.OPEN}
        assert all((f.metadata or {}).get(b"meaning") for f in table)
    assert schema.IDENTITY not in schema.sensitivity(schema.POST).values()
