"""`data/unit_changes.toml` as patterns over a sentence whose units, times and documents are one sign each."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from corpus.text import canon
from extractor.gazetteer import table
from extractor.resolve.names import key
from extractor.resolve.unit_history_views import Said, UnitSaid

_UNIT, _DATE, _DOCUMENT = 0xE100, 0xE400, 0xE700  # private code points, a run of them for each kind
_RUN = 0x300
_MARK = re.compile(r"[\ue100-\ue9ff]|\w+|[^\w\s]")
_U, _D = "[\ue100-\ue3ff]", "[\ue400-\ue6ff]"
_PARTS = re.compile(r"\{(\w+)\}|(~)|\(([^()|]*\|[^()]*)\)|(\w+|[^\w\s])")


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame of a kind, compiled."""

    kind: str
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Signs:
    """A sentence as signs: `text`, and for each sign of a unit the unit and those that own it."""

    text: str
    units: tuple[UnitSaid, ...]
    said: Said

    def units_in(self, start: int, end: int) -> tuple[UnitSaid, ...]:
        """The units of a slot, without what stands in brackets behind them."""
        plain = re.sub(r"\([^()]*\)", lambda m: " " * len(m[0]), self.text[start:end])
        return tuple(self.units[ord(c) - _UNIT] for c in plain if _UNIT <= ord(c) < _UNIT + _RUN)

    def dates_in(self, start: int, end: int) -> list[int]:
        """The numbers of the times between two places."""
        return [ord(c) - _DATE for c in self.text[start:end] if _DATE <= ord(c) < _DATE + _RUN]

    def is_signed(self, date: int) -> bool:
        """Whether a time stands behind a document: it is the document's."""
        at = self.text.find(chr(_DATE + date))
        before = self.text[:at].rstrip()
        return bool(before) and _DOCUMENT <= ord(before[-1]) < _DOCUMENT + _RUN


def signs(said: Said) -> Signs:
    """The sentence with one sign for each unit (a unit and its owner are one), time and document, one blank between."""
    units = _with_owners(said)
    marks = [(start, end, chr(_UNIT + n)) for n, (_, start, end) in enumerate(units[:_RUN])]
    marks += [(d.start, d.end, chr(_DATE + n)) for n, d in enumerate(said.dates[:_RUN])]
    marks += [(start, end, chr(_DOCUMENT + n)) for n, (start, end) in enumerate(said.documents[:_RUN])]
    parts, at = [], 0
    for start, end, sign in sorted(marks):
        if start >= at:
            parts += [said.plain[at:start], f" {sign} "]
            at = end
    parts.append(said.plain[at:])
    return Signs(" ".join(_MARK.findall("".join(parts))), tuple(u for u, _, _ in units), said)


def _with_owners(said: Said) -> list[tuple[UnitSaid, int, int]]:
    """Each unit or area with the span that it and its owners take up: `Phòng X, Công an tỉnh Y`, `xã X, huyện Y`."""
    found: list[tuple[UnitSaid, int, int]] = []
    for unit in sorted((*said.units, *said.areas), key=lambda u: (u.start, -u.end)):
        if found:
            last, start, end = found[-1]
            gap = said.plain[end : unit.start]
            if unit.start < end:
                continue
            if _owned().fullmatch(gap) and ("," not in gap or _is_owner(unit, last)):
                found[-1] = (last, start, unit.end)
                continue
        found.append((unit, unit.start, unit.end))
    return found


def _is_owner(unit: UnitSaid, of: UnitSaid) -> bool:
    """Whether what stands behind a comma is the owner, or the area around, of what stands before it."""
    if unit.tier is not None:
        return of.tier is None or of.tier > unit.tier
    return of.parent in (unit.value, unit.name)


@cache
def _owned() -> re.Pattern[str]:
    return re.compile(rf"\s*(?:,|{_any(_data()['words']['owned'])})\s*")


def is_owned_by(surface: str, behind: str, owner: str) -> bool:
    """Whether a unit's own words, or those right behind them, say whose it is.

    >>> is_owned_by("Phòng Tham mưu", ", Công an tỉnh Lai Châu tổ chức", "Công an tỉnh Lai Châu")
    True
    >>> is_owned_by("Phòng Tham mưu", " mời Công an tỉnh Lai Châu", "Công an tỉnh Lai Châu")
    False
    """
    tie = _owned_behind().match(canon(behind))
    return f" {key(owner)} " in f" {key(surface)} " or (
        tie is not None and f"{key(behind[tie.end() : tie.end() + 2 * len(owner)])} ".startswith(f"{key(owner)} ")
    )


@cache
def _owned_behind() -> re.Pattern[str]:
    return re.compile(rf"\s*(?:,|(?:{_any(_data()['words']['owned_behind'])})(?!\w))?\s*")


def is_joint(gap: str) -> bool:
    """Whether what stands between two names joins them to a list."""
    return _joint().fullmatch(canon(gap)) is not None


def level_of_several(before: str) -> tuple[str, int] | None:
    """The level word before the first name of several areas, that of `hai xã`, `3 phường`, and where it stands."""
    found = _several().search(canon(before))
    return (found["level"], found.start("level")) if found is not None else None


@cache
def _joint() -> re.Pattern[str]:
    return re.compile(rf"\s*(?:,|(?:,\s*)?(?:{_any(_data()['words']['joint'])}))\s*")


@cache
def _several() -> re.Pattern[str]:
    levels = _any([row["word"] for row in table("admin_levels") if row["case"] == "any"])
    return re.compile(rf"(?<!\w)(?:\d+|{_any(_data()['words']['several'])}) (?P<level>{levels})\s*$")


@cache
def frames() -> tuple[Frame, ...]:
    """All frames."""
    return tuple(
        Frame(kind, re.compile(_compiled(frame))) for kind, listed in _data()["frames"].items() for frame in listed
    )


@cache
def change_words(name: str) -> re.Pattern[str]:
    """Finds the entries of a list as whole words."""
    return re.compile(rf"(?<!\w)(?:{_any(_data()['words'][name])})(?!\w)")


@cache
def trigger() -> re.Pattern[str]:
    """Finds a sentence that some frame may fit: of each frame words without which it fits none."""
    words = {word for listed in _data()["frames"].values() for frame in listed for word in _needed(frame)}
    return re.compile(rf"(?<!\w)(?:{_any(sorted(words))})(?!\w)")


def _needed(frame: str) -> list[str]:
    """The words of a frame, or the choice, that narrow most."""
    found: list[list[str]] = []
    run: list[str] = []
    for _, _, choice, word in [*_PARTS.findall(frame), ("", "", "", "")]:
        if word.isalpha():
            run.append(word)
            continue
        found += [[" ".join(run)]] if run else []
        run = []
        options = [option.strip() for option in choice.split("|")] if choice else []
        if options and all(options):
            found.append(options)
    return max(found, key=lambda options: min(len(option.split()) for option in options))


def _compiled(frame: str) -> str:
    """The frame as a pattern over signs; every part brings the blank before it."""
    return f"{''.join(_part(*part) for part in _PARTS.findall(canon(frame)))}(?!\\S)"


def _part(slot: str, filler: str, choice: str, word: str) -> str:
    if choice:
        options = [option.strip() for option in choice.split("|")]
        given = "|".join("".join(_part(*part) for part in _PARTS.findall(o)) for o in options if o)
        return f"(?:{given}){'' if all(options) else '?'}"
    if word == "$":
        return rf"(?= [,.;:!?)]| (?:{_any(_data()['words']['after'])})(?!\w)| {_D}|\s*$)"
    return _filler() if filler else _slot(slot) if slot else f" {re.escape(word)}"


@cache
def _filler() -> str:
    acting = rf"(?!(?:{_any(_data()['words']['acting'])})(?!\w))"
    of = rf"(?:{_any(_data()['words']['of'])})"
    word = rf"{acting}[^\s,;:.!?()\ue100-\ue3ff]+"
    return rf"(?: (?:{word}|\( [^()]{{0,60}} \)|{of} (?:\w+ ){{0,3}}{_U})){{0,6}}?"


def _slot(name: str) -> str:
    words = _data()["words"]
    one = rf"(?:\d+ )?(?:(?:{_any(words['kind'])}) )?{_U}(?: \( [^()]{{1,60}} \))?(?: (?:{_any(words['old'])}))?"
    if name == "date":
        return f" (?P<date>{_D})"
    if name == "years":
        return r" (?P<years>\d{1,3})"
    if name == "owner":
        return f" (?P<owner>{one})"
    joint = rf" (?:{_any(words['joint'])})"
    return rf" (?P<{name}>{one}(?:(?: , {one}){{0,8}}(?: ,)?{joint} {one})?)"


def _any(words: Sequence[str]) -> str:
    return "|".join(re.escape(w) for w in sorted((canon(w) for w in words), key=lambda w: (-len(w), w)))


@cache
def _data() -> dict[str, Any]:
    loaded: dict[str, Any] = tomllib.loads(files("extractor").joinpath("data", "unit_changes.toml").read_text("utf-8"))
    return loaded
