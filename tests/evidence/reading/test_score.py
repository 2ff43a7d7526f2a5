"""The scorer gives full marks to a perfect reader, and each kind of fault lowers the figure that is about it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tests.evidence.reading.fields import FIELDS, Predicted, is_right
from tests.evidence.reading.measure import figures, outcome, tally
from tests.evidence.reading.score import errors, main, report
from tests.evidence.reading.test_gold import TEXTS
from tests.evidence.reading.texts import GoldText

BODY = (
    "Alba signed a contract for 20 boats in May 2025. Bruma may buy up to 5 boats. Mills run well. Alba builds kites."
)


def _gold(quote: str, **fields: Any) -> dict[str, Any]:
    """A core claim about the quote, plain where nothing else is said."""
    start = BODY.index(quote)
    plain: dict[str, Any] = {
        "id": quote, "quote": quote, "start": start, "end": start + len(quote), "giver": None, "receiver": None,
        "item": "boat", "kind": "procurement", "kind_alt": [], "stage": "contract", "stage_alt": [], "quantity": None,
        "money": None, "dates": [], "certainty": "asserted", "attributed_to": None, "tier": "core",
    }  # fmt: skip
    return plain | fields


SIGNED = _gold(
    "Alba signed a contract for 20 boats in May 2025",
    quantity={"low": 20, "high": 20, "per": None, "qualifier": "exact"},
    dates=[{"from": "2025-05-01", "to": "2025-05-31", "precision": "month", "role": "event"}],
    giver="alba",
    stage_alt=["production"],
)
MAY_BUY = _gold(
    "Bruma may buy up to 5 boats",
    stage=None,
    quantity={"low": None, "high": 5, "per": None, "qualifier": "up to"},
    certainty="speculative",
    tier="secondary",
)
KITES = _gold("Alba builds kites", item="kite", kind="serial_production", stage="production")
META = {"language": "en", "dossier": "other", "published": "2025-06-01", "gazetteer": "x"}
TEXT = GoldText("boats", BODY, META, (), (SIGNED, MAY_BUY, KITES))


def perfect(gold: dict[str, Any]) -> Predicted:
    """The prediction that says exactly what the annotator wrote."""
    return Predicted(
        spans=((gold["start"], gold["end"], "assertion"),),
        dates=tuple(gold["dates"]),
        **{name: gold[name] for name in ("item", "kind", "stage", "giver", "receiver", "certainty", "attributed_to")},
        **{name: gold[name] for name in ("quantity", "money")},
    )


RIGHT = [perfect(SIGNED), perfect(MAY_BUY), perfect(KITES)]


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text.name)
def test_a_perfect_reader_has_full_marks_on_every_text(text: GoldText) -> None:
    one = outcome(text, [perfect(gold) for gold in text.claims])
    count = tally([one])
    assert not one.missed
    assert not one.extra
    assert count["all right"] == count["core gold"]
    assert count["over-staged"] == count["hedged asserted"] == 0
    assert all(one.found_names)
    for gold in text.claims:
        for field in FIELDS:
            assert is_right(gold, perfect(gold), field), (gold["id"], field)


def test_side_remarks_neither_reward_nor_cost() -> None:
    with_them, without = figures([outcome(TEXT, RIGHT)]), figures([outcome(TEXT, [RIGHT[0], RIGHT[2]])])
    twice = figures([outcome(TEXT, [*RIGHT, perfect(MAY_BUY)])])
    assert with_them == without == twice
    assert with_them["precision"] == with_them["recall"] == with_them["all right F1"] == 1.0


def test_a_missed_claim_lowers_recall_only() -> None:
    got = figures([outcome(TEXT, RIGHT[:2])])
    assert (got["precision"], got["recall"]) == (1.0, 0.5)


def test_an_invented_claim_lowers_precision_only() -> None:
    start = BODY.index("Mills run well")
    invented = Predicted(((start, start + 14, "assertion"),), item="mill", kind="transfer", stage="delivered")
    got = figures([outcome(TEXT, [*RIGHT, invented])])
    assert (got["precision"], got["recall"]) == (2 / 3, 1.0)


def test_one_claim_told_twice_lowers_precision() -> None:
    got = figures([outcome(TEXT, [*RIGHT, perfect(SIGNED)])])
    assert (got["precision"], got["recall"]) == (2 / 3, 1.0)


def test_a_bare_mention_is_neither_found_nor_invented() -> None:
    mention = replace(perfect(SIGNED), stage="mentioned")
    got = figures([outcome(TEXT, [mention, RIGHT[2]])])
    assert (got["precision"], got["recall"]) == (1.0, 0.5)


def test_another_item_at_the_same_place_is_not_found() -> None:
    got = figures([outcome(TEXT, [replace(RIGHT[0], item="kite"), RIGHT[2]])])
    assert (got["precision"], got["recall"]) == (0.5, 0.5)


FAULTS: list[tuple[str, Callable[[Predicted], Predicted]]] = [
    ("item", lambda claim: replace(claim, item=None)),
    ("stage", lambda claim: replace(claim, stage="declaration")),
    ("kind", lambda claim: replace(claim, kind="transfer")),
    ("quantity", lambda claim: replace(claim, quantity=None)),
    ("quantity", lambda claim: replace(claim, quantity={"low": 20, "high": 20, "per": "month", "qualifier": "exact"})),
    ("dates", lambda claim: replace(claim, dates=())),
    ("giver", lambda claim: replace(claim, giver="bruma")),
    ("certainty", lambda claim: replace(claim, certainty="hedged")),
]


@pytest.mark.parametrize(("field", "spoil"), FAULTS)
def test_a_wrong_field_is_counted_where_it_belongs(field: str, spoil: Callable[[Predicted], Predicted]) -> None:
    count = tally([outcome(TEXT, [spoil(RIGHT[0]), RIGHT[1], RIGHT[2]])])
    assert count["core found"] == 2
    for name in FIELDS:
        wrong = count[f"{name} value"] - count[f"{name} value right"]
        follows = {"quantity": {"qualifier"}, "dates": {"date roles"}}.get(field, set())
        assert wrong == (name == field) or name in follows, name
    assert count["all right"] == (1 if field in {"item", "stage", "quantity", "dates"} else 2)


def test_invented_values_are_counted_apart() -> None:
    money = {"low": 5, "high": 5, "currency": "EUR", "qualifier": "exact"}
    count = tally([outcome(TEXT, [replace(RIGHT[0], money=money, attributed_to="Bruma"), *RIGHT[1:]])])
    assert count["money value"] == 0
    assert count["money none"] - count["money none right"] == 1
    assert count["attribution none"] - count["attribution none right"] == 1


def test_a_stage_above_all_alternatives_is_over_staged() -> None:
    def over(stage: str) -> int:
        return tally([outcome(TEXT, [replace(RIGHT[0], stage=stage), *RIGHT[1:]])])["over-staged"]

    assert [over(stage) for stage in ("intended", "contract", "production", "delivered")] == [0, 0, 0, 1]


def test_any_stage_where_there_is_none_is_over_staged_in_side_remarks_too() -> None:
    count = tally([outcome(TEXT, [RIGHT[0], replace(RIGHT[1], stage="discussed"), RIGHT[2]])])
    assert (count["over-staged"], count["checked"]) == (1, 3)


def test_speculation_that_is_asserted_is_counted() -> None:
    count = tally([outcome(TEXT, [RIGHT[0], replace(RIGHT[1], certainty="asserted"), RIGHT[2]])])
    assert count["hedged asserted"] == 1


def test_an_open_end_and_a_coarser_day_are_not_compared() -> None:
    gold = SIGNED | {"dates": [{"from": None, "to": "2030-12-31", "precision": "year", "role": "target"}]}
    claim = replace(
        RIGHT[0], dates=({"from": "2030-01-01", "to": "2030-06-30", "precision": "year", "role": "target"},)
    )
    assert is_right(gold, claim, "dates")
    assert not is_right(gold, replace(claim, dates=(claim.dates[0] | {"to": "2031-12-31"},)), "dates")


def test_the_report_and_the_errors_name_what_went_wrong() -> None:
    outcomes = [outcome(TEXT, [replace(RIGHT[0], stage="delivered")])]
    assert "dossier other" in report(outcomes)
    printed = errors(outcomes)
    assert "OVER-STAGED delivered" in printed
    assert "MISSED  Alba builds kites" in printed


def test_a_folder_without_texts_is_said(tmp_path: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path)]) == 2
    assert "no annotated texts" in capsys.readouterr().err
