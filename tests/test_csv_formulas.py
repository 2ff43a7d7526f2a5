"""No cell of a table that cofactory writes is a formula to a spreadsheet, whatever users and sources write."""

import csv
from pathlib import Path

import cofactory as cf
from tests.programme.cited import a_folder, claim, decision, document, rate, write_ledger

EVIL = "=HYPERLINK(0)"
TABLES = {
    "parties": f"id,name,kind,country\nfr,{EVIL},state,FR\nua,@SUM(A1),state,UA\n",
    "items": f"id,name,kind,unit\npump,{EVIL},product,{EVIL}\nseal,+1+cmd,component,-2+3\ndesk,@desk,product,@x\n",
    "needs": "id,party,country,item,start,end,quantity,note\n"
    f"water,ua,UA,pump,2026-03,2027-12,450000,{EVIL}\noffice,ua,UA,desk,2026-03,2027-12,400000,{EVIL}\n",
    "commitments": "id,giver,receiver,item,quantity,due,need,note\n"
    f"pumps,fr,ua,pump,100000,2026-12,water,{EVIL}\ndesks,fr,ua,desk,9000,2026-12,office,-1+1\n",
    "lines": "id,name,item,country,capacity,note\n"
    f"works,{EVIL},pump,FR,50,@\nseals,{EVIL},seal,FR,200 [assume: =1+1],+\ndesks,{EVIL},desk,UA,9,-\n",
}  # fmt: skip


def formulas(file: Path) -> list[str]:
    """The cells of a CSV file that a spreadsheet would run."""
    with file.open(encoding="utf-8", newline="") as stream:
        cells = [cell for row in csv.reader(stream) for cell in row]
    return [cell for cell in cells if cell[:1] in ("=", "+", "@", "\t", "\r") or (cell[:1] == "-" and not number(cell))]


def number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def test_no_cell_of_plan_runs_or_comparison_is_a_formula(tmp_path: Path) -> None:
    folder = a_folder(tmp_path, **TABLES)
    (folder / "scenarios").mkdir()
    (folder / "scenarios" / "less.toml").write_text(f'title = "{EVIL}"\n[lines.works]\ncapacity = "40"\n', "utf-8")
    programme = cf.load(folder)
    plan = cf.plan(programme)
    place = cf.save(plan, folder)
    cf.save_runs(cf.simulate(programme, plan, n=20), folder)
    cf.save(cf.compare(folder), folder)
    files = sorted(place.glob("*.csv"))
    assert {"plan_reasons.csv", "run_commitments.csv", "study_scenarios.csv"} <= {file.name for file in files}
    assert {file.name: formulas(file) for file in files if formulas(file)} == {}


def test_what_a_source_says_is_in_no_table(tmp_path: Path) -> None:
    six = rate()
    text = f"{EVIL} says it. Another says nothing.\n"
    folder = a_folder(tmp_path, six, decision("accept", six, why=EVIL), claim(EVIL, text, item_text=EVIL))
    write_ledger(folder, document(text, title=EVIL, publisher=EVIL))
    place = cf.save(cf.plan(cf.load(folder)), folder)
    assert all("HYPERLINK" not in file.read_text("utf-8") for file in place.glob("*.csv"))
