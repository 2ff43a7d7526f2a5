"""What `explain` says: how short, which limits, and what was not found or not looked for."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from cofactory import workbench
from cofactory.cli.app import main
from cofactory.planner.solution import Plan
from cofactory.schema.frames import frame_types
from tests.test_cli import TABLES, answered, folder_with

TYPES = frame_types("plan_reasons")

PROMISE = "id,giver,receiver,item,quantity,due,need\n{id},ua,fr,radar,{quantity},{due},need\n"
PARTIES = "id,name,kind,country\nfr,France,state,FR\nua,Ukraine,state,UA\n"


def reason(sentence: str, **columns: Any) -> dict[str, Any]:
    usual = {"subject": "need", "kind": "need", "rank": 1, "limit": "capacity", "limit_id": "line", "together": False}
    return {**dict.fromkeys(TYPES), **usual, "sentence": sentence, **columns}


def frame(*rows: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=TYPES)


def told(monkeypatch: pytest.MonkeyPatch, *rows: dict[str, Any]) -> None:
    """Lets `explain` find these reasons."""
    monkeypatch.setattr(workbench, "explain", lambda *_: frame(*rows))


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    return folder_with(tmp_path / "mine")


def said(capsys: pytest.CaptureFixture[str], *words: object) -> str:
    capsys.readouterr()
    assert main([*map(str, words)]) == 0
    return capsys.readouterr().out.translate({0xA0: " ", 0x202F: " "})


def test_the_document_says_how_short_a_need_is(mine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, document, _ = answered(capsys, "explain", mine, "need")
    assert (document["short"], document["asked"], document["gap"]) == (True, 12, None)
    assert document["delivered"] == pytest.approx(6)
    assert document["shortfall"] == pytest.approx(1.75)


def test_the_document_says_how_short_a_commitment_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    promise = PROMISE.format(id="ten", quantity=10, due="2026-06")
    folder = folder_with(tmp_path / "mine", commitments=promise, parties=PARTIES)
    _, document, _ = answered(capsys, "explain", folder, "ten")
    assert (document["short"], document["asked"], document["shortfall"]) == (True, 10, None)
    assert (document["delivered"], document["gap"]) == (pytest.approx(6), pytest.approx(4))
    assert "ten is short: 6 of 10 units are delivered by its due date." in said(capsys, "explain", folder, "ten")


def test_what_is_in_time_is_not_short(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = folder_with(tmp_path / "mine", lines=TABLES["lines"].replace("1 [assume", "2 [assume"))
    code, document, _ = answered(capsys, "explain", folder, "need")
    assert (code, document["short"], document["shortfall"], document["reasons"]) == (0, False, 0, [])
    assert said(capsys, "explain", folder, "need") == ("need is not short: the plan delivers it in full and on time.\n")


def test_short_without_a_reason_is_short_all_the_same(
    mine: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    told(monkeypatch)
    text = said(capsys, "explain", mine, "need")
    assert "need is short: 6 of 12 units are delivered." in text
    assert "No limit that was tried helps" in text
    assert "not short" not in text
    _, document, _ = answered(capsys, "explain", mine, "need")
    assert (document["short"], document["reasons"]) == (True, [])


def test_a_commitment_of_unknown_size_is_neither_short_nor_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    promise = PROMISE.format(id="some", quantity="unknown", due="2026-06")
    folder = folder_with(tmp_path / "mine", commitments=promise, parties=PARTIES)
    _, document, _ = answered(capsys, "explain", folder, "some")
    assert (document["short"], document["asked"], document["gap"]) == (None, None, None)
    assert "some cannot be judged: its quantity is unknown.\n" in said(capsys, "explain", folder, "some")


def test_limits_that_help_only_together_share_one_sentence(
    mine: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = {"together": True, "first": "2026-01", "last": "2026-02"}
    told(
        monkeypatch,
        reason("These bind together.", **shared),
        reason("These bind together.", **shared, rank=2, limit="fund_rate", limit_id="grant"),
        reason("need could have 1 more.", rank=3, limit="priority"),
    )
    text = said(capsys, "explain", mine, "need")
    assert text.count("These bind together.") == 1
    assert "1. These bind together.\n   - capacity of line, January 2026 to February 2026\n" in text
    assert "   - spending limit of grant, January 2026 to February 2026\n2. need could have 1 more." in text


def test_a_need_and_a_commitment_of_one_name_are_told_apart(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    promise = PROMISE.format(id="need", quantity=10, due="2026-06")
    folder = folder_with(tmp_path / "mine", commitments=promise, parties=PARTIES)
    text = said(capsys, "explain", folder, "need")
    need, commitment = text.split("\n\n")
    assert need.startswith("Need need is short: 6 of 12 units")
    assert commitment.startswith("Commitment need is short: 6 of 10 units are delivered by its due date.")
    assert "units by the due date" not in need
    _, document, _ = answered(capsys, "explain", folder, "need")
    assert (document["shortfall"], document["gap"]) == (pytest.approx(1.75), pytest.approx(4))


@pytest.mark.parametrize(("limit", "words"), [("none", "No limit that was tried"), ("not_examined", "were not tried")])
def test_what_names_no_limit_stands_unranked(
    limit: str, words: str, mine: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    told(monkeypatch, reason("", rank=None, limit=limit, limit_id=None))
    text = said(capsys, "explain", mine, "need")
    assert words in text
    assert "1. " not in text
    told(monkeypatch, reason("In other words.", limit=limit))
    assert "delivered.\nIn other words.\n" in said(capsys, "explain", mine, "need")


def planning(monkeypatch: pytest.MonkeyPatch, plan: Plan) -> None:
    """Lets `plan` find this plan."""
    monkeypatch.setattr(workbench, "plan", lambda *_, **__: plan)


def test_plan_says_how_many_were_not_looked_into(
    mine: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = workbench.plan(workbench.load(mine))
    assert "not examined" not in said(capsys, "plan", mine)
    unread = frame(reason("Time ended.", limit="not_examined", limit_id=None, rank=None))
    for plan in (replace(whole, reasons=unread), replace(whole, reasons=frame(), status="interrupted")):
        planning(monkeypatch, plan)
        text = said(capsys, "plan", mine)
        assert "Why 1 need or commitment is short was not examined (need): `cofactory explain" in text
        _, document, _ = answered(capsys, "plan", mine)
        assert document["not_examined"] == ["need"]
