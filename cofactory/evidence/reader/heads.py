"""What a clause speaks of: named things with their numbers, classes, bare numbers, and words that point back."""

from __future__ import annotations

from dataclasses import replace

from cofactory.evidence.reader.counted import NO_MODIFIER, number_before, only_compared
from cofactory.evidence.reader.gazetteer import Name
from cofactory.evidence.reader.head import Head
from cofactory.evidence.reader.lexicon import words_of
from cofactory.evidence.reader.line import Line, Thing
from cofactory.evidence.reader.memory import Memory, Recent
from cofactory.evidence.reader.numbers import Number
from cofactory.evidence.reader.pointers import bare_number, ordinals, pronouns
from cofactory.evidence.reader.words import DETERMINERS
from cofactory.evidence.reader.wordset import word_set

_LIKE = frozenset({"like", "including", "namely", "especially", "notably", "particularly"})
_ORDERED = word_set("first second third last next new own latest remaining initial")
_LEVELS = word_set("total rate pace average level output number fleet production capacity volume stock inventory")
_POINTS = word_set("the these those this that its their such all both")


def heads_of(line: Line, memory: Memory, sentence: int) -> list[Head]:
    """The things a sentence speaks of, in order; names that only describe something else are left out."""
    used: set[int] = set()
    found: list[Head] = []
    for thing in _merged(line):
        if _describes_another(line, thing) or _above_others(line, thing) or _is_fund(thing) or _place(line, thing):
            continue
        number = number_before(line, thing.first, used)
        head = _named(line, thing, number) if thing.known else _class(line, thing, number, memory, sentence)
        if head is None:
            continue
        _of_the_latter(line, thing, head, memory, sentence)
        if number:
            used.add(number.first)
        found.append(head)
        _remember(line, memory, head, sentence, thing)
    found += [
        head
        for number in line.numbers
        if number.first not in used
        and not only_compared(line, number)
        and (head := bare_number(line, number, memory, sentence, found))
    ]
    found += ordinals(line, memory, sentence, found)
    found += pronouns(line, memory, sentence, found)
    return sorted(_counted_behind_colon(line, _joined(line, found)), key=lambda head: head.first)


def _counted_behind_colon(line: Line, heads: list[Head]) -> list[Head]:
    """The heads without those that are counted behind their colon: "second tranche of Skua: 30 drones"."""

    def again(one: Head) -> bool:
        """Whether the same thing is counted right behind the colon after it."""
        ids = {name.id for name in one.names}
        return any(
            other.number and other.first > one.last and ids & {name.id for name in other.names}
            and line.tokens[one.last].text == ":" and other.first <= one.last + 2
            for other in heads
        )  # fmt: skip

    return [one for one in heads if one.number is not None or one.last >= len(line.tokens) or not again(one)]


def _joined(line: Line, found: list[Head]) -> list[Head]:
    """The heads, where a level told behind a thing is that thing's number: "production of X to 40 a month"."""
    kept = [head for head in found if head.span and not (head.inferred and head.number)]
    for bare in (head for head in found if not head.span or (head.inferred and head.number)):
        before = line.tokens[bare.first - 1].low if bare.first else ""
        if before == "from":
            continue
        home = next((head for head in reversed(kept) if head.span and head.last <= bare.first), None)
        same = home and bare.inferred and home.names[:1] and home.names[0].id == bare.inferred.item
        if before == "of" and bare.first > 1 and line.tokens[bare.first - 2].low not in _LEVELS:
            before = ""
        near = home is not None and not any(
            line.tokens[k].text in ",;:." or line.tokens[k].low in ("and", "which")
            for k in range(home.last, bare.first)
        )
        if (
            home is not None
            and same
            and home.number is None
            and before in ("to", "of", "at", "by", "is", "was", "reached", "hit", "total", "totals")
            and near
        ):
            home.number = bare.number
            continue
        kept.append(bare)
    return kept


def _merged(line: Line) -> list[Thing]:
    """Things with the class word or second name that stands right behind them made one: "Rafale fighter jets"."""
    merged: list[Thing] = []
    for thing in line.things:
        last = merged[-1] if merged else None
        if last and last.known is None and thing.known is not None and _measure_of(line, last, thing):
            merged[-1] = Thing(last.first, thing.last, thing.known, last.group, "", last.word)
            continue
        if last and _adjoins(line, last, thing):
            if last.known is None and thing.known is not None:
                merged[-1] = Thing(last.first, thing.last, thing.known, thing.group, "", last.word)
            elif thing.known is None or _same(last, thing) or not thing.known.proper:
                merged[-1] = Thing(
                    last.first,
                    thing.last,
                    last.known,
                    last.group or thing.group,
                    last.generic and thing.generic,
                    thing.word,
                )
            else:
                merged.append(thing)
            continue
        merged.append(thing)
    return merged


def _measure_of(line: Line, one: Thing, other: Thing) -> bool:
    """Whether a class word measures the name behind it: "doses of the R21 vaccine", "batteries of SAMP/T"."""
    gap = line.tokens[one.last : other.first]
    return (
        1 <= len(gap) <= 4
        and gap[0].low == "of"
        and all(
            (word.kind == "word" and (word.low in _POINTS or not line.covered[one.last + k]))
            or line.covered[one.last + k] == "measure"
            for k, word in enumerate(gap)
        )
    )


def _adjoins(line: Line, one: Thing, other: Thing) -> bool:
    """Whether two things stand side by side as one name, at most a describing word or a bracket between them."""
    gap = line.tokens[one.last : other.first]
    if len(gap) == 0:
        if one.known and other.known:
            return _same(one, other) or (not other.known.proper and one.known.proper)
        return one.known is not None or other.known is not None or other.group in (one.group, "any")
    if len(gap) == 1 and gap[0].text == "(" and _same(one, other):
        return True
    if one.known is None or other.known is not None:
        return False
    return (
        len(gap) <= 2
        and all(
            word.kind == "word" and not word.capital and word.low not in NO_MODIFIER | {"and", "or"} for word in gap
        )
        and not any(line.covered[one.last : other.first])
    )


def _same(one: Thing, other: Thing) -> bool:
    """Whether two marks stand for the same name."""
    return bool(one.known and other.known and set(one.known.names) & set(other.known.names))


def _is_fund(thing: Thing) -> bool:
    """Whether the thing is money's: a fund is spoken of with payments, not as a thing that is made or given."""
    return bool(thing.known and all(name.kind == "fund" for name in thing.known.names))


def _place(line: Line, thing: Thing) -> bool:
    """Whether a project is only where something else is done: "assembled at the Gdynia plant"."""
    if thing.known is None or any(name.kind != "project" for name in thing.known.names):
        return False
    back = thing.first - 1
    while back > 0 and line.tokens[back].low in ("the", "its", "a", "new", "their"):
        back -= 1
    return back > 0 and line.tokens[back].low in ("in", "at", "near", "from", "outside")


def _describes_another(line: Line, thing: Thing) -> bool:
    """Whether the thing only describes the noun behind it: "Rafale pilots", "drone maker"."""
    if thing.last >= len(line.tokens):
        return False
    following = line.tokens[thing.last]
    return following.low in words_of("not_things.csv") and following.spaced


def _above_others(line: Line, thing: Thing) -> bool:
    """Whether the thing is a class whose members follow: "fighter jets such as the Rafale", "equipment like Aster"."""
    if thing.known is not None:
        return False
    at = thing.last
    if at < len(line.tokens) and line.tokens[at].text == ",":
        at += 1
    if number_before(line, thing.first, set()) and line.tokens[min(at, len(line.tokens) - 1)].low == "including":
        return False  # "1,400 vehicles, including some 400 of a special kind": a part of what is counted
    if at + 1 < len(line.tokens) and (
        line.tokens[at].low in _LIKE or (line.tokens[at].low == "such" and line.tokens[at + 1].low == "as")
    ):
        return any(other.known and at < other.first <= at + 6 for other in line.things)
    return False


def _named(line: Line, thing: Thing, number: Number | None) -> Head:
    """The head of a known name; its unit is the class word beside it, else the programme's own."""
    names = thing.known.names if thing.known else ()
    unit = next((name.unit for name in names if name.unit), None)
    return Head(
        number.first if number else thing.first, thing.last, names, line.words(thing.first, thing.last), unit, number,
        proper=True, span=(thing.first, thing.last),
    )  # fmt: skip


def _of_the_latter(line: Line, thing: Thing, head: Head, memory: Memory, sentence: int) -> None:
    """Nothing; a counted or pointed word that several items share stands for the one named before: "sixty drones"."""
    before = line.tokens[thing.first - 1].low if thing.first else ""
    if thing.known is None or thing.known.proper or not (head.number or before in _POINTS) or len(head.names) != 1:
        return
    recent = memory.sharing(head.names[0].id, head.text, sentence)
    if recent is not None:
        head.names = tuple(name for name in memory.gazetteer.names if name.id == recent.item)
        head.inferred, head.proper = recent, False


def _class(line: Line, thing: Thing, number: Number | None, memory: Memory, sentence: int) -> Head | None:
    """The head of a class word: it points back to a named thing of that class, or stands for itself."""
    tokens = line.tokens
    at = thing.first - 1
    while at > 0 and tokens[at].low in _ORDERED:
        at -= 1
    before = tokens[at].low if at >= 0 else ""
    points = before in _POINTS or number is not None
    own = _own_make(line, thing)
    if own:
        memory = Memory(memory.gazetteer)  # "150 Gripen jets": a name of its own, not the jet named before
    recent = (
        memory.like(thing.group, sentence, word=thing.word)
        if thing.group and thing.generic != "generic" and (points or thing.generic == "")
        else None
    )
    if recent is None and thing.generic == "weak" and number is None:
        return None
    if number and number.first and tokens[number.first - 1].low in ("with", "each") and not _given_with(line, number):
        return None  # "eight systems, each with six launchers": parts of what was counted
    names: tuple[Name, ...] = ()
    if recent and recent.item:
        names = tuple(name for name in memory.gazetteer.names if name.id == recent.item)
    elif recent is None and thing.generic == "" and not own and (only := memory.only(thing.word)):
        names = tuple(name for name in memory.gazetteer.names if name.id == only)
    return Head(
        number.first if number else thing.first, thing.last, names, line.words(thing.first, thing.last), thing.word,
        number, inferred=recent, generic=thing.generic == "generic",
        weak=not (points or before in DETERMINERS) or not names, span=(thing.first, thing.last),
    )  # fmt: skip


def _own_make(line: Line, thing: Thing) -> bool:
    """Whether a class word stands behind a capitalised name that the programme does not know."""
    at = thing.first - 1
    token = line.tokens[at] if at > 0 else None
    if token is None or token.kind != "word" or not token.capital or token.text.isupper() or line.covered[at]:
        return False
    return token.low not in words_of("function_words.csv") and not line.tokens[at - 1].text.endswith((".", ":", '"'))


def _given_with(line: Line, number: Number) -> bool:
    """Whether "with" belongs to a verb of giving: "supplied Estonia with 150 of the missiles"."""
    return number.first > 1 and line.covered[number.first - 2] in ("actor", "trigger")


def _remember(line: Line, memory: Memory, head: Head, sentence: int, thing: Thing) -> None:
    """Nothing; the thing can be pointed back to from now on."""
    items = [name for name in head.names if name.kind == "item"]
    if head.inferred and thing.generic != "generic":
        memory.remember(replace(head.inferred, sentence=sentence))
    if head.inferred or (not items and not head.proper):
        return
    item = items[0] if items else None
    if item is None:
        return
    groups = memory.gazetteer.groups.get(item.id, frozenset())
    if thing.group and thing.group != "any":
        groups |= {thing.group}
    start, end = line.tokens[thing.first].start, line.tokens[thing.last - 1].end
    memory.remember(Recent(item.id, head.text, head.unit, groups, start, end, sentence, proper=True))
