"""The days of one congress out of all that is told of them: chosen, never averaged; what disagrees is a conflict."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from extractor.resolve.unit_history import DateTold

_LONGEST = 8
"""Days of a long congress: a longer time is a vague one."""
_PAUSE = 2
"""Days between two sessions."""


def days_told(stages: Sequence[DateTold]) -> tuple[DateTold, tuple[DateTold, ...]]:
    """The days of a congress, and reported times that do not meet them. `stages` are in the order told, at least one.

    A span of days that a report gives counts most; else the days of its sessions are put together; else the most
    precise report; else the plan told last.
    """
    held = [s for s in stages if s.status == "reported"]
    exact = [s for s in held if _length(s) <= _LONGEST]
    spans = [s for s in exact if s.first != s.last]
    if spans:
        chosen = max(spans, key=lambda s: len(s.cites))
    elif exact:
        chosen = _sessions(exact)
    elif held:
        chosen = min(held, key=_length)
    else:
        chosen = _last_plan(stages)
    return chosen, tuple(s for s in held if s.last < chosen.first or chosen.last < s.first)


def _last_plan(stages: Sequence[DateTold]) -> DateTold:
    """The plan told last; of those of one day of publication a precise one, and the later."""
    told = [max((cite.published or "" for cite in s.cites), default="")[:10] for s in stages]
    newest = [s for s, day in zip(stages, told, strict=True) if day == max(told)]
    return max(newest, key=lambda s: (_length(s) <= _LONGEST, s.first))


def _sessions(days: Sequence[DateTold]) -> DateTold:
    """Days that follow one another as one span, the most told where there are several."""
    runs: list[list[DateTold]] = []
    for day in sorted(days, key=lambda s: s.first):
        if runs and _apart(runs[-1][-1].last, day.first) <= _PAUSE:
            runs[-1].append(day)
        else:
            runs.append([day])
    run = max(runs, key=lambda r: sum(len(s.cites) for s in r))
    cites = tuple(dict.fromkeys(cite for s in run for cite in s.cites))
    return DateTold(first=run[0].first, last=run[-1].last, status="reported", cites=cites)


def _length(told: DateTold) -> int:
    return _apart(told.first, told.last) + 1


def _apart(first: str, last: str) -> int:
    return (date.fromisoformat(last) - date.fromisoformat(first)).days
