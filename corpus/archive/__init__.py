"""The archive: WARC 1.1 files, the truth from which everything else can be made again.

A crawled page is a `response` record, with its `request` and a `metadata` record (how it was found); a later look that
brought nothing new is a `revisit`. What was handed in as a file or a line of a dump is a
`resource` record. What the supplier said beside the body (a dump's title and date, a sitemap's date) stands in the
extension header `Diembao-Given`, as ASCII JSON. Every run writes files of its own, so that a run that was killed can
at most leave a truncated last record behind, which readers report and pass over.

Format: ISO 28500:2017 (WARC 1.1); library: warcio.
"""

from corpus.archive.digests import check_records
from corpus.archive.members import Member, heal, members, read_head
from corpus.archive.reader import read_archive, read_page
from corpus.archive.records import BrokenRecord, RecordHead
from corpus.archive.rewrite import names_any, rewrite_without
from corpus.archive.writer import ArchiveWriter, Packed
from corpus.location import Location

__all__ = [
    "ArchiveWriter",
    "BrokenRecord",
    "Location",
    "Member",
    "Packed",
    "RecordHead",
    "check_records",
    "heal",
    "members",
    "names_any",
    "read_archive",
    "read_head",
    "read_page",
    "rewrite_without",
]
