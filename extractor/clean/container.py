"""Where the article stands on the page: choice of the element that holds its paragraphs.

Method (our own, after the idea that running text is dense in characters and thin in links):

1. One pass in document order gathers the text that belongs to each block element itself, with the share that is
   linked. A block of running text earns its characters less twice its linked ones; links and scraps are noise.
2. A paragraph's earning goes to its parent, half of it to its grandparent; a block of bare text (`<br><br>` pages)
   keeps its own. The element with the most is the kernel. Teasers each have a box of their own and do not add up.
3. From the kernel upwards: a parent that adds a sixth of running text and little noise is taken instead (bodies cut
   in two by an advertisement).
4. An element that names itself the body (`itemprop=articleBody`, known class words) wins where it holds half of that
   text or more, and less noise.

Elements whose class or tag says menu, comments, related … earn nothing, unless that would leave the page without text.
What readers wrote under a heading such as `Bình luận (14)` never does (`extractor.clean.comments`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from lxml import etree

from extractor.clean.comments import is_heading, mark_comments
from extractor.clean.roles import FURNITURE, FURNITURE_TAGS, OF_PROFILE, Role, role_named, role_of
from extractor.clean.teasers import MARK as TEASER

BLOCKS = frozenset(
    {
        "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt", "fieldset",
        "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main",
        "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
    }
)  # fmt: skip
PARAGRAPHS = frozenset({"p", "li", "blockquote", "dd", "h2", "h3", "h4", "h5", "h6", "pre"})
_TEXTLESS = frozenset({"br", "img", "amp-img", "input", "source", "wbr", "hr", "link", "meta", "path", "col"})
SILENT = frozenset({"script", "style", "head", "title", "template", "textarea", "option", "svg", "math"})
_SKIPPED = SILENT | _TEXTLESS
_INLINE = frozenset({"a", "abbr", "b", "em", "font", "i", "mark", "small", "span", "strong", "sub", "sup", "u"})
_PRUNED = frozenset({"navigation", "ads", "comments", "related"})
_SHORTEST = 25  # characters of a block that may be running text
_TITLE = 20  # characters of a title, at least
_UNDER_TITLE = 0.6  # share of the running text, at least, in the part under the title
_ENOUGH = 200  # characters of running text without which a page is searched a second time


class Region:
    """An element and what its subtree holds. `text` is the block's own inline text, blanks squeezed; `names` are its
    class and id. (No dataclass with slots: that takes three times as long to make, and a page has hundreds.)
    """

    def __init__(self, element: etree._Element, tag: str, parent: int, order: int, *, block: bool) -> None:
        self.element = element
        self.tag = tag
        self.parent = parent
        self.order = order
        self.block = block
        self.role: Role = ""
        self.dead = False
        self.names = ""
        self.pieces: list[str] = []
        self.text = ""
        self.linked = 0
        self.score = 0.0
        self.gain = 0
        self.noise = 0


@dataclass(kw_only=True)
class Survey:
    """All elements of the body in document order, and the one chosen (None where there is no running text)."""

    body: etree._Element
    regions: list[Region]
    chosen: Region | None

    @cached_property
    def links(self) -> list[etree._Element]:
        """All links, those within what no region stands for too; looked for when they are asked for."""
        return list(self.body.iter("a"))

    def last_inside(self, region: Region) -> int:
        """Order of the last element within `region`."""
        last = region.order
        for later in self.regions[region.order + 1 :]:
            if later.parent < region.order:
                break
            last = later.order
        return last


def survey(root: etree._Element) -> Survey:
    """Look over a parsed page and choose the article's container."""
    body = next(root.iter("body"), root)
    regions = _regions(body, prune=True)
    chosen = _choose(regions)
    if chosen is None or chosen.gain < _ENOUGH:
        whole = _regions(body, prune=False)
        again = _choose(whole)
        if again and again.gain > 2 * (chosen.gain if chosen else 0):
            regions, chosen = whole, again
    return Survey(body=body, regions=regions, chosen=chosen)


def _regions(body: etree._Element, *, prune: bool) -> list[Region]:
    """One Region an element, in document order, with the text that belongs to each block.

    `prune`: nothing within menus, advertisements, comments and boxes of links, and no such box earns. Without it only
    tags count, for pages that name their parts wrongly.
    """
    regions: list[Region] = []
    titled = _around_titles(body)
    at, block_at, linked = -1, -1, False  # region and block that are open, and whether they are in a link
    above: list[tuple[int, int, bool]] = []  # the same for all that these stand in
    walk = etree.iterwalk(body, events=("start", "end"))
    for event, element in walk:
        if event == "end":
            at, block_at, linked = above.pop()
            if at >= 0 and (tail := element.tail):
                _give(regions[block_at], tail, linked)
            continue
        above.append((at, block_at, linked))
        tag = element.tag
        if tag in _SKIPPED:
            if tag == "br" and block_at >= 0:
                regions[block_at].pieces.append("\n")
            if tag in SILENT or block_at >= 0:
                walk.skip_subtree()
                continue
        order = len(regions)
        region = Region(element, tag, at, order, block=tag in BLOCKS or order == 0)
        regions.append(region)
        _mark(region, at >= 0 and regions[at].dead, by_class=prune and element not in titled)
        if region.dead and (TEASER in element.get("class", "") if not prune else region.role in _PRUNED):
            walk.skip_subtree()
            continue
        at, block_at, linked = order, order if region.block else block_at, linked or tag == "a"
        if text := element.text:
            _give(regions[block_at], text, linked)
    for region in regions:
        if region.pieces:
            region.text = " ".join("".join(region.pieces).split())
    return regions


def _around_titles(body: etree._Element) -> set[etree._Element]:
    """What holds the title of the page, and so is no menu, whatever it is called (`sidebar-1`)."""
    titles = [title for title in body.iter("h1") if len("".join(title.itertext()).strip()) >= _TITLE]
    return {above for title in titles[:2] for above in title.iterancestors()}


def _give(block: Region, text: str, linked: bool) -> None:
    block.pieces.append(text)
    if linked:
        block.linked += len(text.strip())


def _mark(region: Region, within_dead: bool, *, by_class: bool) -> None:
    """Role and deadness from tag, class, id and what the element stands in."""
    tag = region.tag
    role = FURNITURE_TAGS.get(tag, "")
    dead = role != ""
    if stated := region.element.items():
        attributes = dict(stated)
        classes = attributes.get("class", "")
        names = region.names = f"{classes} {attributes.get('id', '')}"
        if not role:
            role = "body" if attributes.get("itemprop") == "articleBody" else _named(tag, names, attributes)
        # a linked word of the text may be called `related`, a paragraph beside an advertisement after that
        named = role in FURNITURE and tag not in _INLINE and not (role == "ads" and tag in PARAGRAPHS)
        dead = dead or (by_class and (named or _hidden(attributes))) or TEASER in classes
    region.role = role
    region.dead = within_dead or (dead and tag not in ("body", "html", "main"))


def _named(tag: str, names: str, attributes: Mapping[str, str]) -> Role:
    typed = tag == "div" and "type" in attributes  # some systems name their inset boxes so
    if not typed and "data-role" not in attributes:
        return role_named(names)
    more = [attributes["type"]] if typed else []
    if "data-role" in attributes:
        more.append(attributes["data-role"])
    return role_of(" ".join([attributes.get("class", ""), *more]), attributes.get("id", ""))


def _hidden(attributes: Mapping[str, str]) -> bool:
    style = attributes.get("style")
    return "hidden" in attributes or (style is not None and "display:none" in style.replace(" ", "").lower())


def _choose(regions: list[Region]) -> Region | None:
    heads = _earned(regions)
    if heads and mark_comments(regions, heads):
        for region in regions:
            region.score, region.gain, region.noise = 0.0, 0, 0
        _earned(regions)
    for region in reversed(regions):
        if region.parent >= 0 and not region.dead:
            above = regions[region.parent]
            above.gain += region.gain
            above.noise += region.noise
    kernel = max((region for region in regions if region.score > 0), key=lambda r: r.score, default=None)
    if kernel is None:
        return None
    return _below_title(regions, _by_profile(regions, _by_name(regions, _climb(regions, kernel))))


def _earned(regions: list[Region]) -> list[Region]:
    """Gives each block what it earns; returns those that may be headings over comments."""
    heads = []
    for region in regions:
        if region.block and not region.dead:
            _earn(regions, region)
            if not region.gain and not region.linked and is_heading(region.text):
                heads.append(region)
    return heads


def _earn(regions: list[Region], region: Region) -> None:
    length = len(region.text)
    if region.role in ("caption", "credit", "picture") and length < 600:
        return
    gain = length - 2 * region.linked
    if length < _SHORTEST or gain <= 0:
        region.noise = length
        return
    region.gain, region.noise = gain, region.linked
    parent = regions[region.parent] if region.parent >= 0 else region
    if region.tag in PARAGRAPHS and region.parent >= 0:
        parent.score += gain
        if parent.parent >= 0:
            regions[parent.parent].score += gain / 2
    else:
        region.score += gain
        parent.score += gain / 2


def _climb(regions: list[Region], kernel: Region) -> Region:
    chosen = at = kernel
    for _ in range(5):
        if at.parent < 0 or at.tag == "body":
            break
        at = regions[at.parent]
        added, noise = at.gain - chosen.gain, at.noise - chosen.noise
        if added * 6 > chosen.gain and noise * 3 < added:
            chosen = at
    return chosen


def _below_title(regions: list[Region], chosen: Region) -> Region:
    """Where the title stands in the chosen element too: the part of it under the title, if that is all but the lead.

    What stands between them is then read as what stands above a body: lead, dateline, byline.
    """
    while True:
        ahead = (r for r in regions[chosen.order + 1 :] if r.tag == "h1" or r.parent < chosen.order)
        title = next(ahead, None)
        if title is None or title.parent < chosen.order:  # none in the chosen element
            return chosen
        within = title
        while within.parent != chosen.order and within.parent >= 0:
            within = regions[within.parent]
        below = [r for r in regions[title.order :] if r.parent == chosen.order and r.order > within.order and r.gain]
        best = max(below, key=lambda r: r.gain, default=None)
        if best is None or best.tag in PARAGRAPHS or best.gain < _UNDER_TITLE * chosen.gain:
            return chosen
        if sum(r.gain for r in below if r.order > best.order) > 0:  # the body goes on behind it
            return chosen
        chosen = best


def _by_profile(regions: list[Region], chosen: Region) -> Region:
    """The element that the site's profile says is the body, unless what was found is within it and nearly all of it."""
    mark = f"{OF_PROFILE}body"
    told = next((region for region in regions if region.names.startswith(mark)), None)
    if told is None or told.gain < 0.5 * chosen.gain:
        return chosen
    return chosen if chosen.gain >= 0.9 * told.gain and told.element in chosen.element.iterancestors() else told


def _by_name(regions: list[Region], chosen: Region) -> Region:
    """The element that calls itself the body, where it is about as good."""
    worth = chosen.gain - chosen.noise
    named = [
        region
        for region in regions
        if region.role == "body" and not region.dead and region.gain - region.noise >= 0.5 * worth
    ]
    wide = max((region.gain for region in named), default=0)
    # the innermost of those that hold nearly all of it; what the vocabulary of schema.org names may hold a little less
    marked = [region for region in named if region.element.get("itemprop") == "articleBody"]
    tight = [region for region in marked if region.gain >= 0.7 * wide] or [
        region for region in named if region.gain >= 0.9 * wide
    ]
    if not tight:
        return chosen
    best = tight[-1]
    return best if best.noise <= max(chosen.noise, 0.3 * best.gain) or best.gain > 1.2 * chosen.gain else chosen
