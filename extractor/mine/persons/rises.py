"""Promotions and demotions: which rank did he hold before? Read in one sentence, of one person's ranks.

`thăng cấp bậc hàm từ Trung tá lên Thượng tá cho …`, `Trung tá X … được thăng quân hàm lên Thượng tá`, `thăng hàm Thượng
tá cho Trung tá X`, `Thiếu tướng X (vừa được thăng hàm từ Đại tá)`; downwards where ranks are taken away.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from corpus.article import Document
from corpus.mentions import Rank
from corpus.text import canon
from extractor.mine.persons.gaps import any_of
from extractor.mine.ranks import GRADE

_LEAD = 60  # letters between the word of giving and the rank
_NEAR = 3  # ranks of his before and behind it that are looked at
_WAY = 140  # letters between his name and the rank that he gets


def tell_rises(document: Document, low: str, ranks: Sequence[Rank]) -> list[Rank]:
    """The ranks, tied to persons, with the rank before where the sentence tells it; `low` is the compared text."""
    told = list(ranks)
    if len(told) < 2 or not any(r.rule == GRADE for r in told):
        return told
    sentences = document.sentences
    of: dict[tuple[int | None, str], list[int]] = {}
    for i, rank in enumerate(told):
        if rank.person is not None:
            of.setdefault((sentences.at(rank.start), rank.person), []).append(i)
    for (sentence, _), own in of.items():
        if sentence is None or len(own) < 2:
            continue
        start = sentences.starts[sentence]
        for k, i in enumerate(own):
            if told[i].rule == GRADE:
                _tell(told, i, own[max(0, k - _NEAR) : k + _NEAR + 1], low, start)
    return told


def _tell(told: list[Rank], i: int, near: Sequence[int], low: str, start: int) -> None:
    """Set the rank before of that at `i`; or that at `i`, behind `từ`, as the rank before of another."""
    rank = told[i]
    held = [j for j in sorted(near, key=lambda j: abs(j - i)) if told[j].rule != GRADE]
    if _patterns().out_of.search(low, max(start, rank.start - _LEAD), rank.start):
        if i + 1 in near and _is_way(low, rank, told[i + 1]):
            return  # told at the later one
        for j in held:
            if j < i and told[j].level > rank.level and _gets(low, told[j], rank, start, falls=False):
                told[j] = replace(told[j], promoted_from=rank.value)
                return
        return
    if i - 1 in near and told[i - 1].rule == GRADE and _is_way(low, told[i - 1], rank):
        told[i] = replace(rank, promoted_from=told[i - 1].value)
        return
    for j in held:
        if told[j].level == rank.level:
            continue
        falls = told[j].level > rank.level
        given = (
            _given(low, rank, told[j], start, falls=falls) if j > i else _gets(low, told[j], rank, start, falls=falls)
        )
        if given:
            told[i] = replace(rank, promoted_from=told[j].value)
            return


def _is_way(low: str, first: Rank, second: Rank) -> bool:
    """`Trung tá | lên cấp bậc hàm | Thượng tá`."""
    at = _patterns()
    way = at.up if first.level < second.level else at.down
    return first.level != second.level and way.fullmatch(low, first.end, second.start) is not None


def _gets(low: str, held: Rank, given: Rank, start: int, *, falls: bool) -> bool:
    """`Trung tá | X, Phó Trưởng phòng, được thăng quân hàm lên | Thượng tá`."""
    if given.start - held.end > _WAY + _LEAD:
        return False
    at = _patterns()
    if (at.loses if falls else at.gets).search(low, held.end, given.start):
        return True
    if falls:
        return False
    name = f" {canon(held.person or '')} "
    if low.startswith(name, held.end) and at.rising.fullmatch(low, held.end + len(name), given.start):
        return True  # Đại tá X | vừa thăng hàm | Thiếu tướng
    to_him = at.giving_him.search(low, max(start, held.start - _LEAD), held.start)
    return to_him is not None and at.upwards.fullmatch(low, held.end, given.start) is not None


def _given(low: str, given: Rank, held: Rank, start: int, *, falls: bool) -> bool:
    """`thăng cấp bậc hàm | Thượng tá | cho | Trung tá | X`."""
    at = _patterns()
    lead = at.fall if falls else at.rise
    return (
        lead.search(low, max(start, given.start - _LEAD), given.start) is not None
        and at.to_him.fullmatch(low, given.end, held.start) is not None
    )


@dataclass(frozen=True, slots=True)
class _Patterns:
    up: re.Pattern[str]
    down: re.Pattern[str]
    out_of: re.Pattern[str]
    rise: re.Pattern[str]
    fall: re.Pattern[str]
    gets: re.Pattern[str]
    loses: re.Pattern[str]
    to_him: re.Pattern[str]
    rising: re.Pattern[str]
    giving_him: re.Pattern[str]
    upwards: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    rises, falls = any_of("gap.rank_rises"), any_of("gap.rank_falls")
    rest = rf"[^.;\n]{{0,{_LEAD}}}\Z"
    hands = rf"(?!(?<!\w)(?:{any_of('gap.rank_hands_on')})(?!\w))"
    gets = rf"(?<!\w)(?:{any_of('gap.rank_receives')})(?!\w)(?:{hands}[^.;\n]){{0,{_WAY}}}?(?<!\w)"
    return _Patterns(
        up=re.compile(rf"[^.;,\n]{{0,20}}?\s(?:{any_of('gap.rank_to')})\s"),
        down=re.compile(rf"[^.;,\n]{{0,20}}?\s(?:{any_of('gap.rank_down_to')})\s"),
        out_of=re.compile(rf"(?<!\w)(?:{any_of('gap.rank_out_of')})\s\Z"),
        rise=re.compile(rf"(?<!\w)(?:{rises})(?!\w){rest}"),
        fall=re.compile(rf"(?<!\w)(?:{falls})(?!\w){rest}"),
        gets=re.compile(rf"{gets}(?:{rises})(?!\w)[^.;\n]{{0,{_LEAD}}}?\Z"),
        loses=re.compile(rf"{gets}(?:{falls})(?!\w)[^.;\n]{{0,{_LEAD}}}?\Z"),
        rising=re.compile(rf"(?:\w+\s){{0,2}}?(?:{rises})(?:\s(?:{any_of('gap.rank_word')}))?(?:\slên)?\s"),
        giving_him=re.compile(
            rf"(?<!\w)(?:{rises})(?!\w)[^.;\n]{{0,{_LEAD}}}?\s(?:{any_of('gap.to_whom')})\s[^.;,\n]{{0,20}}\Z"
        ),
        upwards=re.compile(rf"[^.;\n]{{0,{_WAY}}}\s(?:{any_of('gap.rank_to')})\s"),
        to_him=re.compile(rf"[^.;\n]{{0,40}}?(?<!\w)(?:{any_of('gap.given_to')})\s[^.;,\n]{{0,40}}"),
    )
