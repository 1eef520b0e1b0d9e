"""A timeline to be shown: its events, under headings where asked for, and what a reader has to know of it.

An event stands under one heading only, so that the numbers of the headings add up: under the year or month that its
time lies in, the unit that holds it, its type, or the paper that told it first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from corpus.codec import JsonObject
from corpus.mentions import EventType
from diembao.export.labels import Labels, Language, labels
from extractor.resolve.events import MergedEvent

GroupBy = Literal["year", "month", "unit", "type", "source"]
GROUPS: tuple[GroupBy, ...] = get_args(GroupBy)
_SHORT = 31  # days: what goes on for no longer stands where it began
_HOLDING = ("organiser", "host")


@dataclass(frozen=True, slots=True, kw_only=True)
class CorpusFacts:
    """What the timeline was read from; `first` and `last` are ISO days of publication, None where none is known."""

    articles: int
    sources: int
    first: str | None = None
    last: str | None = None


def source_of(corpus: CorpusFacts, words: Labels) -> str:
    """The corpus that something was read from, in words."""
    values: dict[str, object] = {"articles": corpus.articles, "sources": corpus.sources}
    if corpus.first is None or corpus.last is None:
        return words("made_from_undated", **values)
    return words("made_from", **values, first=words.iso(corpus.first), last=words.iso(corpus.last))


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineView:
    """`asked` are the query and filters as typed, by option; `left_out` counts by reason (keys of `labels.toml`).

    `graph` are the entities of FollowTheMoney, made only for that format.
    """

    events: tuple[MergedEvent, ...]
    group: GroupBy | None = None
    title: str | None = None
    asked: tuple[tuple[str, str], ...] = ()
    left_out: tuple[tuple[str, int], ...] = ()
    corpus: CorpusFacts | None = None
    version: str = ""
    graph: tuple[JsonObject, ...] = ()
    language: Language = "en"

    @property
    def heading(self) -> str:
        """The title, or what the page is."""
        return self.title or labels(self.language)("timeline")


@dataclass(frozen=True, slots=True)
class Section:
    """Events under one heading; `key` is as in data, "" where an event has none, `heading` as a reader sees it."""

    key: str
    heading: str
    events: tuple[MergedEvent, ...]


def sections(view: TimelineView) -> list[Section]:
    """The events by heading: years and months in order of time, types as documented, units and sources by number of
    events; each section in order of time. Without a grouping, one section without a heading.
    """
    if view.group is None:
        return [Section("", "", view.events)] if view.events else []
    found: defaultdict[str, list[MergedEvent]] = defaultdict(list)
    for event in view.events:
        found[group_of(event, view.group)].append(event)
    keys = sorted(found, key=lambda key: _order(key, view.group, found))
    return [Section(key, _heading(key, view), tuple(found[key])) for key in keys]


def group_of(merged: MergedEvent, by: GroupBy) -> str:
    """The heading of an event: `2020`, `2020-03`, `2016/2018` for a time that does not lie in one, a name, or ""."""
    if by == "type":
        return merged.event.type
    if by == "unit":
        units = [p for p in merged.participants if p.kind == "unit"]
        return next((p.name for p in units if p.role in _HOLDING), units[0].name if units else "")
    if by == "source":
        first = min(merged.tellings, key=lambda t: (t.published or "9999", t.article_id))
        return first.source
    return _period(merged, by)


def _period(merged: MergedEvent, by: GroupBy) -> str:
    first, last = merged.event.when.first, merged.event.when.last
    if (last - first).days < _SHORT and (by == "year" or merged.event.when.grain in ("day", "time", "week")):
        last = first
    if first.year != last.year:
        return f"{first.year:04}/{last.year:04}"
    same_month = by == "month" and first.month == last.month
    return f"{first.year:04}-{first.month:02}" if same_month else f"{first.year:04}"


def _order(key: str, by: GroupBy | None, found: Mapping[str, Sequence[MergedEvent]]) -> tuple[object, ...]:
    if by in ("year", "month"):
        return (key[:4], len(key) > 7, key)  # a year, its months, and what goes on beyond it
    if by == "type":
        types: Sequence[str] = get_args(EventType)
        return (types.index(key) if key in types else len(types), key)
    return (key == "", -len(found[key]), key)


def _heading(key: str, view: TimelineView) -> str:
    words = labels(view.language)
    if view.group == "type":
        return words.type(key)
    if view.group in ("year", "month"):
        return " – ".join(key.split("/")) if "/" in key else words.iso(key)
    return key or words("no_unit" if view.group == "unit" else "no_source")
