"""Texts that are not English: one claim for a name, however often it stands there, with its places."""

from cofactory.evidence.reader.languages import MOST_PLACES
from tests.evidence.reader.reading import claims

FRENCH = "Le ministre a dit que la Estonia et la Norway sont avec nous pour le Havn 40 dans la mer. "


def test_a_name_that_is_repeated_is_one_claim_with_all_its_places() -> None:
    text = "\n\n".join([FRENCH] * 4)
    found = {claim.item or claim.giver: claim for claim in claims(text)}
    assert len(found) == len(claims(text)) == 3
    ferry = found["ferry"]
    assert ferry.stage == "mentioned"
    assert [span.role for span in ferry.spans] == ["assertion", "item", "item", "item", "item"]
    assert len({span.start for span in ferry.spans}) == 4


def test_a_book_does_not_make_a_claim_without_end() -> None:
    assert max(len(claim.spans) for claim in claims("\n\n".join([FRENCH] * 80))) == MOST_PLACES + 1
