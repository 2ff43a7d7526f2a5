"""The comparison that stands in a programme's folder, and whether a report may speak of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cofactory.cli.places import quoted
from cofactory.cli.saved import tool_version

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cofactory.programme.record import Programme
    from cofactory.study.compare import Comparison


def saved_comparison(programme: Programme, folder: Path, remark: Callable[[str], None]) -> Comparison | None:
    """The comparison in the folder if it is of these files and this tool, else None; then it is said why."""
    from cofactory.study.files import UnreadableComparison, read_comparison, strangers

    again = f"`cofactory compare {quoted(folder)}"
    try:
        saved = read_comparison(folder, programme.scenario)
    except FileNotFoundError:
        return None
    except UnreadableComparison:
        remark(f"The saved comparison cannot be read and is left out; {again}` makes it anew.")
        return None
    again += "".join(f" {name}" for name in saved.scenarios["scenario"])
    if reason := strangers(saved, programme):
        remark(f"The saved comparison is left out: {reason}; {again}` makes it anew.")
        return None
    tool = saved.manifest["tool"].get("cofactory")
    if tool != tool_version():
        remark(f"The saved comparison was made by cofactory {tool} and is left out; {again}` makes it anew.")
        return None
    return saved
