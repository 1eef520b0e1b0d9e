"""After a kill: what the archive holds and the frontier does not know of is taken over, not fetched again.

A page's records are written before its outcome. The outcome's transaction notes how far the archive file is spoken
for; what lies behind that mark was written by a crawl that was killed in between. A last record that was cut off is
cut away, and whole ones are noted as written, so that the page's turn ends without a request.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from corpus.archive import read_page
from corpus.archive.members import heal, members
from corpus.errors import UnreadableInput, WorkspaceError
from corpus.location import Location
from crawler.frontier import Frontier
from crawler.http import Answer


def recover(folder: Path, prefix: str, frontier: Frontier) -> int:
    """Mend the archive files of a run that did not come to its end; the number of pages that were found in them.

    Raises WorkspaceError where archive or frontier cannot be written.
    """
    begun = frontier.cut_short()
    if begun is None:
        return 0
    first = f"{prefix}-{datetime.fromisoformat(begun).astimezone(UTC):%Y%m%d%H%M%S}"
    found = 0
    for path in sorted(folder.glob(f"{prefix}-*.warc.gz")):
        if path.name < first:
            continue
        try:
            found += _recover_file(path, frontier)
        except OSError as error:
            raise WorkspaceError(f"{path}: {error}") from error
    return found


def _recover_file(path: Path, frontier: Frontier) -> int:
    mark = frontier.mark(path.name)
    if path.stat().st_size <= mark:
        return 0
    heal(path, mark)
    if not path.exists():
        return 0  # not even its first record was whole
    written = []
    for member in members(path, mark):
        headers = member.headers
        if member.whole and headers.get("warc-type") == "response":
            written.append((headers.get("warc-target-uri", ""), Location(path.name, member.start)))
    return frontier.note_written(path.name, path.stat().st_size, written)


def read_back(folder: Path, location: Location, url: str) -> Answer | None:
    """The answer that lies in the archive, as it came; None where it is no page any more, or another's."""
    try:
        page = read_page(folder, location)
    except UnreadableInput:
        return None
    if page.url != url or page.status is None:
        return None
    headers = dict(page.headers)
    said = headers.pop("x-archive-orig-content-type", None)
    if said is not None:
        headers["content-type"] = said
    return Answer(
        url=url, status=page.status, headers=headers, body=page.body, request_headers={}, fields=tuple(headers.items())
    )
