"""Reads a programme folder."""

from cofactory.programme.memory import from_tables
from cofactory.programme.record import Programme, Settings

__all__ = ["Programme", "Settings", "from_tables"]
