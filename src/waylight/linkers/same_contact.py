"""Posts that give the same phone, e-mail, handle, wallet or invite."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from waylight import schema
from waylight.hubs import picked, star
from waylight.stage import Columns, Linker
from waylight.text.sketch import SIZE

# How much one shared contact says. A plain link may be a news page that strangers pass on.
_WEIGHT = {"phone": 0.9, "email": 0.9, "handle": 0.8, "wallet": 0.9, "iban": 0.9, "payment": 0.8, "link": 0.4}
_NAME = {
    "phone": "phone number",
    "email": "e-mail address",
    "iban": "bank account",
    "wallet": "crypto wallet",
}


def keys(columns: Columns) -> pa.ListArray:
    """The pseudonyms of a post's contacts."""
    found = columns["contacts.found"]
    flat = found.flatten()
    return picked(found, flat.field("token"), pc.is_in(flat.field("kind"), value_set=pa.array(list(_WEIGHT))))


def link(columns: Columns, groups: Sequence[Any]) -> Iterator[tuple[int, int, float, str]]:
    """Posts that name the same contact; a contact that many unrelated posts share is damped."""
    found = columns["contacts.found"].to_pylist()
    kinds = []
    for group in groups:
        shared = set.intersection(*({c["token"] for c in found[int(row)]} for row in group))
        kinds.append(max((t.split("-", 1)[0] for t in shared), key=lambda k: _WEIGHT.get(k, 0.0)))
    yield from star(
        groups,
        columns["id"].to_pylist(),
        columns["bands.sketch"],
        [_WEIGHT[kind] for kind in kinds],
        [f"same {_NAME.get(kind, kind)}" for kind in kinds],
        "same contact, but {posts} unlike posts share it: an agency, hotline or public link",
    )


LINKER = Linker(
    name="same_contact",
    version=1,
    reads={"contacts.found": schema.CONTACTS.field("found").type},
    checks={"contacts.found": schema.CONTACTS.field("found").type, "bands.sketch": pa.binary(SIZE * 4)},
    keys=keys,
    link=link,
)
