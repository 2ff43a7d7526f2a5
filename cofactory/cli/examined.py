"""What `check` found, twice: as text for people, as a document for programs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from cofactory.base.problems import as_json, errors, show
from cofactory.cli.layout import lines, table
from cofactory.render.words import count

if TYPE_CHECKING:
    from cofactory.programme.folder import Examination
