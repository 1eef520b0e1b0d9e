"""`diembao entities`: who and what is in the corpus, under which names, and why it is one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from corpus.jsonline import dumps
from diembao.options import workspace_option
from diembao.terminal import one_line, out, out_json, say

KINDS = ("unit", "person", "rank", "position", "place", "term", "document", "abbreviation")
_SHOWN = 12  # names, children and links a card


@click.command("entities", epilog='Example:  diembao entities unit "Công an tỉnh Vân Sơn"')
@click.argument("kind", required=False, type=click.Choice(KINDS))
@click.argument("name", required=False)
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True)
@click.option("--unresolved", is_flag=True, help="List the short names that do not tell which unit is meant.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@workspace_option
def command(kind: str | None, name: str | None, limit: int, unresolved: bool, form: str, root: Path | None) -> None:
    """List entities by frequency; with KIND and NAME, one of them: names, parents, posts and ranks with evidence.

    Says for each person of that name why articles were joined or kept apart. Corrections: corrections.csv in the
    workspace (docs/entities.md).
    """
    from diembao.entities import card, counts, listing, unresolved_names
    from diembao.resolution import correction_lines, entities_of_today
    from diembao.workspace import open_workspace
    from extractor.resolve.corrections import is_entity_id

    workspace = open_workspace(root)
    with workspace.store() as store:
        entities_of_today(workspace, store)
        for line in correction_lines(store.entities.problems()):
            say(line)
        if kind is None:
            found = counts(store)
            out(dumps(found) if form == "json" else "\n".join(f"{k:<14}{v:>8}" for k, v in found.items()))
            return
        if name is None:
            rows = listing(store, kind, limit, unresolved=unresolved)
            left = 0 if unresolved or kind != "unit" else unresolved_names(store)
            out_rows(rows, form)
            if left:
                say(f"{left} short names do not tell which unit is meant; --unresolved lists them")
            return
        entity = card(store, kind, name)
    if entity is not None and is_entity_id(name) and entity.get("id") not in (None, name.lower()):
        say(f"{name.lower()} was merged into {entity['id']} {entity['label']}")
    if entity is None:
        say(f"no {kind} of that name")
    elif form == "json":
        out_json(dumps(entity))
    else:
        for line in _card(entity):
            out(line)


def out_rows(rows: list[dict[str, Any]], form: str) -> None:
    """A list of entities."""
    if form == "json":
        out_json(dumps(rows))
        return
    for row in rows:
        note = f"   {row['note']}" if row.get("note") else ""
        out(f"{row['articles']:>6} articles {row['mentions']:>6} mentions  {row['value']}{note}")


def _card(entity: dict[str, Any]) -> Iterator[str]:
    """The lines of a card, those of the others of that name behind it."""
    others = entity.get("same_name", [])
    if others:
        yield f"{len(others) + 1} {entity['kind']}s of this name, kept apart"
    for one in (entity, *others):
        yield from _one(one)
    called = entity.get("also_called", [])
    if called:
        rest = f"; and {len(called) - _SHOWN} more" if len(called) > _SHOWN else ""
        yield f"  called so, too: {'; '.join(called[:_SHOWN])}{rest}"


def _one(entity: dict[str, Any]) -> Iterator[str]:
    counted = f"{_number(entity['articles'], 'article')}, {_number(entity['mentions'], 'mention')}"
    known = f"; id {entity['id']}" if entity.get("id") else ""
    yield f"{entity.get('label', entity['value'])}  ({entity['kind']}; {counted}{_span(entity)}{known})"
    if entity.get("status") == "unresolved":
        yield f"  unresolved: {entity['note']}"
    if entity.get("parent"):
        yield f"  under: {entity['parent']}" + (f"; province: {entity['province']}" if entity["province"] else "")
    for label in ("aliases", "children"):
        if entity.get(label):
            rest = len(entity[label]) - _SHOWN
            shown = "; ".join(f"{v} ({c})" if c else v for v, c in entity[label][:_SHOWN])
            yield f"  {label}: {shown}" + (f"; and {rest} more" if rest > 0 else "")
    yield from _statements(entity["statements"])
    posts = entity.get("posts", ())
    yield from _statements([{**post, "what": _post_said(post)} for post in posts[: _SHOWN * 2]])
    if len(posts) > _SHOWN * 2:
        yield f"    and {len(posts) - _SHOWN * 2} more (--format json has all)"
    for event in entity.get("congresses", ()):
        yield f"  {event['date']:<12} {event['status']}: {one_line(event['title'], 160)}"
    yield from _why(entity)


def _post_said(post: dict[str, Any]) -> str:
    return f"{post['person']}: " + ", ".join(filter(None, [post["rank"], post["post"]]))


def _statements(lines: list[dict[str, Any]]) -> Iterator[str]:
    """What was stated, each sentence once behind all that it states."""
    for i, line in enumerate(lines):
        unit = line.get("unit")
        yield f"  {_when(line):<12} {line['what']}" + (f"  → {unit}" if unit and unit not in line["what"] else "")
        after = lines[i + 1] if i + 1 < len(lines) else {}
        if (line["article"], line["sentence"]) != (after.get("article"), after.get("sentence")):
            where = " ".join(filter(None, [line["source"], line["url"], f"[{line['article']}]"]))
            yield f"      “{one_line(line['sentence'], 200)}”  {where}"


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _span(entity: dict[str, Any]) -> str:
    if entity.get("first"):
        undated = f", {entity['undated']} undated" if entity["undated"] else ""
        return f"; {entity['first']} to {entity['last']}{undated}"
    return "; undated" if entity.get("undated") else ""


def _when(line: dict[str, Any]) -> str:
    date = line.get("date") or line["published"]
    return (f"~{date}" if line.get("inferred") else date[:10]) if date else "undated"


_HEADINGS = {
    "joined": "joined because",
    "apart": "kept apart from",
    "relation": "related",
    "corrected": "corrected by you",
}


def _why(entity: dict[str, Any]) -> Iterator[str]:
    links = entity.get("why", [])
    for kind, heading in _HEADINGS.items():
        own = [link for link in links if link["kind"] == kind]
        if own:
            yield f"  {heading}:"
        for link in own[:_SHOWN]:
            other = f"{link['other']}: " if link["other"] and kind != "corrected" else ""
            between = f"  [{' + '.join(link['articles'])}]" if link["articles"] else ""
            yield f"    {link['rule']}: {other}{link['evidence']}{between}"
        if len(own) > _SHOWN:
            yield f"    and {len(own) - _SHOWN} more (--format json has all)"
