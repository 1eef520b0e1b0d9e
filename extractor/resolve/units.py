"""Units over articles: which mentions are one unit. Corrections come later; nothing here knows them but `tag`.

A unit is known by its full name: its canonical value, behind it the owner where the value means nothing without one
(`Phòng Tham mưu` of `Công an tỉnh X`). Names of one place are told apart by where that place lies (two districts called
Kỳ Sơn), communes also by the administrative map of the article's date. What cannot be told stays unresolved.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

from corpus.mentions import Place, Unit
from extractor.gazetteer import Era, table
from extractor.resolve.articles import ArticleMentions, Atom
from extractor.resolve.names import Location, Site, begins, era_of, heads, is_organ, key, location, shown_place, sites

NO_OWNER = "the articles do not say whose it is"
NO_PLACE = "the articles do not say of which place"
_DEPTH = 6  # owners of owners
_LONGEST_HEAD = 6  # words


@dataclass(slots=True, kw_only=True)
class UnitAtom(Atom):
    """A unit in one article. `site` is where its place lies, None where that is not told or needs no telling.

    `inferred` is the owner that only the rest of the article tells.
    """

    types: Counter[str] = field(default_factory=Counter)
    parent: str | None = None
    place: str | None = None
    problem: str | None = None
    site: Site | None = None
    candidates: tuple[Site, ...] = ()
    era: Era | None = None
    inferred: str | None = None


@dataclass(slots=True)
class _Told:
    """All that one article says of one canonical value."""

    value: str
    units: list[tuple[int, Unit]] = field(default_factory=list)
    parents: Counter[str] = field(default_factory=Counter)


def unit_atoms(article: ArticleMentions) -> list[UnitAtom]:
    """The units of one article, by full name."""
    told: dict[str, _Told] = {}
    for index, (_, _, mention) in enumerate(article.mentions):
        if isinstance(mention, Unit) and (words := key(mention.value)):
            entry = told.get(words)
            if entry is None:
                entry = told[words] = _Told(mention.value)
            entry.units.append((index, mention))
            if mention.parent:
                entry.parents[mention.parent] += 1
    force = _only_force(told)
    hints = _hints(article)
    atoms: dict[tuple[str, str | None], UnitAtom] = {}
    for entry in told.values():
        inferred = force if _of_force(entry) else None
        only = _only(entry.parents)
        names: dict[tuple[str | None, bool], tuple[str, str | None]] = {}  # an article says most of them several times
        for index, unit in entry.units:
            parent = unit.parent or inferred
            named = names.get((parent, unit.resolved))
            if named is None:
                named = _full_name(entry, parent, told) if unit.resolved else (entry.value, NO_PLACE)
                names[parent, unit.resolved] = named
            name, problem = named
            atom = atoms.get((key(name), problem))
            if atom is None:
                atom = UnitAtom(article=article, name=name, also=entry.value, problem=problem)
                atoms[key(name), problem] = atom
            where, n, _ = article.mentions[index]
            atom.add(where, n, unit.text)
            atom.types[unit.type] += 1
            atom.parent = atom.parent or parent or only
            atom.inferred = inferred
            atom.place = atom.place or unit.place
    for atom in atoms.values():
        _locate(atom, hints)
    return list(atoms.values())


def _only_force(told: dict[str, _Told]) -> str | None:
    """The one force of a province that the article names, unless it names a body that has departments of its own."""
    police = {words: entry for words, entry in told.items() if any(u.type == "police" for _, u in entry.units)}
    if any(begins(words, "rival") for words in police):
        return None
    forces = [
        entry.value
        for words, entry in police.items()
        if begins(words, "force") and is_organ(entry.value) and all(u.resolved for _, u in entry.units)
        if (place := location(entry.value)) is not None and place.tier == 1
    ]
    return forces[0] if len(forces) == 1 else None


def _of_force(entry: _Told) -> bool:
    """A police department without an owner."""
    words = key(entry.value)
    plain = not entry.parents and all(u.place is None and u.type == "police" for _, u in entry.units)
    return plain and begins(words, "of_force") and is_local(words)


def _only(parents: Counter[str]) -> str | None:
    return next(iter(parents)) if len(parents) == 1 else None


def _full_name(entry: _Told, parent: str | None, told: dict[str, _Told], depth: int = 0) -> tuple[str, str | None]:
    """The full name, and what is missing of it. The article's one other mention with an owner tells it, too."""
    parent = parent or _only(entry.parents)
    unit = entry.units[0][1]
    value, words = usual(entry.value), key(entry.value)
    if unit.place is not None or depth >= _DEPTH:
        return value, None
    local = is_local(words)
    if parent is None:
        return value, NO_OWNER if local else None
    owner = told.get(key(parent))
    whole, problem = (usual(parent), None) if owner is None else _full_name(owner, None, told, depth + 1)
    if owner is None and is_local(key(parent)) and location(parent) is None:
        problem = NO_OWNER
    nested = words.endswith(f" {key(parent)}")
    if nested and key(whole) != key(parent):
        value = f"{' '.join(value.split()[: -len(parent.split())])} {whole}"
    if nested or not local:
        return value, problem if nested else None
    if problem is not None or key(whole) == words:
        return value, NO_OWNER
    return f"{value} {_as_owner(whole)}", None


def _as_owner(name: str) -> str:
    """The owner as it stands behind its departments: `Sở Xây dựng tỉnh X` is of `UBND tỉnh X`."""
    head = next((h for h in heads("dropped") if key(name).startswith(f"{h} ")), "")
    return " ".join(name.split()[len(head.split()) :])


@cache
def is_local(words: str) -> bool:
    """Whether a compared name is one of many: a bare or local head without anything that makes it the only one."""
    if words in heads("bare"):
        return True
    parts = words.split(" ")
    if not any(" ".join(parts[:size]) in heads("local") for size in range(1, min(_LONGEST_HEAD, len(parts)) + 1)):
        return False
    return not any(f" {mark} " in f"{words} " for mark in heads("whole") | _ministries())


@cache
def _ministries() -> frozenset[str]:
    return frozenset(f"{head} {key(row['sector'])}" for head in heads("ministry") for row in table("ministry_sectors"))


@lru_cache(maxsize=16384)
def usual(name: str) -> str:
    """The full name for a short one that means one unit everywhere; a place may follow."""
    words = key(name)
    for short, value in _names():
        if words == short:
            return value
        if words.startswith(f"{short} ") and not words.startswith(key(value)):
            rest = words[len(short) + 1 :]
            place = location(f"x {rest}")
            if place is not None and rest in (place.name, f"{key(place.level)} {place.name}"):
                return f"{value} {' '.join(name.split()[len(short.split()) :])}"
    return name


@cache
def _names() -> tuple[tuple[str, str], ...]:
    return tuple((key(row["name"]), row["value"]) for row in table("entity_names"))


def _hints(article: ArticleMentions) -> list[Location]:
    """Provinces and districts that the article names, with units or alone."""
    names = dict.fromkeys(
        mention.value if isinstance(mention, Unit) else f"x {mention.value}"
        for _, _, mention in article.mentions
        if isinstance(mention, (Unit, Place))  # a tuple: a union takes twice as long
    )
    return list(dict.fromkeys(place for name in names if (place := location(name)) is not None and place.tier < 3))


def _locate(atom: UnitAtom, hints: Sequence[Location]) -> None:
    """Where the unit's place lies: by the map, its parent, and what else the article names."""
    era = era_of(atom.article.first)
    place = location(atom.name, era) if atom.problem is None and atom.place is not None else None
    if place is None:
        return
    if place.tier == 3 or location(atom.name, "legacy") != location(atom.name, "current"):
        atom.era = era
    if place.tier == 1:
        return
    found = sites(place, era if place.tier == 3 else "legacy")
    above = location(atom.parent) if atom.parent else None
    if not found:
        if above is not None and above.tier < place.tier:
            atom.site = Site(above.name if above.tier == 2 else "", above.name if above.tier == 1 else "")
        return
    if above is not None:
        found = _within(found, [above]) or found
    if len(found) > 1:
        found = _within(found, [h for h in hints if h.tier == 2]) or found
    if len(found) > 1:
        found = _within(found, [h for h in hints if h.tier == 1]) or found
    atom.candidates = found
    atom.site = found[0] if len(found) == 1 else None


def _within(found: Sequence[Site], hints: Iterable[Location]) -> tuple[Site, ...]:
    names = {(hint.tier, hint.name) for hint in hints}
    return tuple(site for site in found if (2, site.district) in names or (1, site.province) in names)


@dataclass(slots=True)
class UnitGroup:
    """The atoms of one unit. `told_by` is what tells it from others of its name; `note` why it is unresolved.

    `described` are the atoms, among the others, that came in under a longer name (`Hãng tin X` of `X`).
    """

    atoms: list[UnitAtom]
    told_by: str = ""
    note: str | None = None
    described: list[UnitAtom] = field(default_factory=list)


@lru_cache(maxsize=65536)
def family_of(words: str) -> str:
    """The part of a compared name that all names share which may be one unit's: units of two families are never one.

    That is the name without the syllables of describing heads in front of it (`_described`).

    >>> family_of("hãng tin reuters") == family_of("reuters"), family_of("đài truyền hình")
    (True, 'hình')
    """
    parts = words.split(" ")
    start = 0
    while start < len(parts) - 1 and parts[start] in _describing():
        start += 1
    return " ".join(parts[start:])


@cache
def _describing() -> frozenset[str]:
    return frozenset(syllable for head in heads("descriptor") for syllable in head.split(" "))


def group_units(atoms: Iterable[UnitAtom]) -> list[UnitGroup]:
    """Atoms of one unit together; the order of the atoms does not count. All atoms of a family have to be there."""
    by_name: dict[tuple[str, str, str], list[UnitAtom]] = defaultdict(list)
    for atom in atoms:
        by_name[key(atom.name), atom.problem or "", atom.tag].append(atom)
    groups: list[UnitGroup] = []
    for (_, problem, tag), same in sorted(by_name.items()):
        groups.extend([UnitGroup(same, tag, problem)] if problem else _by_site(same, tag))
    return _described(groups)


def _described(groups: list[UnitGroup]) -> list[UnitGroup]:
    """`Hãng tin X` is `X`, and `Báo điện tử X` is `Báo X`, where these stand elsewhere."""
    plain = {key(g.atoms[0].name): g for g in groups if g.note is None and not g.told_by and _is_other(g)}
    kept = []
    for group in groups:
        words = key(group.atoms[0].name)
        home = _shortest(words, plain) if plain.get(words) is group else words
        if home == words:
            kept.append(group)
        else:
            plain[home].described.extend(group.atoms)
    for group in kept:
        group.atoms.extend(group.described)
    return kept


def _shortest(words: str, plain: Mapping[str, UnitGroup]) -> str:
    """The shortest known name that is left without describing heads; each step is shorter than the one before."""
    for head in _descriptors():
        if words.startswith(f"{head} "):
            rest = words[len(head) + 1 :]
            for shorter in (rest, f"{head.split(' ')[0]} {rest}"):
                if shorter != words and shorter in plain:
                    return _shortest(shorter, plain)
    return words


@cache
def _descriptors() -> tuple[str, ...]:
    """The longest first."""
    return tuple(sorted(heads("descriptor"), key=lambda h: (-len(h), h)))


def _is_other(group: UnitGroup) -> bool:
    return all(set(atom.types) == {"other"} for atom in group.atoms)


def _by_site(same: list[UnitAtom], tag: str) -> list[UnitGroup]:
    """Units of one name by where they lie; those of an unknown place are of the one known, or nobody's."""
    groups: dict[tuple[str, Site | None], list[UnitAtom]] = defaultdict(list)
    for atom in same:
        groups[atom.era or "", atom.site].append(atom)
    for era in sorted({era for era, _ in groups}):
        known = [site for e, site in groups if e == era and site is not None]
        lost = groups.get((era, None), [])
        if len(known) == 1 and lost and not any(atom.candidates for atom in lost):
            groups[era, known[0]].extend(groups.pop((era, None)))
    several = len(groups) > 1
    found = []
    for (era, site), members in sorted(groups.items(), key=lambda item: (item[0][0], str(item[0][1]))):
        group = UnitGroup(members, ", ".join(filter(None, [_told_by(era, site, several, groups), tag])))
        if site is None and (several or members[0].candidates):
            group.note = _which(members)
        found.append(group)
    return found


def _told_by(era: str, site: Site | None, several: bool, groups: Iterable[tuple[str, Site | None]]) -> str:
    if not several:
        return ""
    place = ", ".join(shown_place(name) for name in (site.district, site.province) if name) if site else ""
    eras = {e for e, _ in groups}
    when = {"legacy": "until 30 June 2025", "current": "since 1 July 2025"}.get(era, "") if len(eras) > 1 else ""
    return ", ".join(filter(None, [place, when]))


def _which(members: Sequence[UnitAtom]) -> str | None:
    """Why a name with a place is unresolved: several places have it."""
    places = sorted({site.province for atom in members for site in atom.candidates})
    if not places:
        return NO_PLACE
    shown = [shown_place(name) for name in places[:4]]
    more = f" and {len(places) - 4} more provinces" if len(places) > 4 else ""
    return f"{'several places have this name, in' if len(places) > 1 else 'several places in'} {', '.join(shown)}{more}"
