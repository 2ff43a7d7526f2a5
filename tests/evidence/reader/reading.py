"""A small programme's names and a short way to read a sentence with them, for the tests of the reader."""

from cofactory.evidence.reader.gazetteer import Gazetteer, Name
from cofactory.evidence.reader.reader import Reading, read_text
from cofactory.schema.evidence import Claim

PUBLISHED = "2026-02-24"
RECORDED = "2026-02-25T00:00:00.000000Z"

NAMES = (
    Name("north", "party", "Norway", ("Oslo", "Kari Nordmann"), "NO"),
    Name("est", "party", "Estonia", ("Tallinn", "Mart Tamm", "Естонія"), "EE"),
    Name("yard", "party", "Fjord Yard", ("Fjord",), "NO", None, company=True),
    Name("eu", "party", "European Union", ("EU", "the Commission"), "EU"),
    Name("ferry", "item", "Havn 40", ("Havn", "Havn ferries", "Гавань"), None, "ferry"),
    Name("drone", "item", "Skua drone", ("Skua", "drones"), None, "drone"),
    Name("drone-better", "item", "Skua improvement", ("modernisation of the Skua",), None, "kit"),
    Name("radar", "item", "R/2 radar", ("R/2", "R-2"), None, "system"),
    Name("loan", "fund", "NORD loan", (), "EU"),
)
GAZETTEER = Gazetteer(NAMES)


def reading(text: str, *, published: str | None = PUBLISHED) -> Reading:
    """What the reader proposes for a text; every quote is held against the text."""
    found = read_text(text, GAZETTEER, published=published, document="d-000000000000", recorded=RECORDED)
    for claim in found.claims:
        assert all(text[span.start : span.end] == span.exact for span in claim.spans)
    return found


def claims(text: str, *, published: str | None = PUBLISHED) -> tuple[Claim, ...]:
    """The claims proposed for a text."""
    return reading(text, published=published).claims


def only(text: str, *, published: str | None = PUBLISHED) -> Claim:
    """The one claim proposed for a text."""
    (claim,) = claims(text, published=published)
    return claim
