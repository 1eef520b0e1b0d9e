"""The annotator of time expressions, and its use on its own: `find_dates`."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import lru_cache
from unicodedata import is_normalized

from corpus.article import Document
from corpus.dates import DateRange, PublicationDate
from corpus.mentions import DateExpression, Mod
from corpus.records import maker
from corpus.spans import Span, Spans
from corpus.text import lower, normalize
from extractor.mine.context import Context
from extractor.mine.cues import Cues
from extractor.mine.dates import lunar_reading
from extractor.mine.dates.anchors import Anchor, anchor_of_span, published_anchor
from extractor.mine.dates.atoms import scan
from extractor.mine.dates.combine import chain, join
from extractor.mine.dates.confirm import Verdict, as_duration, as_present, confirm, precedes_noun
from extractor.mine.dates.lexicon import Lexicon, lexicon
from extractor.mine.dates.parts import Phrase
from extractor.mine.dates.resolve import Resolver
from extractor.mine.dates.tense import Tenses
from extractor.mine.dates.values import Meaning, is_impossible, shifted, solar_day, span_of
from extractor.mine.dates.years import pick_year
from extractor.text.segment import paragraphs, sentences

_date_made = maker(DateExpression)
_SIDE = 40  # characters before a date in which a preposition and what stands between may lie
_DAYS = frozenset({"date", "full"})
_NO_TIME = "x"  # a letter that begins no word of a date
_HIGHEST_SCORE = 12
_SOON = 2  # years
_MARGIN = 40  # characters of blanks and points around an expression that is a whole text
_BLANKS = re.compile(r"[ \t]{2,}|\t")
_MARK = re.compile(r"[/–—.-]")
_EDGES = " \n.,:;!?()"
_WHOLE = frozenset(
    {"weekday", "part", "colon", "bareyear", "season", "feast"}
)  # what is a time where nothing else is said
_LISTED = frozenset({"baredecade", "baremonth", "barequarter"})  # dates only beside a sure one
_ISO = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")

Sure = set[tuple[int, str | None]]


def find_dates(text: str, *, published: PublicationDate | str | None = None) -> tuple[DateExpression, ...]:
    """The time expressions of a text, in order; offsets are those of `corpus.text.normalize(text)`.

    `published` is ISO 8601 of any precision (`2020`, `2020-03`, `2020-03-05`, an instant); without it the anchor is
    inferred from the text where that is possible. Raises ValueError where `published` is no date.

    >>> [(d.text, d.value) for d in find_dates("Sáng 17-6, huyện họp.", published="2020-06-18")]
    [('Sáng 17-6', '2020-06-17TMO')]
    """
    if "\u00a0" in text or not is_normalized("NFC", text):
        text = normalize(text)
    if "  " in text or "\t" in text:
        return _in_spread(text, published)
    if isinstance(published, str):
        published = _given(published)
    cues, rules = Cues(text), lexicon()
    phrases = phrases_of(text, cues.canon, rules)
    if not phrases:
        return ()
    parts = paragraphs(text)
    told = sorted({at for phrase in phrases if (at := parts.at(phrase.start)) is not None})
    within = sentences(text, Spans.of((parts.starts[at], parts.ends[at]) for at in told))  # those that tell a time
    return tuple(_resolved(text, cues.canon, phrases, parts, within, published, rules))


@lru_cache(maxsize=64)
def _given(value: str) -> PublicationDate:
    return PublicationDate(value=value, method="given", confidence=1.0)


def _in_spread(text: str, published: PublicationDate | str | None) -> tuple[DateExpression, ...]:
    """The time expressions of a text with tabs or several blanks in a row, as if there were one; offsets of `text`."""
    gaps = [(m.start() + 1, m.end()) for m in _BLANKS.finditer(text)]
    close = _BLANKS.sub(" ", text)
    at, shift = [], 0  # from which offset of `close` on how many characters of `text` are left out
    for first, end in gaps:
        shift += end - first
        at.append((end - shift, shift))
    starts = [offset for offset, _ in at]

    def moved(offset: int) -> int:
        i = bisect_right(starts, offset) - 1
        return offset + at[i][1] if i >= 0 else offset

    found = find_dates(close, published=published)
    spans = [(moved(d.start), moved(d.end - 1) + 1) for d in found]
    return tuple(
        replace(d, start=first, end=end, text=text[first:end]) for d, (first, end) in zip(found, spans, strict=True)
    )


def annotate_dates(document: Document, cues: Cues, context: Context) -> Iterable[DateExpression]:
    """Proposes the time expressions of a document, resolved against `context.published`."""
    rules = lexicon()
    text, canon = document.text, cues.canon
    phrases = phrases_of(text, canon, rules)
    if not phrases:
        return []
    return _resolved(text, canon, phrases, document.paragraphs, document.sentences, context.published, rules)


def dates_beside(document: Document, cues: Cues, context: Context, names: Iterable[Span]) -> list[DateExpression]:
    """As `annotate_dates`, where no letter of these names can be read as a time (`bà Lê Thị Sáng ngày 20/8`)."""
    rules = lexicon()
    text, canon = document.text, cues.canon
    for name in names:
        hidden = _NO_TIME * (name.end - name.start)
        text = text[: name.start] + hidden + text[name.end :]
        canon = canon[: name.start] + hidden + canon[name.end :]
    phrases = phrases_of(text, canon, rules)
    return _resolved(document.text, canon, phrases, document.paragraphs, document.sentences, context.published, rules)


def _resolved(
    text: str,
    canon: str,
    phrases: list[Phrase],
    paragraphs: Spans,
    sentences: Spans,
    published: PublicationDate | None,
    rules: Lexicon,
) -> list[DateExpression]:
    tenses = Tenses(canon, sentences, rules)
    anchor = published_anchor(published) or _inferred(phrases, canon, tenses, rules)
    resolver = Resolver(canon, anchor, tenses, paragraphs, rules)
    phrases = [lunar_reading.said(phrase) for phrase in phrases]
    found = []
    for phrase, following in zip(phrases, [*phrases[1:], None], strict=True):
        meaning = resolver.meaning(phrase, following)
        if not meaning.impossible:
            found.append(_expression(phrase, meaning, text, canon, rules))
    return found


def phrases_of(text: str, canon: str, rules: Lexicon) -> list[Phrase]:
    """The expressions that stand in a text, before they are resolved."""
    cased = uncapped(text)
    atoms = [atom for atom in join(scan(canon, text, rules, cased), canon, rules) if atom.head != "none"]
    judged: list[tuple[Phrase, Verdict]] = []
    for shape in chain(atoms, canon, rules):
        phrase = as_present(as_duration(shape, canon, rules), canon, rules)
        if is_impossible(phrase.parts) or (phrase.until is not None and is_impossible(phrase.until)):
            continue
        verdict = confirm(phrase, canon, cased, rules)
        judged.append((phrase, "yes" if verdict != "yes" and _is_whole(phrase, canon) else verdict))
    listed = [(p.members.start, p) for p, verdict in judged if p.members is not None and verdict == "yes"]
    sure = {(start, mark) for start, p in listed for mark in (_mark(p, canon), None)}
    styles = (
        {_mark(p, canon) for p, verdict in judged if verdict == "yes" and p.categories & _DAYS} if judged else set()
    )
    out: list[Phrase] = []
    for phrase, verdict in judged:
        if verdict == "weak" and _mark(phrase, canon) in styles and _stands_alone(phrase, canon, rules):
            verdict = "yes"
        if verdict == "yes" or (verdict == "weak" and _leans(phrase, out[-1] if out else None, sure, canon, rules)):
            trimmed = rules.traps.trim.match(canon, phrase.start, phrase.end)
            out.append(phrase._replace(start=trimmed.end()) if trimmed else phrase)
    return out


def uncapped(text: str) -> str:
    """The text with its lines of nothing but capitals in small letters: there a capital tells nothing. Length kept.

    >>> uncapped("THỨ HAI\\nThứ Hai")
    'thứ hai\\nThứ Hai'
    """
    lines = text.split("\n")
    if not any(map(str.isupper, lines)):
        return text
    return "\n".join(lower(line) if line.isupper() else line for line in lines)


def _stands_alone(phrase: Phrase, canon: str, rules: Lexicon) -> bool:
    """`tứ kết 18-10,`: no score and no fraction of something, in a text that writes its dates so."""
    high = "date" in phrase.categories and (phrase.parts.day or 0) > _HIGHEST_SCORE
    return high and not precedes_noun(phrase, canon, rules)


def _leans(phrase: Phrase, before: Phrase | None, sure: Sure, canon: str, rules: Lexicon) -> bool:
    """Whether a shape that is no date on its own is one beside others: in a range, in a list with a sure member
    (`sure`: where such lists begin, and how the member is written, or None), behind the day that it explains.
    """
    if phrase.until is not None:
        return True
    mark = None if phrase.categories & _LISTED else _mark(phrase, canon)
    if phrase.members is not None and (phrase.members.start, mark) in sure:
        return not precedes_noun(phrase, canon, rules) or "date" not in phrase.categories
    if phrase.member and not phrase.categories & _LISTED:
        return True
    if before is None:
        return False
    gap = canon[before.end : phrase.start]
    told = bool(before.categories & {"rday", "rsuffix"}) and canon[phrase.end : phrase.end + 1] in (",", ")")
    return gap == " (" or (gap == ", " and told)  # chiều mai (2-7); hôm nay, 2/7,


def _mark(phrase: Phrase, canon: str) -> str:
    """How a date in figures is written: by its first slash, dash or point; a number alone as its list is."""
    found = _MARK.search(canon, phrase.start, phrase.end)
    return found[0] if found else ""


def _is_whole(phrase: Phrase, canon: str) -> bool:
    """Whether the text is nothing but this expression (a query, a table's cell): `thứ 5`, `15/2`, not `1-2`."""
    if len(canon) - (phrase.end - phrase.start) > _MARGIN:
        return False
    around = canon[: phrase.start].strip(_EDGES) + canon[phrase.end :].strip(_EDGES)
    return not around and (bool(phrase.categories & _WHOLE) or "/" in canon[phrase.start : phrase.end])


def _expression(phrase: Phrase, found: Meaning, text: str, canon: str, rules: Lexicon) -> DateExpression:
    return _date_made(
        start=phrase.start,
        end=phrase.end,
        text=text[phrase.start : phrase.end],
        value=found.value,
        range=found.range,
        rule=phrase.rule,
        mod=_mod(phrase, found, canon, rules),
        anchor=_iso(found.anchor),
        anchor_inferred=found.inferred,
        is_set=bool(found.parts.is_set),
        lunar=found.lunar,
    )


def _iso(anchor: str | None) -> str | None:
    """The date, month or year in an anchor's value: `2022-05-10TMO` anchors by its day."""
    match = _ISO.match(anchor) if anchor else None
    return match[0] if match else None


def _mod(phrase: Phrase, found: Meaning, canon: str, rules: Lexicon) -> Mod | None:
    """The stated part, else `about`, else before or after, by the words before the surface.

    `trước ngày 15/9`, `chậm nhất 31/12`: BEFORE; `sau 1/7`: AFTER. The value and the span stay those of the day itself.
    """
    if phrase.until is None and phrase.parts.mod is not None:
        return phrase.parts.mod
    if phrase.approx:
        return "APPROX"
    if phrase.until is not None or found.range is None:
        return None
    left = canon[max(0, phrase.start - _SIDE) : phrase.start]
    side = rules.traps.side.search(f" {left}") if rules.traps.sided.search(left) else None
    if side is None or side.lastgroup == "counted":
        return None
    return "BEFORE" if side.lastgroup == "before" else "AFTER"


def _inferred(phrases: list[Phrase], canon: str, tenses: Tenses, rules: Lexicon) -> Anchor | None:
    """What the text tells of its own day.

    A today or yesterday with its date (`hôm nay, 18/6/2020`) is that day; else the newest month or day with a year that
    is neither planned nor a birth is a bound; a `tháng M này` then fixes the month.
    """
    today = _today(phrases, canon, rules)
    if today is not None:
        return today
    dated = [found for phrase in phrases if (found := _dated(phrase, canon, tenses, rules)) is not None]
    best = max(dated, key=lambda anchor: anchor.first or date.min, default=None)
    if best is not None and best.year is not None and _tells_of_later(phrases, best.year, tenses):
        return _this_month(phrases, best)
    return _this_month(phrases, best) or (_bound(phrases, best) if best is not None else None)


def _tells_of_later(phrases: list[Phrase], year: int, tenses: Tenses) -> bool:
    """Whether a later year is told without month or day (`cuối năm 2016`): the newest full date is of the background.

    A year far ahead is a goal (`đến năm 2030`).
    """
    told = (p for p in phrases if p.parts.year is not None and year < p.parts.year <= year + _SOON)
    return any(tenses.at(p.start, p.end) != "planned" for p in told)


def _today(phrases: list[Phrase], canon: str, rules: Lexicon) -> Anchor | None:
    """The day of writing by `hôm nay (18/6/2020)`, `sáng qua 17/6/2020`; None where no such thing is said."""
    for phrase, following in zip(phrases, [*phrases[1:], None], strict=True):
        said = phrase.parts
        if said.unit != "day" or said.base != "anchor" or said.offset is None or phrase.until is not None:
            continue
        stated = said._replace(unit=None, offset=None, base=None, hour=None, part=None)
        explains = following is not None and rules.links.explains.fullmatch(canon, phrase.end, following.start)
        if said.day is None and following is not None and explains:
            stated = following.parts._replace(hour=None, part=None)
        day = solar_day(stated)
        then = shifted(day, -said.offset) if day is not None else None
        if then is not None:
            return anchor_of_span(DateRange(first=then, last=then, grain="day"), inferred=True)
    return None


def _bound(phrases: list[Phrase], best: Anchor) -> Anchor:
    """`best` as what it is, a date than which the text is no older; its year is that of the last date found near it.

    The newest date may be one of the background (`hồi tháng 7/2016`): only where a day or month without a year lies
    near it is it a sign of when the text was written.
    """
    years = []
    for phrase in phrases:
        parts = phrase.until or phrase.parts
        bare = parts.year is None and parts.unit is None and parts.direction is None and not parts.lunar
        if parts.month is not None and bare and parts.value is None:
            years.append(pick_year(parts, best, None, None)[0])
    return replace(best, year=max((year for year in years if year is not None), default=None))


def _dated(phrase: Phrase, canon: str, tenses: Tenses, rules: Lexicon) -> Anchor | None:
    parts = phrase.until or phrase.parts
    if parts.year is None or parts.month is None or not 1 <= parts.year <= 9998:
        return None
    left = canon[max(0, phrase.start - 24) : phrase.start]
    if rules.traps.birth.search(left) or tenses.at(phrase.start, phrase.end) == "planned":
        return None
    span = span_of(parts._replace(mod=None, hour=None, part=None))
    return anchor_of_span(span, inferred=True, bound=True) if span is not None else None


def _this_month(phrases: list[Phrase], known: Anchor | None) -> Anchor | None:
    for phrase in phrases:
        parts = phrase.parts
        bare = parts.day is None and parts.year is None and not parts.lunar
        if parts.month is None or parts.direction != "this" or not bare or known is None:
            continue
        year, _ = pick_year(parts, known, None, None)
        span = span_of(parts._replace(year=year, mod=None, half_of=None))
        return anchor_of_span(span, inferred=True) if span is not None else None
    return None


def infer_publication_month(document: Document) -> str | None:
    """The month that an undated article gives away by `tháng M này`, as `YYYY-MM`; None where it does not.

    The year comes from the newest dated expression that is not planned.
    """
    rules = lexicon()
    canon = Cues(document.text).canon
    phrases = phrases_of(document.text, canon, rules)
    if not any(phrase.parts.direction == "this" and phrase.parts.month for phrase in phrases):
        return None
    tenses = Tenses(canon, document.sentences, rules)
    anchor = _inferred(phrases, canon, tenses, rules)
    return anchor.text[:7] if anchor is not None and anchor.text and not anchor.bound else None
