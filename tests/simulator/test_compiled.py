"""Machine code is read back as it was written, or made again."""

import os
from pathlib import Path

import pytest

from cofactory.simulator import compiled


@pytest.fixture
def empty_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of its own, and nothing loaded."""
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setattr(compiled, "_loaded", [])
    return tmp_path / "cache"


def test_machine_code_is_kept_and_read_back(empty_cache: Path) -> None:
    assert not compiled.compiled()
    path = compiled._file()
    compiled._write(path, "name", b"code\nand more")
    assert path.parent == empty_cache
    assert compiled.compiled()
    assert compiled._read(path) == ("name", b"code\nand more")


@pytest.mark.usefixtures("empty_cache")
def test_machine_code_that_is_cut_short_or_changed_is_not_used() -> None:
    path = compiled._file()
    compiled._write(path, "name", b"code")
    content = path.read_bytes()
    for damaged in (content[:-1], content[:40], b"", content[:-1] + b"?"):
        path.write_bytes(damaged)
        assert compiled._read(path) is None
    assert not compiled.compiled()


def test_only_the_latest_kernels_are_kept(empty_cache: Path) -> None:
    for number in range(compiled.KEPT_MOST + 3):
        path = empty_cache / f"kernel-{number}.bin"
        compiled._write(path, "name", b"code")
        os.utime(path, (number, number))
    (empty_cache / "other.bin").write_bytes(b"")
    compiled._write(empty_cache / "kernel-now.bin", "name", b"code")
    names = sorted(path.name for path in empty_cache.iterdir())
    assert names == ["kernel-4.bin", "kernel-5.bin", "kernel-6.bin", "kernel-now.bin", "other.bin"]


@pytest.mark.usefixtures("empty_cache")
def test_other_sources_have_other_machine_code(monkeypatch: pytest.MonkeyPatch) -> None:
    name = compiled._file().name
    assert compiled._file().name == name
    monkeypatch.setattr(compiled, "SOURCES", ("kernel.py",))
    assert compiled._file().name != name


def test_where_nothing_can_be_kept_nothing_breaks(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    compiled._write(tmp_path / "file" / "kernel.bin", "name", b"code")
    assert compiled._read(tmp_path / "file" / "kernel.bin") is None
