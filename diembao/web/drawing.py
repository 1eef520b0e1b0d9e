"""Charts inside pages: drawn by vl-convert, with links of our own, and without anything that the page's policy refuses.

vl-convert makes every link absolute, so a chart is drawn with numbered addresses that lead nowhere, and ours are put in
their places afterwards. It writes neither style attributes nor scripts; should it ever, the chart is not shown.
"""

from __future__ import annotations

import html
import json
import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from corpus.errors import UsageError
from diembao.pictures import FONT, render

Spec = dict[str, Any]
_MOST = 64  # charts
_LINK = re.compile(r'xlink:href="([^"]*)"')
_NUMBERED = re.compile(r"https://chart\.invalid/(\d+)")
_REFUSED = re.compile(r"<(?:script|style|image|foreignObject|use)\b|\s(?:style|on[a-z]+)=", re.IGNORECASE)
_TAG = re.compile(r"<(\w+)((?:[^>\"]|\"[^\"]*\")*role=\"graphics-[^>]*)>")
_ROLES = re.compile(r' (?:role|aria-roledescription)="[^"]*"')
_NAME = re.compile(r' aria-label="[^"]*"')
_lock = threading.Lock()
_drawn: OrderedDict[str, str] = OrderedDict()
CONFIG: Spec = {
    "font": FONT,
    "background": None,
    "view": {"stroke": None},
    "axis": {"labelFontSize": 11, "titleFontSize": 11, "titleFontWeight": "normal", "gridColor": "#8884"},
    "legend": {"labelFontSize": 11, "labelLimit": 600},
}


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart: `svg` to stand in a page; None where vl-convert is not installed, and `problem` says so."""

    svg: Markup | None
    problem: str = ""


def numbered(index: int) -> str:
    """The address in a specification that stands for `links[index]`."""
    return f"https://chart.invalid/{index}"


def drawn(spec: Spec, links: Sequence[str], *, label: str) -> Chart:
    """The chart of a Vega-Lite specification. `links` are addresses of our own pages, `label` tells what it shows."""
    try:
        svg = _svg({"config": CONFIG, "background": None, **spec}, label)
    except UsageError as error:
        return Chart(None, str(error))

    def address(found: re.Match[str]) -> str:
        number = _NUMBERED.fullmatch(html.unescape(found[1]))
        known = number is not None and int(number[1]) < len(links)
        return f'href="{html.escape(links[int(number[1])])}"' if number and known else ""

    return Chart(Markup(_LINK.sub(address, svg)))  # made by vl-convert, which escapes; the addresses by us


def inlined(key: str, make: Callable[[], bytes]) -> Chart:
    """A picture that another module draws, to stand in a page; `key` is another one where the picture may be."""
    try:
        return Chart(Markup(_kept(key, lambda: make().decode())))
    except UsageError as error:
        return Chart(None, str(error))


def _svg(spec: Spec, label: str) -> str:
    """A chart whose links are numbered. It is a group: what is inside an image is told to nobody, links neither."""

    def make() -> str:
        return render(spec, "svg", label=label).decode().replace('role="img"', 'role="group"', 1)

    return _kept(f"{label}\n{json.dumps(spec, sort_keys=True)}", make)


def _spoken(tag: re.Match[str]) -> str:
    """A tag without roles that browsers tell nobody (WAI-ARIA Graphics): a mark is an image, a group nothing.

    Names of axes are made up by Vega, in English.
    """
    name, attributes = tag[1], _ROLES.sub("", tag[2])
    if name == "g":
        return f"<g{_NAME.sub('', attributes)}>"
    role = ' role="img"' if _NAME.search(attributes) else ""
    end = " /" if attributes.endswith("/") else ""
    return f"<{name}{role}{attributes.rstrip('/')}{end.strip()}>"


def _kept(key: str, make: Callable[[], str]) -> str:
    """One picture after the other: vl-convert has one engine. Equal ones are drawn once."""
    with _lock:
        if (known := _drawn.get(key)) is not None:
            _drawn.move_to_end(key)
            return known
        svg = _TAG.sub(_spoken, make())
        if _REFUSED.search(re.sub(r">[^<]*<", "><", re.sub(r'="[^"]*"', "=''", svg))):
            raise UsageError("the picture has parts that a page may not show")
        _drawn[key] = svg
        while len(_drawn) > _MOST:
            _drawn.popitem(last=False)
        return svg
