"""`cofactory read --model`: a model at the user's own endpoint, by way of the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cofactory.cli.app import main
from cofactory.evidence.ledger import read_ledger
from cofactory.evidence.model_reader import Endpoint
from cofactory.workbench import read
from tests.desk.folders import files_of, folder_with, written
from tests.evidence.test_model_reader import server

TEXT = "On Monday the Netherlands signed a contract for 24 Delta 40 pumps for Belgium."
RIGHT = {
    "quotes": [{"exact": "the Netherlands signed a contract for 24 Delta 40 pumps for Belgium"}],
    "kind": "procurement", "giver": "nl", "receiver": "be", "item": "pump", "stage": "contract",
    "certainty": "asserted", "quantity": {"raw": "24", "low": 24, "high": 24}, "unit": "pump",
}  # fmt: skip
MADE_UP = {**RIGHT, "quotes": [{"exact": "Belgium paid\u001b[2J in gold"}]}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = folder_with(tmp_path / "pumps")
    written(made, "a.txt", TEXT)
    written(made, "b.txt", "Nothing happened.")
    return made


def said(capsys: pytest.CaptureFixture[str], folder: Path, *words: str) -> tuple[int, str, str]:
    """The exit code, standard output and standard error of `read` of the text with these options."""
    code = main(["read", str(folder), str(folder.parent / "a.txt"), *words])
    out, err = capsys.readouterr()
    return code, out, err


def test_what_it_quotes_is_proposed_and_what_it_makes_up_is_printed_with_the_reason(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("openai", reason="the optional extra `model` is not installed")
    monkeypatch.setenv("COFACTORY_MODEL_KEY", "secret-of-ann")
    with server(lambda _: json.dumps({"claims": [RIGHT, MADE_UP]})) as url:
        code, out, err = said(capsys, folder, "--model", "local", "--endpoint", url)
    assert code == 0
    assert "1 claim proposed." in out
    assert "contract, procurement, asserted" in out
    assert "Refused, 1 claim of the model" in out
    assert "The text nowhere says" in out
    assert "\x1b" not in out + err
    assert "secret-of-ann" not in out + err
    (claim,) = read_ledger(folder).claims.values()
    assert claim.extractor == "model local"
    assert all(b"secret-of-ann" not in content for content in files_of(folder).values())


def test_with_json_the_refused_go_to_standard_error(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("openai", reason="the optional extra `model` is not installed")
    with server(lambda _: json.dumps({"claims": [RIGHT, MADE_UP]})) as url:
        code, out, err = said(capsys, folder, "--model", "local", "--endpoint", url, "--json", "--dry-run")
    assert (code, len(json.loads(out))) == (0, 1)
    assert "Refused, 1 claim of the model" in err


def test_an_endpoint_without_answer_ends_with_1_and_is_not_asked_again(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("openai", reason="the optional extra `model` is not installed")
    asked: list[int] = []

    def refusing(number: int) -> int:
        asked.append(number)
        return 400

    with server(refusing) as url:
        code, _, err = said(capsys, folder, str(folder.parent / "b.txt"), "--model", "local", "--endpoint", url)
    assert (code, len(asked)) == (1, 1)
    assert "gave no answer" in err
    assert "1 document was not sent" in err
    assert not read_ledger(folder).claims
    with server(refusing) as url:
        (problem,) = read(folder, folder.parent / "a.txt", model=Endpoint(url, "local")).problems
    assert problem.name == "no-answer"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--model", "local"), "--model and --endpoint belong together"),
        (("--endpoint", "https://example.org/v1"), "--model and --endpoint belong together"),
        (("--model", "local", "--endpoint", "file:///etc/passwd"), "is no endpoint"),
        (("--model", "local", "--endpoint", "http://example.org/v1"), "would have your key travel unencrypted"),
    ],
)
def test_a_wrong_use_is_said(
    folder: Path,
    words: tuple[str, ...],
    told: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COFACTORY_MODEL_KEY", "secret-of-ann")
    code, _, err = said(capsys, folder, *words)
    assert code == 2
    assert told in err
    assert "secret-of-ann" not in err
    assert not (folder / "evidence").exists()


def test_without_the_extra_it_says_how_to_install_it(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cofactory.evidence.model_reader.find_spec", lambda _: None)
    code, _, err = said(capsys, folder, "--model", "local", "--endpoint", "https://example.org/v1")
    assert code == 2
    assert "pip install 'cofactory[model]'" in err
    assert not (folder / "evidence").exists()


def test_a_key_is_not_printed_with_its_endpoint() -> None:
    assert "secret" not in repr(Endpoint("https://example.org/v1", "local", "secret"))
