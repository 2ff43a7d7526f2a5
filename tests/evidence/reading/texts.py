"""The gold texts as they lie on disk: text, where it claims to come from, its gazetteer and its annotated claims."""

import csv
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PROGRAMME = Path(__file__).parents[3] / "examples" / "france-ukraine" / "programme"

STAGE_RANK = {
    "mentioned": 0.0,
    "discussed": 1.0,
    "requested": 2.0,
    "intended": 3.0,
    "letter_of_intent": 4.0,
    "declaration": 5.0,
    "pledged": 5.0,
    "allocated": 5.5,
    "contract": 6.0,
    "contracted": 6.0,
    "production": 7.0,
    "delivered": 8.0,
    "disbursed": 8.0,
    "in_service": 9.0,
    "cancelled": -1.0,
}
"""Which of two stages is higher, money's own stages between the others. Cancelled stands beside them."""


@dataclass(frozen=True)
class GoldName:
    """One name of a gazetteer, before it becomes the reader's own record."""

    id: str
    kind: str
    name: str
    aliases: tuple[str, ...]
    country: str | None
    unit: str | None
    company: bool


@dataclass(frozen=True)
class GoldText:
    """One annotated text."""

    name: str
    body: str
    meta: dict[str, Any]
    gazetteer: tuple[GoldName, ...]
    claims: tuple[dict[str, Any], ...]

    @property
    def language(self) -> str:
        """The language tag of the text, "en" where the full grammar is asked for."""
        return str(self.meta["language"])


def _rows(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file, comment lines left out."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return list(csv.DictReader(lines))


def _aliases(cell: str) -> tuple[str, ...]:
    """The aliases of a cell, which are parted by semicolons."""
    return tuple(part.strip() for part in cell.split(";") if part.strip())


def programme_names(folder: Path = PROGRAMME) -> tuple[GoldName, ...]:
    """The gazetteer of a programme: its parties, items, projects and funds with their aliases."""
    names: list[GoldName] = []
    countries = {row["id"]: row["country"] for row in _rows(folder / "parties.csv")}
    for file, kind in (("parties", "party"), ("items", "item"), ("projects", "project"), ("funds", "fund")):
        for row in _rows(folder / f"{file}.csv"):
            country = row.get("country") or countries.get(row.get("party") or "")
            company = kind == "party" and row.get("kind") == "company"
            aliases = _aliases(row.get("aliases") or "")
            names.append(GoldName(row["id"], kind, row["name"], aliases, country, row.get("unit") or None, company))
    return tuple(names)


def gazetteer_names(path: Path) -> tuple[GoldName, ...]:
    """The small gazetteer of one other programme, from its CSV file."""
    return tuple(
        GoldName(
            row["id"],
            row["kind"],
            row["name"],
            _aliases(row["aliases"]),
            row["country"] or None,
            row["unit"] or None,
            row["company"] == "yes",
        )
        for row in _rows(path)
    )


def load_texts(folder: Path) -> tuple[GoldText, ...]:
    """All annotated texts of a folder, by name."""
    texts = []
    for path in sorted(folder.glob("*.txt")):
        meta = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        own = meta["gazetteer"] == "france-ukraine"
        names = programme_names() if own else gazetteer_names(folder / "gazetteers" / f"{meta['gazetteer']}.csv")
        lines = path.with_suffix(".jsonl").read_text(encoding="utf-8").splitlines()
        claims = tuple(json.loads(line) for line in lines if line.strip())
        # read as bytes: universal newlines would move the offsets
        texts.append(GoldText(path.stem, path.read_bytes().decode("utf-8"), meta, names, claims))
    return tuple(texts)
