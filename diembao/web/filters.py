"""The parameters that pages share: the query, the filters of the command line, and what a question may cost."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import fields

from diembao.filtering import KINDS, NAMES, Asked
from diembao.searching import parse_query
from diembao.web.parameters import Parameter, State
from diembao.web.refusals import Refusal, msg
from diembao.web.resources import Visit
from index.nodes import Leaf, Slot, Words, asked_leaves
from index.query import Query

QUERY = Parameter(name="q", says="Words, “phrases”, operators and fields: docs/search.md. Nothing finds everything.")
FILTERS = (
    Parameter(name="from", says="Published on this day or later: 2020, 2020-03, 2020-03-15 or 15/3/2020.", longest=40),
    Parameter(name="to", says="Published on this day or earlier; 2020-03 means to its end.", longest=40),
    Parameter(name="source", kind="texts", says="Source, as the corpus page lists it."),
    Parameter(name="unit", kind="texts", says="Unit by any name, with what is under it; =NAME is itself only."),
    Parameter(name="person", kind="texts", says="Person with a rank or a public position."),
    Parameter(name="rank", kind="texts", says="Rank held by a person."),
    Parameter(name="term", kind="texts", says="Term of office: 2020-2025, or lần thứ XIII."),
    Parameter(name="kind", kind="texts", says=f"Type of an event that is told: {', '.join(KINDS)}."),
)
STRICT = Parameter(name="strict", kind="choice", choices=("", "yes"), says="yes: words without marks as typed.")
COPIES = Parameter(
    name="copies",
    kind="choice",
    choices=("folded", "shown"),
    default="folded",
    says="Copies and versions of an article as one hit, or each as one.",
)
ASKING = (QUERY, *FILTERS, STRICT, COPIES)
"""What a search, and whatever is made of its hits, takes."""
FILTER_NAMES = {
    "from": msg("From"),
    "to": msg("To"),
    "source": msg("Source"),
    "unit": msg("Unit"),
    "person": msg("Person"),
    "rank": msg("Rank"),
    "term": msg("Term"),
    "kind": msg("Event"),
}
_MOST_LEAVES = 60  # words and phrases of a query
_MOST_OPEN = 8  # of them with a * or ~: each may stand for thousands of words
_MOST_FILTERS = 40


def asked_of(state: State) -> Asked:
    """The filters of a state."""
    if sum(len(state.texts(NAMES[f.name])) for f in fields(Asked) if f.name not in ("first", "last")) > _MOST_FILTERS:
        raise Refusal(400, msg("More than %(most)s filters at once."), most=_MOST_FILTERS)
    values = {f.name: state.texts(NAMES[f.name]) for f in fields(Asked) if f.name not in ("first", "last")}
    return Asked(first=state.text("from") or None, last=state.text("to") or None, **values)


def query_of(visit: Visit, text: str | None = None) -> Query:
    """The query of a state, or another text, read with the names of the corpus.

    Raises QueryError for what cannot be read, and Refusal for what would cost too much.
    """
    typed = visit.state.text("q") if text is None else text
    query = parse_query(typed or "*", visit.workspace, strict=visit.state.has("strict"))
    leaves = [leaf.written if isinstance(leaf, Words) else leaf for leaf in asked_leaves(query.root)]
    if len(leaves) > _MOST_LEAVES:
        raise Refusal(400, msg("More than %(most)s words and phrases in one query."), most=_MOST_LEAVES)
    if sum(slot.prefix or slot.fuzzy > 0 for leaf in leaves for slot in _slots(leaf)) > _MOST_OPEN:
        raise Refusal(400, msg("More than %(most)s words with * or ~ in one query."), most=_MOST_OPEN)
    return query


def _slots(leaf: Leaf) -> Iterator[Slot]:
    if isinstance(leaf, Words):
        yield from leaf.slots
    else:
        yield from (slot for each in leaf.alternatives for words in each for slot in words.slots)


def command_of(state: State, command: str, *options: str) -> str:
    """The command line that asks the same of the same corpus."""
    parts = ["diembao", command, shlex.quote(state.text("q") or "*"), *options]
    for name in NAMES.values():
        given = state.texts(name) if name not in ("from", "to") else filter(None, [state.text(name)])
        parts += [f"--{name} {shlex.quote(value)}" for value in given]
    if state.has("strict"):
        parts.append("--strict")
    return " ".join(parts)
