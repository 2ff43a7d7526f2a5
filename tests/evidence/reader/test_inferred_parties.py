"""Parties that a sentence does not name itself are said to be inferred; a company under another name is said so too."""

from cofactory.evidence.reader.gazetteer import Gazetteer, Name
from cofactory.evidence.reader.reader import read_text
from tests.evidence.reader.reading import NAMES, PUBLISHED, RECORDED, claims, only

LENT = "inferred from the rest of the text"


def test_parties_of_the_sentence_itself_need_no_note() -> None:
    assert only("Norway will deliver six Havn 40 to Estonia.").note is None


def test_a_receiver_and_a_giver_of_the_rest_of_the_text_are_said_to_be_inferred() -> None:
    _, second, third = claims(
        "Norway will deliver six Havn 40 to Estonia. Norway has delivered two Skua drones. "
        "Four Skua drones have arrived."
    )
    assert (second.giver, second.receiver, second.note) == ("north", "est", f"the receiver is {LENT}")
    assert (third.giver, third.receiver, third.note) == ("north", "est", f"the giver and the receiver are {LENT}")


def test_a_giver_that_nobody_knows_is_not_silently_another() -> None:
    _, second = claims("Norway will deliver six Havn 40 to Estonia. Zorg has delivered two Havn 40 to Estonia.")
    assert second.giver is None or f"the giver is {LENT}" in (second.note or "")


def test_a_company_read_by_an_alias_of_another_name_is_said_to_be() -> None:
    names = Gazetteer((*NAMES, Name("pair", "party", "Pairship", ("Zorg",), "NO", None, company=True)))
    text = "Zorg will deliver six Havn 40 to Estonia."
    (claim,) = read_text(text, names, published=PUBLISHED, document="d-000000000000", recorded=RECORDED).claims
    assert (claim.giver, claim.note) == ("pair", '"Zorg" is read as Pairship, of which it is an alias')


def test_of_two_parties_that_sign_it_is_said_that_their_roles_are_inferred() -> None:
    first, _ = claims(
        "Norway and Estonia signed a contract for six Havn 40. Norway will deliver them to Estonia in 2027."
    )
    assert first.note in (None, f"which party gives and which receives is {LENT}")
