"""Quotes hold what they stand on: the condition of what is said, and every party of its subject."""

import pytest

from tests.evidence.reader.reading import claims, only


@pytest.mark.parametrize(
    "said",
    [
        "If the tide holds, Norway will deliver six Havn 40 to Estonia.",
        "Unless the tide turns, Norway will deliver six Havn 40 to Estonia.",
        "Provided that the tide holds, Norway will deliver six Havn 40 to Estonia.",
        "Should the tide turn, Norway would deliver six Havn 40 to Estonia.",
        "Norway will deliver six Havn 40 to Estonia if the tide holds.",
    ],
)
def test_the_condition_belongs_to_the_quote(said: str) -> None:
    claim = only(said)
    assert claim.spans[0].exact == said
    assert (claim.stage, claim.certainty) == (None, "speculative")


def test_a_condition_inside_the_sentence_makes_what_it_governs_speculative() -> None:
    first, second = claims("Norway ordered ten Skua drones, and if demand grows, Norway will deliver six Havn 40.")
    assert (first.stage, first.certainty) == ("contract", "asserted")
    assert (second.stage, second.certainty) == (None, "speculative")
    assert second.spans[0].exact == "if demand grows, Norway will deliver six Havn 40."


@pytest.mark.parametrize(
    ("before", "said"),
    [
        ("", "Zorg and Fjord Yard will deliver six Havn 40 to Estonia."),
        ("The ministry said ", "Norway and Fjord Yard will deliver six Havn 40 to Estonia."),
        ("Oslo said on Monday ", "Norway and Fjord Yard will deliver six Havn 40 to Estonia."),
        ("Production has begun and ", "Norway and Fjord Yard will deliver six Havn 40 to Estonia."),
        ("The plan was approved, ", "Norway and Fjord Yard will deliver six Havn 40 to Estonia."),
    ],
)
def test_the_whole_subject_belongs_to_the_quote(before: str, said: str) -> None:
    assert said in [claim.spans[0].exact for claim in claims(before + said)]


def test_who_speaks_is_not_who_delivers() -> None:
    claim = only("Oslo said Fjord Yard will deliver six Havn 40 to Estonia.")
    assert (claim.giver, claim.receiver) == ("yard", "est")
