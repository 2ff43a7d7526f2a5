"""The records: exact round trips, ids that hang on content alone, and what cannot be said is refused."""

from __future__ import annotations

import hashlib
import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import DecodeError, structs

from cofactory.schema.evidence import (
    STAGES,
    Claim,
    Date,
    Decision,
    Document,
    Money,
    Quantity,
    Span,
    canonical,
    claim_id,
    decision_id,
    document_id,
    identified,
    to_claim,
    to_decision,
    to_document,
    to_line,
)

MOMENT = "2026-02-09T10:00:00.000000Z"
CLAIM = Claim(document="d-0123456789ab", spans=(Span(2, 5, "abc"),), kind="transfer", recorded=MOMENT)

letters = st.characters(codec="utf-8")
words = st.text(letters, max_size=8)


@st.composite
def claims(draw: st.DrawFn) -> Claim:
    exact = draw(st.text(letters, min_size=1, max_size=8))
    start = draw(st.integers(0, 100))
    low, high = sorted((draw(st.floats(0, 1e15)), draw(st.floats(0, 1e15))))
    return identified(
        Claim(
            document="d-0123456789ab",
            spans=(Span(start, start + len(exact), exact, draw(words), draw(words)),),
            giver=draw(st.none() | words),
            kind="procurement",
            stage=draw(st.sampled_from((None, "contract", "pledged", "cancelled"))),
            denied=draw(st.booleans()),
            quantity=draw(st.none() | st.just(Quantity("x", low, high, "month", "about"))),
            money=draw(st.none() | st.just(Money("y", low, None, "EUR"))),
            dates=draw(st.sampled_from(((), (Date("by 2027", None, "2027-12-31", "year", "target"),)))),
            note=draw(st.none() | words),
            recorded=MOMENT,
        )
    )


@given(claims())
def test_a_claim_comes_back_from_its_line_as_it_was(claim: Claim) -> None:
    line = to_line(claim)

    assert line.count(b"\n") == 1
    assert to_claim(line) == claim
    assert to_line(to_claim(line)) == line
    assert claim_id(to_claim(line)) == claim.id


@given(claims())
def test_the_canonical_form_has_sorted_keys_and_is_plain_json(claim: Claim) -> None:
    plain = json.loads(canonical(claim))

    assert list(plain) == sorted(plain)
    assert canonical(to_claim(json.dumps(plain))) == canonical(claim)


def test_the_id_of_a_claim_hangs_on_what_it_says_not_on_who_found_it_and_when() -> None:
    found_again = structs.replace(CLAIM, extractor="other 2", recorded=MOMENT.replace("10", "11"), note="hm")

    assert claim_id(found_again) == claim_id(CLAIM) == "c-f39c0d4a4b"
    assert claim_id(structs.replace(CLAIM, denied=True)) != claim_id(CLAIM)
    assert claim_id(structs.replace(CLAIM, spans=(Span(3, 6, "abc"),))) != claim_id(CLAIM)


def test_the_id_of_a_decision_hangs_on_all_of_it() -> None:
    decision = Decision(claims=("c-1",), verdict="accept", by="ann", recorded=MOMENT)

    assert decision_id(structs.replace(decision, why="because")) != decision_id(decision)
    assert decision_id(identified(decision)) == decision_id(decision)


def test_a_number_is_written_in_one_way() -> None:
    assert (
        canonical(Quantity("100", 100.0, 1e3))
        == canonical(Quantity("100", 100, 1000))
        == b'{"high":1000,"low":100,"raw":"100"}'
    )
    assert Quantity("1.5", 1.5).low == 1.5


def test_from_is_from_in_json() -> None:
    assert json.loads(canonical(Date("x", "2026-01-01", "2026-01-31", "month"))) == {
        "raw": "x", "from": "2026-01-01", "to": "2026-01-31", "precision": "month",
    }  # fmt: skip


@pytest.mark.parametrize(
    "make",
    [
        lambda: Quantity("x", 5, 3),
        lambda: Quantity("x", math.inf),
        lambda: Money("x", math.nan),
        lambda: Date("x", "2026-02-01", "2026-01-01"),
        lambda: Decision(claims=("c-1",), verdict="merge", by="ann", result=("c-2",)),
        lambda: Decision(claims=("c-1",), verdict="correct", by="ann", result=("c-1",)),
        lambda: Decision(claims=("c-1",), verdict="split", by="ann", result=("c-2",)),
        lambda: Decision(claims=("c-1",), verdict="accept", by="ann", result=("c-2",)),
        lambda: Decision(claims=("c-1",), verdict="retract", by="ann"),
    ],
)
def test_what_cannot_be_is_refused(make: object) -> None:
    with pytest.raises(ValueError, match=r"[a-z]"):
        make()  # type: ignore[operator]


@pytest.mark.parametrize(
    "change",
    [
        {"stage": "promised"}, {"certainty": "sure"}, {"recorded": "2026-02-09"}, {"document": "../x"}, {"spans": []},
        {"colour": "red"}, {"spans": [{"start": -1, "end": 2, "exact": "abc"}]}, {"quantity": {"raw": "x", "low": "7"}},
        {"money": {"raw": "x", "currency": "euro"}}, {"dates": [{"raw": "x", "from": "2026-13-01"}]},
    ],
)  # fmt: skip
def test_a_line_that_says_what_no_claim_can_say_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(DecodeError):
        to_claim(json.dumps({**json.loads(to_line(CLAIM)), **change}))


def test_a_decision_may_say_claim_for_one() -> None:
    plain = {"claim": "c-1", "verdict": "accept", "by": "ann", "recorded": MOMENT}

    assert to_decision(json.dumps(plain)).claims == ("c-1",)
    with pytest.raises(DecodeError):
        to_decision(json.dumps({**plain, "claims": ["c-2"]}))


def test_a_document_has_its_id_from_its_text() -> None:
    document = Document(id=document_id("Text.\n"), title="T", recorded=MOMENT)

    assert document.id == "d-" + hashlib.sha256(b"Text.\n").hexdigest()[:12]
    assert to_document(to_line(document)) == document
    assert identified(document) == document


def test_the_stages_are_those_of_the_model_in_order() -> None:
    assert STAGES[0] == "mentioned"
    assert STAGES[-1] == "in_service"
    assert STAGES.index("letter_of_intent") < STAGES.index("declaration") < STAGES.index("contract")
