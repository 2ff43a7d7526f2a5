"""Reads the zones of programme.toml: named sets of countries and of other zones."""

from __future__ import annotations

from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING, Any

from cofactory.schema.countries import BUILT_IN_ZONES, country_names
from cofactory.schema.suggest import did_you_mean, nearest

if TYPE_CHECKING:
    from cofactory.base.problems import Problem
    from cofactory.programme.toml_text import TomlText

Zones = Mapping[str, frozenset[str]]


def read_zones(source: TomlText) -> tuple[Zones, list[Problem]]:
    """Returns every own zone with its countries spelled out, and every problem of the declarations."""
    declared = source.data.get("zones", {})
    if not isinstance(declared, Mapping):
        return {}, [_not_a_list(source, ("zones",), declared)]
    problems: list[Problem] = []
    good: dict[str, list[str]] = {}
    for name, members in declared.items():
        if found := _check_zone(source, name, members, declared):
            problems += found
        else:
            good[name] = members
    problems += [_circular(source, circle) for circle in _circles(good)]
    if problems:
        return {}, problems
    return {name: _spell_out(name, good) for name in good}, []


def _check_zone(source: TomlText, name: str, members: Any, declared: Mapping[str, Any]) -> list[Problem]:
    path = ("zones", name)
    if name in BUILT_IN_ZONES or name in country_names():
        what = "a built-in zone" if name in BUILT_IN_ZONES else "a country code"
        return [source.problem(
            "zone-name-taken", path, value=None, why=f"`{name}` is {what}.", mend="Give your zone another name.",
        )]  # fmt: skip
    if not isinstance(members, list) or not members or not all(isinstance(member, str) for member in members):
        return [_not_a_list(source, path, members)]
    known = {**country_names(), **dict.fromkeys(BUILT_IN_ZONES, ""), **dict.fromkeys(declared, "")}
    return [_unknown_member(source, path, member, known) for member in members if member not in known]


def _not_a_list(source: TomlText, path: tuple[str, ...], value: object) -> Problem:
    return source.problem(
        "bad-setting", path, value=value, why="A zone is a list of country codes and other zones.",
        mend='Write `[zones]` and below it lines such as `safe = ["EU27", "NO", "UA"]`.',
    )  # fmt: skip


def _unknown_member(source: TomlText, path: tuple[str, ...], member: str, known: Mapping[str, str]) -> Problem:
    by_name = {name: code for code, name in country_names().items()}
    near = nearest(member, by_name)
    return source.problem(
        "bad-country", path, value=member, why=f"`{member}` is neither a country code nor a zone.",
        mend=f"Did you mean `{by_name[near]}` ({near})?" if near else did_you_mean(
            member, known, otherwise="Write an ISO 3166-1 code such as `FR`, a zone of yours, or EU27, EEA or EFTA."),
    )  # fmt: skip


def _circular(source: TomlText, circle: tuple[str, ...]) -> Problem:
    return source.problem(
        "circular-zones", ("zones", circle[0]), value=None,
        why=f"These zones contain each other: {' -> '.join((*circle, circle[0]))}.",
        mend="Spell out the countries of one of them.",
    )  # fmt: skip


def _circles(zones: Mapping[str, list[str]]) -> list[tuple[str, ...]]:
    """Returns circles until none is left when the first zone of each is emptied."""
    graph = {name: {member for member in members if member in zones} for name, members in zones.items()}
    found: list[tuple[str, ...]] = []
    while True:
        try:
            TopologicalSorter(graph).prepare()
        except CycleError as error:
            circle = tuple(reversed(error.args[1][1:]))
            found.append(circle)
            graph[circle[0]] = set()
        else:
            return found


def _spell_out(name: str, zones: Mapping[str, list[str]]) -> frozenset[str]:
    codes: set[str] = set()
    seen: set[str] = set()
    todo = [name]
    while todo:
        member = todo.pop()
        if member in seen:
            continue
        seen.add(member)
        if member in zones:
            todo += zones[member]
        else:
            codes |= BUILT_IN_ZONES.get(member, {member})
    return frozenset(codes)
