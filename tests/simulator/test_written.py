"""Plan tables that a person wrote: a mistake is a problem with its line, and how to mend it."""

from pathlib import Path

import pytest

from cofactory.base.problems import Problem, ProblemsFound
from cofactory.simulator.followed import follow
from cofactory.simulator.written import NoPlanTables, read_tables
from tests.simulator.test_runs import toy

PROJECTS = [{"id": "hall", "name": "Hall", "kind": "enabler", "start": "2026-03", "duration": 2, "optional": "yes"}]


def mistakes(folder: Path, **written: str) -> list[Problem]:
    """Every problem of plan tables with these contents."""
    for name, text in written.items():
        (folder / f"plan_{name}.csv").write_text(text, "utf-8")
    with pytest.raises(ProblemsFound) as found:
        read_tables(folder, toy(projects=PROJECTS))
    return list(found.value.problems)


@pytest.mark.parametrize(
    ("row", "name", "column", "mend"),
    [
        ("work,2026-03,1", "unknown-reference", "line", "Did you mean `works`?"),
        (",2026-03,1", "missing-value", "line", "Write it here, or take the row away."),
        ("works,2026-13,1", "bad-period", "period", "Write a month like 2026-03."),
        ("works,03.2026,1", "bad-period", "period", "Write 2026-03, if that is the month you mean."),
        ("works,,1", "missing-value", "period", "Write it here, or take the row away."),
        ("works,2026-03,-5", "negative-number", "quantity", "Write a number of at least 0."),
        ("works,2026-03,", "missing-value", "quantity", "Write it here, or take the row away."),
        ("works,2026-03,inf", "not-finite", "quantity", "Write a finite number, or unknown."),
        ("works,2026-03,unknown", "unknown-not-allowed", "quantity", "Write it, or take the row away."),
        ("works,2026-03,uniform(1, 2)", "ragged-row", None, "Put quotes around a text that has the separator in it."),
        ("works,2026-03,1O", "letter-in-number", "quantity", "Did you mean 10?"),
        ("works,2026-02,1", "duplicate-row", "period", "Keep one of the two rows, or make them one."),
        ("works,2026-03", "ragged-row", None, "Add the missing separators."),
    ],
)
def test_a_mistake_in_a_row_is_a_problem_at_its_line(
    tmp_path: Path, row: str, name: str, column: str | None, mend: str
) -> None:
    found = mistakes(tmp_path, starts=f"line,period,quantity\nworks,2026-02,5\n{row}\n")[0]
    assert (found.name, found.place, found.column, found.mend) == (name, "plan_starts.csv:3", column, mend)
    assert found.excerpt == row


def test_mistakes_of_all_tables_are_shown_together(tmp_path: Path) -> None:
    found = mistakes(
        tmp_path,
        steps="line,period,steps\nworks,2026-02,0.5\n",
        payments="fund,cost,period,amount\n,production:work,2026-02,1\n,gifts,2026-02,1\n",
        projects="project,begin\nhal,2026-03\n",
    )
    assert [(one.place, one.name) for one in found] == [
        ("plan_payments.csv:2", "unknown-reference"), ("plan_payments.csv:3", "unknown-reference"),
        ("plan_projects.csv:2", "unknown-reference"), ("plan_steps.csv:2", "not-whole"),
    ]  # fmt: skip
    assert found[0].why == "The table lines has no row `work`, of which `production:work` speaks."


@pytest.mark.parametrize(
    ("name", "text", "problem", "mend"),
    [
        ("starts", "line,period\nworks,2026-02\n", "missing-column", "Add the column `quantity`."),
        ("starts", "line,period,quantiti\nworks,2026-02,1\n", "missing-column", "Did you mean `quantity`?"),
        ("starts", "", "empty-table", "Write the column names into the first row."),
        ("start", "line,period,quantity\n", "unknown-table", "Did you mean `plan_starts`?"),
    ],
)
def test_a_table_of_another_form_is_a_problem(tmp_path: Path, name: str, text: str, problem: str, mend: str) -> None:
    found = mistakes(tmp_path, deliveries="need,period,quantity\n", **{name: text})
    assert [(one.name, one.mend) for one in found] == [(problem, mend)]


@pytest.mark.parametrize(
    "written",
    [
        "# mine\nline , period, quantity\nworks , 2026-02, 5.5\n",
        "\ufeffline;period;quantity\r\nworks;2026-02;5,5\r\n",
        "note,quantity,period,line\nin one go,5.5,2026-02,works\n",
    ],
)
def test_plan_tables_are_read_as_other_tables_are(tmp_path: Path, written: str) -> None:
    (tmp_path / "plan_starts.csv").write_text(written, "utf-8")
    programme = toy()
    found = follow(programme, read_tables(tmp_path, programme))
    assert (found.notes, found.starts[0, 1]) == ([], 5.5)


def test_a_project_without_a_begin_does_not_begin(tmp_path: Path) -> None:
    (tmp_path / "plan_projects.csv").write_text("project,begin\nhall,\n", "utf-8")
    programme = toy(projects=PROJECTS)
    assert follow(programme, read_tables(tmp_path, programme)).begins == {}


def test_a_folder_without_a_plan_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NoPlanTables, match="holds no plan of Toy: none of plan_starts"):
        read_tables(tmp_path, toy())
    with pytest.raises(NoPlanTables, match=r"There is no folder .*nope"):
        read_tables(tmp_path / "nope", toy())
    (tmp_path / "plan.csv").touch()
    with pytest.raises(NoPlanTables, match="is a file"):
        read_tables(tmp_path / "plan.csv", toy())
