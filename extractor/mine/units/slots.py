"""Slots of a unit phrase that need no other unit: a company's lines of business, a name in quotation marks."""

from __future__ import annotations

from extractor.mine.units.lexicon import Head, business_word, heads, match_function, stops, word, words_of
from extractor.mine.units.parse import Parse, legal_case
from extractor.mine.units.tokens import COMMA, DASH, SPACE, Tokens

_CLOSING = {'"': '"', "“": "”", "«": "»", "‘": "’", "'": "'"}


def _free(tokens: Tokens, i: int, gaps: tuple[str, ...]) -> bool:
    return i < tokens.size and tokens.gaps[i] in gaps


def with_sectors(tokens: Tokens, parse: Parse) -> Parse:
    """A company's legal form and lines of business, as far as they go; the name comes after them."""
    end = parse.end
    legal = stops()["legal_forms"]
    named = False
    while _free(tokens, end, (SPACE, DASH, "&", COMMA)):
        at = end + 1 if tokens.words[end] == word("and") and _free(tokens, end + 1, (SPACE,)) else end
        found = match_function(tokens, at, parse.head.functions)
        if found is None or (tokens.gaps[end] == COMMA and not tokens.upper(at)):
            break
        plain = " ".join(tokens.words[at : found[0]])
        named = named or (plain not in legal and tokens.upper(at))
        end = found[0]
    if end == parse.end:
        return parse
    text = " ".join(tokens.surface(parse.end, end).split())
    return parse._replace(end=end, name=legal_case(text), proper=named)


def with_tail(tokens: Tokens, parse: Parse) -> Parse:
    """The legal form that a company's name has after a dash: `Tổng công ty Sông Hà - CTCP`."""
    end = parse.end
    if not parse.name or not _free(tokens, end, (DASH,)):
        return parse
    for length in (5, 4, 3, 1):
        tail = " ".join(tokens.words[end : end + length])
        goes_on = _free(tokens, end + length, (SPACE,)) and tokens.upper(end + length)
        if tail not in stops()["company_tails"] or goes_on:
            continue
        if all(gap == SPACE for gap in tokens.gaps[end + 1 : end + length]):
            text = tokens.surface(end, end + length)
            return parse._replace(end=end + length, name=f"{parse.name} - {text}")
    return parse


def with_quotation(tokens: Tokens, parse: Parse) -> Parse:
    """The name in quotation marks that follows: `Công ty TNHH "Hoa Lau"`; none without a capital."""
    end = parse.end
    text = tokens.text
    mark = text[tokens.ends[end - 1] : tokens.starts[end]].strip()
    closing = _CLOSING.get(mark)
    if closing is None:
        return parse
    stop = text.find(closing, tokens.starts[end], tokens.starts[end] + 80)
    if stop < 0 or "\n" in text[tokens.starts[end] : stop]:
        return parse
    after = tokens.at(stop)
    quoted = text[tokens.starts[end] - 1 : stop + 1]
    if quoted == quoted.lower():
        return parse  # công ty "sân sau"
    name = f"{parse.name} {quoted}" if parse.name else quoted
    return parse._replace(end=after, name=name, proper=True, strong=True, char_end=stop + 1)


def with_topic(tokens: Tokens, parse: Parse) -> Parse:
    """A department whose function no table knows: `Phòng Quản lý di sản văn hóa`."""
    topical = parse.head.value in words_of("topic_heads") and parse.bare and _free(tokens, parse.end, (SPACE,))
    end = topic_end(tokens, parse.end) if topical else parse.end
    if end == parse.end:
        return parse
    return parse._replace(end=end, name=tokens.surface(parse.end, end), proper=True, strong=True)


def topic_end(tokens: Tokens, i: int, least: int = 3) -> int:
    """End of the words of business from word i on, `least` syllables at least, the first with a capital; else i."""
    end = i
    while end < tokens.size and (end == i or tokens.gaps[end] == SPACE):
        joined = end + 1 if end > i and tokens.words[end] == word("and") and _free(tokens, end + 1, (SPACE,)) else end
        after = business_word(tokens, joined) if end > i or tokens.upper(end) else None
        if after is None:
            break
        end = after
    return end if end - i >= least else i


def continued(tokens: Tokens, end: int, function: str) -> tuple[int, str]:
    """A function that asks for an object goes on over words of business: `Viện Nghiên cứu không gian`."""
    start = end
    while function in words_of("openers") and _free(tokens, end, (SPACE,)) and not tokens.upper(end):
        after = business_word(tokens, end)
        if after is None:
            break
        end = after
    return end, f"{function} {tokens.surface(start, end)}" if end > start else function


def numbered_head(tokens: Tokens, i: int) -> Parse | None:
    """A bare body after a Party head: of the army without its number (`Đảng ủy Trung đoàn`), or `Đảng ủy Trường`."""
    if i >= tokens.size or tokens.gaps[i] != SPACE or not tokens.upper(i):
        return None
    for end, head, _ in heads().longest(tokens, i):
        if isinstance(head, Head) and head.value in words_of("owning_heads"):
            return Parse(i, end, head, end) if not _free(tokens, end, (SPACE,)) or not tokens.upper(end) else None
        numbered = isinstance(head, Head) and head.type == "army" and "N" in head.slots and end > i + 1
        if numbered and not (end < tokens.size and tokens.gaps[end] == SPACE and tokens.words[end][0].isdigit()):
            return Parse(i, end, head, end) if isinstance(head, Head) else None
    return None


def in_plural(tokens: Tokens, i: int, lowered: bool) -> bool:
    """Whether the head at word i stands for many: `100% chi bộ`, `các phòng`, `5 đội`."""
    if i and tokens.text[tokens.ends[i - 1] : tokens.starts[i]] == "% ":
        return True
    if i == 0 or tokens.gaps[i] != SPACE:
        return False
    before = tokens.words[i - 1]
    many = stops()["plural"]
    if i > 1 and tokens.words[i - 2] == word("ordinal"):
        return False  # kỳ họp thứ hai HĐND thành phố
    if before in many or (i > 1 and f"{tokens.words[i - 2]} {before}" in many):
        return True
    return before.isdigit() and len(before) < 4 and lowered


def nameless(parse: Parse) -> bool:
    """Whether a company has no name: `công ty xây dựng`, `công ty Mỹ`."""
    named = parse.name is not None and any(c.isupper() for c in parse.name)
    if parse.places and parse.places[0].known == "country":
        return not named
    return not (parse.proper or parse.vietnam or parse.places)
