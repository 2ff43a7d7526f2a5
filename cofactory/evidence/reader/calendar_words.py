"""How dates are written in English: months, years, small numbers, units and parts of a year, as patterns."""

from __future__ import annotations

MONTH = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?|July?|Aug(?:ust|\.)?|"
    r"Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
YEAR = r"(?:19[89]\d|20\d\d)"
COUNT = (
    r"(?:\d{1,3}(?:\.\d)?|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|"
    r"eighteen|twenty|thirty|several|few)"
)
UNIT = r"(?:day|week|fortnight|month|quarter|year|decade)s?"
PART = (
    r"(?:early\s+in|late\s+in|early|mid|late|the\s+end\s+of|end\s+of|the\s+start\s+of|the\s+beginning\s+of|"
    r"the\s+middle\s+of|beginning\s+of|end|the\s+close\s+of)"
)
SEASON = r"(?:spring|summer|autumn|fall|winter)"
WEEKDAY = r"(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)"
