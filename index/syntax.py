"""From the characters of a query to its pieces, and the error that says where one is wrong."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from corpus.errors import UsageError
from index.distance import within
from index.documents import KINDS, TEXT_FIELDS

PieceKind = Literal["piece", "quoted", "open", "close", "minus", "field", "AND", "OR", "NOT", "NEAR"]

VALUED = ("source", "type", "published", "mentioned", "date")
"""Fields that hold no words."""
FIELDS = {**{name: name for name in (*TEXT_FIELDS, *KINDS, *VALUED)}, "doc": "document"}
"""The names that a query may put before a colon, and what they stand for in the tree."""

DISTANCE = 5
"""How far apart NEAR without a number lets words stand."""
FARTHEST = 99

_QUOTES = '"“”„«»'


class QueryError(UsageError):
    """A query that cannot be read. `position` counts code points from 0; `problem` says what, `mend` what to write."""

    def __init__(self, position: int, problem: str, mend: str) -> None:
        super().__init__(f"query, character {position + 1}: {problem}; {mend}")
        self.position = position
        self.problem = problem
        self.mend = mend


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One piece of a query: `text` as typed (without quotes, colon or minus), from code point `start`.

    `only` is a field's `=`; `number` the distance of a NEAR.
    """

    kind: PieceKind
    text: str
    start: int
    only: bool = False
    number: int = 0


@cache
def _pattern() -> re.Pattern[str]:
    # A minus counts only before something to leave out: `2020 - 2025` and `COVID-19` keep their dashes.
    return re.compile(
        rf"(?P<blank>\s+)|(?P<open>\()|(?P<close>\))|[{_QUOTES}](?P<quoted>[^{_QUOTES}]*)[{_QUOTES}]"
        rf"|(?P<unclosed>[{_QUOTES}])|(?P<minus>-(?=[\w({_QUOTES}]))"
        rf"|(?P<field>[A-Za-z]+):(?!//)=?|(?P<piece>[^\s(){_QUOTES}]+)"
    )


def pieces(text: str) -> list[Piece]:
    """The pieces of a query, blanks left out. Raises QueryError for a sign that has no sense where it stands."""
    found: list[Piece] = []
    position, fresh = 0, True  # fresh: at the beginning of a piece, where a minus or a field may stand
    while position < len(text):
        match = _pattern().match(text, position)
        assert match is not None, "the pattern takes any character"
        kind = match.lastgroup or "piece"
        if kind in ("minus", "field") and not _counts(match, kind, fresh, text):
            match = re.compile(rf"[^\s(){_QUOTES}]+").match(text, position)
            assert match is not None
            kind = "piece"
        if kind == "unclosed":
            raise QueryError(position, "the quotation has no end", 'put a " behind its last word')
        if kind == "piece":
            _check_piece(match[0], position, fresh, found)
        if kind != "blank":
            found.append(_piece(kind, match, fresh))
        fresh = kind in ("blank", "open", "minus", "field")
        position = match.end()
    return found


def _check_piece(text: str, start: int, fresh: bool, found: list[Piece]) -> None:
    """Raises QueryError for a word that is none: a sign that was meant for what stands before or behind it."""
    before = found[-1] if found else None
    if not fresh and before is not None and before.kind in ("quoted", "close"):
        if text[0] in "~*":
            raise QueryError(start, f"a {text[0]} behind more than a word", "put it right behind a word")
        if text.startswith(".."):
            raise QueryError(start, "a .. between quotations", 'put both dates in one: "tháng 5/2020..tháng 8/2020"')
    name, equals, _ = text.partition("=")
    if fresh and equals and name.lower() in FIELDS:
        raise QueryError(
            start, f"a = right behind {name}", f"write {name.lower()}:= for the name itself, or {name.lower()}:"
        )
    if fresh and text[0] == ":" and len(text) > 1 and before is not None and before.text.lower() in FIELDS:
        raise QueryError(start, "a blank before the :", f"write {before.text.lower()}{text}")


def _piece(kind: str, match: re.Match[str], fresh: bool) -> Piece:
    text, start = match[kind] if kind in ("quoted", "field") else match[0], match.start()
    if kind == "piece" and fresh and text in ("AND", "OR", "NOT"):
        return Piece(kind=text, text=text, start=start)  # type: ignore[arg-type]
    if kind == "piece" and fresh and (text == "NEAR" or text.upper().startswith("NEAR/")):
        return _near(text, start)
    if kind == "field":
        return Piece(kind="field", text=text.lower(), start=start, only=match[0].endswith("="))
    return Piece(kind=kind, text=text, start=start)  # type: ignore[arg-type]


def _near(text: str, start: int) -> Piece:
    if not text.startswith("NEAR"):
        raise QueryError(start, f"{text} in small letters", f"write {text.upper()}")
    number = text.removeprefix("NEAR").removeprefix("/")
    if text != "NEAR" and not re.fullmatch("[0-9]{1,2}", number, re.ASCII):
        mend = f"write NEAR/{DISTANCE}, or any number up to {FARTHEST}"
        problem = f"is farther than {FARTHEST} words" if re.fullmatch("[0-9]+", number) else "has no number of words"
        raise QueryError(start, f'"{text}" {problem}', mend)
    return Piece(kind="NEAR", text=text, start=start, number=int(number or DISTANCE))


def _counts(match: re.Match[str], kind: str, fresh: bool, text: str) -> bool:
    """Whether a minus or a field name is meant as such. Raises QueryError for a name that is no field."""
    if kind == "minus":
        return fresh
    name, behind = match["field"].lower(), text[match.end() : match.end() + 1]
    if not fresh:
        return False
    if name in FIELDS:
        return True
    if behind and not behind.isspace() and name == match["field"]:
        raise QueryError(match.start(), f'there is no field "{name}"', _fields(name))
    return False


def _fields(name: str) -> str:
    """What to write in the place of a name that is no field."""
    likely = [field for edits in (1, 2) for field in FIELDS if within(name, field, edits) is not None]
    meant = f"{likely[0]}: may be meant; " if likely and len(name) > 2 else ""
    return f"{meant}fields are {', '.join(f'{field}:' for field in FIELDS)}; or write a blank behind :"
