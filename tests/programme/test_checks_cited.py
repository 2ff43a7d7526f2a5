"""What a number cites is held against the ledger: there, decided, not rejected, and saying the same."""

from pathlib import Path

import pytest

from cofactory.base.problems import Problem
from cofactory.programme.folder import examine, from_tables, load_programme
from cofactory.programme.whole import examine_folder
from tests.programme.cited import a_folder, claim, cost, decision, promise, rate, write_ledger
from tests.programme.in_memory import PARTIES, SETTINGS

LINES = "id,name,item,country,capacity\nworks,Works,pump,FR,{}\n"


def problems(folder: Path) -> list[Problem]:
    """What is said about citations; the rest of the little programme is in order."""
    return list(examine(folder).problems)


def names(folder: Path) -> list[str]:
    return [problem.name for problem in problems(folder)]


def works(capacity: str) -> str:
    return LINES.format(capacity) + "seals,Seals,seal,FR,200\ndesks,Desks,desk,UA,9\n"


def test_an_accepted_claim_that_says_the_number_is_no_problem(tmp_path: Path) -> None:
    six = rate()
    assert names(a_folder(tmp_path, six, decision("accept", six), lines=works(f"50 [{six.id}]"))) == []


def test_four_characters_of_an_id_are_enough(tmp_path: Path) -> None:
    six = rate()
    assert names(a_folder(tmp_path, six, decision("accept", six), lines=works(f"50 [{six.id[:6]}]"))) == []


def test_three_characters_of_an_id_are_too_few(tmp_path: Path) -> None:
    six = rate()
    folder = a_folder(tmp_path, six, decision("accept", six), lines=works(f"50 [{six.id[:5]}]"))
    assert names(folder) == ["unknown-claim"]


@pytest.mark.parametrize(
    "written", ["50", "600/12", "45 to 60", "600 / 12 ", "normal(48 to 55)", "announced(50, run_rate)", "30 to 50"]
)
def test_a_rate_may_be_written_per_period_in_arithmetic_or_as_a_range(tmp_path: Path, written: str) -> None:
    six = rate()
    lines = works(f'"{written} [{six.id}]"')
    assert names(a_folder(tmp_path, six, decision("accept", six), lines=lines)) == []


@pytest.mark.parametrize("written", ["60", "500/12", "55 to 90"])
def test_another_number_than_the_claims_is_said(tmp_path: Path, written: str) -> None:
    six = rate()
    folder = a_folder(tmp_path, six, decision("accept", six), lines=works(f"{written} [{six.id}]"))
    (found,) = problems(folder)
    assert (found.name, found.severity, found.column) == ("claim-says-otherwise", "warning", "capacity")
    assert found.why == f'The cell says {written} and the claim "600 pumps a year" ({six.id}).'


def test_an_assumption_beside_the_claim_explains_another_number(tmp_path: Path) -> None:
    six = rate()
    lines = works(f"60 [{six.id}] [assume: a fifth more with a third shift]")
    assert names(a_folder(tmp_path, six, decision("accept", six), lines=lines)) == []


def test_money_is_held_against_money(tmp_path: Path) -> None:
    twelve = cost()
    header = "id,name,item,country,capacity,step,step_cost,max_steps\nworks,Works,pump,FR,50,5,{},2\n"
    for number, (text, expected) in enumerate({"12 M": [], "12000 k": [], "11 M": ["claim-says-otherwise"]}.items()):
        lines = header.format(f"{text} [{twelve.id}]") + "seals,Seals,seal,FR,200,,,\ndesks,Desks,desk,UA,9,,,\n"
        folder = a_folder(tmp_path / str(number), twelve, decision("accept", twelve), lines=lines)
        assert names(folder) == expected


def test_a_duration_is_not_held_against_a_quantity(tmp_path: Path) -> None:
    six = rate()
    routes = f"id,from,to,lead_time\nfr-ua,FR,UA,1 [{six.id}]\n"
    assert names(a_folder(tmp_path, six, decision("accept", six), routes=routes)) == []


def test_a_claim_that_says_up_to_forbids_more_and_allows_less(tmp_path: Path) -> None:
    from cofactory.schema.evidence import Quantity

    most = claim("600 pumps a year", quantity=Quantity(raw="up to 600", high=600, per="year", qualifier="up to"))
    accepted = decision("accept", most)
    assert names(a_folder(tmp_path / "a", most, accepted, lines=works(f"20 [{most.id}]"))) == []
    assert names(a_folder(tmp_path / "b", most, accepted, lines=works(f"700 [{most.id}]"))) == ["claim-says-otherwise"]


def test_a_commitment_is_held_against_the_claims_its_row_names(tmp_path: Path) -> None:
    hundred = promise()
    row = "id,giver,receiver,item,quantity,due,need,claims\ndeal,fr,ua,pump,{},2026-12,water,{}\n"
    accepted = decision("accept", hundred, commitment="deal")
    good = a_folder(tmp_path / "a", hundred, accepted, commitments=row.format(100, hundred.id))
    other = a_folder(tmp_path / "b", hundred, accepted, commitments=row.format(90, hundred.id))
    unknown = a_folder(tmp_path / "c", hundred, accepted, commitments=row.format(100, "c-0bad; see the note"))
    assert (names(good), names(other)) == ([], ["claim-says-otherwise"])
    assert names(unknown) == ["unknown-claim", "unknown-claim"]


def test_a_citation_in_a_scenario_points_at_the_scenario(tmp_path: Path) -> None:
    folder = a_folder(tmp_path)
    (folder / "scenarios").mkdir()
    (folder / "scenarios" / "fewer.toml").write_text('[lines.works]\ncapacity = "9 [c-0bad]"\n', "utf-8")
    (found,) = examine(folder, scenario="fewer").problems
    assert (found.name, found.place) == ("unknown-claim", "scenarios/fewer.toml:2")


def test_settings_cite_claims_too(tmp_path: Path) -> None:
    folder = a_folder(tmp_path)
    with (folder / "programme.toml").open("a") as stream:
        stream.write('[exchange]\nUSD = "0.86 [c-0bad]"\n')
    (found,) = problems(folder)
    assert (found.name, found.place) == ("unknown-claim", "programme.toml:7")


def test_only_accepted_claims_make_a_number_cited(tmp_path: Path) -> None:
    six = rate()
    lines = works(f"50 [{six.id}]")
    counted = {}
    for name, decisions in {
        "proposed": (), "accepted": (decision("accept", six),), "rejected": (decision("reject", six),),
    }.items():  # fmt: skip
        found = examine(a_folder(tmp_path / name, six, *decisions, lines=lines))
        counted[name] = found.sources["lines"][1:]
    assert counted == {"proposed": (0, 0, 3), "accepted": (1, 0, 2), "rejected": (0, 0, 3)}


def test_a_commitments_quantity_rests_on_the_claims_of_its_row(tmp_path: Path) -> None:
    hundred = promise()
    row = f"id,giver,receiver,item,quantity,due,need,claims\ndeal,fr,ua,pump,100,2026-12,water,{hundred.id}\n"
    found = examine(a_folder(tmp_path, hundred, decision("accept", hundred), commitments=row))
    assert found.sources["commitments"] == (1, 1, 0, 0)


def test_without_a_folder_there_is_no_ledger_to_ask() -> None:
    items = [{"id": "pump", "name": "Pump", "kind": "product", "value": "5 [c-9f30]"}]
    made = from_tables(SETTINGS, {"parties": PARTIES, "items": items})
    assert (made.problems, dict(made.cited)) == ((), {})


def test_a_rejected_claim_marks_the_plan_that_rested_on_it(tmp_path: Path) -> None:
    import cofactory as cf

    six = rate()
    folder = a_folder(tmp_path, six, decision("accept", six), lines=works(f"50 [{six.id}]"))
    cf.save(cf.plan(cf.load(folder)), folder)
    assert cf.read_plan(folder).manifest["evidence"]["claims"] == {
        six.id: {"status": "accepted", "cells": ["lines.works.capacity"]}
    }
    assert examine_folder(folder).problems == ()

    write_ledger(folder, decision("reject", six, day=9, by="olena"))
    found = {problem.name: problem for problem in examine_folder(folder).problems}
    assert set(found) == {"rejected-claim", "result-on-fallen-claim", "decisions-clash"}
    assert found["result-on-fallen-claim"].why == (
        f"The plan in results/base rests on the claim {six.id}, which was rejected on 2026-02-09 by olena: "
        "cell lines.works.capacity."
    )
    assert load_programme(folder).cited[six.id].status == "rejected"


def test_a_rejected_claim_marks_the_comparison_that_rested_on_it(tmp_path: Path) -> None:
    import cofactory as cf

    six = rate()
    folder = a_folder(tmp_path, six, decision("accept", six), lines=works("50 [assume: as it is]"))
    (folder / "scenarios").mkdir()
    (folder / "scenarios" / "cited.toml").write_text(f'[lines.works]\ncapacity = "50 [{six.id}]"\n', "utf-8")
    cf.save(cf.compare(folder), folder)
    assert examine_folder(folder).problems == ()

    write_ledger(folder, decision("reject", six, day=9, by="olena"))
    found = {problem.name: problem for problem in examine_folder(folder).problems}
    assert found["result-on-fallen-claim"].file == "results/base/study_manifest.json"
    assert found["result-on-fallen-claim"].why == (
        f"The comparison in results/base rests on the claim {six.id}, which was rejected on 2026-02-09 by olena: "
        "cell lines.works.capacity."
    )
    assert found["result-on-fallen-claim"].mend.endswith("`cofactory compare DIR`.")
    moved = cf.trace(folder, six.id, scenario="cited")
    assert "results/base/study_manifest.json" in {step.id for step in moved.leads_to}


def test_the_hash_of_the_evidence_changes_with_its_standing_alone(tmp_path: Path) -> None:
    from cofactory.programme.resting import evidence_manifest

    six = rate()
    folder = a_folder(tmp_path, six, decision("accept", six), lines=works(f"50 [{six.id}]"))
    before = evidence_manifest(load_programme(folder))
    write_ledger(folder, cost())
    assert evidence_manifest(load_programme(folder)) == before
    write_ledger(folder, decision("reject", six, day=9))
    assert evidence_manifest(load_programme(folder))["sha256"] != before["sha256"]


def test_a_number_with_another_claim_that_stands_rests_on_that_one(tmp_path: Path) -> None:
    six, other = rate(), promise()
    decisions = (decision("reject", six), decision("accept", other))
    cells = works(f"50 [{six.id}] [{other.id}]")
    found = [
        one for one in problems(a_folder(tmp_path, six, other, *decisions, lines=cells)) if one.name == "rejected-claim"
    ]
    assert [one.why.endswith(f"so the number rests on {other.id} alone.") for one in found] == [True]
