"""Loading a programme looks up the claims that its cells cite, and no others, however many the ledger has."""

from pathlib import Path

import pytest

import cofactory as cf
from cofactory.evidence import cache
from cofactory.schema.evidence import Claim, Quantity
from tests.programme.cited import a_folder, claim, decision, rate, write_ledger

LINES = "id,name,item,country,capacity\nworks,Works,pump,FR,50 [{}]\nseals,Seals,seal,FR,200\ndesks,Desks,desk,UA,9\n"


def test_of_a_large_ledger_only_the_cited_claims_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    six = rate()
    folder = a_folder(tmp_path, six, decision("accept", six), lines=LINES.format(six.id[:9]))
    others = [claim("pumps", quantity=Quantity(str(n), n, n), note="n" * 200) for n in range(2_500)]
    write_ledger(folder, *others)
    assert (folder / "evidence" / "claims.jsonl").stat().st_size > cache.WORTH_IT
    cf.load(folder)  # makes the copy that the next one opens
    read: list[str] = []
    plain = cache._Claims.__getitem__

    def counted(claims: cache._Claims, key: str) -> Claim:
        read.append(key)
        return plain(claims, key)

    monkeypatch.setattr(cache._Claims, "__getitem__", counted)
    programme = cf.load(folder)
    assert programme.cited[six.id[:9]].accepted
    assert set(read) == {six.id}
