"""Careers, and the holders of a unit's posts, as pictures: a lane a post or rank on one axis of time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from corpus.careers import Career, Occupancy, RankHeld
from corpus.errors import UsageError
from corpus.text import canon
from diembao.career_rows import title
from diembao.export.careers import CareersView, bound_words, held_words, otherwise
from diembao.export.labels import Labels, labels
from diembao.export.timeline_view import source_of
from diembao.pictures import Picture, render, wrapped
from diembao.pictures_lanes import TEXT, Kind, Lane, specification
from diembao.terminal import one_line

MOST_LANES = 400
_RIVALS = 2
"""Other holders at the same time whom a lane names."""


def draw_careers(view: CareersView, form: Picture) -> bytes:
    """One or several careers. Raises UsageError for nothing to draw, or too much, and where vl-convert is missing."""
    words = labels(view.language)
    named = len(view.careers) > 1 or all(career.person not in view.heading for career in view.careers)
    lanes = [lane for career in view.careers for lane in _lanes(career, words, named=named)]
    return _drawn(view, lanes, words, form)


def draw_holders(view: CareersView, holdings: Sequence[Occupancy], form: Picture) -> bytes:
    """Who held the posts of a unit: a heading a post, a lane a holder; `view` has no careers then."""
    words = labels(view.language)
    posts: dict[str, list[Occupancy]] = {}
    for held in holdings:
        posts.setdefault(canon(held.position), []).append(held)
    lanes = []
    for own in posts.values():
        lanes.append(Lane("name", (one_line(own[0].position, 100),)))
        lanes += [_held(o, f"{o.person}, {o.acting}" if o.acting else o.person, "post", words) for o in own]
    return _drawn(view, lanes, words, form)


def _drawn(view: CareersView, lanes: Sequence[Lane], words: Labels, form: Picture) -> bytes:
    held = [lane for lane in lanes if lane.held]
    if not held:
        raise UsageError("there is no post or rank to draw")
    if len(held) > MOST_LANES:
        raise UsageError(f"a picture shows {MOST_LANES} posts and ranks, not {len(held)}; choose one person, or --from")
    notes = [f"{words.option(name)}: {value}" for name, value in view.asked]
    notes += [f"{words('source')}: {source_of(view.corpus, words)}"] if view.corpus else []
    spec = specification(view.heading, lanes, notes, words)
    told = [f"{' '.join(lane.names)}: {' '.join(lane.when)}" if lane.held else lane.names[0] for lane in lanes]
    return render(spec, form, label=one_line(view.heading, 200), description="\n".join((*told, *notes)))


def _lanes(career: Career, words: Labels, *, named: bool) -> Iterable[Lane]:
    if named:
        yield Lane("name", (one_line(career.person, 100),))
    if career.ranks:
        yield Lane("part", (words("ranks"),))
        yield from (_rank(rank, words) for rank in career.ranks)
    listed: tuple[tuple[Kind, str, tuple[Occupancy, ...]], ...] = (
        ("post", "posts", career.occupancies),
        ("bare", "bare", career.bare),
    )
    for kind, name, held in listed:
        if held:
            yield Lane("part", (words(name),))
            yield from (_held(o, title(o), kind, words) for o in held)


def _held(held: Occupancy, name: str, kind: Kind, words: Labels) -> Lane:
    rivals = [c for c in held.contradictions if c.about == "holder"]
    marks = [f"! {one_line(otherwise(c, words), 120)}" for c in rivals[:_RIVALS]]
    return Lane(
        kind,
        tuple(wrapped(one_line(name, 200), TEXT, size=12.5, lines=3)),
        (
            *wrapped(held_words(held, words), TEXT, size=11, lines=2),
            *(line for mark in marks for line in wrapped(mark, TEXT, size=11, lines=2)),
        ),
        held.begin,
        held.end,
        held.open,
        held.acting is not None,
        tuple(c.told for c in held.contradictions if c.about in ("from", "to")),
    )


def _rank(held: RankHeld, words: Labels) -> Lane:
    told = tuple(c.told for c in held.contradictions if c.about == "from")
    when = tuple(wrapped(bound_words(held.begin, words), TEXT, size=11, lines=2))
    return Lane("rank", (one_line(held.rank, 60),), when, held.begin, otherwise=told)
