"""A page of its own: one HTML file with nothing fetched and nothing run, fit for print and for a dark screen.

The style is allowed by its digest alone (Content Security Policy, level 3), so that the page can stand on a server that
forbids everything else; there is no script. Texts from articles are escaped and in Vietnamese (`lang`).
"""

from __future__ import annotations

import base64
import hashlib
import html
from functools import cache
from importlib.resources import files

from diembao.export.labels import Labels
from diembao.terminal import printable


@cache
def _style() -> str:
    return files("diembao.export").joinpath("pages.css").read_text("utf-8").strip()


def page(title: str, body: str, words: Labels, version: str) -> str:
    """The whole file around a body."""
    style = f"\n{_style()}\n"
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    return (
        f'<!doctype html>\n<html lang="{words.language}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f'<meta name="generator" content="{safe(f"diembao {version}".strip())}">\n'
        f"<title>{safe(title)}</title>\n<style>{style}</style>\n</head>\n<body>\n{body}\n</body>\n</html>"
    )


def safe(text: str) -> str:
    """Text as HTML, without what could turn the direction of what stands beside it."""
    return html.escape(printable(text))


def facts(pairs: list[tuple[str, str]]) -> str:
    """A list of what is to be known, each a name and a text."""
    rows = "".join(f"<dt>{safe(name)}</dt><dd>{safe(text)}</dd>" for name, text in pairs)
    return f'<dl class="facts">{rows}</dl>'


def quotation(sentence: str, said: str, url: str | None) -> str:
    """A sentence with where it stands; only web addresses become links."""
    where = safe(said)
    if url and url.startswith(("http://", "https://")):
        where = f'<a href="{safe(url)}">{where}</a>'
    return f'<blockquote lang="vi"><p>{safe(sentence)}</p><cite>{where}</cite></blockquote>'
