"""A small programme for tests of the desk: two countries, two things, two promises; and texts about them."""

from __future__ import annotations

from pathlib import Path

SETTINGS = """\
name = "Pumps"
start = "2026-01"
periods = 24
period = "month"
currency = "EUR"
price_year = 2026
"""

TABLES = {
    "parties": (
        "id,name,kind,country,aliases\n"
        "nl,Netherlands,state,NL,Dutch; The Hague\n"
        "be,Belgium,state,BE,Belgian; Brussels\n"
    ),
    "items": (
        "id,name,kind,unit,aliases\n"
        "pump,Delta 40 pump,product,pump,Delta 40\n"
        "filter,Orion filter,product,filter,Orion\n"
    ),
    "commitments": (
        "id,giver,receiver,item,quantity,due,definition\n"
        "hundred-pumps,nl,be,pump,100 [assume: as promised],2026-12,arrived\n"
        "filters,nl,be,filter,unknown,unknown,received\n"
    ),
}  # fmt: skip

CONTRACT = (
    "On 9 February 2026 the Netherlands and Belgium signed a contract for 100 Delta 40 pumps worth EUR 2 million."
)
DELIVERY = "The Netherlands delivered 40 Delta 40 pumps to Belgium on 3 June 2026."
HOPE = "The Netherlands may deliver up to 300 Orion filters to Belgium by 2027."


def folder_with(folder: Path, **tables: str) -> Path:
    """A programme's folder with these tables, the others as above."""
    (folder / "programme").mkdir(parents=True)
    (folder / "programme.toml").write_text(SETTINGS, "utf-8")
    for name, text in {**TABLES, **tables}.items():
        (folder / "programme" / f"{name}.csv").write_text(text, "utf-8")
    return folder


def written(folder: Path, name: str, text: str) -> Path:
    """A file with this text beside the programme."""
    path = folder.parent / name
    path.write_text(text, "utf-8")
    return path


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file in a folder with its bytes."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
