"""Articles as works that are cited: BibTeX, CSL-JSON (citationstyles.org, 1.0.2), and plain Vietnamese or English.

An article on the web is cited with its address and the day on which it was read: that of its retrieval, where known.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from corpus.ids import is_web_address
from corpus.text import fold
from diembao.web.linking import shown, web_address
from diembao.web.messages import Language, day

_TEX = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "_": r"\_", "%": r"\%",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What a citation says; dates are ISO 8601 of any precision."""

    id: str
    title: str | None
    authors: tuple[str, ...]
    source: str
    url: str | None
    published: str | None
    retrieved: str | None

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> Work:
        """From the fields of the contract's object."""
        return cls(
            id=record["id"],
            title=_line(record["title"]),
            authors=tuple(filter(None, (_line(author) for author in record["authors"]))),
            source=_line(record["source"]) or "",
            url=web_address(record["url"]) if record["url"] and is_web_address(record["url"]) else None,
            published=record["published"],
            retrieved=record["retrieved"],
        )


def _line(text: str | None) -> str | None:
    return " ".join(shown(text).split()) if text else None


def bibtex(work: Work) -> str:
    """One entry, to be read with Biber or with BibTeX under a UTF-8 style."""
    fields = [
        ("author", " and ".join(f"{{{_tex(author)}}}" for author in work.authors)),
        ("title", f"{{{_tex(work.title)}}}" if work.title else ""),
        ("journal", _tex(work.source)),
        ("year", (work.published or "")[:4]),
        ("month", ""),
        ("date", (work.published or "")[:10]),
        ("url", _url(work.url)),
        ("urldate", (work.retrieved or "")[:10]),
        ("language", "vietnamese"),
    ]
    lines = [f"  {name} = {{{value}}}," for name, value in fields if value]
    if work.published and len(work.published) >= 7:
        lines.insert(len(lines) - 1, f"  month = {_MONTHS[int(work.published[5:7]) - 1]},")
    return "\n".join([f"@article{{{_key(work)},", *lines, "}"]) + "\n"


def csl(work: Work) -> dict[str, Any]:
    """One item of CSL-JSON. Names are whole: a Vietnamese name is not turned round."""
    item: dict[str, Any] = {"id": work.id, "type": "article-newspaper", "language": "vi"}
    item |= {"title": work.title} if work.title else {}
    item |= {"author": [{"literal": author} for author in work.authors]} if work.authors else {}
    item["container-title"] = work.source
    item |= {"URL": work.url} if work.url else {}
    item |= {"issued": _parts(work.published)} if work.published else {}
    item |= {"accessed": _parts(work.retrieved)} if work.retrieved else {}
    return item


def plain(work: Work, language: Language) -> str:
    """One line for a footnote.

    >>> work = Work(
    ...     id="0" * 16,
    ...     title="Đại hội",
    ...     authors=("Hà Vy",),
    ...     source="bao.example",
    ...     url=None,
    ...     published="2020-08-25",
    ...     retrieved=None,
    ... )
    >>> plain(work, "vi")
    'Hà Vy. “Đại hội”. bao.example, 25/8/2020. [0000000000000000]'
    """
    read = {"vi": "truy cập {day}", "en": "read {day}"}[language]
    undated = {"vi": "không rõ ngày", "en": "undated"}[language]
    when = day(work.published, language) or undated
    parts = [", ".join(work.authors), f"“{work.title}”" if work.title else "", f"{work.source}, {when}"]
    if work.url:
        seen = f" ({read.format(day=day(work.retrieved, language))})" if work.retrieved else ""
        parts.append(f"{work.url}{seen}")
    text = "".join(f"{part}. " for part in parts if part)
    return f"{text}[{work.id}]"


def _parts(value: str) -> dict[str, Any]:
    return {"date-parts": [[int(part) for part in value[:10].split("-")]]}


def _tex(text: str) -> str:
    return "".join(_TEX.get(letter, letter) for letter in " ".join(text.split()))


def _url(url: str | None) -> str:
    """An address as BibTeX takes it: braces and percent signs would end the field or the line."""
    return re.sub(r"[{}\\]", lambda found: f"%{ord(found[0]):02X}", url) if url else ""


def _key(work: Work) -> str:
    """A key that says something: paper, year, and the id so that no two are equal."""
    paper = re.sub(r"[^a-z0-9]", "", fold(work.source))[:20] or "article"
    return f"{paper}{(work.published or '')[:4]}-{work.id[:8]}"


FORMS: Mapping[str, Callable[[Work, Language], str]] = {
    "bib": lambda work, _: bibtex(work),
    "txt": lambda work, language: plain(work, language) + "\n",
}
