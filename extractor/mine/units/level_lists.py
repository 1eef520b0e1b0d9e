"""Names that share one level word in the plural: `hai xã Tam Hợp và Lưu Kiền`."""

from __future__ import annotations

from extractor.gazetteer import AdminMap
from extractor.mine.units.lexicon import stops, word
from extractor.mine.units.place_phrase import PlaceRef, level_at, named_at, person_starts
from extractor.mine.units.tokens import COMMA, SPACE, Tokens


def shared_level(tokens: Tokens, ref: PlaceRef) -> bool:
    """Whether the level word is one in the plural: `hai xã Tam Hợp và Lưu Kiền`, not `khu 5 phường Ka Long`."""
    before = ref.start - 1
    if before < 0 or tokens.gaps[ref.start] != SPACE or not ref.name or not ref.level:
        return False
    if ref.known in ("number", "bare", "country"):
        return False
    if tokens.words[before] in stops()["several"]:
        return True
    end, joined = ref.end, ref.end < tokens.size and tokens.words[ref.end] == word("and")
    at = end + 1 if joined else end
    listed = at < tokens.size and tokens.upper(at) and (joined or tokens.gaps[at] == COMMA)
    return listed and tokens.words[before].isdigit() and level_at(tokens, at) is None


def listed_after(tokens: Tokens, ref: PlaceRef, admin: AdminMap) -> list[PlaceRef]:
    """The names that share the level word of `ref` in the plural: `hai xã Tam Hợp và Lưu Kiền`."""
    found: list[PlaceRef] = []
    if not shared_level(tokens, ref):
        return found
    end = ref.end
    while end + 1 < tokens.size:
        at = end + 1 if tokens.words[end] == word("and") and tokens.gaps[end] == SPACE else end
        if (at == end and tokens.gaps[end] != COMMA) or tokens.gaps[at] not in (SPACE, COMMA) or not tokens.upper(at):
            break
        if level_at(tokens, at) is not None or at in person_starts(tokens.text):
            break
        more = named_at(tokens, at, at, ref.level, ref.tier, admin)
        if more is None or more.end - more.start < 2:
            break
        found.append(more)
        if at > end:
            break
        end = more.end
    return found
