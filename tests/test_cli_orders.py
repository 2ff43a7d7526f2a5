"""`cofactory priority-orders` and `explain`, on a line that a queue shares with an ordered need."""

import json
from pathlib import Path

import pytest

from cofactory.cli.app import main

TABLES = {
    "parties": "id,name,kind,country\nua,Ukraine,state,UA\n",
    "items": "id,name,kind\npump,Pump,product\n",
    "lines": "id,name,item,country,capacity\nplant,Plant,pump,UA,10\n",
    "needs": "id,party,country,item,start,end,quantity,priority\n"
    "queue,ua,UA,pump,2026-01,2026-01,40,5\nurgent,ua,UA,pump,2026-01,2026-01,30,1\n",
    "priority_orders": "need,line,from,article\nurgent,plant,2026-03,Art 19\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two customers of one line, one of them with an order."""
    made = tmp_path / "shared"
    (made / "programme").mkdir(parents=True)
    settings = (
        'name = "Shared"\nstart = "2026-01"\nperiods = 8\nperiod = "month"\ncurrency = "EUR"\nprice_year = 2026\n'
    )
    (made / "programme.toml").write_text(settings, "utf-8")
    for name, text in TABLES.items():
        (made / "programme" / f"{name}.csv").write_text(text, "utf-8")
    return made


def test_who_comes_first_who_waits_and_what_would_help(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["priority-orders", str(folder)]) == 0
    said = " ".join(capsys.readouterr().out.replace("\xa0", " ").split())
    assert "urgent comes first on plant from March 2026 (Art 19)." in said
    assert (
        "queue waits 60 unit-months longer, is up to 20 units behind (April 2026), gets some of them 3 months later "
        "and has all it asks for in July 2026 instead of April 2026. What would help it most: The capacity of line"
    ) in said
    assert "urgent waits 60 unit-months less, and has all it asks for in May 2026 instead of July 2026." in said


def test_an_order_that_changes_nothing_says_so(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    alone = TABLES["needs"].replace("queue,ua,UA,pump,2026-01,2026-01,40,5\n", "")
    (folder / "programme" / "needs.csv").write_text(alone, "utf-8")
    assert main(["priority-orders", str(folder)]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "urgent has nothing of the order: its line serves it first anyway, the order comes too late" in said
    assert "All other needs" not in said


def test_the_document_has_orders_needs_and_effects(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["priority-orders", str(folder), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["orders"] == [{"need": "urgent", "line": "plant", "from": "2026-03", "article": "Art 19"}]
    queue = document["needs"][0]
    assert (queue["need"], queue["behind_in"], queue["later"], queue["done"]) == ("queue", "2026-04", 3, "2026-07")


def test_why_a_displaced_need_is_short_names_the_order(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", str(folder), "queue"]) == 0
    said = capsys.readouterr().out
    assert "Priority orders go before queue (urgent on line plant from 2026-03)" in said
    assert "up to 20 units behind at the end of 2026-04, 60 unit-months more of waiting in all" in said


def test_the_report_has_a_section_on_them(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", str(folder), "-o", str(folder / "report.html")]) == 0
    capsys.readouterr()
    page = (folder / "report.html").read_text("utf-8")
    assert "What priority orders do to others" in page
    assert "Pump for Ukraine" in page


def test_an_order_after_the_programme_is_warned_of(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = TABLES["priority_orders"].replace("2026-03", "2030-03")
    (folder / "programme" / "priority_orders.csv").write_text(text, "utf-8")
    assert main(["check", str(folder)]) == 1
    assert "The window of priority order urgent begins after the programme's last period" in capsys.readouterr().out
    assert main(["priority-orders", str(folder)]) == 0
    assert "All other needs (1) fare as without the orders." in capsys.readouterr().out


def test_a_programme_without_orders_says_where_to_write_them(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "programme" / "priority_orders.csv").unlink()
    assert main(["priority-orders", str(folder)]) == 0
    assert "write them in priority_orders.csv" in capsys.readouterr().out
