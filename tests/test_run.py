"""The door of a fresh clone: ./run finds a Python, says what is missing, and starts quickly the second time."""

import os
import resource
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

NO_ENSUREPIP = """#!/bin/sh
case "$*" in *ensurepip*) exit 1 ;; *) echo "$0" ;; esac
"""
TOO_OLD = """#!/bin/sh
exit 1
"""


def clone_with(folder: Path, pythons: dict[str, str]) -> tuple[Path, dict[str, str]]:
    """A bare clone whose machine has these Pythons and no other."""
    clone, bin_folder = folder / "a clone", folder / "bin"
    clone.mkdir()
    bin_folder.mkdir()
    for name in ("run", "uv.lock", "pyproject.toml"):
        shutil.copy(ROOT / name, clone / name)
    for tool in ("bash", "sh", "dirname", "cat", "cksum", "head", "awk", "env", "rm", "mkdir"):
        found = shutil.which(tool)
        assert found
        (bin_folder / tool).symlink_to(found)
    for name, script in pythons.items():
        (bin_folder / name).write_text(script, "utf-8")
        (bin_folder / name).chmod(0o755)
    return clone, {"PATH": str(bin_folder)}


def run(clone: Path, *words: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run([clone / "run", *words], cwd="/", env=env, text=True, capture_output=True, check=False)


def test_a_python_without_ensurepip_is_told_how_to_mend(tmp_path: Path) -> None:
    clone, env = clone_with(tmp_path, {"python3": NO_ENSUREPIP})
    done = run(clone, "test", env=env)
    assert done.returncode == 1
    assert "ensurepip" in done.stderr
    assert "apt-get install python3-venv" in done.stderr
    assert not (clone / ".venv").exists()


def test_no_python_that_is_new_enough_is_said(tmp_path: Path) -> None:
    clone, env = clone_with(tmp_path, {"python3": TOO_OLD, "python3.13": TOO_OLD})
    done = run(clone, "demo", env=env)
    assert done.returncode == 1
    assert "No Python 3.11 or newer was found" in done.stderr


def test_an_unknown_word_is_wrong_usage_and_sets_nothing_up(tmp_path: Path) -> None:
    clone, env = clone_with(tmp_path, {})
    done = run(clone, "fly", env=env)
    assert done.returncode == 2
    assert "Usage: ./run WHAT" in done.stderr
    assert not (clone / ".venv").exists()


@pytest.mark.skipif(not (ROOT / ".venv" / ".ready").exists(), reason="this environment was not made by ./run")
def test_the_python_it_opens_has_cofactory_in_it(tmp_path: Path) -> None:
    script = tmp_path / "first.py"
    script.write_text("import cofactory, sys; print(cofactory.__version__, sys.argv[1])", "utf-8")
    done = run(ROOT, "python", str(script), "word", env={**os.environ})
    assert done.stdout.endswith(" word\n")
    assert done.stderr == ""


@pytest.mark.skipif(not (ROOT / ".venv" / ".ready").exists(), reason="this environment was not made by ./run")
def test_a_second_start_is_quick_and_works_from_anywhere() -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = run(ROOT, "cofactory", "--version", env={**os.environ})
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.stdout.startswith("cofactory ")
    assert done.stderr == ""
    assert (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime) < 1
