"""The beginning of a run: is it a new one, or one that was cut short? And what does it look at again?"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from crawler.settings import Revisit
from crawler.times import local_time

RESUME_WITHIN = timedelta(hours=12)  # a run that was killed is gone on with, not begun anew
REVISIT_PRIORITY = 6  # after everything that is new
MAX_ATTEMPTS = 5  # runs in which a page may fail before it is left alone
# Failures that may be gone another day.
_PASSING = ("proxy", "timeout", "unreachable", "dropped", "tls", "bad-answer", "http-429", "http-5xx")
# Reasons of exclusion that depend on a run's settings or on today's robots.txt.
_JUDGED_ANEW = ("robots", "pattern", "since", "until")
_MINE = "seed IN (SELECT url FROM run_seeds)"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunStart:
    """`started` is when the run began that this one is, or goes on with; `unknown` are seeds still to be noted.

    `quiet_for`: seconds since a host may have been asked by an earlier run; 0 where that was cut short.
    """

    started: str
    resumed: bool
    unknown: tuple[str, ...]
    quiet_for: float


def begin_run(
    db: sqlite3.Connection, seeds: Sequence[str], now: datetime, revisit: Revisit, *, licensed: bool
) -> RunStart:
    """Within a transaction: note the run, and queue what it looks at again."""
    moment = local_time(now)
    db.executemany("INSERT OR IGNORE INTO run_seeds VALUES (?)", [(s,) for s in seeds])
    digest = hashlib.sha256("\n".join(sorted(seeds)).encode()).hexdigest()
    last = db.execute(
        "SELECT started, active, ended FROM runs WHERE seeds = ? ORDER BY id DESC LIMIT 1", (digest,)
    ).fetchone()
    recent = local_time(now - RESUME_WITHIN)
    resumed = last is not None and last["ended"] is None and recent <= last["active"] <= moment
    started = last["started"] if resumed else moment
    if not resumed:
        _requeue(db, moment, revisit, licensed=licensed)
    quiet_for = _quiet_for(db, now)
    unknown = tuple(seed for seed in seeds if not _queue_known_seed(db, seed, resumed=resumed))
    db.execute("INSERT INTO runs (seeds, started, active) VALUES (?, ?, ?)", (digest, started, moment))
    return RunStart(started=started, resumed=resumed, unknown=unknown, quiet_for=quiet_for)


def _quiet_for(db: sqlite3.Connection, now: datetime) -> float:
    last = db.execute("SELECT ended FROM runs ORDER BY id DESC LIMIT 1").fetchone()
    if last is None:
        return float("inf")
    if last["ended"] is None:
        return 0.0
    # stored times have no fraction: a second may be missing
    return max(0.0, (now - datetime.fromisoformat(last["ended"])).total_seconds() - 1)


def _queue_known_seed(db: sqlite3.Connection, seed: str, *, resumed: bool) -> bool:
    known = db.execute("SELECT seed FROM pages WHERE url = ?", (seed,)).fetchone()
    if known is None:
        return False
    if known["seed"] != seed:
        # known from another crawl: how far this one goes is decided by reading the page again
        db.execute(
            "UPDATE pages SET state = 'queued', seed = url, role = 'seed', spread = 0, depth = 0, priority = 0,"
            " etag = iif(warc IS NULL, NULL, etag), last_modified = iif(warc IS NULL, NULL, last_modified)"
            " WHERE url = ?",
            (seed,),
        )
    elif not resumed:
        db.execute("UPDATE pages SET state = 'queued' WHERE url = ?", (seed,))
    return True


def _requeue(db: sqlite3.Connection, moment: str, revisit: Revisit, *, licensed: bool) -> None:
    marks = ",".join("?" * len(_JUDGED_ANEW))
    db.execute(
        f"UPDATE pages SET state = 'queued' WHERE state = 'excluded' AND reason IN ({marks}) AND {_MINE}", _JUDGED_ANEW
    )
    # what the host's own file reserves is judged without asking for the page
    reserved = "reason IN ('noai', 'tdm-reserved')" if licensed else "reason = 'tdm-reserved' AND detail LIKE '/%'"
    db.execute(f"UPDATE pages SET state = 'queued' WHERE state = 'excluded' AND {reserved} AND {_MINE}")
    marks = ",".join("?" * len(_PASSING))
    db.execute(
        f"UPDATE pages SET state = 'queued'"
        f" WHERE state = 'failed' AND reason IN ({marks}) AND attempts < ? AND {_MINE}",
        (*_PASSING, MAX_ATTEMPTS),
    )
    # the further pages of a listing are looked at again only when its first page shows something new
    db.execute(
        f"UPDATE pages SET state = 'queued' WHERE state = 'fetched' AND role IN ('seed', 'listing', 'feed', 'sitemap')"
        f" AND warc IS NULL AND redirect_to IS NULL AND (due IS NULL OR due <= ? OR role <> 'sitemap') AND {_MINE}",
        (moment,),
    )
    if revisit != "never":
        everything = "" if revisit == "all" else " AND due <= :moment"
        db.execute(
            f"UPDATE pages SET state = 'queued', priority = :priority"
            f" WHERE state = 'fetched' AND warc IS NOT NULL{everything} AND {_MINE}",
            {"priority": REVISIT_PRIORITY, "moment": moment},
        )
