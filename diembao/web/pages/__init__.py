"""The pages: each a function from what was asked to what is shown, a JSON form, and a template of its own."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from diembao.web.resources import Resource

MODULES = (
    "search",
    "kwic",
    "lists",
    "article",
    "timeline",
    "timeline_files",
    "entities",
    "entity",
    "corrections",
    "trends",
    "corpus",
    "api",
)
"""The modules in the order of the navigation; each has `RESOURCES`."""


def all_resources() -> tuple[Resource, ...]:
    """What the site has."""
    return tuple(r for name in MODULES for r in import_module(f"diembao.web.pages.{name}").RESOURCES)
