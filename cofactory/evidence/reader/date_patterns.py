"""How dates stand in a sentence, as patterns: each sort of date, the words before it, and stretches of time."""

from __future__ import annotations

import re

from cofactory.evidence.reader.calendar_words import COUNT, MONTH, PART, SEASON, UNIT, WEEKDAY, YEAR
from cofactory.evidence.reader.date_atoms import MONTHS

ATOMS: tuple[tuple[str, str], ...] = (
    ("iso", rf"(?P<iso>{YEAR}-\d\d-\d\d)\b"),
    ("dmy", rf"(?P<dmy>\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{MONTH}\s*,?\s+{YEAR})\b"),
    ("mdy", rf"(?P<mdy>{MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+{YEAR})\b"),
    ("twodays", rf"(?P<twodays>\d{{1,2}}(?:\s*-\s*|\s+(?:and|to)\s+)\d{{1,2}}\s+{MONTH}(?:,?\s+{YEAR})?)(?!\w)"),
    ("figures", r"(?P<figures>\d{1,2}[./]\d{1,2}[./]20\d\d)\b"),
    ("monthof", rf"(?P<monthof>(?:\d{{1,2}}\s+)?{MONTH}\s+(?:of\s+)?(?:last|this|next)\s+year)\b"),
    ("months", (rf"(?P<months>(?:the\s+)?(?:first|last|final)\s+{COUNT}\s+months"
     rf"(?:\s+of\s+(?:{YEAR}|this\s+year|next\s+year|last\s+year|the\s+year)))\b")),
    ("mshort", rf"(?P<mshort>{MONTH}\s+'\d{{2}})(?!\w)"),
    ("sofar", "(?P<sofar>(?:the\\s+)?first\\s+(?:three|four|five|six|seven|eight|nine|ten|eleven)\\s+months)\\b"),
    ("halfyear", r"(?P<halfyear>(?:the\s+)?half-year)\b"),
    ("twoyears", r"(?P<twoyears>this\s+year\s+(?:and|or)\s+next(?:\s+year)?)\b"),
    ("feast", rf"(?P<feast>(?:Christmas|Easter|New\s+Year(?:'s\s+(?:Eve|Day))?)(?:\s+{YEAR})?)\b"),
    ("thistime", (rf"(?P<thistime>{COUNT}\s+years?\s+ago\s+this\s+(?:month|week)|"
     rf"this\s+(?:time|month|week)\s+(?:last\s+year|{COUNT}\s+years?\s+ago))\b")),
    ("beforelast", (r"(?P<beforelast>the\s+(?:year|month|week)\s+(?:before\s+last|after\s+next))\b")),
    ("monthsto", (rf"(?P<monthsto>(?:the\s+)?(?:{COUNT}\s+months|quarter|half-year|year)\s+to\s+(?:the\s+end\s+of\s+)?"
     rf"{MONTH}(?:\s+{YEAR})?)(?!\w)")),
    ("lastpart", (r"(?P<lastpart>(?:the\s+)?(?:final|last|closing|latter|opening)\s+(?:quarter|half)\s+of\s+"
     rf"(?:{YEAR}|(?:this|next|last|the)\s+year))\b")),
    ("seasonof", rf"(?P<seasonof>{SEASON}\s+(?:of\s+)?(?:this|last|next)\s+year)\b"),
    ("dm", rf"(?P<dm>\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{MONTH})(?!\w)"),
    ("md", rf"(?P<md>{MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?)(?![\w,]\d)(?!\w)"),
    ("part", (rf"(?P<part>{PART}[\s-]*(?:{MONTH},?\s+{YEAR}|{MONTH}(?!\w)|{YEAR}\b|"
     r"(?:this|next|last|the)\s+(?:year|month|decade|summer|spring|autumn|winter|week|quarter)\b|year\b|"
     rf"{SEASON}(?:\s+(?:of\s+)?{YEAR})?\b))")),
    ("season", rf"(?P<season>(?:(?:this|next|last|the)\s+)?{SEASON}(?:\s+(?:of\s+)?{YEAR})?)\b"),
    ("quarter", (rf"(?P<quarter>(?:the\s+)?(?:first|second|third|fourth|1st|2nd|3rd|4th)[\s-]+(?:quarter|half)"
     rf"(?:\s+(?:of\s+)?(?:{YEAR}|this\s+year|next\s+year|last\s+year|the\s+year))?)\b")),
    ("q", rf"(?P<q>(?:[QH][1-4]\s*(?:of\s+)?{YEAR}|{YEAR}[\s-]?[QH][1-4]|[QH][1-4]))\b"),
    ("my", rf"(?P<my>{MONTH},?\s+(?:of\s+)?{YEAR})\b"),
    ("lastmonth", rf"(?P<lastmonth>(?:last|this|next|this\s+past|this\s+coming)\s+{MONTH})(?!\w)"),
    ("weekday", rf"(?P<weekday>(?:last\s+|next\s+|this\s+)?{WEEKDAY})\b"),
    ("ago", rf"(?P<ago>{COUNT}(?:[\s-]+and[\s-]+a[\s-]+half)?\s+{UNIT}\s+(?:ago|earlier))\b"),
    ("rel", (r"(?P<rel>(?:earlier\s+|later\s+)?(?:last|this|next|the\s+past|the\s+previous|the\s+following|"
            r"the\s+coming)"
     r"\s+(?:week(?:end)?|month|quarter|year|decade))\b")),
    ("thisyear", (r"(?P<thisyear>the\s+year\s+as\s+a\s+whole|"
     r"the\s+(?:full|whole|current|entire)\s+(?:year|month|week|quarter))\b")),
    ("word", (r"(?P<word>last\s+night|overnight|this\s+morning|this\s+afternoon|this\s+evening|tonight|"
     r"yesterday|today|tomorrow|year-end|(?:the\s+)?year's\s+end|the\s+year\s+is\s+(?:out|over|up)|the\s+weekend|the\s+turn\s+of\s+the\s+year)\b")),
    ("month", rf"(?P<month>{MONTH})(?![\w])"),
    ("short", r"(?P<short>'\d{2})(?![\w'])"),
    ("year", rf"(?P<year>(?:(?:FY|fiscal\s+(?:year\s+)?)\s*)?{YEAR})\b"),
)  # fmt: skip


ATOM = "(?:" + "|".join(pattern for _, pattern in ATOMS) + ")"


PREP = (
    r"(?P<prep>between|from|by|until|till|before|ahead\s+of|prior\s+to|in\s+advance\s+of|no\s+later\s+than|not\s+later\s+than|since|starting(?:\s+(?:in|from|on))?|beginning(?:\s+in)?|"
    r"as\s+of|as\s+at|(?:no|not)\s+(?:earlier|sooner)\s+than|as\s+early\s+as|as\s+soon\s+as|as\s+late\s+as|as\s+from|after|beyond|in|on|at|during|throughout|through|for|over|around|of|within|the|its|their|'s|\(|every|of\s+the|the\s+years|(?:during|over|across|in|for)\s+the\s+(?:years|period|months)|not\s+before|towards?|over|across|dated|to|already)\s+|^|(?P<open>[,(:;.-]\s*)"
)


DATE = re.compile(
    rf"(?<![\w.])(?:{PREP})?{ATOM}(?:\s*(?P<join>to|and|-|until|till|through|/)\s*(?P<second>(?:the\s+end\s+of\s+|end\s+of\s+)?(?:\d{{1,2}}\s+{MONTH}(?:\s+{YEAR})?|{MONTH},?\s+{YEAR}|{YEAR}|{MONTH}|(?<=-)\d\d|(?<=/)\d\d)(?![\w])))?",
    re.IGNORECASE,
)


SPAN = re.compile(
    rf"\b(?P<how>within|in|over|during|for|across|spread\s+over)\s+(?:(?P<which>the\s+next|the\s+coming|the\s+following|the\s+past|the\s+last|the|"
    rf"next|coming|about|around|a\s+period\s+of|at\s+least|less\s+than|up\s+to|some)\s+)*"
    rf"(?:(?P<n>{COUNT})(?:(?:\s*-\s*|\s+to\s+|\s+or\s+)(?P<m>{COUNT}))?[\s-]+)?(?P<unit>{UNIT})\b(?!\s+of\s+(?:20\d\d|the\s+year|this|last|next)|\s+to\s+(?:the\s+end\s+of\s+)?{MONTH}\b)(?P<tail>\s+ago)?",
    re.IGNORECASE,
)


SPREAD = ("between", "across", "over", "through", "throughout", "the years", "during the years", "over the years")
"""Prepositions that make one stretch of two years joined by "and"."""


BEFORE_A_SEASON = ("in", "by", "before", "from", "until", "since", "during", "after")


HINT = re.compile(
    r"\d|day|week|month|year|decade|spring|summer|autumn|fall|winter|fortnight|easter|quarter|half|today|tomorrow|weekend|christmas|"
    + "|".join(name for name in MONTHS),
    re.IGNORECASE,
)
