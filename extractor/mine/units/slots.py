"""Slots of a unit phrase that need no other unit: a company's lines of business, a name in quotation marks."""

from __future__ import annotations

from dataclasses import replace

from extractor.mine.units.lexicon import match_function, stops, word
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
    return replace(parse, end=end, name=legal_case(text), proper=named)


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
    return replace(parse, end=after, name=name, proper=True, strong=True, char_end=stop + 1)


def nameless(parse: Parse) -> bool:
    """Whether a company has no name: `công ty xây dựng`, `công ty Mỹ`."""
    named = parse.name is not None and any(c.isupper() for c in parse.name)
    if parse.places and parse.places[0].known == "country":
        return not named
    return not (parse.proper or parse.vietnam or parse.places)
