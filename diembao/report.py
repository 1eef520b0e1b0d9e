"""How results of long work are told to the user."""

from __future__ import annotations

from diembao.build import BuildReport
from diembao.resolution import correction_lines
from diembao.terminal import say


def say_build(report: BuildReport) -> None:
    """One line of counts, one of reasons where anything was turned away."""
    counts = f"read {report.read}, articles {report.stored}, rejected {report.rejected}, failed {report.failed}"
    say(f"{counts}; index: {report.indexed} taken in, {report.dropped} dropped")
    if report.superseded:
        say(f"  {report.superseded} of these are other versions of an article that is stored; the newest one counts")
    if report.joined:
        say(f"  {report.joined} of these are further pages of an article; their text stands in it")
    if report.reasons:
        say("  turned away: " + ", ".join(f"{reason} {count}" for reason, count in sorted(report.reasons.items())))
    for remark in report.remarks:
        say(f"  {remark}")
    for line in correction_lines(report.problems):
        say(f"  {line}")
