"""The Python interface: the verbs do a whole study in a few lines, and the front door stays light."""

import subprocess
import sys
from pathlib import Path

import pytest

import cofactory as cf
from cofactory.programme.start import UnknownExample

SETTINGS = {
    "name": "Two countries", "start": "2026-01", "periods": 6, "period": "month", "currency": "EUR", "price_year": 2026,
}  # fmt: skip


def one_line_programme(capacity: float = 1) -> cf.Programme:
    """A line in AA-land makes what a need in the same country asks for: 2 a month, for six months."""
    return cf.from_tables(
        SETTINGS,
        {
            "parties": [{"id": "fr", "name": "France", "kind": "state", "country": "FR"}],
            "items": [{"id": "radar", "name": "Radar", "kind": "product"}],
            "lines": [{"id": "line", "name": "Line", "item": "radar", "country": "FR", "capacity": capacity}],
            "needs": [
                {"id": "need", "party": "fr", "country": "FR", "item": "radar", "start": "2026-01", "end": "2026-06",
                 "quantity": 2},
            ],
        },
    )  # fmt: skip


def test_a_plan_delivers_what_the_line_can_make() -> None:
    made = cf.plan(one_line_programme(capacity=1))
    # 12 asked, 6 made; the backlog grows by 1 a month: (1 + 2 + ... + 6) / 12
    assert made.needs["delivered"].to_list() == pytest.approx([6])
    assert made.shortfall == pytest.approx(21 / 12)


def test_a_plan_that_is_short_says_why() -> None:
    programme = one_line_programme(capacity=1)
    made = cf.plan(programme)
    assert made.reasons["limit_id"][0] == "line"
    assert cf.explain(programme, made, "need")["limit_id"][0] == "line"


def test_a_plan_that_is_not_short_has_nothing_to_explain() -> None:
    programme = one_line_programme(capacity=2)
    assert cf.explain(programme, cf.plan(programme), "need").is_empty()


def test_progress_tells_the_stages_in_their_order() -> None:
    stages: list[str] = []
    cf.plan(one_line_programme(), progress=lambda progress: stages.append(progress.stage))
    seen = list(dict.fromkeys(stages))
    assert seen[0] == "shortfall"
    assert seen[-1] == "reasons 1 of 1"


def test_a_saved_plan_reads_back_the_same(tmp_path: Path) -> None:
    made = cf.plan(one_line_programme())
    assert cf.save(made, tmp_path) == tmp_path / "results" / "base"
    again = cf.read_plan(tmp_path)
    assert again.tables().keys() == made.tables().keys()
    for name, table in made.tables().items():
        assert again.tables()[name].equals(table), name
    assert (again.shortfall, again.cost, again.gaps) == (made.shortfall, made.cost, made.gaps)


def test_a_plan_nobody_saved_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        cf.read_plan(tmp_path)


def test_a_report_is_one_file(tmp_path: Path) -> None:
    programme = one_line_programme()
    target = tmp_path / "report.html"
    cf.report(programme, cf.plan(programme), to=target)
    assert "Two countries" in target.read_text("utf-8")


def test_an_empty_start_has_every_table_and_an_example_loads(tmp_path: Path) -> None:
    empty = cf.new(tmp_path / "empty")
    assert (empty / "programme" / "lines.csv").read_text("utf-8").startswith("id,name,item,country")
    like = cf.new(tmp_path / "like", like="two-countries")
    assert not (like / "results").exists()
    assert cf.load(like).needs


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("here first", "utf-8")
    for taken in (tmp_path, tmp_path / "mine"):
        with pytest.raises(FileExistsError):
            cf.new(taken)
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_an_unknown_example_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(UnknownExample, match="france-ukraine"):
        cf.new(tmp_path / "mine", like="atlantis")
    assert not list(tmp_path.iterdir())


def test_a_start_that_fails_half_way_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def disk_full(folder: Path) -> None:
        folder.mkdir()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("cofactory.programme.start._write_empty", disk_full)
    with pytest.raises(OSError, match="No space"):
        cf.new(tmp_path / "mine")
    assert not list(tmp_path.iterdir())


def test_every_public_name_is_there_and_they_are_few() -> None:
    assert sum(name[0].islower() for name in cf.__all__) <= 20  # what is called; the rest is only named
    for name in cf.__all__:
        assert getattr(cf, name) is not None
    assert set(cf.__all__) <= set(dir(cf))
    with pytest.raises(AttributeError, match="no attribute 'simulat'"):
        cf.simulat  # noqa: B018


def test_the_front_door_loads_nothing_else() -> None:
    script = (
        "import sys, cofactory; print([n for n in sys.modules if n.split('.')[0] in ('numpy', 'polars', 'pydantic')])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
