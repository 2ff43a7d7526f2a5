"""A scenario changes the text of the tables; what it writes is checked like the tables and points at its own file."""

from pathlib import Path

import pytest

from cofactory.programme.folder import examine, load_programme
from cofactory.programme.record import Programme
from cofactory.programme.scenarios import is_scenario_name, list_scenarios

SETTINGS = 'name = "Toy"\nstart = "2026-01"\nperiods = 24\nperiod = "month"\ncurrency = "EUR"\n'

TABLES = {
    "parties": "id,name,kind,country\nfr,France,state,FR\n",
    "items": "id,name,kind\npump,Pump,product\nvalve,Valve,component\n",
    "bom": "product,line,component,quantity\npump,,valve,1\npump,l-2,valve,2\n",
    "lines": "id,name,item,country,capacity\nl-1,L 1,pump,FR,1 to 3\nl-2,L 2,pump,FR,2 to 5\nv,V,valve,FR,9\n",
    "needs": "id,party,country,item,start,end,quantity\nn-1,fr,FR,pump,2026-06,2026-12,1\n",
    "risks": "id,on,chance,duration,severity\nstrike,line:l-2,0.1 to 0.2,2,1\n",
    "correlations": "a,b,rho\nlines.l-1.capacity,lines.l-2.capacity,0.5\nlines.l-1.capacity,risks.strike.chance,0.1\n",
}


def with_scenario(folder: Path, text: str, name: str = "other") -> Path:
    """Writes a small good programme with one scenario."""
    (folder / "programme").mkdir(exist_ok=True)
    (folder / "scenarios").mkdir(exist_ok=True)
    (folder / "programme.toml").write_text(SETTINGS, "utf-8")
    for table, rows in TABLES.items():
        (folder / "programme" / f"{table}.csv").write_text(rows, "utf-8")
    (folder / "scenarios" / f"{name}.toml").write_text(text, "utf-8")
    return folder


def load(folder: Path, text: str) -> Programme:
    return load_programme(with_scenario(folder, text), scenario="other")


def test_cells_are_patched_and_the_base_stays_as_it_is(tmp_path: Path) -> None:
    programme = load(tmp_path, 'title = "Faster"\n[lines.l-1]\ncapacity = "4 [assume: overtime]"\nopens = "2026-03"\n')
    assert (programme.scenario, programme.title) == ("other", "Faster")
    assert programme.lines[0].capacity.assumption == "overtime"
    assert programme.lines[0].opens == "2026-03"
    assert load_programme(tmp_path).lines[0].capacity.text == "1 to 3"


def test_numbers_and_truth_values_of_toml_are_cells(tmp_path: Path) -> None:
    programme = load(tmp_path, "[lines.l-1]\ncapacity = 2.5\nmax_steps = 3\nstep = 1\nstep_cost = 0.5\n")
    assert (programme.lines[0].capacity.mean(), programme.lines[0].max_steps.mean()) == (2.5, 3)


def test_a_row_is_removed_with_the_rows_that_belong_to_it(tmp_path: Path) -> None:
    programme = load(tmp_path, '[remove]\nlines = ["l-2"]\n')
    assert [line.id for line in programme.lines] == ["l-1", "v"]
    assert [row.line for row in programme.bom] == [None]
    assert programme.risks == ()
    assert programme.correlations == ()


def test_what_still_refers_to_a_removed_row_is_a_problem(tmp_path: Path) -> None:
    folder = with_scenario(tmp_path, '[remove]\nitems = ["valve"]\n')
    found = examine(folder, scenario="other").problems
    assert {(problem.name, problem.file) for problem in found} == {
        ("unknown-reference", "bom.csv"), ("unknown-reference", "lines.csv"),
    }  # fmt: skip


def test_rows_are_added_inline_or_as_a_table(tmp_path: Path) -> None:
    programme = load(
        tmp_path,
        """\
[add.needs]
n-2 = { party = "fr", country = "FR", item = "pump", start = "2027-01", end = "2027-02", quantity = 1.5 }
[add.needs.n-3]
party = "fr"
country = "FR"
item = "pump"
start = "2027-01"
end = "2027-02"
quantity = "1 to 2"
priority = 2
""",
    )
    assert [need.id for need in programme.needs] == ["n-1", "n-2", "n-3"]
    assert programme.needs[2].priority.mean() == 2
    assert (programme.needs[1].place.file, programme.needs[1].place.row) == ("scenarios/other.toml", 2)


def test_the_name_of_an_added_row_without_an_id_is_only_a_label(tmp_path: Path) -> None:
    programme = load(tmp_path, '[add.arrivals]\nfirst = { item = "valve", country = "FR", period = "2026-02", '
                               "quantity = 7 }\n")  # fmt: skip
    assert [arrival.quantity.mean() for arrival in programme.arrivals] == [7]


def test_a_row_can_be_replaced_by_one_of_the_same_id(tmp_path: Path) -> None:
    programme = load(tmp_path, '[remove]\nlines = ["v"]\n[add.lines]\n'
                               'v = { name = "V", item = "valve", country = "FR", capacity = 5 }\n')  # fmt: skip
    assert [line.id for line in programme.lines] == ["l-1", "l-2", "v"]


def test_the_scenario_file_is_among_the_hashes(tmp_path: Path) -> None:
    assert "scenarios/other.toml" in load(tmp_path, 'title = "x"\n').files


def test_a_bad_cell_of_a_scenario_points_at_the_scenario(tmp_path: Path) -> None:
    folder = with_scenario(tmp_path, '# faster\n[lines.l-1]\ncapacity = "1O"\n')
    problem = examine(folder, scenario="other").problems[0]
    assert (problem.name, problem.place, problem.excerpt) == (
        "letter-in-number", "scenarios/other.toml:3", 'capacity = "1O"',
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "name", "row", "mend"),
    [
        ("[linez.l-1]\ncapacity = 3\n", "unknown-table", 1, "`lines`"),
        ("titel = 'x'\n", "unknown-table", 1, "`title`"),
        ("title = 3\n", "bad-scenario", 1, "title"),
        ("lines = 3\n", "bad-scenario", 1, "[lines.ID]"),
        ("[lines]\nl-1 = 3\n", "bad-scenario", 2, "[lines.l-1]"),
        ("[lines.l-11]\ncapacity = 3\n", "unknown-row", 1, "`l-1`"),
        ("[lines.l-1]\ncapcity = 3\n", "unknown-column", 2, "`capacity`"),
        ("[lines.l-1]\ncapacity = { a = 1 }\n", "bad-scenario", 2, "capacity"),
        ("[lines.l-1]\nid = 'l-9'\n", "id-cannot-change", 2, "Remove the row"),
        ("[bom.pump]\nquantity = 3\n", "table-without-ids", 1, "[add.bom]"),
        ("[remove]\nlinez = ['l-1']\n", "unknown-table", 2, "`lines`"),
        ("[remove]\nlines = 'l-1'\n", "bad-scenario", 2, '["ID"]'),
        ("[remove]\nlines = ['l-7']\n", "unknown-row", 2, "l-"),
        ("remove = 3\n", "bad-scenario", 1, "[remove]"),
        ("[add.linez]\nx = { }\n", "unknown-table", 1, "`lines`"),
        ("[add]\nlines = 3\n", "bad-scenario", 2, "[add.lines]"),
        ("[add.lines.v2]\nid='v3'\nname='V'\nitem='valve'\ncountry='FR'\ncapacity=1\n", "id-cannot-change", 2, "Leave"),
        ("[add.lines.v]\nname='V'\nitem='valve'\ncountry='FR'\ncapacity=1\n", "duplicate-id", 1, "id of its own"),
        ("[add.lines.v2]\nname='V'\nitem='valve'\ncountry='FR'\n", "missing-value", 1, "Write it here"),
        ("x = \n", "bad-toml", 1, "key = value"),
    ],
)
def test_a_mistake_in_a_scenario_has_its_own_name_and_a_mend(
    tmp_path: Path, text: str, name: str, row: int, mend: str
) -> None:
    found = examine(with_scenario(tmp_path, text), scenario="other").problems
    errors = [problem for problem in found if problem.severity == "error"]
    assert [(problem.name, problem.file, problem.row) for problem in errors] == [(name, "scenarios/other.toml", row)]
    assert mend in errors[0].mend


def test_an_unknown_scenario_offers_the_nearest(tmp_path: Path) -> None:
    folder = with_scenario(tmp_path, "", "no-support")
    problem = examine(folder, scenario="nosupport").problems[0]
    assert (problem.name, problem.mend) == ("unknown-scenario", "Did you mean `no-support`?")


@pytest.mark.parametrize("name", ["../programme", "a/b", "/etc/passwd", "..", ".hidden", "", "a\\b", "x" * 200, "a\n"])
def test_the_name_of_a_scenario_is_no_path(tmp_path: Path, name: str) -> None:
    assert not is_scenario_name(name)
    found = examine(with_scenario(tmp_path, ""), scenario=name)
    assert found.programme is None
    assert [problem.name for problem in found.problems] == ["bad-scenario-name"]


def test_scenarios_are_listed_with_the_base_first(tmp_path: Path) -> None:
    with_scenario(tmp_path, "", "b")
    with_scenario(tmp_path, "", "a")
    assert list_scenarios(tmp_path) == ("base", "a", "b")
    assert list_scenarios(tmp_path / "nowhere") == ("base",)


def test_a_patch_reaches_a_table_whose_header_lacks_the_column(tmp_path: Path) -> None:
    programme = load(tmp_path, '[needs.n-1]\nunmet = "lost"\n')
    assert programme.needs[0].unmet == "lost"


def test_a_scenario_writes_decimal_points_into_a_table_with_decimal_commas(tmp_path: Path) -> None:
    folder = with_scenario(tmp_path, '[lines.l-1]\ncapacity = "1.125"\n')
    text = TABLES["lines"].replace(",", ";")
    (folder / "programme" / "lines.csv").write_text(text, "utf-8")
    assert load_programme(folder, scenario="other").lines[0].capacity.mean() == 1.125
