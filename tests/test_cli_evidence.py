"""The commands about evidence as a shell sees them: what is printed, which exit code, and nothing unseen in it."""

from __future__ import annotations

import io
import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from cofactory import workbench
from cofactory.cli.app import main
from cofactory.evidence.documents import About
from cofactory.evidence.ledger import read_ledger
from tests.desk.folders import CONTRACT, DELIVERY, HOPE, files_of, folder_with, written


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return folder_with(tmp_path / "pumps")


@pytest.fixture
def full(folder: Path) -> Path:
    """The folder after three texts were read: three claims wait."""
    for text, day in ((CONTRACT, "2026-02-10"), (DELIVERY, "2026-06-04"), (HOPE, "2026-06-05")):
        workbench.read(folder, text.encode(), about=About(publisher="A paper", published=day))
    return folder


def said(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    """The exit code, standard output and standard error of a command."""
    code = main([*map(str, words)])
    out, err = capsys.readouterr()
    return code, out, err


def reviewed(folder: Path, keys: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> str:
    """What a review prints that is fed these keys."""
    monkeypatch.setattr("sys.stdin", io.StringIO(keys))
    code, out, err = said(capsys, "review", folder, "--by", "ann")
    assert (code, err) == (0, "")
    return out


def decided(folder: Path) -> list[tuple[str, str, str | None]]:
    """Verdict, reason and commitment of every decision, in their order."""
    found = sorted(read_ledger(folder).decisions.values(), key=lambda one: one.recorded)
    return [(one.verdict, one.why, one.commitment) for one in found]


def test_read_prints_each_claim_with_its_quote_and_figures(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = written(folder, "a.txt", CONTRACT)
    code, out, err = said(capsys, "read", folder, file, "--published", "2026-02-10", "--publisher", "A paper")
    assert (code, err) == (0, "")
    for words in (
        "A paper, 2026-02-10",
        "contract, procurement, asserted",
        'Netherlands > Belgium: Delta 40 pump ("Delta 40 pumps")',
        "quantity 100 pumps; money 2 M EUR; event 2026-02-09",
        f'"{CONTRACT}"',
        "1 claim added",
        "Next: cofactory review",
    ):
        assert words in out
    _, again, _ = said(capsys, "read", folder, file, "--published", "2026-02-10")
    assert "the ledger has this document already" in again
    assert "Nothing was added" in again


def test_read_says_when_the_publisher_is_not_known_and_the_text_not_english(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    french = "Le ministre des armées a signé un contrat pour la livraison de cent pompes avec le gouvernement belge.\n"
    _, out, _ = said(capsys, "read", folder, written(folder, "a.txt", french), "--dry-run")
    assert "publisher not known, no date" in out
    assert "Its publisher is not known: --publisher NAME." in out
    assert "Not English: only names were looked for." in out
    _, out, _ = said(capsys, "read", folder, written(folder, "b.txt", CONTRACT), "--dry-run", "--publisher", "A paper")
    assert "Not English" not in out
    assert "not known: --publisher" not in out


def test_a_broken_pdf_is_said_in_plain_words(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = folder / "a.pdf"
    file.write_bytes(b"%PDF-1.7\nbroken")
    _, out, err = said(capsys, "read", folder, file)
    assert "The PDF is broken, or not one" in out + err
    assert "Error" not in out + err


def test_read_as_json_is_the_list_of_claims_with_every_field(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = files_of(folder)
    file = written(folder, "a.txt", HOPE)
    code, out, _ = said(capsys, "read", folder, file, "--dry-run", "--json", "--published", "2026-02-10")
    (claim,) = json.loads(out)
    assert code == 0
    assert set(claim) >= {"id", "document", "spans", "giver", "receiver", "item", "item_text", "kind", "stage",
                          "certainty", "attributed_to", "quantity", "unit", "money", "dates", "extractor",
                          "recorded", "note"}  # fmt: skip
    assert claim["money"] is None
    assert claim["quantity"] == {"raw": "up to 300", "low": None, "high": 300, "per": None, "qualifier": "up to"}
    assert set(claim["dates"][0]) == {"raw", "from", "to", "precision", "role"}
    quote = claim["spans"][0]
    assert HOPE[quote["start"] : quote["end"]] == quote["exact"]
    assert files_of(folder) == before


def test_many_files_are_told_one_by_one_and_one_that_is_missing_ends_with_1(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = [written(folder, "a.txt", CONTRACT), written(folder, "b.txt", DELIVERY), folder.parent / "none.txt"]
    code, out, err = said(capsys, "read", folder, *files, "--published", "2026-06-10")
    assert code == 1
    assert "2 claims added" in out
    assert "reading 1 of 3: a.txt" in err
    assert "none.txt" in err
    code, out, _ = said(capsys, "read", folder, *files, "--json")
    error = json.loads(out)["error"]
    assert (code, error["kind"], len(error["claims"])) == (1, "problems", 2)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("a.txt", "b.txt", "--url", "https://example.org"), "one document"),
        (("a.txt", "--published", "yesterday"), "This is not a day."),
    ],
)
def test_a_wrong_use_of_read_is_said(
    folder: Path, words: tuple[str, ...], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    written(folder, "a.txt", CONTRACT)
    written(folder, "b.txt", DELIVERY)
    shown = [folder.parent / word if word.endswith(".txt") else word for word in words]
    code, _, err = said(capsys, "read", folder, *shown)
    assert code in (1, 2)
    assert told in err
    assert not (folder / "evidence").exists()


def test_decide_says_what_changed_and_how_to_take_it_back(full: Path, capsys: pytest.CaptureFixture[str]) -> None:
    key = next(key for key, claim in read_ledger(full).claims.items() if claim.stage == "contract")
    words = ("--why", "it says so", "--by", "ann", "--commitment", "hundred-pumps")
    code, out, _ = said(capsys, "decide", full, key[:8], "accept", *words)
    assert code == 0
    assert f'Accepted {key} for hundred-pumps, by ann: "it says so"' in out
    assert "hundred-pumps: stage: none -> contract since 2026-02-09" in out
    assert "claims that wait for a decision: 3 -> 2" in out
    undo = next(line for line in out.splitlines() if line.startswith("Undo: ")).split()
    code, out, _ = said(capsys, "decide", full, undo[4], "retract", "--why", "a slip", "--by", "ann")
    assert "stage: contract since 2026-02-09 -> none" in out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("c-00", "accept"), "There is no claim 'c-00'."),
        (("c-00", "acept"), "Did you mean `accept`?"),
        (("c-00", "correct", "--set", "quantity"), "is not of the form field=value"),
        (("FIRST", "correct", "--set", "foo=1"), "There is no field 'foo'. There is: giver, receiver, item,"),
        (("FIRST", "correct", "--set", "stage=zzz"), "There is no stage 'zzz'. There is: "),
        (("PAGE", "accept"), "is a document: decide about its claims"),
    ],
)
def test_a_decision_that_cannot_be_is_wrong_usage(
    full: Path, words: tuple[str, ...], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    ledger = read_ledger(full)
    stand = {"FIRST": next(iter(ledger.claims)), "PAGE": next(iter(ledger.documents))}
    words = tuple(stand.get(word, word) for word in words)
    code, out, err = said(capsys, "decide", full, *words, "--why", "so", "--by", "ann", "--json")
    assert code == 2
    assert told in err
    assert json.loads(out)["error"]["kind"] == "usage"


def test_a_correction_and_a_split_take_fields(full: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, second = list(read_ledger(full).claims)[:2]
    words = ("--why", "so", "--by", "ann", "--json")
    fields = ("--set", "quantity=up to 120", "--set", "target=2027-06")
    _, out, _ = said(capsys, "decide", full, first, "correct", *fields, *words)
    (made,) = json.loads(out)["made"]
    assert (made["quantity"]["high"], made["dates"][-1]["to"]) == (120, "2027-06-30")
    parts = ("--part", "quantity=10; stage=delivered", "--part", "quantity=30")
    _, out, _ = said(capsys, "decide", full, second, "split", *parts, *words)
    assert [made["quantity"]["low"] for made in json.loads(out)["made"]] == [10, 30]


def test_a_review_takes_one_key_for_each_claim(
    full: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = "a\nr it is a hope\nc stage=intended;certainty=hedged; why=hope is no contract\n"
    out = reviewed(full, keys, capsys, monkeypatch)
    assert "[1 of 3]" in out
    assert "⟦On 9 February 2026" in out
    assert "speaks of hundred-pumps" in out
    assert "3 decisions kept; nothing waits any more." in out
    assert decided(full) == [
        ("accept", "the quote says so", "hundred-pumps"),
        ("reject", "it is a hope", None),
        ("correct", "hope is no contract", "filters"),
    ]


def test_words_behind_a_key_are_its_reason_and_never_keys(
    full: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    out = reviewed(full, "accept it\na looks fine\nu oops\na\ns look later\nq\n", capsys, monkeypatch)
    assert "'accept' is no key here. One key a line" in out
    assert [(verdict, why) for verdict, why, _ in decided(full)] == [
        ("accept", "looks fine"), ("retract", "oops"), ("accept", "the quote says so"),
    ]  # fmt: skip


def test_a_review_can_be_left_and_resumed(
    full: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "1 decision kept; 2 claims still to decide about." in reviewed(full, "a\nq", capsys, monkeypatch)
    assert "[1 of 2]" in reviewed(full, "", capsys, monkeypatch)
    assert "1 decision kept; 1 claim still" in reviewed(full, "s\na", capsys, monkeypatch)
    reviewed(full, "a", capsys, monkeypatch)
    assert "Nothing waits for a decision." in reviewed(full, "a", capsys, monkeypatch)


def test_undo_goes_back_to_the_claim(
    full: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    out = reviewed(full, "u\na\nu\nq", capsys, monkeypatch)
    assert "Nothing was decided in this sitting" in out
    assert out.count("[1 of 3]") == 2
    assert [verdict for verdict, _, _ in decided(full)] == ["accept", "retract"]
    assert "3 claims still to decide about" in out


def test_the_commitment_can_be_changed_and_more_of_the_text_opened(
    full: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    out = reviewed(full, "k filtrs\nk filters\no\n?\nz\na", capsys, monkeypatch)
    assert "Did you mean `filters`?" in out
    assert "'z' is no key here" in out
    assert decided(full) == [("accept", "the quote says so", "filters")]


def test_a_claim_that_repeats_another_can_be_merged_into_it(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    other = "Dutch and Belgian ministers signed a contract for 100 Delta 40 pumps on 9 February 2026, officials said."
    for text in (CONTRACT, other):
        workbench.read(folder, text.encode(), about=About(publisher="A paper", published="2026-02-10"))
    out = reviewed(folder, "m 5\nm 1\n", capsys, monkeypatch)
    assert "may repeat" in out
    assert "'5' is none of 1 to 1" in out
    assert [verdict for verdict, _, _ in decided(folder)] == ["merge"]
    assert "nothing waits any more" in out


def test_review_as_json_lists_what_waits(full: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = said(capsys, "review", full, "--json")
    first = json.loads(out)[0]
    quote = first["passage"]["quotes"][0]
    assert first["passage"]["text"][quote["start"] : quote["end"]] == quote["exact"]
    assert first["fitting"] == ["hundred-pumps"]


def test_status_tells_what_is_promised_done_and_not_said(full: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for key in list(read_ledger(full).claims)[:2]:
        workbench.decide(full, key, "accept", why="so", by="ann", commitment="hundred-pumps")
    code, out, _ = said(capsys, "status", full)
    assert code == 0
    for words in (
        "the programme reckons with 100, due 2026-12",
        "delivered (40 pumps of 100) since 2026-06-03",
        "contracted 100 pumps",
        "delivered 40 pumps, counted when it has arrived",
        "money contracted 2 M EUR",
        "1 proposed claim waits for a decision",
    ):
        assert words in out
    _, out, _ = said(capsys, "status", full, "--as-of", "2026-05", "--json")
    found = json.loads(out)
    assert (found["as_of"], found["proposed"]) == ("2026-05", 1)
    assert found["commitments"][0]["stage"] == "contract"
    assert found["commitments"][0]["amounts"]["delivered"] is None
    _, out, _ = said(capsys, "status", full, "--known", "2019")
    assert "The ledger begins 2" in out
    code, _, err = said(capsys, "status", full, "--as-of", "soon")
    assert (code, err) == (2, "soon is not a date: write 2026, 2026-02 or 2026-02-09.\n")


@pytest.mark.parametrize("ending", ["svg", "png"])
def test_status_draws_its_chart(full: Path, ending: str, capsys: pytest.CaptureFixture[str]) -> None:
    chart = full.parent / f"chart.{ending}"
    _, _, err = said(capsys, "status", full, "--chart", chart)
    assert "nothing to draw" in err
    key = next(iter(read_ledger(full).claims))
    workbench.decide(full, key, "accept", why="so", by="ann", commitment="hundred-pumps")
    code, _, err = said(capsys, "status", full, "--chart", chart)
    assert (code, err) == (0, f"The chart is in {chart}.\n")
    code, _, err = said(capsys, "status", full, "--chart", full / "nowhere" / chart.name)
    assert code == 2
    assert err.endswith("does not exist.\n")
    assert chart.read_bytes()[:4] in (b"<svg", b"\x89PNG")
    assert b"var(" not in chart.read_bytes()
    assert said(capsys, "status", full, "--chart", full.parent / "chart.pdf")[0] == 2


def test_check_tells_of_broken_evidence_and_still_plans(full: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = next((full / "documents").iterdir())
    text.write_text(text.read_text("utf-8").replace("0", "1"), "utf-8")
    code, out, _ = said(capsys, "check", full, "--json")
    found: dict[str, Any] = json.loads(out)
    assert (code, found["can_plan"]) == (1, True)
    assert "document-changed" in {problem["name"] for problem in found["problems"]}
    assert "The evidence is broken; plans can be made." in said(capsys, "check", full)[1]


def test_a_new_folder_tells_git_how_to_merge_the_ledger(tmp_path: Path) -> None:
    made = workbench.new(tmp_path / "mine")
    assert "evidence/*.jsonl -text merge=union\ndocuments/*.txt -text\n" in (made / ".gitattributes").read_text("utf-8")


HOSTILE = (
    "\x1b[2J\x1b]0;owned\x07On 9 February 2026 the Netherlands and Bel\u200bgium\u202e signed a contract for 100 "
    "Delta 40 pumps. <script>alert(1)</script> =HYPERLINK('x') \u2066\ufeff[bold]{0} %s The \x9bevil\x00 end."
)


def test_nothing_unseen_reaches_the_terminal(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = written(folder, "a.txt", HOSTILE)
    about = ("--published", "2026-02-10", "--publisher", "Evil\x1b[31m\u202epaper", "--title", "T\u2067\x1b[1mitle")
    _, out, err = said(capsys, "read", folder, file, *about)
    shown = out + err
    key = next(iter(read_ledger(folder).claims))
    shown += reviewed(folder, "oq", capsys, monkeypatch)
    by = ("--by", "ann\x1b[0m", "--why", "so\u202e \x07", "--commitment", "hundred-pumps")
    commands: tuple[tuple[object, ...], ...] = (
        ("decide", folder, key, "accept", *by), ("status", folder), ("check", folder),
    )  # fmt: skip
    for words in commands:
        _, out, err = said(capsys, *words)
        shown += out + err
    assert "⟨U+200B⟩" in shown
    assert "⟨U+202E⟩" in shown
    unseen = {letter for letter in shown if unicodedata.category(letter) in ("Cc", "Cf", "Zl", "Zp") and letter != "\n"}
    assert not unseen


def test_the_line_of_a_reading_names_the_file_and_the_share_of_a_long_one() -> None:
    from cofactory.cli.progress import files_in_words

    assert files_in_words(2, 7, "a.txt") == "reading 3 of 7: a.txt"
    assert files_in_words(2.4, 7, "a.txt") == "reading 3 of 7: a.txt, 40 %"
    assert files_in_words(0.25, 1, "a.txt") == "reading a.txt, 25 %"


def test_an_inferred_receiver_is_said_to_be_inferred(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = written(folder, "a.txt", f"{CONTRACT} The Netherlands has delivered 12 Orion filters.")
    _, out, _ = said(capsys, "read", folder, file, "--dry-run", "--published", "2026-06-10")
    assert "    the receiver is inferred from the rest of the text" in out
