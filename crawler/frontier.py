"""The frontier: which pages are known, what became of each, and what comes next. One SQLite file, safe against kills.

A page is queued until its outcome is written, in one transaction with the links that were found on it. So a kill at
any moment costs at most the page in flight of each host.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from operator import ge
from pathlib import Path
from urllib.parse import urlsplit

from corpus.location import Location
from crawler.addresses import page_key
from crawler.database import Database
from crawler.rows import ARTICLE, HUBS, MAX_BARREN, Found, Mark, Outcome, Row
from crawler.runs import RunStart, begin_run
from crawler.settings import Revisit
from crawler.times import local_time

_MOST_TOLD = 20_000  # addresses
_NOBODY = ("", (0, 0, 0))
ROBOTS_FOR = timedelta(hours=24)  # RFC 9309, 2.4


class Frontier(Database):
    """Not bound to a thread: every method holds one lock. Raises WorkspaceError for faults of file or disk.

    `is_forgotten` addresses never enter it.
    """

    def __init__(self, path: Path, is_forgotten: Callable[[str], bool] = lambda _: False) -> None:
        self.forgotten = 0
        self._is_forgotten = is_forgotten
        self._run_started = ""
        self._told: dict[str, tuple[str, tuple[int, int, int]]] = {}  # see _is_old_news
        self._seeds: frozenset[str] = frozenset()  # of this run, as in the table run_seeds
        super().__init__(path)

    def __enter__(self) -> Frontier:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # --- runs -------------------------------------------------------------------------------------------------------

    def begin_run(self, seeds: Sequence[str], now: datetime, revisit: Revisit, *, licensed: bool = False) -> RunStart:
        """Queue the seeds, and what is to be looked at again; `licensed` judges anew what reserves its rights."""
        with self._writing():
            run = begin_run(self._db, seeds, now, revisit, licensed=licensed)
            self._run_started = run.started
            self._seeds |= frozenset(seeds)
            self._told.clear()
            for seed in run.unknown:
                self._add(Found(url=seed, seed=seed, role="seed", priority=0), local_time(now))
        return run

    def cut_short(self) -> str | None:
        """When the last run began, if it was killed or interrupted: ISO 8601."""
        with self._reading():
            last = self._db.execute("SELECT started, ended FROM runs ORDER BY id DESC LIMIT 1").fetchone()
        return last["started"] if last and last["ended"] is None else None

    def end_run(self, now: datetime) -> None:
        """The run came to an end of its own: the next one begins with the listing pages again."""
        with self._writing():
            self._db.execute("UPDATE runs SET ended = ? WHERE id = (SELECT max(id) FROM runs)", (local_time(now),))

    # --- pages ------------------------------------------------------------------------------------------------------

    def add(self, found: Iterable[Found], now: datetime) -> int:
        """Note pages; the number of those that were not known, or have to be fetched again."""
        with self._writing():
            return sum(self._add(one, local_time(now)) for one in found)

    def _add(self, found: Found, moment: str, *, anew: bool = False, barren: int = 0) -> bool:
        if not anew and self._is_old_news(found):
            return False
        if self._is_forgotten(found.url):
            self.forgotten += 1
            return False
        old = self._db.execute("SELECT * FROM pages WHERE url = ?", (found.url,)).fetchone()
        key = "" if old else page_key(found.url)
        if old is None:
            old = self._same_page(found, key)
        if old is None:
            self._db.execute(
                "INSERT INTO pages (url, host, seed, state, role, priority, depth, spread, found_on, published,"
                " published_method, certainty, modified, first_seen, key, barren)"
                " VALUES (?, ?, ?, 'queued', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    found.url,
                    urlsplit(found.url).netloc,
                    found.seed,
                    found.role,
                    found.priority,
                    found.depth,
                    found.spread,
                    found.found_on,
                    found.published,
                    found.published_method,
                    found.certainty,
                    found.modified,
                    moment,
                    key,
                    barren,
                ),
            )
            return True
        return self._renew(old, found, anew=anew)

    def _is_old_news(self, found: Found) -> bool:
        """Whether this run has added the same before: the pages of a site link to each other over and over."""
        if found.modified or found.published or found.role not in ("article", "page"):
            return False
        told = (found.spread, -found.priority, -found.depth)
        before = self._told.get(found.url)
        if before is not None and all(map(ge, before[1], told)) and before[0] in (found.role, "article"):
            return True
        if len(self._told) >= _MOST_TOLD:
            self._told.clear()
        self._told[found.url] = (found.role, told)
        return False

    def told_to(self, row: Row) -> Callable[[str], bool]:
        """Tells of an address whether to add it, as an article that this page links to, would change nothing."""
        told, spread, depth = self._told, row.spread, -row.depth

        def is_told(url: str) -> bool:
            role, (reach, priority, before) = told.get(url, _NOBODY)
            return role == "article" and reach >= spread and priority >= -ARTICLE and before >= depth

        return is_told

    def _same_page(self, found: Found, key: str) -> sqlite3.Row | None:
        """A page that is known under another address; a page that leads to its other address is none."""
        if found.role == "seed" or (found.found_on and page_key(found.found_on) == key):
            return None
        row: sqlite3.Row | None = self._db.execute(
            "SELECT * FROM pages WHERE key = ? AND state IN ('queued', 'fetched') ORDER BY id LIMIT 1", (key,)
        ).fetchone()
        return row

    def _renew(self, old: sqlite3.Row, found: Found, *, anew: bool) -> bool:
        """Take over what is new about a known page, and queue it again where that calls for another look."""
        changed = bool(found.modified and old["fetched"] and found.modified > (old["modified"] or old["fetched"]))
        foreign = not self._is_mine(old["seed"])
        wider = found.spread > old["spread"] or foreign
        hub = old["role"] in HUBS and not old["warc"] and not old["redirect_to"]
        unread_links = hub and wider  # its links were not followed as far as they are to be now
        stale = not old["fetched"] or old["fetched"] < self._run_started
        promoted = found.role == "seed" and old["role"] != "seed"  # a seed redirects here: it is read as the seed
        again = old["state"] != "queued" and ((anew and stale) or changed or unread_links or promoted)
        dated = found if found.certainty > old["certainty"] else None
        role = promoted or (old["role"] == "page" and found.role != "page")
        if not (again or foreign or role or dated) and _says_nothing_new(old, found):
            return False  # as most links do
        self._db.execute(
            "UPDATE pages SET seed = ?, spread = max(spread, ?), priority = min(priority, ?), depth = min(depth, ?),"
            " published = ?, published_method = ?, certainty = ?,"
            " modified = nullif(max(coalesce(modified, ''), coalesce(?, '')), ''), state = iif(?, 'queued', state),"
            " etag = iif(?, NULL, etag), last_modified = iif(?, NULL, last_modified), role = iif(?, ?, role)"
            " WHERE id = ?",
            (
                found.seed if foreign else old["seed"],
                found.spread,
                found.priority,
                found.depth,
                dated.published if dated else old["published"],
                dated.published_method if dated else old["published_method"],
                dated.certainty if dated else old["certainty"],
                found.modified,
                again,
                unread_links or promoted,
                unread_links or promoted,
                role,
                found.role,
                old["id"],
            ),
        )
        return again or (foreign and old["state"] == "queued")

    def _is_mine(self, seed: str) -> bool:
        return seed in self._seeds

    def next(self, host: str) -> Row | None:
        """The page of a host that comes next; the newest first among equals."""
        with self._reading():
            row = self._db.execute(
                "SELECT * FROM pages WHERE host = ? AND state = 'queued' AND seed IN (SELECT url FROM run_seeds)"
                " ORDER BY priority, published DESC, id LIMIT 1",
                (host,),
            ).fetchone()
        return Row.of(row) if row else None

    def waiting(self) -> tuple[str, ...]:
        """Hosts with queued pages in this run's reach, in order of their names."""
        with self._reading():
            # from one host to the next through the index, so that their pages need not be counted
            rows = self._db.execute(
                "WITH RECURSIVE hosts (name) AS (SELECT min(host) FROM pages UNION ALL"
                " SELECT (SELECT min(host) FROM pages WHERE host > name) FROM hosts WHERE name IS NOT NULL)"
                " SELECT name FROM hosts WHERE EXISTS (SELECT 1 FROM pages WHERE host = name AND state = 'queued'"
                " AND seed IN (SELECT url FROM run_seeds))"
            ).fetchall()
        return tuple(row[0] for row in rows)

    def queued(self) -> int:
        """How many pages are queued in this run's reach."""
        with self._reading():
            count: int = self._db.execute(
                "SELECT count(*) FROM pages WHERE state = 'queued' AND seed IN (SELECT url FROM run_seeds)"
            ).fetchone()[0]
        return count

    def settle(
        self, row: Row, outcome: Outcome, found: Sequence[Found], now: datetime, mark: Mark | None = None
    ) -> int:
        """Write what became of a page, with the pages found on it, in one transaction; the number of new ones.

        `mark` says how far the archive file is spoken for by this.
        """
        moment = local_time(now)
        with self._writing():
            values = outcome.columns(moment)
            sets = ", ".join(f"{column} = :{column}" for column in values)
            attempts = "attempts + 1" if outcome.state == "failed" else "0"
            self._db.execute(
                f"UPDATE pages SET {sets}, attempts = {attempts} WHERE id = :row_id", {**values, "row_id": row.id}
            )
            self._db.execute("UPDATE runs SET active = ? WHERE id = (SELECT max(id) FROM runs)", (moment,))
            self._db.execute("DELETE FROM written WHERE url = ?", (row.url,))
            if mark:
                self._db.execute("INSERT OR REPLACE INTO archive VALUES (?, ?)", mark)
            new = sum(self._add(one, moment) for one in found if one.role != "paging")
            barren = row.barren + 1 if row.role == "paging" and not new else 0
            if barren > MAX_BARREN:
                return new
            # the further pages of a listing are read again where this one showed something new
            paging = (one for one in found if one.role == "paging")
            return new + sum(self._add(one, moment, anew=new > 0, barren=barren) for one in paging)

    def same_body(self, row: Row, digest: str) -> str | None:
        """Another page of this host whose answer was the same bytes."""
        with self._reading():
            other = self._db.execute(
                "SELECT url FROM pages WHERE digest = ? AND host = ? AND id <> ? ORDER BY id LIMIT 1",
                (digest, row.host, row.id),
            ).fetchone()
        return other["url"] if other else None

    def archived(self, url: str) -> Location | None:
        """Where the archive keeps the page of an address."""
        with self._reading():
            row = self._db.execute("SELECT warc, warc_offset FROM pages WHERE url = ?", (url,)).fetchone()
        return Location(row["warc"], row["warc_offset"]) if row and row["warc"] else None

    def forget(self, urls: Iterable[str]) -> None:
        """Drop pages, and every trace of their addresses."""
        with self._writing():
            self._told.clear()
            for url in urls:
                self.forgotten += self._db.execute("DELETE FROM pages WHERE url = ?", (url,)).rowcount
                self._db.execute("DELETE FROM written WHERE url = ?", (url,))
                self._db.execute("UPDATE pages SET found_on = NULL WHERE found_on = ?", (url,))
                self._db.execute("UPDATE pages SET redirect_to = NULL WHERE redirect_to = ?", (url,))
                self._db.execute("UPDATE pages SET seed = '' WHERE seed = ?", (url,))

    def counts(self) -> dict[tuple[str, str], int]:
        """Number of pages by (state, reason), over all runs."""
        with self._reading():
            rows = self._db.execute(
                "SELECT state, coalesce(reason, ''), count(*) FROM pages GROUP BY 1, 2 ORDER BY 1, 2"
            )
            return {(row[0], row[1]): row[2] for row in rows}

    # --- the archive ------------------------------------------------------------------------------------------------

    def mark(self, file: str) -> int:
        """How far an archive file is spoken for: bytes."""
        with self._reading():
            row = self._db.execute("SELECT size FROM archive WHERE file = ?", (file,)).fetchone()
        return row["size"] if row else 0

    def note_written(self, file: str, size: int, pages: Iterable[tuple[str, Location]]) -> int:
        """Pages that lie in the archive, up to `size`, without an outcome; the number of those not known to do so."""
        with self._writing():
            self._db.execute("INSERT OR REPLACE INTO archive VALUES (?, ?)", (file, size))
            known = {
                row[0] for row in self._db.execute("SELECT warc_offset FROM pages WHERE warc = ?", (file,)).fetchall()
            }
            new = [(url, *location) for url, location in pages if location.offset not in known]
            self._db.executemany("INSERT OR REPLACE INTO written VALUES (?, ?, ?)", new)
        return len(new)

    def written(self) -> dict[str, Location]:
        """Pages that lie in the archive without an outcome."""
        with self._reading():
            rows = self._db.execute("SELECT url, warc, warc_offset FROM written").fetchall()
        return {row["url"]: Location(row["warc"], row["warc_offset"]) for row in rows}

    def moved(self, file: str, moves: Mapping[int, int], size: int) -> None:
        """An archive file was written anew: offsets of its records, old to new, and its size now.

        A page whose record is gone is no longer known to lie in the archive.
        """
        with self._writing():
            for table in ("pages", "written"):
                rows = self._db.execute(f"SELECT rowid, warc_offset FROM {table} WHERE warc = ?", (file,)).fetchall()
                gone = [(row[0],) for row in rows if row[1] not in moves]
                kept = [(moves[row[1]], row[0]) for row in rows if row[1] in moves]
                if table == "pages":
                    self._db.executemany("UPDATE pages SET warc = NULL, warc_offset = NULL WHERE rowid = ?", gone)
                else:
                    self._db.executemany("DELETE FROM written WHERE rowid = ?", gone)
                self._db.executemany(f"UPDATE {table} SET warc_offset = ? WHERE rowid = ?", kept)
            self._db.execute("INSERT OR REPLACE INTO archive VALUES (?, ?)", (file, size))

    # --- robots.txt -------------------------------------------------------------------------------------------------

    def robots(self, origin: str, now: datetime) -> tuple[int, bytes] | None:
        """(status, body) of an origin's robots.txt, if it was fetched within a day."""
        with self._reading():
            row = self._db.execute(
                "SELECT status, body FROM robots WHERE origin = ? AND fetched BETWEEN ? AND ?",
                (origin, local_time(now - ROBOTS_FOR), local_time(now)),
            ).fetchone()
        return (row["status"], row["body"]) if row else None

    def keep_robots(self, origin: str, status: int, body: bytes, now: datetime) -> None:
        """Keep a robots.txt."""
        with self._writing():
            self._db.execute(
                "INSERT OR REPLACE INTO robots VALUES (?, ?, ?, ?)", (origin, local_time(now), status, body)
            )


def _says_nothing_new(old: sqlite3.Row, found: Found) -> bool:
    """Whether a page that is found again needs no change of its row."""
    return (
        found.spread <= old["spread"]
        and found.priority >= old["priority"]
        and found.depth >= old["depth"]
        and (found.modified or "") <= (old["modified"] or "")
    )
