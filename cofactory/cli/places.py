"""Where a command reads and writes, found out before the work begins: nobody waits for a plan that cannot be kept."""

from __future__ import annotations

import errno
import shlex
import tempfile
from pathlib import Path

from cofactory.cli.answers import USAGE, Answer, in_words
from cofactory.cli.show import results_of

FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}
"""What the system says where a place belongs to somebody else or cannot be changed at all."""


def quoted(folder: Path) -> str:
    """The folder as it can be typed again."""
    return shlex.quote(str(folder))


def named(scenario: str) -> str:
    """The scenario as an option that can be typed again; nothing for the base."""
    return "" if scenario == "base" else f" --scenario {shlex.quote(scenario)}"


def tell_of_old_report(answer: Answer, folder: Path, scenario: str) -> None:
    """Nothing; where a report stands in the folder, it is said that new results are not in it."""
    if (results_of(folder, scenario) / "report.html").exists():
        again = f"`cofactory report {quoted(folder)}{named(scenario)}` writes it anew."
        answer.remark(f"The report.html there is older than these results: {again}")


def must_be_folder(answer: Answer, folder: Path) -> None:
    """Nothing; ends the command where the programme folder is missing or is something else."""
    if not folder.is_dir():
        state = "is not a folder" if folder.exists() else "does not exist"
        hint = f"`cofactory new {quoted(folder)}` makes a folder to start from." if not folder.exists() else ""
        raise answer.fail(USAGE, "usage", f"{folder} {state}. {hint}".rstrip())


def must_have_scenario(answer: Answer, folder: Path, scenario: str) -> None:
    """Nothing; ends the command where the programme folder has no scenario of this name."""
    from cofactory.programme.scenarios import list_scenarios
    from cofactory.schema.suggest import did_you_mean

    known = list_scenarios(folder)
    if scenario not in known:
        hint = did_you_mean(scenario, known, otherwise=f"Their files stand in {folder / 'scenarios'}.")
        raise answer.fail(USAGE, "usage", f"There is no scenario {scenario!r}. {hint}")


def must_hold_results(answer: Answer, folder: Path, scenario: str) -> None:
    """Nothing; ends the command where the plan could not be saved in the programme folder."""
    if error := refusal(results_of(folder, scenario)):
        hint = ""
        if error.errno in FORBIDDEN:
            hint = (
                " Copy the folder to a place where you may write; or write only a report, elsewhere: "
                f"`cofactory report {quoted(folder)} -o FILE`."
            )
        raise answer.fail(USAGE, "file", f"{in_words(error)}{hint}")


def must_take_report(answer: Answer, output: Path | None) -> None:
    """Nothing; ends the command where no file can be written at the place asked for. No folder is made for it."""
    if output is None:
        return
    if output.is_dir():
        message = f"{output} is a folder: write the name of a file, such as {output / 'report.html'}."
        raise answer.fail(USAGE, "usage", message)
    if not output.parent.is_dir():
        message = f"There is no folder {output.parent}: make it first, or write another name."
        raise answer.fail(USAGE, "usage", message)
    if error := refusal(output.parent):
        raise answer.fail(USAGE, "file", f"{in_words(error)} Write another name.")


def refusal(folder: Path) -> OSError | None:
    """Why nothing can be written into a folder that may not exist yet; None where it can. Leaves nothing behind."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    try:
        with tempfile.TemporaryDirectory(prefix=".cofactory-", dir=folder):
            return None
    except OSError as error:
        return OSError(error.errno, error.strerror, str(folder))
