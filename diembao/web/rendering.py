"""From a view to HTML: the templates, and the functions that they have."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache, partial
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from diembao.filtering import KINDS
from diembao.web.linking import shown, web_address
from diembao.web.messages import LANGUAGES, NAMES, Language, catalogue, day, number
from diembao.web.refusals import Refusal
from diembao.web.resources import Page, Visit
from index.snippets import Snippet

STATIC_TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}

Piece = tuple[str, bool]
"""A piece of text and whether it is one of the words found."""


@cache
def environment(language: Language) -> Environment:
    """The templates in one language. Everything is escaped, and hidden signs are shown, whoever forgets to ask."""
    made = Environment(
        loader=PackageLoader("diembao.web", "templates"),
        autoescape=True,
        auto_reload=False,  # an upgrade under a running server is seen at its next start, not by halves
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalized,
        extensions=["jinja2.ext.i18n"],
    )
    words = catalogue(language)
    made.install_gettext_callables(  # type: ignore[attr-defined]  # the extension adds it
        words.gettext, words.ngettext, newstyle=True
    )
    filters: dict[str, Callable[..., Any]] = {
        "day": partial(day, language=language),
        "number": partial(number, language=language),
        "shown": shown,
        "web_address": web_address,
    }
    made.filters |= filters
    made.globals |= {
        "static": static_address,
        "languages": LANGUAGES,
        "language_names": NAMES,
        "pieces": pieces,
        "event_kinds": KINDS,
    }
    return made


def _finalized(value: object) -> object:
    if isinstance(value, str) and not isinstance(value, Markup):
        return shown(value)
    return "" if value is None else value


def pieces(snippet: Snippet) -> list[Piece]:
    """A snippet cut where its matches begin and end."""
    found: list[Piece] = []
    at = 0
    for start, end in snippet.matches:
        found += [(snippet.text[at:start], False), (snippet.text[start:end], True)]
        at = end
    return [piece for piece in [*found, (snippet.text[at:], False)] if piece[0]]


def page_html(visit: Visit, page: Page, view: Any) -> str:
    """The page with what it shows."""
    return _rendered(page.template, visit, view=view)


def refusal_html(visit: Visit, refusal: Refusal, message: str) -> str:
    """The page that says why there is no other."""
    return _rendered("refusal.html", visit, refusal=refusal, message=message)


def _rendered(template: str, visit: Visit, **values: object) -> str:
    navigation = [(p.name, p.nav) for p in visit.site.resources.values() if isinstance(p, Page) and p.nav]
    return (
        environment(visit.language)
        .get_template(template)
        .render(
            visit=visit,
            to=visit.to,
            here=visit.here,
            at=visit.at,
            here_in=visit.in_language,
            state=visit.state,
            labels=visit.labels,
            navigation=navigation,
            **values,
        )
    )


@cache
def static_files() -> dict[str, tuple[bytes, str]]:
    """What lies in the folder `static`, with its type: all that is ever served from it."""
    folder = files("diembao.web").joinpath("static")
    found = {}
    for entry in folder.iterdir():
        kind = STATIC_TYPES.get("." + entry.name.rpartition(".")[2])
        if kind:
            found[entry.name] = (entry.read_bytes(), kind)
    return found


@cache
def static_address(name: str) -> str:
    """The address of a static file; it changes with the file, which may therefore be kept for ever."""
    return f"/static/{name}?v={hashlib.sha256(static_files()[name][0]).hexdigest()[:12]}"
