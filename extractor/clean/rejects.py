"""What is no article: lists, error pages, logins, walls, stubs of articles that must be paid for.

Each test raises RejectedInput with a reason that can be counted and, in the detail, the kind and what told it:

- `not-an-article`: `HTTP 404`, a listing, an error page, a wall (cookies, scripts, robots), a login, a search, the
  shell of an e-paper, a standing page (contact, terms), a page with nothing but its imprint
- `paywall`: the lead is there, the rest is not
- `no-body`, `too-short`, `not-vietnamese`

Pages are told by what they say of themselves (`extractor/data/clean/rejects.toml`): a short text most of whose
sentences are the page's own talk, or an undated page whose whole title is that of a standing page. An article may speak
of all these things: then the talk is the smaller part of it, is quoted or dated, and the page has a date.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, NoReturn
from urllib.parse import parse_qsl, urlsplit

from corpus.article import RawPage
from corpus.dates import PublicationDate
from corpus.errors import RejectedInput
from corpus.text import canon
from extractor.clean.compare import squeeze
from extractor.clean.data import phrase_set, phrases_of
from extractor.clean.items import Item
from extractor.clean.language import require_vietnamese
from extractor.clean.lines import ends_like_prose

if TYPE_CHECKING:  # a text must not pay for lxml
    from extractor.clean.container import Region, Survey
    from extractor.clean.metadata import Facts

_SHORTEST_BODY = 80
_SHORTEST_UNSIGNED = 500  # characters of a page without a date
_SHORTEST_PARAGRAPHS = 200  # characters of one that has paragraphs of prose under a title
_MANY_LINKS = 25
_LISTING_HEADS = 5  # linked headings that make a page a list of articles
_LONGEST_TALK = 1500  # characters of a text that may be a page's own talk and nothing else
_LONGEST_SENTENCE = 260
_LONGEST_STUB = 600  # characters left of an article behind a paywall: a lead and the beginning of a paragraph
_SHORTEST_PROSE = 80
_TITLE_LINK = 25  # characters of a link that may be a title
_MOST_LINES = 400
_MOST_PIECES = 12

_KINDS = (
    "error page",
    "wall",
    "login",
    "search",
    "listing",
    "e-paper",
    "imprint",
)  # those that are told by their sentences
_TITLED = (*_KINDS, "standing page")
_SENTENCE = re.compile(r"(?<=[.!?…:])\s+|\n|\s\|\s")
_QUOTED_OR_DATED = re.compile(r"[“”\"«»]|\d{1,2}[/-]\d{1,2}\b|\bngày \d")
_JOINT = re.compile(r"\s+[-–—|»:·•]+\s+|\s*[|»]\s*|\s*::\s*")
_NOT_FREE = re.compile(r"\"isAccessibleForFree\"\s*:\s*\"?false", re.IGNORECASE)
_STATED = frozenset({"json-ld", "meta", "microdata", "given", "feed", "sitemap"})


def reject_status(page: RawPage) -> None:
    """Raises RejectedInput for a page with which the server answered that there is none."""
    if page.status is not None and page.status >= 400:
        raise RejectedInput("not-an-article", f"HTTP {page.status}")


def reject_lists(items: Sequence[Item], seen: Survey, facts: Facts, *, leads: int) -> None:
    """A page whose text is linked headings, each over a teaser of its own, or that has many leads, is a list."""
    lines = [item for item in items if item.is_text or item.why == "related"]
    heads = [item.linked > 0.7 and len(item.text) < 250 for item in lines]
    prose = [item.linked < 0.3 and len(item.text) > 60 for item in lines]
    teased = sum(
        head and any(prose[at + 1 : at + 3]) and not any(heads[at + 1 : at + 2]) for at, head in enumerate(heads)
    )
    known = _known(facts)
    if teased >= 0.6 * sum(prose) and (teased >= _LISTING_HEADS or not known) and teased and not facts.linked.published:
        raise RejectedInput("not-an-article", f"listing: {teased} linked headings over {sum(prose)} paragraphs")
    if leads > 1 and not known:
        raise RejectedInput("not-an-article", f"listing: {leads} leads")
    if seen.chosen is None and len(seen.links) >= _MANY_LINKS and not _talk_of(_all_lines(seen)):
        raise RejectedInput("not-an-article", f"listing: {len(seen.links)} links and no running text")


def drop_paywall_lines(items: Sequence[Item]) -> int:
    """Takes lines out of the text that ask for an account or money to read on; the number of them."""
    lines = [item for item in items if item.is_text or item.why in ("related", "navigation")]
    if not _speaks("\n".join(item.text for item in lines), ("paywall",)):
        return 0
    walls = [item for item in lines if _is_paywall_line(item.text)]
    for item in walls:
        item.remove("paywall")
    return len(walls)


def require_article(
    body: Sequence[str],
    seen: Survey,
    facts: Facts,
    *,
    title: str | None,
    address: str | None,
    markup: str,
    walled: int,
    published: PublicationDate | None,
) -> None:
    """Raises RejectedInput unless the pieces of `body` are an article: enough running text, in Vietnamese, that is not
    the page's own talk; and for a short one a sign of an article: a date, or what the head says.
    """
    size = sum(map(len, body))
    known = published is not None or _known(facts)
    stated = published is not None and (published.method in _STATED or size >= _SHORTEST_UNSIGNED)
    if _is_stub(body):
        _reject_stub(body, seen, markup, walled)
    if size < _LONGEST_TALK and (kind := _talk_of(body, least=0.8 if stated else 0.5)):
        raise RejectedInput("not-an-article", f"{kind}: its text says so")
    if not stated and body and all(line.endswith(("…", "...")) for line in body):
        raise RejectedInput("not-an-article", "listing: nothing but teasers that are cut short")
    if not stated and (kind := _titled(title, facts.title, size) or _addressed(address, facts, size)):
        raise RejectedInput("not-an-article", kind)
    if size < _SHORTEST_BODY:
        _reject_short(size, seen, known)
    require_vietnamese("\n".join(body))
    prose = sum(len(line) >= _SHORTEST_PROSE and ends_like_prose(line) for line in body)
    told = any(map(_QUOTED_OR_DATED.search, body)) and _is_titled_alike(title, facts)  # as short news is
    if size < (_SHORTEST_PARAGRAPHS if prose > 1 and title else _SHORTEST_UNSIGNED) and not (known or (prose and told)):
        raise RejectedInput("not-an-article", f"{size} characters of running text, no date")


def _is_titled_alike(title: str | None, facts: Facts) -> bool:
    """Whether the page has one headline, and its head begins with it too."""
    return bool(title) and facts.headings == [title] and canon(facts.title).startswith(canon(title or ""))


def _reject_short(size: int, seen: Survey, known: bool) -> NoReturn:
    """Says why there is no running text: the page's own talk, links, another language, or nothing at all."""
    lines = _all_lines(seen)
    if kind := _talk_of(lines, least=0.5 if known else 0.1):
        raise RejectedInput("not-an-article", f"{kind}: its text says so")
    longest = max(lines, key=len, default="")
    if len(longest) >= _SHORTEST_BODY:
        require_vietnamese(longest)
    titles = sum(len("".join(link.itertext()).strip()) >= _TITLE_LINK for link in seen.links)
    if not known and (len(seen.links) >= _MANY_LINKS or titles >= _LISTING_HEADS):
        raise RejectedInput("not-an-article", f"listing: {len(seen.links)} links, {size} characters of running text")
    raise RejectedInput("too-short" if size else "no-body", f"{size} characters of running text")


def reject_talk(body: Sequence[str], title: str | None, *, walled: int) -> None:
    """For a text without markup: raises RejectedInput where it is a page's own talk, or what a paywall left."""
    size = sum(map(len, body))
    if walled and _is_stub(body):
        raise RejectedInput("paywall", f"{size} characters before it")
    if size < _LONGEST_TALK and (kind := _talk_of([*([title] if title else ()), *body], least=0.7)):
        raise RejectedInput("not-an-article", f"{kind}: its text says so")


def _known(facts: Facts) -> bool:
    return facts.linked.found or facts.first(("og:type",)) == "article"


def _all_lines(seen: Survey) -> list[str]:
    """What stands on the page outside of links, where there is no body to look at."""
    shown = (region for region in seen.regions if region.block and region.text and not region.linked)
    return [region.text for region, _ in zip(shown, range(_MOST_LINES), strict=False)]


def _reject_stub(body: Sequence[str], seen: Survey, markup: str, walled: int) -> None:
    """Raises RejectedInput `paywall` where a wall stands in the body, beside it, or is stated in the head."""
    size = sum(map(len, body))
    beside = not walled and any(
        _is_paywall_line(text)
        for region in seen.regions
        if region.block and (not region.dead or size < _LONGEST_STUB / 3) and (text := _shown(region))
    )
    if walled or beside:
        raise RejectedInput("paywall", f"{size} characters before it")
    if body and body[-1].rstrip("[( ])").endswith(("...", "…")) and _NOT_FREE.search(markup):
        raise RejectedInput("paywall", f"breaks off after {size} characters, not free")


def _shown(region: Region) -> str:
    """Text of a small block with all that is in it; "" of a large one."""
    pieces: list[str] = []
    for piece in region.element.itertext():
        pieces.append(piece)
        if len(pieces) > _MOST_PIECES:
            return ""
    text = squeeze("".join(pieces))
    return text if len(text) <= 2 * _LONGEST_SENTENCE else ""


def _is_stub(body: Sequence[str]) -> bool:
    size = sum(map(len, body))
    return size < _LONGEST_STUB / 2 or (size < _LONGEST_STUB and len(body) <= 2)


def _is_paywall_line(line: str) -> bool:
    """A short line of nothing but sentences of a paywall, with a scrap beside them at most."""
    if len(line) > 2 * _LONGEST_SENTENCE:
        return False
    said = [(sentence, _says(sentence, "paywall")) for sentence in _sentences(line)]
    rest = sum(len(sentence) for sentence, hit in said if not hit)
    return any(hit for _, hit in said) and rest <= 0.5 * len(line)


def _talk_of(lines: Sequence[str], *, least: float = 0.5) -> str:
    """The kind of page whose own talk makes up at least this share of the characters of these lines, else ""."""
    if not _speaks("\n".join(lines[:_MOST_LINES]), _KINDS):
        return ""
    found = dict.fromkeys(_KINDS, 0)
    total = 0
    for line in lines[:_MOST_LINES]:
        for sentence in _sentences(line):
            total += len(sentence)
            if kind := next((kind for kind in _KINDS if _says(sentence, kind)), None):
                found[kind] += len(sentence)
    kind = max(_KINDS, key=lambda name: found[name])
    return kind if total and sum(found.values()) >= least * total else ""


def _sentences(line: str) -> Iterator[str]:
    return (sentence for sentence in _SENTENCE.split(line) if sentence.strip(" .-–|"))


def _says(sentence: str, kind: str) -> bool:
    if len(sentence) > _LONGEST_SENTENCE or not _speaks(sentence, (kind,)):
        return False
    return kind == "paywall" or _QUOTED_OR_DATED.search(sentence) is None


@cache
def _key(kind: str, what: str) -> str:
    return f"{re.sub('[ -]', '_', kind)}_{what}"


def _speaks(text: str, kinds: Iterable[str]) -> bool:
    """Whether any phrase of these kinds stands in a text. (Plain searches: a pattern of all is fifty times slower.)"""
    low = canon(text)
    return any(
        stem in low and any(phrase in low for phrase in those) for kind in kinds for stem, those in _by_stem(kind)
    )


@cache
def _by_stem(kind: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The phrases of a kind, by two words that several of them have: where these do not stand, none of those does."""
    left = list(phrases_of("rejects.toml", _key(kind, "sentences")))
    found: list[tuple[str, tuple[str, ...]]] = []
    while left:
        count = Counter(stem for phrase in left for stem in _stems(phrase))
        stem = max(count, key=lambda two: (count[two], two))
        found.append((stem, tuple(phrase for phrase in left if stem in phrase)))
        left = [phrase for phrase in left if stem not in phrase]
    return tuple(found)


def _stems(phrase: str) -> set[str]:
    return {" ".join(pair) for pair in pairwise(phrase.split(" "))} or {phrase}


def _titled(title: str | None, whole: str, size: int) -> str:
    """The kind of page whose title this is, "" for an article's."""
    segments = {canon(text).strip(" .") for text in (title or "", _JOINT.split(whole)[0])} - {""}
    if size < _LONGEST_TALK and canon(title or "").strip(" .") in phrase_set("menu"):
        return "listing: its title is the name of a section"
    for kind in _TITLED if size < _LONGEST_TALK else ("standing_page",):
        for phrase in phrases_of("rejects.toml", _key(kind, "titles")):
            bare = phrase.rstrip("*").strip(" .")
            if bare in segments or (phrase.endswith("*") and any(text.startswith(bare) for text in segments)):
                return f"{kind}: its title is `{bare}`"
    return ""


def _addressed(address: str | None, facts: Facts, size: int) -> str:
    """The kind of page that has such an address, where nothing says that it is an article."""
    if not address or _known(facts) or size >= _LONGEST_TALK:
        return ""
    parts = urlsplit(address.lower())
    names = {*parts.path.strip("/").split("/"), *(f"?{name}" for name, _ in parse_qsl(parts.query))}
    for kind in ("login", "search", "listing", "e-paper"):
        if not names.isdisjoint(phrases_of("rejects.toml", _key(kind, "addresses"))):
            return f"{kind}: its address says so"
    return ""
