"""What the engines get: an article as token streams, made once, in Python, wherever the article was mined.

Analysing here and shipping streams gives every engine the same words: no engine's own analyser ever sees the text.
Each text field comes in three forms: `syl` (canonical syllables, for exact words and phrases), `fold` (the same without
marks) and `words` (segmented words). A name field holds all spellings under which an entity may be asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

ANALYSIS = 3
"""Version of this preparation: an index made with another one has to be rebuilt."""

TextField = Literal["title", "lead", "body", "caption", "author"]
Kind = Literal["unit", "person", "rank", "position", "term", "place", "document"]
TEXT_FIELDS: tuple[TextField, ...] = get_args(TextField)
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One text field. `syl` and `fold` have the same items; `GAP` items part paragraphs or captions."""

    text: str = ""
    syl: str = ""
    fold: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """The entities of one kind: distinct canonical `values` (for facets), and the streams of all their spellings.

    In the streams of posts each name has `BEGINNING` before it: a deputy's post has the words of another in it.
    """

    values: tuple[str, ...] = ()
    syl: str = ""
    fold: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexDocument:
    """One article as it is indexed.

    `published` is the ISO 8601 value as known, `first` and `last` the ISO days that it may stand for, `instant` its
    earliest moment in seconds since 1970 (for sorting); all None where no date is known. `body` is the article's text,
    lead included; `author` has a line a name. `person` holds public persons only. `types` are event types; `mentioned`
    the ISO day spans of the dates that text and title speak of. Sorted where order has no meaning, so that equal
    articles give equal documents.
    """

    id: str
    source: str
    published: str | None = None
    first: str | None = None
    last: str | None = None
    instant: int | None = None
    title: Text = Text()
    lead: Text = Text()
    body: Text = Text()
    caption: Text = Text()
    author: Text = Text()
    unit: Names = Names()
    person: Names = Names()
    rank: Names = Names()
    position: Names = Names()
    term: Names = Names()
    place: Names = Names()
    document: Names = Names()
    types: tuple[str, ...] = ()
    mentioned: tuple[tuple[str, str], ...] = ()

    def text_of(self, field: TextField) -> Text:
        """The text field of that name."""
        text: Text = getattr(self, field)
        return text

    def content_of(self, field: TextField | Kind) -> Text | Names:
        """The text field or the names of that name: both have `syl` and `fold`."""
        content: Text | Names = getattr(self, field)
        return content

    def names_of(self, kind: Kind) -> Names:
        """The names of that kind."""
        names: Names = getattr(self, kind)
        return names
