"""Where the promises of a folder stand: under three clocks, with contradictions and the origins behind them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import cofactory as cf
from cofactory.desk.standing import claims_named
from cofactory.evidence.documents import About
from cofactory.render.standings import changes, units
from tests.desk.folders import CONTRACT, DELIVERY, folder_with
from tests.evidence.ledgers import claim, document, ledger_of

PUMPS = "hundred-pumps"


def accepted(folder: Path, text: str, published: str, publisher: str = "A paper") -> None:
    """Reads a text and accepts all it says, as speaking of the pumps."""
    for key in cf.read(folder, text.encode(), about=About(publisher=publisher, published=published)).added:
        cf.decide(folder, key, "accept", why="it says so", by="ann", commitment=PUMPS)


def test_each_clock_holds_back_what_was_not_yet(tmp_path: Path) -> None:
    folder = folder_with(tmp_path / "pumps")
    accepted(folder, CONTRACT, "2026-02-10")
    accepted(folder, DELIVERY, "2026-06-04")
    clocks = [{}, {"as_of": "2026-05"}, {"published": "2026-03"}, {"as_of": "2026-02-08"}, {"known": "2020"}]
    stages = [cf.status(folder, **clock).status.standings[0].stage for clock in clocks]
    assert stages == ["delivered", "contract", "contract", None, None]


@pytest.mark.parametrize("date", ["soon", "2026-13", "2026-02-30", "26", "2026-02-09T10:00"])
def test_what_is_no_date_is_refused(tmp_path: Path, date: str) -> None:
    folder = folder_with(tmp_path / "pumps")
    for clock in ("as_of", "known", "published"):
        with pytest.raises(ValueError, match="is not a date"):
            cf.status(folder, **{clock: date})


def test_copies_of_one_text_are_one_origin_behind_a_side(tmp_path: Path) -> None:
    folder = folder_with(tmp_path / "pumps")
    told = "The ministers met in Brussels, spoke about the years to come, and left without a word on costs or places."
    accepted(folder, f"{CONTRACT} {told}", "2026-02-10", "First")
    accepted(folder, f"{CONTRACT} {told} Copied.", "2026-02-11", "Second")
    accepted(folder, CONTRACT.replace("100", "140").replace("signed", "on Monday signed"), "2026-02-11", "Third")
    (found,) = [one for one in cf.status(folder).conflicts if one.kind == "quantities"]
    assert {side.says: (len(side.claims), side.origins) for side in found.sides} == {"100": (2, 1), "140": (1, 1)}


def test_a_folder_without_evidence_has_promises_without_a_stage(tmp_path: Path) -> None:
    found = cf.status(folder_with(tmp_path / "pumps"))
    assert [(s.promise.id, s.stage) for s in found.status.standings] == [(PUMPS, None), ("filters", None)]
    assert found.conflicts == ()


def test_three_tellings_of_one_number_are_one_contradiction_with_three_sides(tmp_path: Path) -> None:
    folder = folder_with(tmp_path / "pumps")
    for number, publisher in (("100", "First"), ("140", "Second"), ("180", "Third")):
        accepted(folder, CONTRACT.replace("100", number), "2026-02-10", publisher)
    (found,) = [one for one in cf.status(folder).conflicts if one.kind == "quantities"]
    assert [side.says for side in found.sides] == ["100", "140", "180"]


def named_by(folder: Path, written: str) -> Path:
    """The folder with the pumps' row naming a claim so."""
    table = folder / "programme" / "commitments.csv"
    lines = table.read_text("utf-8").splitlines()
    rows = [f"{lines[0]},claims", f"{lines[1]},{written}", *(f"{line}," for line in lines[2:])]
    table.write_text("\n".join(rows) + "\n", "utf-8")
    return folder


def taken(folder: Path) -> str:
    """The claim of the contract, accepted for no commitment."""
    key = cf.read(folder, CONTRACT.encode(), about=About(publisher="A paper", published="2026-02-10")).added[0]
    cf.decide(folder, key, "accept", why="it says so", by="ann")
    return str(key)


def test_a_row_may_name_its_claim_by_the_beginning_of_its_id(tmp_path: Path) -> None:
    folder = folder_with(tmp_path / "pumps")
    claim = taken(folder)
    found = cf.status(named_by(folder, claim[:8])).status
    assert (found.standings[0].stage, found.standings[0].evidence, found.loose) == ("contract", (claim,), ())


@pytest.mark.parametrize("written", ["c-", "c-00000000", "x-"])
def test_a_row_that_names_no_claim_or_too_little_of_one_has_none(tmp_path: Path, written: str) -> None:
    folder = folder_with(tmp_path / "pumps")
    claim = taken(folder)
    found = cf.status(named_by(folder, written)).status
    assert (found.standings[0].stage, found.loose) == (None, (claim,))


def test_a_beginning_that_two_claims_share_is_neither() -> None:
    one, two = (document(f"{name} tells.", "2026-01-01") for name in ("One", "Two"))
    first = claim(one, "One", item="pump")
    ledger = ledger_of(one, two, first, claim(two, "Two", item="pump"))
    alike = dict.fromkeys(("c-abcd01", "c-abcd02"), "2026-01-01T00:00:00.000000Z")
    ledger = replace(ledger, tellings={**ledger.tellings, **alike})
    assert claims_named(["c-abcd", first.id[:7]], ledger) == (first.id,)


def test_a_claim_that_a_row_names_in_short_fits_no_other_commitment(tmp_path: Path) -> None:
    folder = folder_with(tmp_path / "pumps")
    key = cf.read(folder, CONTRACT.encode(), about=About(publisher="A paper", published="2026-02-10")).added[0]
    named_by(folder, key[:8])
    assert cf.decide(folder, key, "accept", why="it says so", by="ann").fitting == ()


def test_a_contradiction_begins_when_both_sides_are_true(tmp_path: Path) -> None:
    folder = folder_with(tmp_path / "pumps")
    accepted(folder, CONTRACT, "2026-02-10", "First")
    accepted(folder, CONTRACT.replace("100", "140").replace("9 February", "19 February"), "2026-02-20", "Second")
    kinds = [{one.kind for one in cf.status(folder, as_of=day).conflicts} for day in ("2026-02-18", "2026-02-20")]
    assert (kinds[0], "quantities" in kinds[1]) == (set(), True)


def test_a_promise_is_counted_in_the_unit_of_its_item_and_other_figures_stand_beside(tmp_path: Path) -> None:
    folder = folder_with(tmp_path / "pumps")
    accepted(folder, DELIVERY, "2026-06-04")
    before = cf.status(folder).status
    (key,) = before.standings[0].speaking
    cf.decide(folder, key, "correct", why="missiles", by="ann", fields={"unit": "missiles"}, commitment=PUMPS)
    accepted(folder, DELIVERY.replace("40 Delta", "2 Delta"), "2026-06-05")
    (standing, _) = (after := cf.status(folder).status).standings
    assert standing.unit == "pump"
    assert [units(said) for said in (standing.amounts["delivered"], *standing.apart["delivered"])] == [
        "2 pumps", "40 missiles",
    ]  # fmt: skip
    assert "hundred-pumps: delivered: 40 pumps -> 2 pumps and 40 missiles" in list(changes(before, after))
