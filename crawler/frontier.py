"""The frontier: which pages are known, what became of each, and what comes next. One SQLite file, safe against kills.

A page is queued until its outcome is written, in one transaction with the links that were found on it. So a kill at
any moment costs at most the page in flight of each host.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from importlib.resources import files
from pathlib import Path
from urllib.parse import urlsplit

from corpus.errors import WorkspaceError
from corpus.location import Location
from crawler.rows import HUBS, Found, Outcome, Row
from crawler.runs import begin_run
from crawler.settings import Revisit
from crawler.times import local_time

SCHEMA_VERSION = 1
ROBOTS_FOR = timedelta(hours=24)  # RFC 9309, 2.4


class Frontier:
    """Not bound to a thread: every method holds one lock. Raises WorkspaceError for faults of file or disk.

    `is_forgotten` addresses never enter it.
    """

    def __init__(self, path: Path, is_forgotten: Callable[[str], bool] = lambda _: False) -> None:
        self.path = path
        self.forgotten = 0
        self._is_forgotten = is_forgotten
        self._run_started = ""
        self._lock = threading.RLock()
        with self._faults():
            self._db = sqlite3.connect(path, isolation_level=None, timeout=10, check_same_thread=False)
            try:
                self._db.row_factory = sqlite3.Row
                self._prepare()
            except BaseException:
                self._db.close()
                raise

    def _prepare(self) -> None:
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")
        version = self._db.execute("PRAGMA user_version").fetchone()[0]
        if version > SCHEMA_VERSION:
            raise WorkspaceError(f"{self.path}: was written by a newer diembao; nothing was changed")
        if version == 0:
            schema = files("crawler").joinpath("data", "frontier.sql").read_text("utf-8")
            self._db.executescript(f"BEGIN IMMEDIATE;\n{schema}\nPRAGMA user_version = {SCHEMA_VERSION};\nCOMMIT;")
        self._db.execute("CREATE TEMP TABLE run_seeds (url TEXT PRIMARY KEY)")

    @contextmanager
    def _faults(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as error:
            raise WorkspaceError(f"{self.path}: {error}") from error

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with self._lock, self._faults():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def close(self) -> None:
        """Close the file."""
        with self._lock, self._faults():
            self._db.close()

    def __enter__(self) -> Frontier:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # --- runs -------------------------------------------------------------------------------------------------------

    def begin_run(self, seeds: Sequence[str], now: datetime, revisit: Revisit) -> bool:
        """Queue the seeds, and what is to be looked at again; True where a run that was cut short is gone on with."""
        with self._writing():
            run = begin_run(self._db, seeds, now, revisit)
            self._run_started = run.started
            for seed in run.unknown:
                self._add(Found(url=seed, seed=seed, role="seed", priority=0), local_time(now))
        return run.resumed

    def end_run(self, now: datetime) -> None:
        """The run came to an end of its own: the next one begins with the listing pages again."""
        with self._writing():
            self._db.execute("UPDATE runs SET ended = ? WHERE id = (SELECT max(id) FROM runs)", (local_time(now),))

    # --- pages ------------------------------------------------------------------------------------------------------

    def add(self, found: Iterable[Found], now: datetime) -> int:
        """Note pages; the number of those that were not known, or have to be fetched again."""
        with self._writing():
            return sum(self._add(one, local_time(now)) for one in found)

    def _add(self, found: Found, moment: str, *, anew: bool = False) -> bool:
        if self._is_forgotten(found.url):
            self.forgotten += 1
            return False
        old = self._db.execute("SELECT * FROM pages WHERE url = ?", (found.url,)).fetchone()
        if old is None:
            self._db.execute(
                "INSERT INTO pages (url, host, seed, state, role, priority, depth, spread, found_on, published,"
                " published_method, certainty, modified, first_seen)"
                " VALUES (?, ?, ?, 'queued', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
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
                ),
            )
            return True
        return self._renew(old, found, anew=anew)

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
                promoted or (old["role"] == "page" and found.role != "page"),
                found.role,
                old["id"],
            ),
        )
        return again or (foreign and old["state"] == "queued")

    def _is_mine(self, seed: str) -> bool:
        return self._db.execute("SELECT 1 FROM run_seeds WHERE url = ?", (seed,)).fetchone() is not None

    def next(self, host: str) -> Row | None:
        """The page of a host that comes next; the newest first among equals."""
        with self._lock, self._faults():
            row = self._db.execute(
                "SELECT * FROM pages WHERE host = ? AND state = 'queued' AND seed IN (SELECT url FROM run_seeds)"
                " ORDER BY priority, published DESC, id LIMIT 1",
                (host,),
            ).fetchone()
        return Row.of(row) if row else None

    def waiting(self) -> dict[str, int]:
        """Hosts with the number of their queued pages, in this run's reach."""
        with self._lock, self._faults():
            return dict(
                self._db.execute(
                    "SELECT host, count(*) FROM pages WHERE state = 'queued'"
                    " AND seed IN (SELECT url FROM run_seeds) GROUP BY host"
                ).fetchall()
            )

    def settle(self, row: Row, outcome: Outcome, found: Sequence[Found], now: datetime) -> int:
        """Write what became of a page, with the pages found on it, in one transaction; the number of new ones."""
        moment = local_time(now)
        with self._writing():
            values = outcome.columns(moment)
            sets = ", ".join(f"{column} = :{column}" for column in values)
            attempts = "attempts + 1" if outcome.state == "failed" else "0"
            self._db.execute(
                f"UPDATE pages SET {sets}, attempts = {attempts} WHERE id = :row_id", {**values, "row_id": row.id}
            )
            self._db.execute("UPDATE runs SET active = ? WHERE id = (SELECT max(id) FROM runs)", (moment,))
            new = sum(self._add(one, moment) for one in found if one.role != "paging")
            # the further pages of a listing are read again where this one showed something new
            return new + sum(self._add(one, moment, anew=new > 0) for one in found if one.role == "paging")

    def same_body(self, row: Row, digest: str) -> str | None:
        """Another page of this host whose answer was the same bytes."""
        with self._lock, self._faults():
            other = self._db.execute(
                "SELECT url FROM pages WHERE digest = ? AND host = ? AND id <> ? ORDER BY id LIMIT 1",
                (digest, row.host, row.id),
            ).fetchone()
        return other["url"] if other else None

    def archived(self, url: str) -> Location | None:
        """Where the archive keeps the page of an address."""
        with self._lock, self._faults():
            row = self._db.execute("SELECT warc, warc_offset FROM pages WHERE url = ?", (url,)).fetchone()
        return Location(row["warc"], row["warc_offset"]) if row and row["warc"] else None

    def forget(self, urls: Iterable[str]) -> None:
        """Drop pages, and every trace of their addresses."""
        with self._writing():
            for url in urls:
                self.forgotten += self._db.execute("DELETE FROM pages WHERE url = ?", (url,)).rowcount
                self._db.execute("UPDATE pages SET found_on = NULL WHERE found_on = ?", (url,))
                self._db.execute("UPDATE pages SET redirect_to = NULL WHERE redirect_to = ?", (url,))
                self._db.execute("UPDATE pages SET seed = '' WHERE seed = ?", (url,))

    def counts(self) -> dict[tuple[str, str], int]:
        """Number of pages by (state, reason), over all runs."""
        with self._lock, self._faults():
            rows = self._db.execute(
                "SELECT state, coalesce(reason, ''), count(*) FROM pages GROUP BY 1, 2 ORDER BY 1, 2"
            )
            return {(row[0], row[1]): row[2] for row in rows}

    # --- robots.txt -------------------------------------------------------------------------------------------------

    def robots(self, origin: str, now: datetime) -> tuple[int, bytes] | None:
        """(status, body) of an origin's robots.txt, if it was fetched within a day."""
        with self._lock, self._faults():
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
