"""`cofactory trace`, and what other commands say of plans whose claims have fallen."""

import json
from pathlib import Path
from typing import Any

import pytest

from cofactory.cli.app import main
from tests.programme.cited import a_folder, claim, decision, document, rate, write_ledger

LINES = "id,name,item,country,capacity\nworks,Works,pump,FR,50 [{}]\nseals,Seals,seal,FR,200\ndesks,Desks,desk,UA,9\n"


def answered(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, Any, str]:
    """The exit code, the document and what was said on standard error."""
    code = main([*words, "--json"])
    out, err = capsys.readouterr()
    return code, json.loads(out), err


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    six = rate()
    return a_folder(tmp_path, six, decision("accept", six, why="two papers"), lines=LINES.format(six.id[:7]))


def test_a_cell_is_told_as_a_tree_with_its_quote_marked(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["trace", str(folder), "lines.works.capacity"]) == 0
    out, err = capsys.readouterr()
    assert (out.splitlines(), err) == (
        [
            f"lines.works.capacity: lines.csv:2: 50 [{rate().id[:7]}]",
            f"   {rate().id}: fr to ua, pump, 600 pumps a year, intended; was accepted on 2026-02-03 by ann",
            "      quote (assertion): The works will make «600 pumps a year». It is to deliver 100 pumps by",
            "        December, the ministry said.",
            f"      {document().id}: The works grow, A paper, 2026-01-30",
            f"         at documents/{document().id}.txt",
            f"      {decision('accept', rate(), why='two papers').id}: accept by ann on 2026-02-03: two papers",
            "         this is the one that counts",
        ],
        "",
    )


def test_the_document_is_the_same_tree(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, tree, _ = answered(capsys, "trace", str(folder), "lines.works.capacity", "--known", "2026-02-02")
    assert (code, tree["id"], tree["known"]) == (0, "lines.works.capacity", "2026-02-02")
    assert (tree["leads_to"][0]["status"], tree["leads_to"][0]["leads_to"][0]["exact"]) == (
        "proposed", "600 pumps a year",
    )  # fmt: skip


def test_the_figures_that_a_cell_moves_are_told_table_by_table(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["trace", str(folder), rate().id]) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert (
        "moves plan.shortfall, plan.cost, plan.deliveries.water, plan.commitments.deal, plan.starts (works, seals), "
        in told
    )


def test_a_figure_of_a_comparison_is_told_with_what_it_rests_on_and_what_has_fallen(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "scenarios").mkdir()
    (folder / "scenarios" / "more.toml").write_text('[needs.water]\nquantity = "60 [assume: more]"\n', "utf-8")
    assert main(["compare", str(folder)]) == 0
    write_ledger(folder, decision("reject", rate(), day=9))
    capsys.readouterr()
    assert main(["trace", str(folder), "study.needs.water", "--scenario", "more"]) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert told.startswith("study.needs.water: asked ")
    assert "shortfall change +" in told
    assert ", beside base: more" in told
    assert f"! The comparison in results/base rests on the claim {rate().id}, which was rejected" in told
    assert "lines.works.capacity: lines.csv:2: 50" in told


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["lines.work.capacity"], "Did you mean `lines.works.capacity`?"),
        (["lines.works.capacity", "--known", "soon"], "soon is not a date like 2026-02-09."),
        (["lines.works.capacity", "--known", "2026-13"], "2026-13 is not a date like 2026-02-09."),
        (["lines.works.capacity", "--known", "2026-02-30"], "2026-02-30 is not a date like 2026-02-09."),
        (["lines.works.capacity", "--scenario", "none"], "There is no scenario 'none'."),
    ],
)
def test_a_wrong_use_ends_with_two_and_a_hint(
    folder: Path, capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    code, tree, err = answered(capsys, "trace", str(folder), *words)
    assert (code, tree["error"]["kind"]) == (2, "usage")
    assert said in err


def test_hostile_words_cannot_steer_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "\x1b[2J\u202eThe works\u202c will make \x1b]0;title\x07600 pumps a year.\n"
    quote = "will make \x1b]0;title\x07600 pumps"
    told = claim(quote, text)
    decided = decision("accept", told, by="ann\x1b[31m", why="\x07")
    folder = a_folder(tmp_path, told, decided, text=text, lines=LINES.format(told.id))
    (folder / "evidence" / "documents.jsonl").write_bytes(b"")
    write_ledger(folder, document(text, title="\x1b[2Ja title\u200b"))
    assert main(["trace", str(folder), "lines.works.capacity"]) == 0
    out = capsys.readouterr().out
    assert not any(ord(letter) < 32 for letter in out.replace("\n", ""))
    assert not set(out) & set("\u202e\u202c\u200b\x7f")
    assert "«will make ⟨U+001B⟩]0;title⟨U+0007⟩600 pumps» a year." in " ".join(out.split())


def test_a_claim_rejected_later_is_said_by_every_command_that_uses_the_plan(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, made, _ = answered(capsys, "plan", str(folder))
    assert (code, made["fallen"]) == (0, [])
    assert main(["report", str(folder)]) == 0
    write_ledger(folder, decision("reject", rate(), day=9, by="olena"))
    capsys.readouterr()

    said = f"rests on the claim {rate().id}, which was rejected on 2026-02-09 by olena: cell lines.works.capacity."
    code, explained, err = answered(capsys, "explain", str(folder), "water")
    assert code == 0
    assert explained["fallen"] == [f"The plan {said} Plan anew."]
    assert said in err
    assert "planning" not in err  # the numbers are the same: the plan that stands there is used
    for verb in ("report", "plan"):
        assert main([verb, str(folder)]) == 0
        assert said in capsys.readouterr().err
    assert main(["status", str(folder)]) == 0
    assert "The plan and the report in results/base rest on the claim" in capsys.readouterr().err
    code, found, _ = answered(capsys, "check", str(folder))
    assert code == 1
    assert {"rejected-claim", "result-on-fallen-claim"} <= {problem["name"] for problem in found["problems"]}
    assert main(["trace", str(folder), "plan.shortfall"]) == 0
    assert f"The plan and the report in results/base rest on the claim {rate().id}" in " ".join(
        capsys.readouterr().out.split()
    )


def test_a_manifest_that_somebody_edited_is_no_harm(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = folder / "results" / "base"
    place.mkdir(parents=True)
    for text in ('{"evidence": 3}', '{"evidence": {"claims": {"c-0": 1}}}', "[" * 100_000, "\x00", '{"figures": "no"}'):
        (place / "manifest.json").write_text(text, "utf-8")
        assert main(["trace", str(folder), rate().id]) == 0
        assert main(["trace", str(folder), "plan.cost"]) == 0
        assert main(["check", str(folder)]) == 0
    assert "Traceback" not in capsys.readouterr().err


def test_a_line_that_was_cut_is_said_by_status_and_trace(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = folder / "evidence" / "claims.jsonl"
    rows = file.read_bytes().splitlines(keepends=True)
    lost = json.loads(rows[-1])["id"]
    file.write_bytes(b"".join([*rows[:-1], rows[-1][:40]]))
    told = "1 line of evidence/claims.jsonl does not count: cofactory check"
    for words in (("status", str(folder)), ("trace", str(folder), lost)):
        code = main([*words])
        err = capsys.readouterr().err
        assert told in err
        assert "Did you mean" not in err
        assert code == (2 if words[0] == "trace" else 0)


def test_a_result_has_its_currency_and_says_when_tables_changed_since(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["plan", str(folder)]) in (0, 3)
    capsys.readouterr()
    assert main(["trace", str(folder), "plan.cost"]) == 0
    out = capsys.readouterr().out
    assert "EUR" in out.splitlines()[0]
    assert "The files changed" not in out
    lines = next(folder.rglob("lines.csv"))
    lines.write_text(lines.read_text("utf-8").replace(",200", ",190"), "utf-8")
    assert main(["trace", str(folder), "plan.cost"]) == 0
    assert "! The files changed since the plan was made" in capsys.readouterr().out
    _, found, _ = answered(capsys, "trace", str(folder), "plan.cost")
    assert (found["outdated"], found["currency"]) == (True, "EUR")


def test_status_counts_the_cells_that_cite_a_rejected_claim(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    six = rate()
    folder = a_folder(tmp_path, six, decision("reject", six), lines=LINES.format(six.id))
    assert main(["status", str(folder)]) == 0
    assert (
        "1 cell cites a claim rejected, replaced, misquoted or held no more: lines.works.capacity."
        in capsys.readouterr().err
    )


def test_a_paper_for_a_fund_says_which_claims_under_it_have_fallen(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_ledger(folder, decision("reject", rate(), day=9))
    capsys.readouterr()
    assert main(["export", str(folder), str(tmp_path / "calendar.json"), "--form", "disbursements"]) == 0
    told = " ".join(capsys.readouterr().err.split())
    assert f"The plan rests on the claim {rate().id}, which was rejected" in told
