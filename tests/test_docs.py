"""Docs are tests: generated pages are up to date, code and commands on them run, everything has its place in them."""

import re
import runpy
from pathlib import Path

import pytest

from cofactory.cli.app import app
from cofactory.schema import programme, results
from cofactory.schema.table import columns
from docs import build
from tests.test_floors import FLOORS

ROOT = Path(__file__).parent.parent
WRITTEN = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")] + sorted(
    path for path in (ROOT / "docs").rglob("*.md") if "tables" not in path.parts
)
VERBS = sorted(command.name or command.callback.__name__ for command in app.registered_commands if command.callback)

PYTHON_BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)[^)]*\)")


def python_blocks() -> list[tuple[Path, str]]:
    return [(path, block) for path in WRITTEN for block in PYTHON_BLOCK.findall(path.read_text("utf-8"))]


def text_of_docs() -> str:
    return "\n".join(path.read_text("utf-8") for path in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])


def test_no_generated_page_is_out_of_date() -> None:
    stale = [
        str(path.relative_to(ROOT))
        for path, text in build.pages().items()
        if not path.exists() or path.read_text("utf-8") != text
    ]
    assert not stale, f"{stale}: `./run docs` prints them anew"


def test_no_page_describes_a_table_that_is_gone() -> None:
    assert set((ROOT / "docs" / "tables").glob("*.md")) == set(build.table_pages())


@pytest.mark.parametrize("page", build.transcript_pages(), ids=lambda path: path.name)
def test_commands_print_what_the_page_shows(page: Path) -> None:
    assert page.read_text("utf-8") == build.with_fresh_transcripts(page), "`./run docs` prints it anew"


@pytest.mark.parametrize(("page", "block"), python_blocks(), ids=lambda value: getattr(value, "name", "block"))
def test_python_on_the_pages_runs(page: Path, block: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    script = tmp_path / f"{page.stem}.py"
    script.write_text(block, "utf-8")
    monkeypatch.chdir(tmp_path)
    runpy.run_path(str(script))


@pytest.mark.parametrize("page", WRITTEN, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    targets = [link for link in LINK.findall(page.read_text("utf-8")) if "://" not in link]
    assert not [target for target in targets if not (page.parent / target).exists()]


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_is_explained(verb: str) -> None:
    page = (ROOT / "docs" / "verbs.md").read_text("utf-8")
    assert f"`cofactory {verb} " in page
    assert f"cofactory {verb} " in (ROOT / "README.md").read_text("utf-8")


def test_nothing_tells_a_reader_to_use_a_verb_that_is_not_there() -> None:
    texts = [*WRITTEN, *(ROOT / "examples").rglob("*.md"), *(ROOT / "tests" / "errors").rglob("expected.txt")]
    texts += [path for kind in ("py", "html") for path in (ROOT / "cofactory").rglob(f"*.{kind}")]
    named = re.compile(r"`cofactory ([a-z]+(?:-[a-z]+)*)")
    told = {(verb, path.name) for path in texts for verb in named.findall(path.read_text("utf-8"))}
    assert not sorted((verb, name) for verb, name in told if verb not in VERBS)


@pytest.mark.parametrize("name", [*programme.TABLES, *results.TABLES])
def test_every_table_is_named_in_the_glossary(name: str) -> None:
    assert f"`{name}`" in (ROOT / "docs" / "words.md").read_text("utf-8")


@pytest.mark.parametrize("name", programme.TABLES)
def test_every_column_stands_on_its_page(name: str) -> None:
    page = (ROOT / "docs" / "tables" / f"{name}.md").read_text("utf-8")
    assert not [column.name for column in columns(programme.TABLES[name]) if f"| `{column.name}`" not in page]


@pytest.mark.parametrize("name", results.TABLES)
def test_every_result_column_stands_on_its_page(name: str) -> None:
    page = (ROOT / "docs" / "tables" / f"{name}.md").read_text("utf-8")
    assert not [column for column in results.TABLES[name].header if f"| `{column}`" not in page]


def test_the_floors_on_the_page_are_the_floors_of_the_test() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    shown = re.findall(r"^\| (\d) \| (.*?) \|", page, re.MULTILINE)
    assert [(int(n), set(re.findall(r"`(\w+)`", rooms))) for n, rooms in shown] == list(enumerate(FLOORS))


def test_every_dependency_has_its_reason() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    page = (ROOT / "docs" / "decisions" / "dependencies.md").read_text("utf-8")
    names = [re.split(r"[<>=]", dependency)[0] for dependency in project["dependencies"]]
    assert not [name for name in names if f"| {name} " not in page]


def test_no_page_says_what_a_maintainer_meant_to_do_later() -> None:
    assert not re.search(r"\b(TODO|FIXME|TBD)\b", text_of_docs())
