"""Web archives of an export: WACZ, a ZIP file of WARC records with their index, and CDXJ, the index alone.

Formats: WACZ 1.1.1 (specs.webrecorder.net), CDXJ 1.0.0, Frictionless data package. The whole corpus means every record
of the archive, redirects and later looks among them; a query means the records of its articles, all versions and pages,
each with its request and metadata. `created` is the time of the newest record, so that the same corpus gives the same
bytes.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import BinaryIO

from corpus.analysis import Analysis
from corpus.archive.cdx import HEAD_BYTES, CdxEntry, cdx_entry
from corpus.archive.members import Member, members
from corpus.location import Location
from corpus.store import Store
from diembao.export.tables import TableName

WACZ_VERSION = "1.1.1"
BLOCK_LINES = 3_000  # lines of the index that are packed together
_COMPANIONS = frozenset({"request", "metadata"})
_EPOCH = (1980, 1, 1, 0, 0, 0)  # of every file in the ZIP
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """Where the records of an export lie: the archive's folder, and whether all of them are meant."""

    folder: Path
    whole: bool


@dataclass(frozen=True, slots=True)
class _Page:
    """An article as a reader of the archive lists it; `place` is that of its record in our archive."""

    id: str
    url: str
    title: str | None
    place: Location


class _Archive:
    """Collects articles; what both formats share."""

    def __init__(self, paths: Mapping[TableName, Path], store: Store, records: Records) -> None:
        self._path = paths["articles"]
        self._store = store
        self._records = records
        self._wanted: dict[str, set[int]] = defaultdict(set)
        self._pages: list[_Page] = []
        self._rows = 0
        self._indexed = 0

    def write(self, analysis: Analysis) -> None:
        """See `Writer.write`."""
        article = analysis.article
        shown = self._store.articles.input_of(article.id)
        for row in self._store.inputs.of_article(article.id):
            self._wanted[row.location.file].add(row.location.offset)
            if row.id == shown and article.url:
                self._pages.append(_Page(article.id, article.url, article.title, row.location))
        self._rows += 1

    def rows(self) -> Mapping[TableName, int]:
        """See `Writer.rows`."""
        return {"articles": self._rows}

    def more(self) -> Mapping[str, int]:
        """See `Writer.more`."""
        return {"records_indexed": self._indexed}

    def close(self) -> None:
        """See `Writer.close`."""

    def _files(self) -> Iterator[tuple[Path, Iterator[Member]]]:
        """The files with what is meant of them, in order of names; a torn end is left out."""
        names = sorted(self._wanted)
        if self._records.whole:
            names = sorted(p.name for p in self._records.folder.iterdir() if p.name.endswith(".warc.gz"))
        for name in names:
            path = self._records.folder / name
            yield path, _kept(path, None if self._records.whole else self._wanted[name])


def _kept(path: Path, wanted: set[int] | None) -> Iterator[Member]:
    keep = False
    for member in members(path, head=HEAD_BYTES):
        if not member.whole:
            return
        kind = member.headers.get("warc-type", "")
        if kind not in _COMPANIONS:
            keep = wanted is None or member.start in wanted or kind == "warcinfo"
        if keep:
            yield member


class CdxjFile(_Archive):
    """An index of the workspace's archive, for pywb and others that read `archive/` where it lies."""

    def finish(self) -> None:
        """See `Writer.finish`."""
        lines = [
            entry.line for path, kept in self._files() for member in kept if (entry := cdx_entry(member, path.name))
        ]
        self._indexed = len(lines)
        with self._path.open("x", encoding="utf-8", newline="") as stream:
            stream.writelines(f"{line}\n" for line in sorted(lines, key=str.encode))


class WaczFile(_Archive):
    """Records, index and list of pages in one file, which ReplayWeb.page and pywb show as they were."""

    def finish(self) -> None:
        """See `Writer.finish`."""
        with self._path.open("xb") as stream, zipfile.ZipFile(stream, "w") as packed:
            package = _Package(packed)
            entries: dict[Location, CdxEntry] = {}
            for path, kept in self._files():
                for member, entry in package.add_records(path, kept):
                    entries[Location(path.name, member.start)] = entry
            self._indexed = len(entries)
            package.add_index(sorted(entries.values(), key=lambda entry: entry.line.encode()))
            package.add("pages/pages.jsonl", _page_lines(self._pages, entries), packed=True)
            package.close(max((entry.date for entry in entries.values()), default="1970-01-01T00:00:00Z"))


def _page_lines(pages: list[_Page], entries: Mapping[Location, CdxEntry]) -> bytes:
    lines = [json.dumps({"format": "json-pages-1.0", "id": "pages", "title": "All Pages"})]
    for page in pages:
        entry = entries.get(page.place)
        if entry is not None:
            said = {"id": page.id, "url": entry.url, "ts": entry.date, "title": page.title or page.url}
            lines.append(json.dumps(said, ensure_ascii=False))
    return "".join(f"{line}\n" for line in lines).encode("utf-8", "backslashreplace")


class _Package:
    """A WACZ in the making: every file with its digest, then what lists them."""

    def __init__(self, packed: zipfile.ZipFile) -> None:
        self._packed = packed
        self._resources: list[dict[str, str | int]] = []

    def add(self, path: str, data: bytes, *, packed: bool = False) -> None:
        """A file from memory. What is packed already, and what readers reach into, is stored as it is."""
        info = _info(path, zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED)
        self._packed.writestr(info, data)
        self._note(path, hashlib.sha256(data).hexdigest(), len(data))

    def add_records(self, source: Path, kept: Iterable[Member]) -> Iterator[tuple[Member, CdxEntry]]:
        """Records of an archive file; gives those that are indexed, with their place in the WACZ."""
        path = f"archive/{source.name}"
        digest = hashlib.sha256()
        size = 0
        with source.open("rb") as stream, self._packed.open(_info(path), "w", force_zip64=True) as target:
            for member in kept:
                entry = cdx_entry(member, source.name)
                if entry is not None:
                    yield member, replace(entry, offset=size)
                for chunk in _chunks(stream, member):
                    digest.update(chunk)
                    target.write(chunk)
                    size += len(chunk)
        self._note(path, digest.hexdigest(), size)

    def add_index(self, entries: list[CdxEntry]) -> None:
        """The index in gzip blocks, and the list of blocks by which a reader finds the one it needs."""
        blocks = io.BytesIO()
        listed = ['!meta 0 {"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}']
        for first in range(0, len(entries), BLOCK_LINES):
            part = entries[first : first + BLOCK_LINES]
            block = gzip.compress("".join(f"{entry.line}\n" for entry in part).encode(), mtime=0)
            digest = f"sha256:{hashlib.sha256(block).hexdigest()}"
            said = {"offset": blocks.tell(), "length": len(block), "digest": digest}
            listed.append(f"{part[0].key} {part[0].timestamp} {json.dumps(said)}")
            blocks.write(block)
        self.add("indexes/index.cdx.gz", blocks.getvalue())
        self.add("indexes/index.idx", "".join(f"{line}\n" for line in listed).encode(), packed=True)

    def close(self, created: str) -> None:
        """What the package holds, and the digest of that."""
        about = {
            "profile": "data-package",
            "resources": self._resources,
            "created": created,
            "wacz_version": WACZ_VERSION,
            "software": f"diembao {version('diembao')}",
        }
        data = json.dumps(about, indent=2).encode()
        self._packed.writestr(_info("datapackage.json"), data)
        digest = {"path": "datapackage.json", "hash": f"sha256:{hashlib.sha256(data).hexdigest()}"}
        self._packed.writestr(_info("datapackage-digest.json"), json.dumps(digest, indent=2).encode())

    def _note(self, path: str, digest: str, size: int) -> None:
        name = path.rpartition("/")[2]
        self._resources.append({"name": name.lower(), "path": path, "hash": f"sha256:{digest}", "bytes": size})


def _info(path: str, compression: int = zipfile.ZIP_STORED) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(path, _EPOCH)
    info.compress_type = compression
    info.external_attr = 0o644 << 16
    return info


def _chunks(stream: BinaryIO, member: Member) -> Iterator[bytes]:
    stream.seek(member.start)
    left = member.end - member.start
    while left and (chunk := stream.read(min(left, _CHUNK))):
        left -= len(chunk)
        yield chunk
