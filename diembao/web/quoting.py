"""What is quoted of articles where texts are not shown whole: of each no more than its JSON quotes.

Of events that depends on the article alone, not on what is asked for: many questions together give no more than one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby

from corpus.jsonline import dumps
from corpus.store import Store
from diembao.export.abridged import QUOTED, Quotations, quotable, shortened
from extractor.resolve.event_likeness import Telling
from extractor.resolve.events import MergedEvent

NOT_QUOTED = "…"
"""In the place of a sentence where enough of its article is quoted."""
_TITLE = 40  # characters of an event's title, however many there are
_WORTH = 80  # characters below which no sentence is begun
_Key = tuple[str, str]


def quoted_events(store: Store, events: Iterable[MergedEvent]) -> tuple[MergedEvent, ...]:
    """The events with beginnings of titles and sentences, as far as a fifth of each article's text goes."""
    found = tuple(events)
    cuts = _cuts(store, {telling.article_id for merged in found for telling in merged.tellings})
    return tuple(_quoted(merged, cuts) for merged in found)


def _quoted(merged: MergedEvent, cuts: dict[_Key, tuple[int, str]]) -> MergedEvent:
    def cut(telling: Telling) -> Telling:
        event = telling.event
        title, sentence = cuts.get((telling.article_id, event.id), (_TITLE, NOT_QUOTED))
        return replace(telling, event=replace(event, title=shortened(event.title, title), sentence=sentence))

    tellings = tuple(cut(telling) for telling in merged.tellings)
    titles = {t.event.title: short.event.title for t, short in zip(merged.tellings, tellings, strict=True)}
    sentences = {t.event.sentence: short.event.sentence for t, short in zip(merged.tellings, tellings, strict=True)}
    event = merged.event
    title = titles.get(event.title) or shortened(event.title, _TITLE)
    shown = replace(event, title=title, sentence=sentences.get(event.sentence, NOT_QUOTED))
    return replace(merged, event=shown, tellings=tellings)


def _cuts(store: Store, articles: set[str]) -> dict[_Key, tuple[int, str]]:
    """Of each event of the articles, by article and id: characters of its title, and what is quoted of its sentence."""
    rows = store.connection.execute(
        "SELECT e.article_id, length(a.text), e.id, e.title, e.sentence FROM json_each(?) w CROSS JOIN events e"
        " ON e.article_id = w.value JOIN articles a ON a.id = e.article_id"
        " ORDER BY 1, json_extract(e.record, '$.start'), e.id",
        (dumps(sorted(articles)),),
    )
    found: dict[_Key, tuple[int, str]] = {}
    for (article, length), group in groupby(rows, key=lambda row: (row[0], row[1])):
        own = [(row[2], row[3], row[4]) for row in group]
        for event, title, sentence in _shares(length, own):
            found[article, event] = title, sentence
    return found


def _shares(length: int, events: list[tuple[str, str, str]]) -> Iterator[tuple[str, int, str]]:
    left = quotable(length)
    left -= min(QUOTED, left // 2)  # for the lead, which the article's own page shows
    longest = min(QUOTED, max(_TITLE, left // len(events)))
    left -= sum(len(shortened(title, longest)) for _, title, _ in events)
    given: dict[str, str] = {}
    for event, _, sentence in events:
        if sentence not in given and left >= _WORTH:
            given[sentence] = shortened(sentence, min(QUOTED, left))
            left -= len(given[sentence])
        yield event, longest, given.get(sentence, NOT_QUOTED)


class Proofs:
    """What is quoted on one page as proof; None of no article."""

    def __init__(self, store: Store, *, full_text: bool) -> None:
        self._store = store
        self._full_text = full_text
        self._quotations = Quotations(full_text=full_text)

    def __call__(self, article: str | None, sentence: str) -> str:
        """What of the sentence is shown."""
        if self._full_text:
            return sentence
        if article is None:
            return NOT_QUOTED
        row = self._store.connection.execute("SELECT length(text) FROM articles WHERE id = ?", (article,)).fetchone()
        self._quotations.allow(article, row[0] if row else 0)
        return self._quotations(article, sentence) or NOT_QUOTED
