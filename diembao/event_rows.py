"""Rows of `corrections.csv` that speak of events: what they say, as far as it can be read without the corpus."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from corpus.dates import DateRange, PublicationDate
from corpus.ids import article_id, is_web_address
from corpus.mentions import EventStatus, EventType
from extractor.resolve.corrections import is_entity_id

EventAction = Literal["merge", "split", "reject", "date", "type", "status"]
_TARGETLESS = ("split", "reject")
_NAMED = re.compile(r"(?P<article>\S+)(?:\s*\((?P<words>.*)\))?", re.DOTALL)
_DAY_FIRST = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")


@dataclass(frozen=True, slots=True)
class EventReference:
    """An event as a user names it: by its id, or by its article's id or address with words of its sentence.

    `article` is an id where `words` are given, else `event` is one.
    """

    text: str
    event: str = ""
    article: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventCorrection:
    """A row: what is done to `event`, with another one or a value."""

    row: int
    action: EventAction
    event: EventReference
    other: EventReference | None = None
    value: str = ""
    note: str = ""


def event_row(number: int, action: str, cells: Mapping[str, str]) -> EventCorrection | str:
    """A correction of an event, or what is wrong with the row."""
    target = cells.get("target", "")
    if action not in get_args(EventAction):
        return f"action: '{action}' is none for events; they are {', '.join(get_args(EventAction))}"
    event = event_reference(cells.get("entity", ""))
    if isinstance(event, str):
        return f"entity: {event}"
    known: EventAction = next(one for one in get_args(EventAction) if one == action)
    if known in _TARGETLESS and target:
        return f"target: {known} has none; {'reject' if known == 'split' else 'split'} is another row"
    if known not in _TARGETLESS and not target:
        return f"target: {known} needs one"
    other: EventReference | None = None
    value = ""
    if known == "merge":
        named = event_reference(target)
        if isinstance(named, str):
            return f"target: {named}"
        other = named
    elif known not in _TARGETLESS:
        value = _value(known, target)
        if not value:
            return f"target: '{target}' is no {known}; {_SHAPES[known]}"
    return EventCorrection(row=number, action=known, event=event, other=other, value=value, note=cells.get("note", ""))


_SHAPES: Mapping[str, str] = {
    "date": "write 2020-05-28, 28/5/2020, 2020-05, 2020, or two of them with `..` between",
    "type": f"they are {', '.join(get_args(EventType))}",
    "status": f"they are {', '.join(get_args(EventStatus))}",
}


def event_reference(text: str) -> EventReference | str:
    """A reference as typed, or what is wrong with it.

    >>> event_reference("http://bao.example/tin-7.html (khai mac)").words
    'khai mac'
    """
    named = _NAMED.fullmatch(text)
    if named is None:
        return f"'{text}' is no event: its id, or its article with words of its sentence in brackets"
    name, words = named["article"], (named["words"] or "").strip()
    if is_web_address(name):
        if not words:
            return f"'{text}': say in brackets, with words of the sentence, which event of the article"
        return EventReference(text, article=article_id(url=name), words=words)
    if not is_entity_id(name):
        return f"'{text}' is no event: its id, or its article with words of its sentence in brackets"
    return (
        EventReference(text, article=name.lower(), words=words) if words else EventReference(text, event=name.lower())
    )


def _value(action: EventAction, target: str) -> str:
    """The value in its usual form; empty where it is none."""
    if action == "date":
        return _date(target)
    choices: tuple[str, ...] = get_args(EventType) if action == "type" else get_args(EventStatus)
    return target.lower() if target.lower() in choices else ""


def _date(target: str) -> str:
    parts = [_DAY_FIRST.sub(_iso, part.strip()) for part in re.split(r"\.\.|(?<=\d)/(?=\d{4}-)", target)]
    try:
        return "/".join(parts) if days_of("/".join(parts)) else ""
    except ValueError:
        return ""


def _iso(found: re.Match[str]) -> str:
    return f"{found[3]}-{int(found[2]):02}-{int(found[1]):02}"


def days_of(value: str) -> DateRange:
    """The days of a date as `EventCorrection.value` has it. Raises ValueError for what is none.

    >>> days_of("2020-05").last, days_of("2020-05-28/2020-05-30").first
    (datetime.date(2020, 5, 31), datetime.date(2020, 5, 28))
    """
    spans = [PublicationDate(value=part, method="given", confidence=1.0).span for part in value.split("/")]
    if len(spans) > 2 or any(span.grain not in ("day", "month", "year") for span in spans):
        raise ValueError(value)
    grain = max((span.grain for span in spans), key=("day", "month", "year").index)
    first, last = min(s.first for s in spans), max(s.last for s in spans)
    if first != spans[0].first or not date(1000, 1, 1) <= first:
        raise ValueError(value)
    return DateRange(first=first, last=last, grain=grain)
