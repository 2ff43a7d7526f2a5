"""The gold texts keep their promises: quotes stand where they say, words are of the closed lists, names are known."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.evidence.reading.texts import STAGE_RANK, GoldText, load_texts

HERE = Path(__file__).parent
KINDS = {
    "transfer",
    "serial_production",
    "procurement",
    "modernisation",
    "joint_development",
    "financing",
    "initiative",
    "risk",
    "enabler",
}
TEXTS = [
    text
    for name in ("dev", "dev2", "dev3", "dev4", "dev5", "unseen2", "unseen3", "unseen4", "heldout", "unseen")
    if (HERE / name).is_dir()
    for text in load_texts(HERE / name)
]


def _values(claim: dict[str, Any], field: str) -> Iterator[Any]:
    """The value of a field and all its alternatives, nulls left out."""
    yield from (value for value in (claim[field], *claim.get(f"{field}_alt", ())) if value is not None)


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text.name)
def test_every_quote_is_the_text_at_its_offsets(text: GoldText) -> None:
    for claim in text.claims:
        assert text.body[claim["start"] : claim["end"]] == claim["quote"], claim["id"]


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text.name)
def test_every_word_is_of_the_closed_lists(text: GoldText) -> None:
    for claim in text.claims:
        assert set(_values(claim, "stage")) <= set(STAGE_RANK), claim["id"]
        assert set(_values(claim, "kind")) <= KINDS, claim["id"]
        assert set(_values(claim, "certainty")) <= {"asserted", "hedged", "speculative"}, claim["id"]
        assert claim["tier"] in {"core", "secondary", "dup", "mention"}, claim["id"]
        assert {date["role"] for date in claim["dates"]} <= {"event", "announcement", "target", "window", "since"}


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text.name)
def test_every_name_is_in_the_gazetteer(text: GoldText) -> None:
    known = {name.id for name in text.gazetteer}
    for claim in text.claims:
        named = {value for field in ("item", "giver", "receiver") for value in _values(claim, field)}
        assert named <= known, claim["id"]


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text.name)
def test_core_claims_stand_only_in_english_texts(text: GoldText) -> None:
    tiers = {claim["tier"] for claim in text.claims}
    assert ("core" not in tiers) if text.language != "en" else ("mention" not in tiers)


def test_claim_ids_are_unique() -> None:
    ids = [claim["id"] for text in TEXTS for claim in text.claims]
    assert len(ids) == len(set(ids))


def test_intervals_are_not_upside_down() -> None:
    for text in TEXTS:
        for claim in text.claims:
            for interval in (claim["quantity"], claim["money"]):
                low, high = (interval["low"], interval["high"]) if interval else (None, None)
                assert low is None or high is None or low <= high, json.dumps(claim)
            for date in claim["dates"]:
                assert not date["from"] or not date["to"] or date["from"] <= date["to"], json.dumps(claim)
