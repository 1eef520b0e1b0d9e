"""The timeline to take away: all events asked for, in the formats of the command line."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from typing import cast

from diembao.export.timeline_view import GroupBy, TimelineView
from diembao.timeline_output import PICTURES, as_bytes, left_out, stated
from diembao.web.event_filters import EVENTS, find, said
from diembao.web.guard import FILE_POLICY
from diembao.web.resources import Answer, Download, Visit

_TYPES = {
    "csv": ("csv", "text/csv; charset=utf-8", "Comma-separated values."),
    "ical": ("ics", "text/calendar; charset=utf-8", "iCalendar."),
    "timelinejs": ("timelinejs.json", "application/json", "For TimelineJS."),
    "html": ("html", "text/html; charset=utf-8", "One page of its own, to hand in."),
    "svg": ("svg", "image/svg+xml", "A picture; of several pages a ZIP file."),
    "png": ("png", "image/png", "A picture; of several pages a ZIP file."),
}
_SHARP = 80
"""Events of a PNG for print; one of more, which are several pages, is for the screen."""


def _made(visit: Visit, form: str) -> list[bytes]:
    """The files, or pages of a picture, in a format."""
    state = visit.state
    with visit.store() as store:
        found = find(visit, store, most=None)
        events = found.events or ()
        group = cast("GroupBy | None", state.text("group") or None)
        view = TimelineView(events=events, group=group, language=visit.language)
        left = left_out(store, list(events), found.wanted, found.ids, found.copies)
        view = stated(view, store, said(state), left)
    return as_bytes(view, form, bom=form == "csv", scale=2.0 if len(events) <= _SHARP else 1.0)


def _text(form: str) -> Callable[[Visit], Answer]:
    """Made while it is sent: a timeline of a whole corpus takes longer than a page may."""
    ending, type_, _ = _TYPES[form]

    def chunks(visit: Visit) -> Iterator[bytes]:
        yield from _made(visit, form)

    def answer(visit: Visit) -> Answer:
        return Answer(body=chunks(visit), type=type_, name=f"diembao-timeline.{ending}", policy=FILE_POLICY)

    return answer


def _picture(form: str) -> Callable[[Visit], Answer]:
    ending, type_, _ = _TYPES[form]

    def answer(visit: Visit) -> Answer:
        made = _made(visit, form)
        name = f"diembao-timeline.{ending}"
        if len(made) == 1:
            return Answer(body=made[0], type=type_, name=name, policy=FILE_POLICY)
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for n, page in enumerate(made, 1):
                archive.writestr(f"diembao-timeline-{n:02}.{ending}", page)
        return Answer(body=packed.getvalue(), type="application/zip", name=f"{name}.zip")

    return answer


RESOURCES = tuple(
    Download(
        name=f"timeline-{form}",
        path=f"/timeline.{ending}",
        answer=_picture(form) if form in PICTURES else _text(form),
        type=type_,
        parameters=EVENTS,
        drawn=form in PICTURES,
        summary=f"All events of a timeline. {says}",
    )
    for form, (ending, type_, says) in _TYPES.items()
)
