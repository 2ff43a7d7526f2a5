"""A small programme folder with a ledger: one article, claims about a line that makes pumps, and decisions."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cofactory.evidence.quotes import anchor
from cofactory.schema.evidence import (
    AnyRecord,
    Claim,
    Decision,
    Document,
    Money,
    Quantity,
    Verdict,
    document_id,
    identified,
    to_line,
)

TEXT = (
    "Officials met on Monday.\n"
    "The works will make 600 pumps a year. It is to deliver 100 pumps by December, the ministry said.\n"
    "The new hall costs 12 million euros.\n"
)
SETTINGS = 'name = "Pumps"\nstart = "2026-01"\nperiods = 24\nperiod = "month"\ncurrency = "EUR"\n'
FILES: dict[type[AnyRecord], str] = {Document: "documents.jsonl", Claim: "claims.jsonl", Decision: "decisions.jsonl"}


def moment(day: int) -> str:
    return f"2026-02-{day:02d}T09:00:00.000000Z"


def document(text: str = TEXT, **fields: Any) -> Document:
    told: dict[str, Any] = {"title": "The works grow", "publisher": "A paper", "published": "2026-01-30", **fields}
    return Document(id=document_id(text), recorded=moment(1), **told)


def claim(quote: str, text: str = TEXT, **fields: Any) -> Claim:
    """A claim that rests on one quote of the text."""
    told: dict[str, Any] = {"giver": "fr", "receiver": "ua", "item": "pump", "kind": "serial_production", **fields}
    made = Claim(
        document=document_id(text), spans=(anchor(text, quote),), recorded=told.pop("recorded", moment(2)), **told
    )
    return identified(made)


def rate(quote: str = "600 pumps a year", number: float = 600) -> Claim:
    return claim(quote, stage="intended", quantity=Quantity(raw=quote, low=number, high=number, per="year"))


def promise() -> Claim:
    return claim("100 pumps", stage="declaration", quantity=Quantity(raw="100 pumps", low=100, high=100))


def cost() -> Claim:
    sum_said = Money(raw="12 million euros", low=12e6, high=12e6, currency="EUR")
    return claim("12 million euros", kind="financing", stage="pledged", money=sum_said)


def decision(verdict: Verdict, *about: Claim | Decision, day: int = 3, **fields: Any) -> Decision:
    """What ann decided on that day of February 2026."""
    targets = tuple(one.id for one in about)
    said = {"by": "ann", "why": "read it", **fields}
    return identified(Decision(claims=targets, verdict=verdict, recorded=moment(day), **said))


def a_folder(folder: Path, *records: AnyRecord, text: str = TEXT, **tables: str) -> Path:
    """Writes the programme with these tables in place of its own, and a ledger of the text and these records."""
    programme: Mapping[str, str] = {
        "parties": "id,name,kind,country\nfr,France,state,FR\nua,Ukraine,state,UA\n",
        "items": "id,name,kind\npump,Pump,product\nseal,Seal,component\ndesk,Desk,product\n",
        "lines": "id,name,item,country,capacity\n"
        "works,Works,pump,FR,50\nseals,Seals,seal,FR,200\ndesks,Desks,desk,UA,9\n",
        "bom": "product,component,quantity\npump,seal,2\n",
        "routes": "id,from,to,lead_time\nfr-ua,FR,UA,1\n",
        "needs": "id,party,country,item,start,end,quantity\n"
        "water,ua,UA,pump,2026-03,2027-12,45\noffice,ua,UA,desk,2026-03,2027-12,4\n",
        "commitments": "id,giver,receiver,item,quantity,due,need\ndeal,fr,ua,pump,100,2026-12,water\n",
        **tables,
    }
    (folder / "programme").mkdir(parents=True, exist_ok=True)
    (folder / "programme.toml").write_text(SETTINGS, "utf-8")
    for name, rows in programme.items():
        (folder / "programme" / f"{name}.csv").write_text(rows, "utf-8")
    write_ledger(folder, document(text), *records)
    (folder / "documents").mkdir(exist_ok=True)
    (folder / "documents" / f"{document_id(text)}.txt").write_text(text, "utf-8", newline="\n")
    return folder


def write_ledger(folder: Path, *records: AnyRecord) -> None:
    """Adds the records to the ledger's lines."""
    (folder / "evidence").mkdir(exist_ok=True)
    for kind, name in FILES.items():
        with (folder / "evidence" / name).open("ab") as stream:
            stream.writelines(to_line(record) for record in records if isinstance(record, kind))
