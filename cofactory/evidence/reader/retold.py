"""Words that become an act by what stands beside them: has 50, reached Kyiv, are in Estonia, announced a new batch."""

from __future__ import annotations

from itertools import pairwise

from cofactory.evidence.reader.idle import nationals, people_at, without_idle
from cofactory.evidence.reader.lexicon import Entry, groups_of
from cofactory.evidence.reader.line import Line, Trigger
from cofactory.evidence.reader.moods import mood_of


def retell(line: Line) -> None:
    """Nothing; the triggers of a marked sentence are told anew by their neighbours."""
    _owned(line)
    _reached(line)
    _is_with(line)
    _announced(line)
    _looks(line)
    _tender_won(line)
    _was_announced(line)
    _followed(line)
    _set_up(line)
    _opened(line)
    _dropped(line)
    _launched(line)
    _line_runs(line)
    line.triggers = [one for one in without_idle(line) if not (_under_licence(line, one) or nationals(line, one))]


_FOLLOWS = Entry("operator", "follow suit", "past", "", "intended")


def _followed(line: Line) -> None:
    """Nothing; who follows with a number of things does as others did: "Prague followed in May with 44"."""
    for one in line.triggers:
        named = one.first > 0 and line.covered[one.first - 1] == "actor"
        behind = [token.low for token in line.tokens[one.last : one.last + 5]]
        if one.entry.base == "follow" and one.entry.role == "act" and named and ({"with", "suit"} & set(behind)):
            one.entry = _FOLLOWS._replace(form=one.entry.form)


_SETS_UP = Entry("act", "launch", "past", "initiative", "production", "maker")
_PROGRAMMES = frozenset({"programme", "program", "grant", "initiative", "scheme", "fund"})
_OPENS = frozenset({"launch", "open", "start", "inaugurate", "kick off", "establish", "set up"})


def _set_up(line: Line) -> None:
    """Nothing; to launch a programme is an act of its own: "the Brave1 initiative was launched in May"."""
    programmes = [
        thing
        for thing in line.things
        if thing.known and any(name.kind == "item" and name.unit in _PROGRAMMES for name in thing.known.names)
    ]
    for one in line.triggers if programmes else ():
        if one.entry.base in _OPENS and one.entry.role == "progress":
            one.entry = _SETS_UP._replace(form=one.entry.form)


def _under_licence(line: Line, one: Trigger) -> bool:
    """Whether "under licence" only says how a thing is made."""
    return one.entry.base in ("licence", "license") and one.first > 0 and line.tokens[one.first - 1].low == "under"


_LAUNCHED = frozenset({"ship", "satellite"})
_LAUNCHES = Entry("act", "launch", "past", "serial_production", "production", "maker", "yes")


def _launched(line: Line) -> None:
    """Nothing; to launch ships or satellites is to have made them: "launched four satellites in June"."""
    starts = {
        thing.first
        for thing in line.things
        if thing.known and any(groups_of(f"{name.name} {name.unit}".lower()) & _LAUNCHED for name in thing.known.names)
    }
    for one in line.triggers:
        if one.entry.base != "launch" or one.entry.role != "progress" or one.entry.form == "noun":
            continue
        for at in range(one.last, min(one.last + 5, len(line.tokens))):
            if at in starts and any(number.first < at and number.first >= one.last for number in line.numbers):
                one.entry = _LAUNCHES._replace(form=one.entry.form)
            if line.covered[at] == "trigger" or line.tokens[at].low in ("of", "for", "a", "to", "with", "on"):
                break


_OFF = Entry("cancel", "drop", "participle", "", "cancelled")


def _dropped(line: Line) -> None:
    """Nothing; what was dropped is off: "the plan was dropped"; what only drops is fewer."""
    for one in line.triggers:
        if one.entry.base == "drop" and one.entry.role == "progress" and mood_of(line, one).passive:
            one.entry = _OFF


_NEUTRAL = Entry("verb", "open", "past")
_BEGUN = frozenset({"open", "reopen", "inaugurate", "set up", "establish", "stand up", "start up", "revive"})


def _opened(line: Line) -> None:
    """Nothing; to open or set up is a step of making only with a line, a plant or a production beside it."""
    made = [one.first for one in line.triggers if one.entry.form == "noun" and one.entry.kind == "serial_production"]
    for one in line.triggers:
        if (
            one.entry.base in _BEGUN
            and one.entry.role == "progress"
            and not any(abs(at - one.first) <= 9 for at in made)
        ):
            one.entry = _NEUTRAL._replace(base=one.entry.base, form=one.entry.form)


_WON = Entry("instrument", "tender", "noun", "", "contract")


def _tender_won(line: Line) -> None:
    """Nothing; a tender that is awarded or won is a contract, and no longer a request."""
    for before, one in pairwise(line.triggers):
        won = before.entry.base in ("award", "win", "secure", "clinch", "land") and before.entry.form != "noun"
        if won and one.entry.base in ("tender", "bid", "tender for") and 0 <= one.first - before.last <= 2:
            one.entry = _WON


_FROM = frozenset({"come from", "belong to"})


def _looks(line: Line) -> None:
    """Nothing; "Look at the X" asks the reader only, and what comes from no party has been given by none."""

    def kept(one: Trigger) -> bool:
        """Whether the trigger says something of its own."""
        if one.entry.base in _FROM:
            return "actor" in line.covered[one.last : one.last + 4]
        return one.first > 0 or one.entry.role != "operator" or one.entry.form != "base"

    line.triggers = [one for one in line.triggers if kept(one)]


_REACHES = Entry("act", "reach", "past", "transfer", "delivered", "item", "yes")
_DESCRIBES = frozenset({"the", "its", "their", "frontline", "front-line"})


_ANNOUNCED = Entry("operator", "announce", "past", "", "intended")


def _announced(line: Line) -> None:
    """Nothing; a thing announced without a verb of its own is meant to be given: "announced a new batch of X"."""
    starts = {thing.first for thing in line.things if thing.known}
    for one in line.triggers:
        if one.entry.base not in ("announce", "unveil") or one.entry.form == "noun":
            continue
        for at in range(one.last, min(one.last + 8, len(line.tokens))):
            if at in starts:
                one.entry = _ANNOUNCED._replace(form=one.entry.form)
                break
            if line.covered[at] == "trigger" or line.tokens[at].text in ",;:" or line.tokens[at].low in _NOT_ITSELF:
                break


_COUNTS = frozenset({"second", "third", "fourth", "further", "another", "more", "first"})


def _was_announced(line: Line) -> None:
    """Nothing; a thing or "a second" that was announced is meant to be given: "a second was announced by Rome"."""
    ends = {thing.last for thing in line.things}
    for one in line.triggers:
        at = one.first - 1
        if one.entry.base not in ("announce", "unveil") or at < 1 or line.tokens[at].low not in ("was", "were", "been"):
            continue
        at -= line.tokens[at].low == "been"
        if at > 0 and (at in ends or line.tokens[at - 1].low in _COUNTS):
            one.entry = _ANNOUNCED._replace(form=one.entry.form)


_NOT_ITSELF = frozenset({"that", "for", "on", "with", "about", "in", "to", "at", "its", "and"})

_IS_IN = Entry("act", "be in", "participle", "transfer", "delivered", "item", "yes")


def _is_with(line: Line) -> None:
    """Nothing; a counted thing that is now somewhere has been delivered there: "five are in Estonia"."""
    tokens, ends = line.tokens, {number.last for number in line.numbers}
    for at in range(1, len(tokens) - 2):
        if tokens[at].low not in ("are", "be", "is", "were"):
            continue
        now = at + 1
        while now < len(tokens) - 2 and tokens[now].low in ("now", "already"):
            now += 1
        behind = now + 1 + (tokens[now + 1].low == "the")
        subject = at - 1 - (tokens[at].low == "be")
        counted = at in ends or (now > at + 1 and line.covered[subject] in ("thing", "class"))
        counted = counted or (tokens[at].low == "be" and line.covered[subject] in ("thing", "class", "number"))
        there = tokens[now].low in ("in", "with") and behind < len(tokens) and line.covered[behind] == "actor"
        if counted and there and not line.covered[now]:
            line.triggers.append(Trigger(now, now + 1, _IS_IN))
    line.triggers.sort(key=lambda one: one.first)


def _reached(line: Line) -> None:
    """Nothing; what reaches somebody is delivered: "the launchers reached Ukrainian crews"."""
    for one in line.triggers:
        at = one.last
        while at < len(line.tokens) and line.tokens[at].low in _DESCRIBES:
            at += 1
        if one.entry.base == "reach" and at < len(line.tokens) and line.covered[at] == "actor":
            one.entry = _REACHES._replace(form=one.entry.form)


_OWNS = Entry("act", "have", "third", "transfer", "in_service", "receiver", "yes")


def _owned(line: Line) -> None:
    """Nothing; "has" before a number is a verb of its own: "the army has 50 vehicles"."""
    starts = {number.first for number in line.numbers if not people_at(line, number.last)}
    for at, token in enumerate(line.tokens):
        if token.low in ("has", "have", "operates", "operate") and at + 1 in starts and not line.covered[at]:
            line.triggers.append(Trigger(at, at + 1, _OWNS))
    line.triggers.sort(key=lambda one: one.first)


_RUNS = frozenset({"go into operation", "enter operation", "come on stream", "go live", "go into service"})
_STARTS = Entry("progress", "start", "past")


def _line_runs(line: Line) -> None:
    """Nothing; a line of making that goes into operation has been started: "a second line went into operation"."""
    for before, one in pairwise(line.triggers):
        made = before.entry.form == "noun" and before.entry.kind == "serial_production"
        marks = any(token.text in ",;:" for token in line.tokens[before.last : one.first])
        if made and one.entry.base in _RUNS and not marks:
            one.entry = _STARTS._replace(form=one.entry.form)
