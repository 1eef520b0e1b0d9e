"""Who was chosen at a congress, and how large its committee is: sentences of all articles put together, each cited."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from corpus.text import fold
from extractor.resolve.unit_history import Cite, Congress, Elected, Size
from extractor.resolve.unit_history_elections import Choice, choices, counts, is_unsure
from extractor.resolve.unit_history_named import Named, antecedents, is_spoken_of, named_congresses
from extractor.resolve.unit_history_tellings import Asked, Telling, Told
from extractor.resolve.unit_history_views import Said, UnitSaid

_AFTER = 12
"""Days after a congress within which the committee that it elected meets for the first time."""
_TOLD_WITHIN = 20
"""Days after a congress within which articles on it tell what it chose, where no date governs the sentence."""


def sizes_at(
    asked: Asked, one: Congress, tellings: Sequence[Telling], articles: Mapping[str, Sequence[Said]]
) -> tuple[Size, ...]:
    """Numbers of members of the committee, the most told first."""
    found: defaultdict[int, list[Cite]] = defaultdict(list)
    for said in _about(asked, one, tellings, articles):
        for count in counts(said):
            if _of_another(asked, one, said, count.start):
                continue
            other = count.unit is not None and not _ours(asked, count.unit)
            wrong = None not in (count.ordinal, one.ordinal) and count.ordinal != one.ordinal
            if not other and not wrong and not is_unsure(said):
                found[count.members].append(said.cite)
    ordered = sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))
    return tuple(Size(members=n, cites=tuple(dict.fromkeys(cites))) for n, cites in ordered)


def chosen_at(
    asked: Asked,
    one: Congress,
    tellings: Sequence[Telling],
    elections: Sequence[Told],
    articles: Mapping[str, Sequence[Said]],
) -> tuple[Elected, ...]:
    """Persons and their posts, in the order of the posts as first told."""
    if one.status != "reported":
        return ()
    first, last = date.fromisoformat(one.first), date.fromisoformat(one.last)
    dated = {
        (t.said.cite.article_id, t.said.number)
        for t in elections
        if t.event.when.last >= first and t.event.when.first <= last + timedelta(_AFTER)
    }
    elsewhere = {(t.said.cite.article_id, t.said.number) for t in elections} - dated
    found: dict[tuple[str, str], list[tuple[Choice, Said]]] = {}
    near = [s for s in _about(asked, one, tellings, articles) if (s.cite.article_id, s.number) not in elsewhere]
    own = [s for a, n in sorted(dated) for s in articles.get(a, ()) if s.number == n]
    for said in dict.fromkeys([*own, *near]):
        for choice in choices(said):
            if is_unsure(said, 0, choice.post.start) or _of_another(asked, one, said, choice.post.start):
                continue
            if not _is_ours(asked, choice, said, articles):
                continue
            found.setdefault((fold(choice.person.name), fold(choice.post.head)), []).append((choice, said))
    return tuple(_elected(same) for same in found.values())


def _elected(same: Sequence[tuple[Choice, Said]]) -> Elected:
    choice = same[0][0]
    units = [c.unit.name for c, _ in same if c.unit is not None]
    resolved = [c.unit.name for c, _ in same if c.unit is not None and c.unit.resolved]
    return Elected(
        person=choice.person.name,
        person_id=choice.person.id,
        head=choice.post.head,
        post=max((c.post.text for c, _ in same), key=len),
        unit=next(iter((*resolved, *units)), None),
        again=any(c.again for c, _ in same),
        appointed=all(c.appointed for c, _ in same),
        cites=tuple(dict.fromkeys(said.cite for _, said in same)),
    )


def _about(
    asked: Asked, one: Congress, tellings: Sequence[Telling], articles: Mapping[str, Sequence[Said]]
) -> Iterator[Said]:
    """The sentences that speak of this congress.

    In an article of its days that are all but those behind the name of another; else those behind its own name, until
    another is named (`Đảng bộ tỉnh qua các kỳ đại hội`).
    """
    until = (date.fromisoformat(one.last) + timedelta(_TOLD_WITHIN)).isoformat()
    reports = [t.told.said.cite for t in tellings if t.told.event.status == "reported"]
    fresh = {c.article_id for c in reports if c.published is None or one.first <= c.published[:10] <= until}
    telling = {(t.told.said.cite.article_id, t.told.said.number) for t in tellings}
    for article in sorted({c.article_id for c in reports}):
        for said, last in _with_last(articles.get(article, ())):
            number, unit = (last.ordinal, last.unit) if last is not None else (None, None)
            other = unit is not None and (not _ours(asked, unit) or (asked.is_mine(unit) and not _same(one, number)))
            own = number is not None and number == one.ordinal and (unit is None or _ours(asked, unit))
            if (article, said.number) in telling or (article in fresh and not other) or own:
                yield said


def _with_last(sentences: Sequence[Said]) -> Iterator[tuple[Said, Named | None]]:
    """Sentences in order, each with the congress that was named last in it or before; a bare number goes on."""
    last: Named | None = None
    for said in sorted(sentences, key=lambda s: s.number):
        for named in named_congresses(said):
            if named.general or is_spoken_of(said, named):
                continue
            if named.unit is not None:
                last = named
            elif named.ordinal is not None:
                last = replace(named, unit=last.unit if last else None)
        yield said, last


def _of_another(asked: Asked, one: Congress, said: Said, at: int) -> bool:
    """Whether the last congress of a unit that the sentence names before an offset is not this one."""
    named = [n for n in named_congresses(said) if n.unit is not None and n.start < at]
    last = named[-1] if named else None
    return last is not None and last.unit is not None and not (_ours(asked, last.unit) and _same(one, last.ordinal))


def _same(one: Congress, ordinal: int | None) -> bool:
    return None in (one.ordinal, ordinal) or one.ordinal == ordinal


def _ours(asked: Asked, unit: UnitSaid) -> bool:
    return asked.is_mine(unit) or asked.may_be_mine(unit) or not unit.resolved


def _is_ours(asked: Asked, choice: Choice, said: Said, articles: Mapping[str, Sequence[Said]]) -> bool:
    """Whether the post is one of the unit's: by the unit that it names, else by the congress that the article names."""
    unit = choice.unit
    if unit is not None and (asked.is_mine(unit) or asked.may_be_mine(unit)):
        return True
    if unit is not None and (unit.resolved or " " in unit.core):
        return False
    last = [n.unit for s, n in antecedents(articles.get(said.cite.article_id, ())) if s.number <= said.number]
    if last and last[-1] is not None:
        return asked.is_mine(last[-1]) or asked.may_be_mine(last[-1])
    return any(asked.is_mine(u) for s in articles.get(said.cite.article_id, ()) for u in s.units)
