"""An article from an HTML page: the generic reader, for any newspaper.

Metadata and the choice of the body work on the lxml tree; only the chosen part is read with BeautifulSoup, which is
the slow half of any parser built on it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import partial

from corpus.article import Article, RawPage
from corpus.ids import host_of, same_site
from corpus.sites import SiteTable, our_sites
from corpus.text import canon, normalize
from extractor.clean.assemble import assemble, web_address
from extractor.clean.boilerplate import Boilerplate
from extractor.clean.bylines import names_of, persons_of
from extractor.clean.compare import same_words, squeeze
from extractor.clean.container import Survey, survey
from extractor.clean.data import phrases
from extractor.clean.dateline import read_iso, read_url_date
from extractor.clean.decoding import decode, is_wide
from extractor.clean.dump import paragraphs
from extractor.clean.forms import form_of
from extractor.clean.insets import mark_insets
from extractor.clean.items import STORY, Item
from extractor.clean.jsonld import LinkedArticle
from extractor.clean.leads import choose_lead
from extractor.clean.lines import ends_like_prose
from extractor.clean.markup import parse, trim
from extractor.clean.metadata import AUTHOR, DESCRIPTION, MODIFIED, PUBLISHED, SECTION, TAGS, TITLE, Facts, read_facts
from extractor.clean.pager import drop_pager_lines
from extractor.clean.profile import Profile, fill_gaps
from extractor.clean.published import Candidate, choose, given_value, in_future, limit_of
from extractor.clean.reader import read_items
from extractor.clean.rejects import drop_paywall_lines, reject_lists, reject_status, reject_talk, require_article
from extractor.clean.settle import Found, settle, split_credits, texts
from extractor.clean.surroundings import Surroundings, read_surroundings, split_key_words
from extractor.clean.teasers import mark_teasers
from extractor.clean.titles import alike, choose_title, is_site, site_names, visible_title

_LONGEST_TAG = 80
_LONG_CAPTION = 60
_DAY = len("2020-06-18")
_SYLLABLE = re.compile(r"\w+")


def clean_html(
    page: RawPage,
    body: bytes,
    *,
    now: datetime | None = None,
    boilerplate: Boilerplate | None = None,
    sites: SiteTable | None = None,
    further: bool = False,
) -> Article:
    """An article from the checked bytes of a page.

    Raises RejectedInput (`extractor.clean.rejects`) and UnreadableInput `too-large`.
    """
    reject_status(page)
    whole = decode(body, page.headers).text.encode("utf-8", errors="replace") if is_wide(body) else body
    markup = decode(trim(whole), page.headers)
    root = parse(markup.utf8)
    facts = read_facts(root)
    address = _address(page, facts)
    if _of_another(facts, address):
        facts.linked = LinkedArticle()
    profile = _profile(page, address, our_sites() if sites is None else sites)
    mark_teasers(root)
    mark_insets(root)
    if profile:
        profile.mark(root)
    host = host_of(address or "") or page.source
    seen = survey(root)
    items = _body_items(seen, facts)
    title = squeeze(page.given.title or "") or choose_title(facts, host, partial(visible_title, seen, items))
    around = read_surroundings(seen, title)
    reject_lists(items, seen, facts, leads=sum(item.role == "lead" for item in around.above))
    drop_pager_lines(items)
    if boilerplate:
        boilerplate.drop(items, page.given.source or page.source)
    found = _settled(items, around, title)
    if boilerplate:  # again: a line may have lost a signature or a name
        boilerplate.drop(items, page.given.source or page.source)
    walled = drop_paywall_lines(items)
    if profile:
        fill_gaps(profile, root, around, found)
    lead = choose_lead(items, around, facts, named=profile.texts("lead", root) if profile else iter(()))
    limit = limit_of(page.retrieved, now)
    published = choose(_dates(page, facts, around, found, address), limit=limit)
    if further:
        reject_talk([item.text for item in texts(items)], None, walled=0)
    else:
        require_article(
            [item.text for item in texts(items)],
            seen,
            facts,
            title=title,
            address=address,
            markup=markup.text,
            walled=walled,
            published=published,
        )
    return assemble(
        page,
        items,
        raw_text="" if address or page.given.origin_id else decode(body, page.headers).text,
        url=address,
        title=title,
        lead=lead,
        authors=_authors(facts, found, host),
        section=_section(facts, around, title),
        tags=_tags(facts, around, items, title=title),
        published=published,
        form=form_of(items, facts, address=address, title=title),
        updated=_updated(facts, found, around, published.value if published else "", limit),
    )


def _of_another(facts: Facts, address: str | None) -> bool:
    """Whether JSON-LD speaks of another article: another address, and a headline that is not this page's."""
    linked = facts.linked
    if not (linked.url and linked.headline and address) or web_address(linked.url) in (None, address, facts.canonical):
        return False
    return not any(
        alike(linked.headline, title) for title in (*facts.headings, facts.first(TITLE), facts.title) if title
    )


def _profile(page: RawPage, address: str | None, sites: SiteTable) -> Profile | None:
    """The profile of the page's site, for the day from which the supplier, the address or the fetch says it is."""
    site = sites.of(address) if address else None
    if site is None:
        return None
    fetched = page.retrieved.date().isoformat() if page.retrieved else ""
    stated = (read_iso(page.given.published or ""), read_url_date(address or ""), fetched)
    day = next((date.fromisoformat(value[:10]) for value in stated if value and len(value) >= _DAY), None)
    return Profile(site=site, day=day)


def _address(page: RawPage, facts: Facts) -> str | None:
    """The canonical address: `rel=canonical`, else og:url, where it is of the same site and no front page."""
    own = web_address(page.final_url) or web_address(page.url)
    if own is None:
        return None
    for stated in (facts.canonical, facts.first(("og:url",))):
        other = web_address(stated if "://" in stated else None)
        if other and same_site(other, own) and other.rstrip("/").count("/") > 2:
            return other
    return own


def _body_items(seen: Survey, facts: Facts) -> list[Item]:
    """Pieces of the chosen element; of JSON-LD's articleBody where a script would have written the body."""
    items: list[Item] = []
    if seen.chosen is not None:
        items = read_items(seen.chosen.element)
    shown = sum(len(item.text) for item in texts(items))
    if len(facts.linked.body) > 200 and shown < 0.3 * len(facts.linked.body):
        return [Item(kind="p", text=line) for line in paragraphs(normalize(facts.linked.body))]
    _tell_in_captions(items, shown)
    return items


def _tell_in_captions(items: list[Item], shown: int) -> None:
    """A photo story: its captions are its text, but not what stands under a film. `shown`: characters of other text."""
    captions = [item for item in items if item.kind == "caption" and ends_like_prose(item.text)]
    long = [len(item.text) for item in captions if len(item.text) > _LONG_CAPTION]
    if len(long) > 1 and sum(long) > 3 * shown:
        for item in captions:
            if not canon(item.text).startswith(phrases("credit")):
                item.kind, item.role = "p", STORY
        items[:] = [item for item in items if item.kind != "image"]


def _settled(items: list[Item], around: Surroundings, title: str | None) -> Found:
    """Settles the body by itself, then puts what stood above it on top."""
    found = settle(items, title=title, pictured=any(item.kind == "image" or item.image for item in items))
    shown = list(texts(items))
    if not any(item.role == STORY for item in shown):  # captions that only their place tells
        above = any(item.is_text for item in around.above)
        _tell_in_captions(items, sum(len(item.text) for item in shown[0 if above else 1 :] if item.role != "lead"))
    split_credits(around.above)
    items[:0] = around.above
    found.authors[:0] = around.authors
    return found


def _dates(page: RawPage, facts: Facts, around: Surroundings, found: Found, address: str | None) -> Iterator[Candidate]:
    if page.given.published and (value := given_value(page.given.published)):
        yield Candidate(value=value, method=page.given.published_method)
    if value := read_iso(facts.linked.published):
        yield Candidate(value=value, method="json-ld")
    for stated in (facts.meta.get(name, ()) for name in PUBLISHED):
        for text in stated:
            if value := read_iso(text):
                yield Candidate(value=value, method="meta")
    for text in (*facts.microdata.get("datepublished", ())[:1], *around.times):
        if value := read_iso(text):
            yield Candidate(value=value, method="microdata")
    day = (read_iso(facts.linked.published) or "")[:10] or read_url_date(address or "") or ""
    moments = list(filter(None, map(read_iso, facts.times)))
    for value in moments:  # one alone, or of the day or month that something else says; others are other articles'
        if value.startswith(day) if day else len({moment[:10] for moment in moments}) == 1:
            yield Candidate(value=value, method="microdata")
    datelines = [*around.datelines, *found.datelines]
    for dateline in [line for line in datelines if not line.update] or datelines[:1]:
        yield Candidate(value=dateline.value, method="text")
    if address and (value := read_url_date(address)):
        yield Candidate(value=value, method="url")


def _updated(facts: Facts, found: Found, around: Surroundings, published: str, limit: datetime | None) -> str | None:
    """When the article was changed: stated, later than its publication and not in the future."""
    stated = (
        facts.linked.modified,
        *(value for name in MODIFIED for value in facts.meta.get(name, ())),
        *facts.microdata.get("datemodified", ()),
        *(line.value for line in (*around.datelines, *found.datelines) if line.update),
    )
    for text in stated:
        value = read_iso(text)
        if value and len(value) > 10 and value[:16] > published[:16] and not in_future(value, limit):
            return value
    return None


def _authors(facts: Facts, found: Found, host: str) -> list[str]:
    """As printed; where nothing is printed, as the head says, without the paper itself."""
    if found.authors or found.sources:
        return persons_of(found.authors or found.sources)
    site = site_names(facts, host)
    stated = facts.linked.authors or facts.every(AUTHOR) or tuple(facts.microdata.get("author", ()))
    return persons_of(
        name
        for text in stated
        if "://" not in text and "." not in text.strip(".").replace(". ", "")[1:]
        for name in names_of(text)
        if not is_site(name, site)
    )


def _section(facts: Facts, around: Surroundings, title: str | None) -> str | None:
    """The first section named: in the head, else in the bread crumbs."""
    home = {"trang chủ", "home", "trang nhất"}
    for text in map(squeeze, _stated_sections(facts, around)):
        if text and len(text) < 60 and canon(text) not in home and not (title and same_words(text, title)):
            return text
    return None


def _stated_sections(facts: Facts, around: Surroundings) -> Iterator[str]:
    yield facts.linked.section.split(",")[0]
    yield from (value.split(",")[0] for value in facts.every(SECTION))
    yield from facts.microdata.get("articlesection", ())
    yield from facts.crumbs
    yield from around.crumbs
    yield from around.sections


def _tags(facts: Facts, around: Surroundings, items: list[Item], *, title: str | None) -> list[str]:
    """Key words: of the head where they are those of this article, else printed in or under it."""
    stated = [
        tag
        for tag in facts.linked.keywords or [squeeze(part) for value in facts.every(TAGS) for part in value.split(",")]
        if tag and len(tag) < _LONGEST_TAG and not tag.endswith(".")
    ]
    if stated and all(tag in facts.first(DESCRIPTION) for tag in stated):
        stated = []  # some systems cut the summary into key words
    ours = _are_of("\n".join([title or "", *(item.text for item in texts(items))]), stated)
    if ours and len(stated) > 1:
        return list(stated)
    inside = [item.text for item in items if item.why == "tags"]
    if around.tags or inside:
        printed = around.tags or [tag for line in inside for tag in split_key_words(line)]
        section = _section(facts, around, title)
        above = {section, *around.crumbs}
        return [tag for tag in printed if tag not in above] or printed
    return list(stated) if ours else []


def _are_of(text: str, tags: Sequence[str]) -> bool:
    """Whether key words are those of the text: one with marks or several words stands in it. A paper's own do not."""
    wanted = [_SYLLABLE.findall(canon(tag)) for tag in tags if not tag.isascii() or tag[:1].isupper()]
    if not wanted:
        return False
    low = canon(text)  # cut at blanks first: that is ten times as fast, and mostly enough
    return any(map(set(low.split()).issuperset, wanted)) or any(map(set(_SYLLABLE.findall(low)).issuperset, wanted))
