"""Opening, making and reading a desk."""

from __future__ import annotations

import secrets
import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from waylight import schema
from waylight.desk.parts import View, write
from waylight.desk.raw import RawStore
from waylight.ledger.ledger import Ledger
from waylight.shield import keys as keyring
from waylight.shield.pseudonyms import Pseudonyms
from waylight.shield.vault import Vault
from waylight.stage import ContractError

LAYOUT = 1
RAW_DAYS = 30
LANES = ("offer", "voice")
_SETTINGS = "desk.toml"


@dataclass(frozen=True)
class Desk:
    """A desk's folder: posts and readings, edges, leads by lane, sealed stores and the ledger."""

    folder: Path
    id: str
    keys: keyring.Keys
    synthetic: bool
    raw_days: int

    @cached_property
    def raw(self) -> RawStore:
        """The encrypted raw items."""
        return RawStore(self.folder / "raw.db", self.keys)

    @cached_property
    def vault(self) -> Vault:
        """The sealed identities."""
        return Vault(self.folder / "vault.db", self.keys)

    @cached_property
    def ledger(self) -> Ledger:
        """What was decided and done."""
        return Ledger(self.folder / "ledger.db")

    @cached_property
    def pseudonyms(self) -> Pseudonyms:
        """The desk's keyed pseudonyms."""
        return Pseudonyms(self.keys)

    def part(self, file: str, first: int) -> Path:
        """Where the posts of a chunk of a file lie."""
        return self.folder / "posts" / f"{file[:24]}-{first:010d}.parquet"

    def parts(self) -> list[Path]:
        """Every part, in a fixed order."""
        return sorted((self.folder / "posts").glob("*.parquet"))

    def view(self) -> View:
        """The posts as they stand now."""
        return View(self.parts())

    def edges(self) -> pa.Table:
        """Every link between posts."""
        path = self.folder / "edges.parquet"
        return pq.read_table(path) if path.exists() else schema.EDGE.empty_table()

    def leads(self, lane: str) -> pa.Table:
        """The leads of one lane, best first."""
        path = self._lane(lane)
        return pq.read_table(path) if path.exists() else schema.LEAD.empty_table()

    def store(self, edges: pa.Table, leads: dict[str, pa.Table]) -> None:
        """Replace edges and leads; each lane in a folder of its own."""
        for lane, table in leads.items():
            path = self._lane(lane)
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            write(table, path)
        write(edges, self.folder / "edges.parquet")

    def settled(self) -> bool:
        """Whether edges and leads are younger than every part, so that nothing is left to compute."""
        path = self.folder / "edges.parquet"
        made = path.stat().st_mtime_ns if path.exists() else 0
        return made > max((part.stat().st_mtime_ns for part in self.parts()), default=0)

    def mark_synthetic(self) -> Desk:
        """The same desk, labelled synthetic wherever it shows."""
        _write_settings(self.folder, self.id, self.keys, True, self.raw_days)
        return Desk(self.folder, self.id, self.keys, True, self.raw_days)

    def close(self) -> None:
        """Close what was opened."""
        for name in ("raw", "vault", "ledger"):
            if name in self.__dict__:
                getattr(self, name).close()

    def _lane(self, lane: str) -> Path:
        if lane not in LANES:
            raise ContractError(f"no lane is called {lane!r}.", do=f"There are: {', '.join(LANES)}.")
        return self.folder / "leads" / lane / "leads.parquet"


def open_desk(folder: str | Path) -> Desk:
    """Open an existing desk; ContractError where there is none or its key is missing."""
    folder = Path(folder)
    path = folder / _SETTINGS
    if not path.is_file():
        raise ContractError(
            "there is no desk here.", where=str(folder), do="Make one with `waylight scan FILE --desk`."
        )
    settings = _settings(path)
    if settings.get("layout") != LAYOUT:
        raise ContractError("this desk was made by another version of Waylight.", where=str(folder))
    keys = keyring.load(settings["id"])
    if keys.fingerprint() != settings["key"]:
        raise ContractError(
            "the key found is not this desk's key.", where=str(folder), do="Restore the right one."
        )
    return Desk(folder, settings["id"], keys, settings["synthetic"], settings["raw_days"])


def make_desk(folder: str | Path, *, raw_days: int = RAW_DAYS) -> Desk:
    """Open a desk, making it and its key first where there is none."""
    folder = Path(folder)
    if (folder / _SETTINGS).exists():
        return open_desk(folder)
    if folder.exists() and any(folder.iterdir()):
        raise ContractError(
            "the folder is not empty and is no desk.", where=str(folder), do="Name another folder."
        )
    (folder / "posts").mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    name = secrets.token_hex(8)
    keys = keyring.create(name)
    _write_settings(folder, name, keys, False, raw_days)
    return open_desk(folder)


def _settings(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ContractError(f"the desk's settings cannot be read ({error}).", where=str(path)) from error


def _write_settings(folder: Path, name: str, keys: keyring.Keys, synthetic: bool, raw_days: int) -> None:
    text = (
        "# A Waylight desk. Its secret lies elsewhere: in WAYLIGHT_KEYS or the configuration folder of the user.\n"
        f'layout = {LAYOUT}\nid = "{name}"\nkey = "{keys.fingerprint()}"\n'
        f"synthetic = {str(synthetic).lower()}\nraw_days = {raw_days}\n"
    )
    (folder / _SETTINGS).write_text(text, "utf-8")
