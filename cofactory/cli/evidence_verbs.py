"""The commands about evidence: read documents, decide about claims, review what waits, tell where promises stand."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cofactory.cli.answers import PROBLEMS, USAGE, Answer, answering
from cofactory.cli.options import Folder, Json
from cofactory.cli.places import must_be_folder, quoted

if TYPE_CHECKING:
    from cofactory.evidence.model_reader import Endpoint
    from cofactory.programme.names import Names

KEY = "COFACTORY_MODEL_KEY"
"""The environment variable with the key of a model's endpoint: keys on command lines are seen by everybody."""

By = Annotated[str | None, typer.Option("--by", metavar="WHO", help="Who decides; else git's user.name.")]


def read(
    folder: Folder,
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="Text, web pages or PDFs.", show_default=False)
    ],
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be proposed; write nothing.")] = False,
    published: Annotated[str | None, typer.Option(metavar="DAY", help="When it appeared, as 2026-02-09.")] = None,
    publisher: Annotated[str | None, typer.Option(metavar="NAME", help="Who published it.")] = None,
    url: Annotated[str | None, typer.Option(metavar="URL", help="Where it stands (one FILE only).")] = None,
    title: Annotated[str | None, typer.Option(metavar="TEXT", help="Its title (one FILE only).")] = None,
    syndicated_from: Annotated[
        str | None, typer.Option(metavar="SOURCE", help="The agency or document it is a copy of.")
    ] = None,
    no_text: Annotated[bool, typer.Option("--no-text", help="Keep the quotes only, not the text.")] = False,
    model: Annotated[str | None, typer.Option(metavar="NAME", help="A language model that reads in its place.")] = None,
    endpoint: Annotated[
        str | None, typer.Option(metavar="URL", help="Where it answers; its key is $COFACTORY_MODEL_KEY.")
    ] = None,
    json: Json = False,
) -> None:
    """Propose claims from texts.

    Each claim rests on its exact quote, and counts for nothing before somebody accepts it.
    """
    from cofactory import workbench
    from cofactory.base.problems import as_json, show
    from cofactory.cli import show_read
    from cofactory.cli.progress import files_line, interrupted_reading
    from cofactory.evidence.documents import About

    with answering(document=json) as answer:
        must_be_folder(answer, folder)
        if len(files) > 1 and (url or title):
            raise answer.fail(USAGE, "usage", "--url and --title belong to one document: read it by itself.")
        asked = _endpoint(answer, model, endpoint)
        about = About(title=title, publisher=publisher, published=published, url=url, syndicated_from=syndicated_from)
        with files_line(len(files)) as line:

            def progress(done: float, of: int, name: str) -> None:
                """Tells how far it is, and what stays if it is broken off now."""
                if not dry_run:
                    answer.interrupted = interrupted_reading(int(done), of)
                line(done, of, name)

            try:
                found = workbench.read(
                    folder, *files, about=about, dry_run=dry_run, keep_text=not no_text, progress=progress, model=asked
                )
            except ImportError as error:  # the extra for models
                raise answer.fail(USAGE, "usage", str(error)) from None
        if not dry_run:
            answer.interrupted = interrupted_reading(len(files), len(files))
        _names_remark(answer, found.names, folder)
        if json and (told := show_read.refused(found)):
            answer.remark(told)
        refused = [problem for problem in found.problems if problem not in found.names.problems]
        if refused and json:
            claims = show_read.document(found)
            raise answer.fail(PROBLEMS, "problems", show(refused), problems=as_json(refused), claims=claims)
        if found.documents or json:
            answer.give(show_read.document(found) if json else [], "" if json else show_read.text(found, folder))
        if refused:
            raise answer.fail(PROBLEMS, "problems", show(refused))


def _endpoint(answer: Answer, model: str | None, url: str | None) -> Endpoint | None:
    """The language model asked for, with the key from the environment; None: the grammar reads."""
    if model is None and url is None:
        return None
    if model is None or url is None:
        raise answer.fail(USAGE, "usage", "--model and --endpoint belong together: which model, and where it answers.")
    import os

    from cofactory.evidence.model_reader import Endpoint

    try:
        return Endpoint(url, model, os.environ.get(KEY) or "none")
    except ValueError as error:
        raise answer.fail(USAGE, "usage", str(error)) from None


def decide(
    folder: Folder,
    claims: Annotated[list[str], typer.Argument(metavar="CLAIM...", help="Ids, or their beginnings.")],
    verdict: Annotated[
        str, typer.Argument(metavar="VERDICT", help="accept, reject, correct, merge, split or retract.")
    ],
    *,
    why: Annotated[str, typer.Option("--why", metavar="TEXT", help="The reason, for whoever reads it later.")],
    commitment: Annotated[str | None, typer.Option(metavar="ID", help="The commitment it speaks of.")] = None,
    changes: Annotated[
        list[str] | None, typer.Option("--set", metavar="FIELD=VALUE", help="What correct or merge changes.")
    ] = None,
    parts: Annotated[
        list[str] | None, typer.Option("--part", metavar="FIELD=VALUE;...", help="One of the parts of a split.")
    ] = None,
    carried: Annotated[
        bool, typer.Option("--carried", help="Correct it to the same claim about the document's new version.")
    ] = False,
    by: By = None,
    json: Json = False,
) -> None:
    """Decide about claims.

    Accept, reject, correct, merge or split them, or take a decision back. Each is kept with who, when and why.
    """
    from typing import get_args

    from cofactory import workbench
    from cofactory.cli import show_decided
    from cofactory.desk.asked import one_of, pairs_of
    from cofactory.schema.evidence import Verdict

    with answering(document=json) as answer:
        must_be_folder(answer, folder)
        try:
            decided = workbench.decide(
                folder,
                claims,
                one_of(verdict, get_args(Verdict), what="verdict"),  # type: ignore[arg-type] # one of them
                why=why,
                by=by,
                commitment=commitment,
                fields=pairs_of(changes or []),
                parts=[pairs_of(part.split(";")) for part in parts or []],
                carried=carried,
            )
        except (LookupError, ValueError) as error:
            raise answer.fail(USAGE, "usage", str(error.args[0])) from None
        answer.give(show_decided.document(decided), show_decided.text(decided, folder))


def review(
    folder: Folder,
    *,
    document: Annotated[str | None, typer.Option(metavar="ID", help="Only what this document says.")] = None,
    by: By = None,
    json: Json = False,
) -> None:
    """Go through proposed claims, quote by quote.

    One key each; every decision is written at once, so you may stop and go on at any time.
    """
    import sys

    from cofactory import workbench
    from cofactory.cli import session
    from cofactory.cli.keys import open_keys
    from cofactory.cli.remarks import remark_misquoted
    from cofactory.desk.asked import the_id
    from cofactory.desk.who import who

    with answering(document=json) as answer:
        must_be_folder(answer, folder)
        try:
            found = workbench.review(folder)
            if document is not None:
                document = the_id(document, found.ledger.documents, what="document")
                found = workbench.review(folder, document=document)
            _names_remark(answer, found.names, folder)
            remark_misquoted(answer, found.ledger, folder)
            if json:
                answer.give(session.document(found), "")
                return
            answer.interrupted = session.LEFT
            with open_keys(sys.stdin, sys.stdout) as keys:
                session.Session(found, keys, who(folder, by), document).run()
        except (LookupError, ValueError) as error:
            raise answer.fail(USAGE, "usage", str(error.args[0])) from None


def status(
    folder: Folder,
    *,
    as_of: Annotated[str | None, typer.Option(metavar="DATE", help="What was true by then.")] = None,
    known: Annotated[str | None, typer.Option(metavar="DATE", help="What was recorded by then.")] = None,
    published: Annotated[str | None, typer.Option(metavar="DATE", help="What was published by then.")] = None,
    chart: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Draw the stages over time: FILE.svg or FILE.png.")
    ] = None,
    json: Json = False,
) -> None:
    """Tell where every promise stands.

    Promised, contracted, produced, delivered; money; slips; and what contradicts itself. Dates are 2026, 2026-02 or
    2026-02-09.
    """
    from cofactory import workbench
    from cofactory.cli import show_status
    from cofactory.cli.remarks import remark_fallen_cells, remark_lost, remark_misquoted
    from cofactory.programme.resting import fallen_results
    from cofactory.render.claims import on_one_line

    with answering(document=json) as answer:
        must_be_folder(answer, folder)
        if chart is not None and chart.suffix.lower() not in (".svg", ".png"):
            raise answer.fail(USAGE, "usage", f"{chart}: a chart is written as FILE.svg or FILE.png.")
        if chart is not None and not chart.resolve().parent.is_dir():
            raise answer.fail(USAGE, "usage", f"{chart}: its folder {chart.parent} does not exist.")
        try:
            found = workbench.status(folder, as_of=as_of, known=known, published=published)
        except ValueError as error:
            raise answer.fail(USAGE, "usage", str(error)) from None
        _names_remark(answer, found.names, folder)
        remark_lost(answer, found.ledger.problems, folder)
        remark_misquoted(answer, found.ledger, folder)
        remark_fallen_cells(answer, folder)
        for _, said in fallen_results(folder):
            answer.remark(on_one_line(said, 1_000))
        if chart is not None:
            from cofactory.render.charts_stages import write_stages

            drawn = write_stages(found, chart)
            answer.remark(f"The chart is in {chart}." if drawn else "No promise has a stage yet: nothing to draw.")
        answer.give(show_status.document(found), show_status.text(found, folder))


def _names_remark(answer: Answer, names: Names, folder: Path) -> None:
    """Nothing; says on standard error when rows with names cannot be read."""
    from cofactory.base.problems import errors
    from cofactory.render.words import count

    if wrong := errors(names.problems):
        many = count(len(wrong), "error")
        answer.remark(
            f"{many} in the tables; names in rows that cannot be read are missing. `cofactory check {quoted(folder)}`"
        )
