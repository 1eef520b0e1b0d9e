"""Pictures of any kind: a Vega-Lite specification drawn by vl-convert as SVG or PNG, with nothing fetched.

vl-convert (BSD-3-Clause, by the makers of Vega) needs neither browser nor network and carries a font with all
Vietnamese letters, Liberation Sans. Where the machine has that font too, in another version, vl-convert loses it and
takes any other that it finds; so the fonts of the machine are hidden from it. Colours are those of Okabe and Ito
(2008), told apart by the colour-blind; nothing is told by colour alone. What a picture shows is also told in words: as
`desc` of an SVG (SVG 2, 5.8) and as the `Description` of a PNG (PNG 1.2, iTXt).
"""

from __future__ import annotations

import html
import os
import struct
import unicodedata
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, Literal

from corpus.errors import UsageError

Picture = Literal["svg", "png"]
Spec = dict[str, Any]

FONT = "Liberation Sans, Arial, sans-serif"
"""The family that vl-convert carries; for viewers of an SVG without it, one as wide (Arial), then any."""
_OWN_FONTS = Path(__file__).with_name("own_fonts.conf")

BLUE, RED, GREEN, PINK, BLACK, ORANGE, SKY = (
    *("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#000000", "#e69f00", "#56b4e9"),
)
GREY = "#6b6b6b"
INK, SOFT, LINE, TINT = "#1b1b1b", "#555555", "#d4d4d4", "#f4f6f8"
_EPOCH = date(1970, 1, 1).toordinal()
_NARROW, _WIDE = frozenset("iíìỉĩịIÍÌlj.,:;'’!|()[]tfr-/ "), frozenset("mwMW@%—…")


def render(spec: Spec, form: Picture, *, label: str, description: str = "", scale: float = 2.0) -> bytes:
    """The picture; `label` says in a line what it is, `description` what is in it. A PNG has `scale` dots a pixel.

    Raises UsageError where vl-convert is not installed.
    """
    try:
        import vl_convert
    except ImportError:
        raise UsageError("a picture needs one more package: pip install 'diembao[charts]'") from None
    with _own_fonts():
        svg: str = vl_convert.vegalite_to_svg(spec, allowed_base_urls=[])
    if form == "svg":
        opening, rest = svg.removeprefix("<svg ").split(">", 1)
        told = f"<desc>{html.escape(description)}</desc>" if description else ""
        return f'<svg role="img" aria-label="{html.escape(label, quote=True)}" {opening}>{told}{rest}'.encode()
    with _own_fonts():
        drawn: bytes = vl_convert.svg_to_png(svg, scale=scale)
    return described(drawn, "\n".join(filter(None, (label, description))))


@contextmanager
def _own_fonts() -> Iterator[None]:
    """Hide the fonts of the machine, so that a picture is the same everywhere. vl-convert looks for fonts once, when it
    is first asked; where they are found by Fontconfig (Linux, BSD) it asks this variable.
    """
    before = os.environ.get("FONTCONFIG_FILE")
    os.environ["FONTCONFIG_FILE"] = str(_OWN_FONTS)
    try:
        yield
    finally:
        if before is None:
            os.environ.pop("FONTCONFIG_FILE", None)
        else:
            os.environ["FONTCONFIG_FILE"] = before


def described(png: bytes, text: str) -> bytes:
    """The PNG with a text in it, before what ends it."""
    body = b"iTXt" + b"Description\0\0\0\0\0" + text.encode("utf-8", "replace")
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    end = png.rindex(b"IEND") - 4
    return png[:end] + chunk + png[end:]


def moment(day: date) -> int:
    """Milliseconds since 1970, as Vega has it. (As texts that it is to read the days of two panels with the same values
    are read twice, and lost.)
    """
    return (day.toordinal() - _EPOCH) * 86_400_000


def width_of(text: str, size: float = 12) -> float:
    """About how many pixels a text takes; rather more than less, whatever sans-serif font a viewer has."""
    units = 0.0
    for char in unicodedata.normalize("NFC", text):
        if unicodedata.combining(char):
            continue
        units += 0.31 if char in _NARROW else 0.89 if char in _WIDE else 0.7 if char.isupper() else 0.56
    return units * size


def wrapped(text: str, width: float, *, size: float = 12, lines: int | None = None) -> list[str]:
    """The text in lines no wider than so many pixels; what does not go into `lines` of them ends with an ellipsis."""
    found = [""]
    for word in text.split():
        joined = f"{found[-1]} {word}".strip()
        if found[-1] and width_of(joined, size) > width:
            found.append(word)
        else:
            found[-1] = joined
    found = [_cut(line.removeprefix("· "), width, size) for line in found]
    if lines is None or len(found) <= lines:
        return found
    return [*found[: lines - 1], _cut(f"{found[lines - 1]} {found[lines]}", width, size)]


def _cut(text: str, width: float, size: float) -> str:
    if width_of(text, size) <= width:
        return text
    while text and width_of(f"{text}…", size) > width:
        text = text[:-1]
    return f"{text.rstrip(' ,;')}…"


def text_layer(rows: Iterable[Mapping[str, Any]], *, size: float = 12, align: str = "left", **mark: Any) -> Spec:
    """Texts at pixels: rows of `x`, `y` (the middle of the line) and `text`."""
    return {
        "data": {"values": [{"x": row["x"], "y": row["y"], "text": row["text"]} for row in rows]},
        "mark": {"type": "text", "align": align, "baseline": "middle", "fontSize": size, "color": INK, **mark},
        "encoding": {**at("x"), **at("y"), "text": {"field": "text", "type": "nominal"}},
    }


def at(channel: str, field: str | None = None) -> Spec:
    """A channel that takes pixels as they are."""
    return {channel: {"field": field or channel, "type": "quantitative", "scale": None, "axis": None}}


def time_ticks(first: date, last: date, most: int = 6) -> list[tuple[date, str]]:
    """Beginnings of years, months or days between two days, about `most` of them, as ISO writes them.

    >>> [label for _, label in time_ticks(date(2019, 11, 20), date(2020, 12, 1))]
    ['2020-01', '2020-04', '2020-07', '2020-10']
    """
    days = (last - first).days + 1
    months = [first.year * 12 + first.month - 1 + n for n in range(1 + days // 28)]
    step = next((s for s in (1, 2, 3, 6) if days / 30.4 / s <= most), 0)
    if days <= 45:
        step = max(1, -(-days // most))
        found = [date.fromordinal(first.toordinal() + n) for n in range(0, days, step)]
        return [(day, day.isoformat()) for day in found]
    if step:
        starts = (date(m // 12, m % 12 + 1, 1) for m in months if m % step == 0)
        return [(day, day.isoformat()[:7]) for day in starts if first <= day <= last]
    step = next(s for s in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000) if days / 365.2 / s <= most)
    years = (date(y, 1, 1) for y in range(first.year, last.year + 1) if y % step == 0 and y)
    return [(day, f"{day.year:04}") for day in years if first <= day <= last]
