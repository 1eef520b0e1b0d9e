"""Tables that are made from the articles and may be made anew: entities and their making, duplicates, merged events."""

from __future__ import annotations

from importlib.resources import files
from typing import Literal

Derived = Literal["entities", "resolution", "duplicates", "events"]


def derived_schema(name: Derived, *, temporary: bool = False) -> str:
    """The statements that make the tables; temporary ones hide those of the file and are gone with the connection."""
    schema = files("corpus.store").joinpath(f"{name}.sql").read_text("utf-8")
    if not temporary:
        return schema
    schema = schema.replace("CREATE TABLE IF NOT EXISTS ", "CREATE TEMP TABLE IF NOT EXISTS ")
    return schema.replace("CREATE INDEX IF NOT EXISTS ", "CREATE INDEX IF NOT EXISTS temp.")
