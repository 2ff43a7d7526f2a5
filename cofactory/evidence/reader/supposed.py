"""Parts of a text that only suppose: what stands under "Scenario B" or behind "Suppose that" is not told as real."""

from __future__ import annotations

from dataclasses import dataclass

from cofactory.evidence.reader.line import Line
from cofactory.evidence.reader.wordset import word_set

_CASES = word_set("scenario scenarios option variant variation hypothesis case alternative branch pathway path outcome")
_ORDER = word_set("a b c d e i ii iii iv one two three four five first second third best worst base upside downside")
_OPEN = word_set("suppose imagine assume picture hypothetically supposing say")
_WAYS = word_set("in under on with")
_MODELS = word_set(
    "scenario variant hypothesis model models simulation simulations projection projections wargame exercise novel "
    "calculation calculations forecast thought"
)
_WRONG = word_set("correction corrections clarification erratum rectification")
LABEL = 8
"""Words of a label before its colon, dash or end."""


@dataclass(slots=True)
class Supposed:
    """Whether the part of the text that is being read only supposes."""

    paragraph: int = -1
    labelled: bool = False
    heading: bool = False

    def at(self, line: Line) -> bool:
        """Whether a sentence stands in such a part; sentences are asked in their order."""
        if not line.tokens:
            return False
        fresh = line.sentence.paragraph != self.paragraph
        if fresh:
            self.paragraph = line.sentence.paragraph
            self.labelled = self.heading
            self.heading = False
        if _corrects(line):
            return True
        if opens(line) or (fresh and _label(line)):
            self.labelled = True
            self.heading = fresh and len(line.tokens) <= LABEL and line.tokens[-1].text != "."
        return self.labelled


def _corrects(line: Line) -> bool:
    """Whether a sentence only repeats what was wrong: "Correction: we said that France had ordered 60"."""
    words = [token.low for token in line.tokens[:30]]
    return words[0] in _WRONG and ":" in words[1:4] and any(word in ("said", "wrote", "stated") for word in words)


def _label(line: Line) -> bool:
    """Whether a sentence begins with the label of a case: "Scenario A:", "Option 2 -", "Worst case."."""
    words = [token.low for token in line.tokens[:LABEL]]
    for at, word in enumerate(words[:3]):
        if word not in _CASES:
            continue
        before, after = words[at - 1] if at else "", words[at + 1] if at + 1 < len(words) else ""
        numbered = after in _ORDER or after.isdigit() or before in _ORDER
        marked = any(mark in words[at + 1 :] for mark in (":", "-", "\u2014", "(")) or len(line.tokens) <= LABEL
        if numbered and (marked or at == 0):
            return True
    return False


def opens(line: Line) -> bool:
    """Whether a sentence asks the reader to suppose: "Suppose that ...", "In a second scenario, ..."."""
    words = [token.low for token in line.tokens[:6]]
    if words[0] in _OPEN and len(words) > 1 and words[1] not in (",", ":"):
        return True
    return words[0] in _WAYS and any(word in _MODELS for word in words)
