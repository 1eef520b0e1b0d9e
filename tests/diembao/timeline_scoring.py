"""Scores events and their merging against `tests/gold/timelines`, by the rules of its README.

    python -m tests.diembao.timeline_scoring [--misses] [FOLDER]

FOLDER is another gold of the same form (`tests/gold/timelines/blind2`). Errors are shown of the articles with odd
numbers only: whoever mends the reader reads those, and the figures of the even ones stay nearer to what new articles
would give.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from corpus.mentions import Event
from corpus.text import fold
from diembao.build import build
from diembao.evaluate import Score
from diembao.intake import add
from diembao.merging import merged_of_today
from diembao.options import field_map
from diembao.timeline import EventFilter, timeline
from diembao.workspace import Workspace, open_workspace

GOLD = Path(__file__).parents[1] / "gold" / "timelines"
NOW = datetime(2024, 6, 1, tzinfo=UTC)

Record = Mapping[str, Any]


def records(name: str, gold: Path = GOLD) -> list[dict[str, Any]]:
    """The lines of a file of the gold; none where it has no such file (`careers.jsonl`)."""
    path = gold / name
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []


@dataclass(frozen=True, slots=True)
class Item:
    """The reports of one event, type and status in an article."""

    event: str
    reports: tuple[Record, ...]

    @property
    def required(self) -> bool:
        """Whether it is missed where it is not found."""
        return not all(report["optional"] for report in self.reports)


@dataclass(frozen=True, slots=True)
class Found:
    """An event as an article's reader found it; `cluster` is the merged event that it went into."""

    event: Event
    cluster: str


@dataclass(slots=True)
class Result:
    """What was counted. `pairs` are (found, item) of required items, `missed` and `false` what was not matched."""

    reading: Score = field(default_factory=Score)
    status: Score = field(default_factory=Score)
    by_why: dict[str, Score] = field(default_factory=dict)
    pairs: list[tuple[str, Found, Item]] = field(default_factory=list)
    missed: list[tuple[str, Item]] = field(default_factory=list)
    false: list[tuple[str, Found]] = field(default_factory=list)
    trapped: list[tuple[str, Record, Found]] = field(default_factory=list)

    def half(self, odd: bool) -> Score:
        """The reading of the articles with odd numbers, or of the even ones."""
        right = sum(_is_odd(article) == odd for article, _, _ in self.pairs)
        missed = sum(_is_odd(article) == odd for article, _ in self.missed)
        false = sum(_is_odd(article) == odd for article, _ in self.false)
        return Score(right + missed, right + false, right)

    def merging(self) -> tuple[float, float, float]:
        """B-cubed precision, recall and F1 (Bagga and Baldwin 1998) over the found events matched to required items."""
        by_cluster: defaultdict[str, list[str]] = defaultdict(list)
        by_event: defaultdict[str, list[str]] = defaultdict(list)
        for _, found, item in self.pairs:
            by_cluster[found.cluster].append(item.event)
            by_event[item.event].append(found.cluster)
        count = len(self.pairs)
        precision = sum(by_cluster[f.cluster].count(i.event) / len(by_cluster[f.cluster]) for _, f, i in self.pairs)
        recall = sum(by_event[i.event].count(f.cluster) / len(by_event[i.event]) for _, f, i in self.pairs)
        p, r = precision / count, recall / count
        return p, r, 2 * p * r / (p + r)


def built(root: Path, gold: Path = GOLD) -> Workspace:
    """A workspace of the gold's articles."""
    workspace = open_workspace(root, create=True)
    add(workspace, [gold / "articles.jsonl"], field_map(()), now=lambda: NOW)
    build(workspace, now=NOW, jobs=1)
    return workspace


def events_found(workspace: Workspace) -> dict[str, list[Found]]:
    """The events by the gold's id of their article."""
    found: defaultdict[str, list[Found]] = defaultdict(list)
    with workspace.store() as store:
        merged_of_today(workspace, store)
        names = {a.article.id: str(a.article.origin_id) for a in store.articles.get(store.articles.ids())}
        for merged in timeline(store, EventFilter()):
            for telling in merged.tellings:
                found[names[telling.article_id]].append(Found(telling.event, merged.event.id))
    return dict(found)


def score(found: Mapping[str, Sequence[Found]], gold: Path = GOLD) -> Result:
    """Everything counted over all articles."""
    result = Result()
    aliases = _aliases(gold)
    lines = records("events.jsonl", gold)
    items: defaultdict[str, list[Item]] = defaultdict(list)
    for line in lines:
        if not line.get("trap"):
            for article, some in _items(line):
                items[article].append(some)
    traps: defaultdict[str, list[Record]] = defaultdict(list)
    for line in lines:
        if line.get("trap"):
            traps[line["article"]].append(line)
    for article in sorted({record["id"] for record in records("articles.jsonl", gold)}):
        told = [one for one in found.get(article, ()) if not _only_background(one.event, traps[article])]
        _score_article(result, article, items[article], told, aliases)
    for trap in (line for line in lines if line.get("trap")):
        for name, one in result.false:
            if name == trap["article"] and one.event.type == trap["type"] and _overlap(one.event, trap):
                result.trapped.append((name, trap, one))
    return result


def _only_background(event: Event, traps: Iterable[Record]) -> bool:
    """Whether the event is a trap that the system itself marks as background."""
    marked = "background" in event.evidence.split("; ")
    return marked and any(event.type == trap["type"] and _overlap(event, trap) for trap in traps)


def _items(line: Record) -> Iterator[tuple[str, Item]]:
    def key(report: Record) -> tuple[str, str, str]:
        return report["article"], report["type"], report["status"]

    for (article, _, _), reports in groupby(sorted(line["reports"], key=key), key):
        yield article, Item(line["event"], tuple(reports))


def _aliases(gold: Path) -> dict[str, set[str]]:
    """Folded names by a person's or unit's own, folded."""
    return {
        fold(line.get("person") or line["unit"]): {fold(alias) for alias in line["aliases"]}
        for line in records("careers.jsonl", gold)
    }


def _score_article(
    result: Result, article: str, items: Sequence[Item], found: Sequence[Found], aliases: Mapping[str, Collection[str]]
) -> None:
    ranked = sorted(
        (rank, i, k)
        for i, item in enumerate(items)
        for k, one in enumerate(found)
        if (rank := min(filter(None, (_rank(one.event, report, aliases) for report in item.reports)), default=None))
    )
    by_item: dict[int, int] = {}
    for _, i, k in ranked:
        if i not in by_item and k not in by_item.values():
            by_item[i] = k
    explained = {k for _, i, k in ranked if i in by_item or not items[i].required}
    for i, item in enumerate(items):
        if not item.required:
            continue
        matched = i in by_item
        for why in {why for report in item.reports for why in report["why"] if not report["optional"]} or {"plain"}:
            result.by_why[why] = result.by_why.get(why, Score()) + Score(1, 0, int(matched))
        result.reading += Score(1, int(matched), int(matched))
        if not matched:
            result.missed.append((article, item))
            continue
        one = found[by_item[i]]
        result.pairs.append((article, one, item))
        status = item.reports[0]["status"]
        if status != "cancelled":
            right = one.event.status == ("reported" if status == "reported" else "planned")
            result.status += Score(1, 1, int(right))
    for k, one in enumerate(found):
        if k not in explained and k not in by_item.values() and one.event.type != "other":
            result.reading += Score(0, 1, 0)
            result.false.append((article, one))


def _is_odd(article: str) -> bool:
    return int(article.lstrip("ab")) % 2 == 1


def _rank(event: Event, report: Record, aliases: Mapping[str, Collection[str]]) -> tuple[bool, bool, bool] | None:
    """How well the event matches the report, the best first; None where it does not."""
    if event.type != report["type"] and event.type not in report["also"]:
        return None
    if not (_within(event, report["span"]) or (report["was"] and _within(event, report["was"]))):
        return None
    overlapping = report["in"] == "text" and _overlap(event, report)
    if report["in"] == "text" and not _shares(event, report, overlapping, aliases):
        return None
    return not overlapping, event.type != report["type"], report["optional"]


def _within(event: Event, span: Sequence[str | None]) -> bool:
    first, last = span
    return (last is None or event.when.first.isoformat() <= last) and (
        first is None or event.when.last.isoformat() >= first
    )


def _overlap(event: Event, report: Record) -> bool:
    a, b = " ".join(event.sentence.split()), " ".join(report["sentence"].split())
    return a in b or b in a or (len(b) > 60 and (b[:40] in a or b[-40:] in a))


def _shares(event: Event, report: Record, overlapping: bool, aliases: Mapping[str, Collection[str]]) -> bool:
    participants = report["participants"]
    place = fold(event.place or "")
    unnamed = all(p["text"] is None for p in participants)
    if unnamed and (overlapping or (report["place"] and place and _same_place(place, fold(report["place"])))):
        return True
    names = [fold(p.name) for p in event.participants]
    for wanted in participants:
        forms = {fold(wanted["name"]), *([fold(wanted["text"])] if wanted["text"] else [])}
        forms |= set(aliases.get(fold(wanted["name"]), ()))
        if any(_same(name, form) for name in names for form in forms):
            return True
        if wanted["kind"] == "place" and place and any(_same_place(place, form) for form in forms):
            return True
    return False


def _same(found: str, wanted: str) -> bool:
    """Equal, or the wanted name without its place."""
    return found == wanted or (found.count(" ") >= 1 and wanted.startswith(f"{found} "))


def _same_place(found: str, wanted: str) -> bool:
    """Equal, or the wanted place without its kind: `Tam Khê` for `huyện Tam Khê`."""
    return _same(found, wanted) or wanted.endswith(f" {found}")


def lines_of(result: Result) -> Iterable[str]:
    """The figures, to be read."""
    reading, (p, r, f1) = result.reading, result.merging()
    yield f"events F1 {reading.f1:.3f} (precision {reading.precision:.3f}, recall {reading.recall:.3f})"
    yield f"  odd articles {result.half(odd=True).f1:.3f}, even ones {result.half(odd=False).f1:.3f}"
    yield f"status {result.status.recall:.3f}, traps {len(result.trapped)}"
    yield f"merging B-cubed F1 {f1:.3f} (precision {p:.3f}, recall {r:.3f})"
    for why, some in sorted(result.by_why.items()):
        yield f"  {why:<15}{some.matched:>4} of {some.gold}"


def errors_of(result: Result) -> Iterator[str]:
    """What is missed, false and of the wrong status, in articles with odd numbers."""
    for article, item in result.missed:
        if _is_odd(article):
            report = item.reports[0]
            why = ", ".join(report["why"])
            yield f"MISSED {article} {item.event} {report['type']} {report['span']} [{why}] {report['sentence']}"
    for article, one in result.false:
        if _is_odd(article):
            yield f"FALSE {article} {one.event.type} {one.event.date} {one.event.status} {one.event.sentence}"
            yield f"    {[q.name for q in one.event.participants]} {one.event.evidence}"
    for article, one, item in result.pairs:
        status = item.reports[0]["status"]
        wrong = status != "cancelled" and one.event.status != ("reported" if status == "reported" else "planned")
        if wrong and _is_odd(article):
            yield f"STATUS {article} {one.event.status} for {status}: {one.event.sentence}"


def main() -> None:
    """Write the figures; with --misses also the errors."""
    gold = next((Path(arg) for arg in sys.argv[1:] if not arg.startswith("-")), GOLD)
    with tempfile.TemporaryDirectory() as folder:
        found = events_found(built(Path(folder) / "w", gold))
    result = score(found, gold)
    shown = [*lines_of(result), *(errors_of(result) if "--misses" in sys.argv else ())]
    sys.stdout.writelines(f"{line}\n" for line in shown)


if __name__ == "__main__":
    main()
