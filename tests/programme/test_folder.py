"""A folder is read as a whole: the programme, or every problem at once, and never anything outside the folder."""

import gc
import hashlib
import os
import pickle
from pathlib import Path
from typing import Any

import pytest

from cofactory.base.problems import ProblemsFound
from cofactory.base.workbook import read_workbook
from cofactory.programme.folder import examine, from_tables, load_programme
from cofactory.programme.record import Programme

SETTINGS = 'name = "Toy"\nstart = "2026-01"\nperiods = 24\nperiod = "month"\ncurrency = "EUR"\n'

TABLES = {
    "parties": "id,name,kind,country\nfr,France,state,FR\n",
    "items": "id,name,kind\npump,Pump,product\n",
    "lines": "id,name,item,country,capacity,lead_time\nl-1,Line 1,pump,FR,3 [assume: guess],2\n",
    "needs": "id,party,country,item,start,end,quantity\nn-1,fr,FR,pump,2026-06,2026-12,1 [assume: as asked]\n",
}


def a_folder(path: Path, *, settings: str = SETTINGS, **tables: str) -> Path:
    """Writes a small good programme, with the tables named replaced or added."""
    (path / "programme").mkdir()
    (path / "programme.toml").write_text(settings, "utf-8")
    for name, text in {**TABLES, **tables}.items():
        (path / "programme" / f"{name}.csv").write_text(text, "utf-8")
    return path


def names(folder: Path, *, scenario: str = "base") -> list[str]:
    """The names of the problems, in the order of their places."""
    found = examine(folder, scenario=scenario)
    assert found.programme is None or not any(problem.severity == "error" for problem in found.problems)
    return [problem.name for problem in found.problems]


def test_a_good_folder_becomes_a_programme(tmp_path: Path) -> None:
    programme = load_programme(a_folder(tmp_path))
    assert isinstance(programme, Programme)
    assert programme.lines[0].item == programme.items[0].id
    assert (programme.scenario, programme.folder, programme.problems) == ("base", tmp_path, ())
    assert programme.lines[0].place.file == "lines.csv"


def test_the_hash_of_every_file_read_is_kept(tmp_path: Path) -> None:
    programme = load_programme(a_folder(tmp_path))
    assert set(programme.files) == {"programme.toml", *(f"programme/{name}.csv" for name in TABLES)}
    assert programme.files["programme.toml"] == hashlib.sha256(SETTINGS.encode()).hexdigest()


def test_every_problem_of_every_file_comes_at_once(tmp_path: Path) -> None:
    folder = a_folder(
        tmp_path,
        settings=SETTINGS + "discunt_rate = 0\n",
        items="id,name,kind\npump,Pump,produkt\n",
        needs="id,party,country,item,start,end,quantity\nn-1,de,FR,pmp,2026-06,2026-12,x\n",
    )
    with pytest.raises(ProblemsFound) as raised:
        load_programme(folder)
    assert {(problem.place, problem.name) for problem in raised.value.problems} == {
        ("items.csv:2", "bad-choice"),
        ("needs.csv:2", "not-a-number"),
        ("needs.csv:2", "unknown-reference"),
        ("programme.toml:6", "unknown-setting"),
    }
    assert sum(problem.name == "unknown-reference" for problem in raised.value.problems) == 2


def test_a_reference_to_a_row_with_a_mistake_of_its_own_is_no_second_problem(tmp_path: Path) -> None:
    assert names(a_folder(tmp_path, items="id,name,kind\npump,Pump,produkt\n")) == ["bad-choice"]


def test_what_follows_from_an_unreadable_file_is_held_back(tmp_path: Path) -> None:
    folder = a_folder(tmp_path)
    (folder / "programme" / "items.csv").write_bytes("id,name,kind\n".encode("utf-16"))
    (found,) = examine(folder).problems
    assert (found.name, found.file) == ("not-utf-8", "items.csv")


def test_references_to_a_table_without_its_ids_are_no_further_problems(tmp_path: Path) -> None:
    assert names(a_folder(tmp_path, items="ident,name,kind\npump,Pump,product\n")) == [
        "unknown-column",
        "missing-column",
    ]


def test_a_stray_table_is_a_problem_with_the_nearest_name(tmp_path: Path) -> None:
    found = examine(a_folder(tmp_path, lnes="a,b\n1,2\n")).problems
    assert [(problem.name, problem.mend) for problem in found] == [("unknown-table", "Did you mean `lines`?")]


def test_an_id_stands_once(tmp_path: Path) -> None:
    folder = a_folder(tmp_path, parties=TABLES["parties"] + "fr,France again,state,FR\n")
    problem = examine(folder).problems[0]
    assert (problem.name, problem.place) == ("duplicate-id", "parties.csv:3")
    assert "parties.csv:2" in problem.why


def test_rows_without_ids_stand_once_too(tmp_path: Path) -> None:
    arrivals = "item,country,period,quantity\npump,FR,2026-02,1\npump,FR,2026-02,2\npump,FR,2026-03,2\n"
    assert names(a_folder(tmp_path, arrivals=arrivals)) == ["duplicate-row"]


def test_a_correlation_is_the_same_in_either_order(tmp_path: Path) -> None:
    cells = "lines.l-1.capacity", "lines.l-1.lead_time"
    folder = a_folder(
        tmp_path,
        lines="id,name,item,country,capacity,lead_time\nl-1,L,pump,FR,2 to 4,1 to 3\n",
        correlations=f"a,b,rho\n{cells[0]},{cells[1]},0.5\n{cells[1]},{cells[0]},0.5\n",
    )
    assert "duplicate-row" in names(folder)


def test_a_correlation_names_cells_that_exist(tmp_path: Path) -> None:
    rows = "linse.l-1.capacity,lines.l-2.capacity,0.5\nlines.l-1.note,lines.l-1.capacity,0.5\n"
    found = names(a_folder(tmp_path, correlations="a,b,rho\n" + rows))
    assert sorted(found) == ["unknown-column", "unknown-reference", "unknown-table"]


def test_a_risk_names_a_row_that_exists(tmp_path: Path) -> None:
    risks = "id,on,chance,duration,severity\nr,line:l-2,0.1,2,1\n"
    problem = examine(a_folder(tmp_path, risks=risks)).problems[0]
    assert (problem.name, problem.mend) == ("unknown-reference", "Did you mean `l-1`?")


def test_a_check_across_tables_points_at_the_cell(tmp_path: Path) -> None:
    folder = a_folder(tmp_path, bom="product,component,quantity\npump,pump,1\n")
    problem = next(problem for problem in examine(folder).problems if problem.file == "bom.csv")
    assert problem.excerpt == "pump,pump,1"


def test_numbers_are_counted_by_what_they_rest_on(tmp_path: Path) -> None:
    found = examine(a_folder(tmp_path))
    assert found.sources["lines"] == (2, 0, 1, 1)
    assert found.sources["needs"] == (1, 0, 1, 0)
    assert found.uncited["lines"] == (("lines", 2, "lead_time", "2", "lines.csv"),)
    assert "needs" not in found.uncited
    assert found.rows == {"parties": 1, "items": 1, "lines": 1, "needs": 1}


def test_rates_and_indices_are_counted_as_the_numbers_of_programme_toml(tmp_path: Path) -> None:
    folder = a_folder(tmp_path)
    (folder / "programme.toml").write_text(
        SETTINGS + '[exchange]\nUSD = 0.86\nGBP = "1.15 [assume: so]"\n[price_index]\n2024 = "1.04 [assume: round]"\n',
        "utf-8",
    )
    found = examine(folder)
    assert found.sources["programme"] == (3, 0, 2, 1)
    line = SETTINGS.count("\n") + 2
    assert found.uncited["programme"] == (("programme", line, "exchange.USD", "0.86", "programme.toml"),)


def test_settings_without_rates_are_no_table_of_numbers(tmp_path: Path) -> None:
    assert "programme" not in examine(a_folder(tmp_path)).sources


def test_an_empty_table_made_in_python_is_no_rows() -> None:
    settings = {"name": "Pumps", "start": "2026-01", "periods": 12, "period": "month", "currency": "EUR"}
    found = from_tables(settings, {"routes": [], "needs": []})
    assert found.routes == ()
    assert not found.problems


def test_the_collector_is_as_it_was_after_a_check_even_one_that_fails(tmp_path: Path) -> None:
    settings = {"name": "Pumps", "start": "2026-01", "periods": 12, "period": "month", "currency": "EUR"}
    with pytest.raises(ProblemsFound):
        from_tables(settings, {"linse": []})
    assert gc.isenabled()
    gc.disable()
    try:
        examine(a_folder(tmp_path))
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_unknown_and_unreadable_cells_are_not_numbers(tmp_path: Path) -> None:
    commitments = "id,giver,receiver,item,quantity,due,priority\nc,fr,fr,pump,unknown,unknown,x\n"
    assert examine(a_folder(tmp_path, commitments=commitments)).sources["commitments"] == (0, 0, 0, 0)


def test_a_missing_folder_is_a_plain_problem(tmp_path: Path) -> None:
    assert names(tmp_path / "nowhere") == ["missing-folder"]
    assert names(tmp_path) == ["missing-programme-toml"]


def test_a_file_of_another_kind_beside_the_tables_is_not_read_silently(tmp_path: Path) -> None:
    folder = a_folder(tmp_path)
    (folder / "programme" / "risks.xlsx").write_bytes(b"")
    (folder / "programme" / "README.md").write_text("what these tables are", "utf-8")
    (folder / "programme" / ".lines.csv.swp").write_bytes(b"")
    assert names(folder) == ["not-a-table-file"]


def test_tables_in_two_places_are_a_problem(tmp_path: Path) -> None:
    folder = a_folder(tmp_path)
    (folder / "programme.xlsx").write_bytes(b"no workbook")
    assert "two-sources" in names(folder)


def test_a_workbook_that_is_none_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "programme.toml").write_text(SETTINGS, "utf-8")
    (tmp_path / "programme.xlsx").write_bytes(b"no workbook")
    assert not read_workbook(tmp_path / "programme.xlsx")[0]
    assert names(tmp_path) == ["unreadable-workbook"]


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text("id,name,kind,country\nfr,Secret,state,FR\n", "utf-8")
    (tmp_path / "p").mkdir()
    folder = a_folder(tmp_path / "p")
    os.unlink(folder / "programme" / "parties.csv")  # noqa: PTH108
    (folder / "programme" / "parties.csv").symlink_to(tmp_path / "secret.csv")
    found = examine(folder)
    assert "outside-folder" in [problem.name for problem in found.problems]
    assert "Secret" not in str(found)


def test_a_link_to_itself_is_a_problem(tmp_path: Path) -> None:
    folder = a_folder(tmp_path)
    (folder / "programme" / "risks.csv").symlink_to("risks.csv")
    assert len(names(folder)) == 1


def test_a_pipe_does_not_make_the_tool_wait(tmp_path: Path) -> None:
    folder = a_folder(tmp_path)
    os.mkfifo(folder / "programme" / "risks.csv")
    assert names(folder) == ["unreadable-file"]


def test_settings_that_are_not_text_are_a_problem(tmp_path: Path) -> None:
    folder = a_folder(tmp_path)
    (folder / "programme.toml").write_bytes(SETTINGS.encode() + b"# caf\xe9\n")
    problem = examine(folder).problems[0]
    assert (problem.name, problem.row) == ("not-utf-8", 6)


def test_a_programme_from_tables_is_held_to_the_same_rules() -> None:
    settings = {"name": "Toy", "start": "2026-01", "periods": 12, "period": "month", "currency": "EUR"}
    item = {"id": "pump", "name": "Pump", "kind": "product", "value": None}
    tables: dict[str, list[dict[str, Any]]] = {
        "parties": [{"id": "fr", "name": "France", "kind": "state", "country": "FR"}],
        "items": [item],
        "lines": [{"id": "l", "name": "L", "item": "pump", "country": "FR", "capacity": 2.5}],
        "needs": [{"id": "n", "party": "fr", "country": "FR", "item": "pump", "start": "2026-01", "end": "2026-12",
                   "quantity": "2 to 3"}],
    }  # fmt: skip
    programme = from_tables(settings, tables)
    assert programme.lines[0].capacity.mean() == 2.5
    assert programme.items[0].value is None
    assert pickle.loads(pickle.dumps(programme)) == programme  # noqa: S301 - our own bytes
    with pytest.raises(ProblemsFound, match="lnes"):
        from_tables(settings, {**tables, "lnes": []})
    with pytest.raises(ProblemsFound, match="colour"):
        from_tables(settings, {**tables, "items": [{**item, "colour": "red"}]})
