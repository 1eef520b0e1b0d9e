"""What a number is among the words of a unit or place: a count, a score, a day and month."""

from __future__ import annotations

from extractor.mine.units.lexicon import stops, word
from extractor.mine.units.tokens import DASH, SPACE, Tokens


def counted(tokens: Tokens, i: int) -> bool:
    """Whether the number at word i counts what follows it: `Nhựa Bình Sen 4 ngày`."""
    if i + 1 >= tokens.size:
        return False
    gap, after = tokens.gaps[i + 1], tokens.words[i + 1]
    if i + 2 < tokens.size and f"{after} {tokens.words[i + 2]}" in stops()["not_counted"]:
        return False
    return (gap == SPACE and after in stops()["counted"]) or (gap in (",", ".") and _tight_digits(tokens, i + 1))


def is_day(tokens: Tokens, i: int) -> bool:
    """Whether a day and month stand at word i, of nothing that is counted: `Trường Mầm non 19/5`."""
    after = i + 1
    if after >= tokens.size or tokens.gaps[after] != "/" or not (tokens.words[i] + tokens.words[after]).isdigit():
        return False
    day, month = int(tokens.words[i][:3]), int(tokens.words[after][:3])
    of_many = counted(tokens, after) or tokens.words[after + 1 : after + 2] == [word("number")]
    return 0 < day < 32 and 0 < month < 13 and tokens.gaps[after + 1] != "/" and not of_many


def _tight_digits(tokens: Tokens, i: int) -> bool:
    """Whether the digits at word i go on the number before them: `2.500`."""
    return tokens.words[i].isdigit() and tokens.starts[i] - tokens.ends[i - 1] == 1


def score(tokens: Tokens, i: int) -> bool:
    """Whether the number at word i goes on with a tight dash: `thua bản 2-3`."""
    after = i + 1
    tight = after < tokens.size and tokens.gaps[after] == DASH and tokens.starts[after] - tokens.ends[i] == 1
    return tight and tokens.words[after].isdigit()


def result(tokens: Tokens, i: int) -> bool:
    """Whether the number at word i is a team's result: `hạ Tottenham 3-1`, `thua 0 - 2`; not so `Boeing 777-300`."""
    after = i + 1
    if after >= tokens.size or tokens.gaps[after] != DASH:
        return False
    return all(word.isdigit() and len(word) < 3 for word in tokens.words[i : i + 2])
