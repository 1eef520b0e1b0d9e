"""Pairs of invented articles of two papers: what tells of one event shares one, what does not shares none."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path

import pytest

from diembao.build import build
from diembao.intake import add
from diembao.options import field_map
from diembao.timeline import EventFilter, timeline
from diembao.workspace import open_workspace

PAIRS = tomllib.loads((Path(__file__).parents[1] / "gold" / "retellings" / "pairs.toml").read_text("utf-8"))
FLOORS = json.loads((Path(__file__).parents[1] / "gold" / "floors.json").read_text("utf-8"))["timelines"]
NOW = datetime(2024, 6, 1, tzinfo=UTC)
Pair = tuple[str, str]


def articles() -> Iterator[tuple[Pair, dict[str, str]]]:
    """Each article under the name of its pair and its own letter."""
    for kind in ("same", "different"):
        for pair in PAIRS[kind]:
            for letter in "ab":
                yield (pair["name"], letter), pair[letter]


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> set[tuple[Pair, Pair]]:
    """Articles that tell of an event together."""
    root = tmp_path_factory.mktemp("retellings")
    names = {f"{number}": name for number, (name, _) in enumerate(articles())}
    lines = [
        {"id": f"{number}", "source": f"bao-{name[1]}.example", **article, "text": article["text"].strip()}
        for number, (name, article) in enumerate(articles())
    ]
    dump = root / "articles.jsonl"
    dump.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), "utf-8")
    workspace = open_workspace(root / "w", create=True)
    add(workspace, [dump], field_map(()), now=lambda: NOW)
    build(workspace, now=NOW, jobs=1)
    with workspace.store() as store:
        stored = store.articles.get(store.articles.ids())
        known = {a.article.id: names[str(a.article.origin_id)] for a in stored}
        events = timeline(store, EventFilter())
    return {pair for e in events for pair in combinations(sorted({known[t.article_id] for t in e.tellings}), 2)}


def test_what_tells_of_one_event_is_merged(shared: set[tuple[Pair, Pair]]) -> None:
    found = [pair["name"] for pair in PAIRS["same"] if ((pair["name"], "a"), (pair["name"], "b")) in shared]
    assert len(found) >= FLOORS["retellings.same"], found


def test_what_is_easily_taken_for_one_stays_apart(shared: set[tuple[Pair, Pair]]) -> None:
    wrong = [pair["name"] for pair in PAIRS["different"] if ((pair["name"], "a"), (pair["name"], "b")) in shared]
    assert len(wrong) <= FLOORS["retellings.different"], wrong


def test_nothing_else_is_merged(shared: set[tuple[Pair, Pair]]) -> None:
    assert [pair for pair in shared if pair[0][0] != pair[1][0]] == []
