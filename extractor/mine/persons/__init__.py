"""Full names of persons. Which question: who is named here, and may he be listed?"""

from __future__ import annotations

from collections.abc import Iterator

from corpus.article import Document
from corpus.mentions import Person
from corpus.records import maker
from extractor.mine.context import Context
from extractor.mine.cues import Cues
from extractor.mine.persons.names import Name
from extractor.mine.persons.people import people
from extractor.mine.persons.scan import scan

_person_made = maker(Person)
PRIVATE_RULE = "person.private"
"""The rule of a person whom only a rank or public post makes a mention: `link` drops him where none is tied to him."""


def annotate_persons(document: Document, cues: Cues, context: Context) -> Iterator[Person]:  # noqa: ARG001
    """Every mention of a full name; suspects, victims, bystanders and minors without a post are left out.

    Rank, positions and `public` are set by `link`. One person's mentions have one `value`: the name as it is first
    spelled, capitals throughout as a name.

    >>> from extractor.text.document import make_document
    >>> text = "Thượng tá Bàn Văn Lưỡng và ông Y Blô Êban đến đường Lê Lợi."
    >>> [p.value for p in annotate_persons(make_document(text, tokens=False), Cues(text), Context())]
    ['Bàn Văn Lưỡng', 'Y Blô Êban']
    """
    found = scan(document.text)
    first: dict[str, str] = {}
    names = people(document.text)
    private = {n.key for n in names if "private" in n.flags}
    for name in names:
        start, end = found.starts[name.first], found.ends[name.last - 1]
        yield _person_made(
            start=start,
            end=end,
            text=document.text[start:end],
            value=first.setdefault(name.key, name.value),
            rule=PRIVATE_RULE if name.key in private else _rule(name),
        )


def _rule(name: Name) -> str:
    if "rank" in name.cues:
        return "person.rank"
    if name.post is not None:
        return "person.post"
    if name.cues:
        return "person.title"
    return f"person.{name.kind}"
