"""The command that fills a paper a fund asks for, from a programme and its plan."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cofactory.cli.answers import USAGE, answering
from cofactory.cli.options import Folder, Json
from cofactory.cli.places import must_be_folder, must_have_scenario, must_take_report

FORM_NAMES = "safe-plan, usl-schedule, disbursements"
"""The forms, as the help names them: looking them up would take longer than printing it."""


def export(
    folder: Folder,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where it goes: .xlsx, .csv or .json.")],
    *,
    form: Annotated[str, typer.Option("--form", metavar="FORM", help=f"One of: {FORM_NAMES}.")],
    fund: Annotated[list[str] | None, typer.Option("--fund", metavar="ID", help="Only for this fund; several.")] = None,
    scenario: Annotated[
        str, typer.Option("--scenario", "-s", metavar="NAME", help="A file of DIR/scenarios.")
    ] = "base",
    json: Json = False,
) -> None:
    """Fill a paper that a fund asks for.

    The product list of a SAFE plan, the product schedule of the Ukraine Support Loan, a disbursement calendar.
    """
    from textwrap import fill

    from cofactory import workbench
    from cofactory.cli.layout import WIDTH
    from cofactory.cli.planned import some_plan
    from cofactory.cli.remarks import remark_fallen_claims
    from cofactory.funding.forms import NoSuchForm, fill_form, funds_of_form
    from cofactory.render.exports import KINDS, write_paper
    from cofactory.render.words import count

    scenario = scenario.removeprefix("scenarios/").removesuffix(".toml")
    with answering(document=json) as answer:
        must_be_folder(answer, folder)
        must_have_scenario(answer, folder, scenario)
        must_take_report(answer, file)
        if file.suffix.lower() not in KINDS:
            raise answer.fail(USAGE, "usage", f"{file.name} ends in none of {', '.join(KINDS)}.")
        programme = workbench.load(folder, scenario=scenario)
        remark_fallen_claims(answer, programme)
        try:
            funds_of_form(programme, form, fund or ())
        except NoSuchForm as error:
            raise answer.fail(USAGE, "usage", str(error)) from None
        plan = some_plan(answer, programme, folder)
        paper = fill_form(programme, plan, form, funds=fund or ())
        files = write_paper(paper, file)
        rows = {one.name: len(one.rows) for one in paper.sheets}
        said = ", ".join(f"{name} {count(many, 'row')}" for name, many in rows.items())
        document = {"form": form, "files": [str(path) for path in files], "rows": rows, "notes": list(paper.notes)}
        names = "\n".join(f"  {path}" for path in files)
        notes = "\n".join(fill(one, WIDTH, subsequent_indent="  ", break_on_hyphens=False) for one in paper.notes)
        answer.give(document, f"{paper.title}: {said}\n{names}\n\n{notes}".rstrip())
