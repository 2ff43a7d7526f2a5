"""Hostile texts: invisible characters keep their offsets, and time stays in proportion to the length."""

import time

import pytest

from tests.evidence.reader.reading import claims, only

SENTENCE = "Norway will deliver six Havn 40 to Estonia. "


def test_invisible_characters_do_not_hide_a_name_and_quotes_stay_exact() -> None:
    claim = only("Nor\u200bway will de\u00adliver six Ha\u2060vn 40 to \u202eEstonia\u202c.")
    assert (claim.item, claim.giver, claim.receiver, claim.stage) == ("ferry", "north", "est", "intended")


def test_curly_quotes_and_hard_spaces_are_read() -> None:
    claim = only("“Norway will deliver six Havn\u00a040 to Estonia,” Kari\u00a0Nordmann said.")
    assert (claim.item, claim.stage) == ("ferry", "intended")


def test_scripts_and_markup_are_only_text() -> None:
    assert only("<script>alert(1)</script> Norway will deliver six Havn 40 to Estonia.").item == "ferry"


@pytest.mark.parametrize(
    "unit",
    [
        SENTENCE, SENTENCE.replace(". ", " and "), "a", " ", ".", '"'
       , "(", "1 ", "$1 to $", "A1-", "ninety-", "1 000 ", "Havn, ", "the ",
        "will be ", "\n", "\u200b", "within the next ", "6 of the ", ",", "January ", "- ", "* a\n",
    ],
)  # fmt: skip
def test_time_grows_with_the_length_and_no_faster(unit: str) -> None:
    def seconds(size: int) -> float:
        text = unit * (size // len(unit))
        start = time.process_time()
        claims(text)
        return time.process_time() - start

    seconds(2_000)
    small, large = seconds(6_000), seconds(24_000)
    assert large < 10 * small + 0.2
