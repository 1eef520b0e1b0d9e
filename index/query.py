"""Our query language, read into our own tree, so that no engine's parser ever sees what a user typed.

    công an tỉnh            all of the words; compounds (`công an`) side by side, whichever way they were segmented
    "đại hội điểm"          the syllables in this order, side by side, in one paragraph
    a OR b, a -b, NOT b     Boolean operators in capitals; AND binds closer than OR and may be left out; parentheses
    a NEAR/5 b              either order, at most five syllables between, in one paragraph; binds closer than AND
    công*, giám~, giám~2    syllables that begin so (two letters at least); with one edit or two (three at least)
    title:họp, unit:"…"     one field: title lead body caption author, unit person rank position term place doc
    unit:="…"               the entity itself, without those under it
    source:, type:          where it was published; what kind of event it tells
    published:2020-05..     dates: published, mentioned in the text, or date: either; a range with either end open

A syllable with marks means itself in any correct spelling (`hoà`, `hòa`); one without marks means all its forms, those
written as typed first; `strict` takes it as typed. Typed wholly without marks, words cannot be told apart by a
segmenter, so there each syllable has to stand beside one that it stands beside in the query. docs/search.md has it all.
"""

from __future__ import annotations

from dataclasses import dataclass

from index.documents import Kind
from index.nodes import Everything, Leaf, Node, Words, asked_leaves
from index.parser import Helpers, name_tree, tree
from index.query_dates import DateReader
from index.syntax import QueryError, pieces
from index.thesaurus import Thesaurus
from index.tokens import Segmenter

__all__ = ["LONGEST", "DateReader", "Query", "QueryError", "Thesaurus", "parse", "parse_name"]

LONGEST = 10_000
"""Code points that a query may have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A query as typed and the tree that it means."""

    text: str
    root: Node

    @property
    def words(self) -> tuple[Leaf, ...]:
        """The words, phrases and nearnesses that a hit may have, for highlighting and concordance."""
        leaves = (leaf.written if isinstance(leaf, Words) else leaf for leaf in asked_leaves(self.root))
        return tuple(dict.fromkeys(leaves))


def parse(
    text: str,
    segment: Segmenter | None = None,
    *,
    strict: bool = False,
    thesaurus: Thesaurus | None = None,
    dates: DateReader | None = None,
) -> Query:
    """Read a query. `segment` finds the compounds among bare words; without one each typed word stands for itself.

    `thesaurus` knows the entities that names stand for, `dates` reads dates in words. Blank text and `*` mean all
    articles. Raises QueryError, and nothing else, for any other string that is no query.

    >>> parse('title:"công an" -xã').root.parts[0].fields
    ('title',)
    """
    if len(text) > LONGEST:
        raise QueryError(LONGEST, f"more than {LONGEST} characters", "ask for less at a time")
    if text.strip() in ("", "*"):
        return Query(text=text, root=Everything())
    helpers = Helpers(segment=segment, thesaurus=thesaurus, dates=dates, strict=strict)
    return Query(text=text, root=tree(pieces(text), helpers))


def parse_name(
    kind: Kind, text: str, *, strict: bool = False, thesaurus: Thesaurus | None = None, only: bool = False
) -> Node:
    """What a name in quotation marks behind `unit:`, `person:` … means in a query; with `only` behind `unit:=`.

    Raises QueryError for a text that is no name.

    >>> [slot.form for slot in parse_name("unit", "Công an tỉnh").slots]
    ['công', 'an', 'tỉnh']
    """
    if len(text) > LONGEST:
        raise QueryError(LONGEST, f"more than {LONGEST} characters", "name one at a time")
    return name_tree(kind, text, Helpers(thesaurus=thesaurus, strict=strict), only=only)
