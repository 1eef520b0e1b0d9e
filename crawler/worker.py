"""One host's thread: page after page, each brought to its outcome before the next is begun."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from corpus.errors import DataFileError, DiembaoError, FetchError, UsageError, WorkspaceError
from corpus.ids import same_site
from corpus.paging import is_further_page
from crawler.addresses import followable, is_front_page, is_named_alike, looks_like_article
from crawler.ask import HOST_FAULTS, Asker, HostBusy, StopAsking
from crawler.follow import from_feed, from_page, from_robots, from_sitemap, from_sitemap_index, out_of_dates
from crawler.http import REDIRECTS, Answer, Fetcher
from crawler.page import PageReading, read_page
from crawler.readings import kind_of, read_feed, read_sitemap, unpacked
from crawler.records import conditions, fetched, raw_page, successor
from crawler.revisit import article_again, sitemap_again
from crawler.rights import Rights, reserved_by_host, rights_of
from crawler.rows import ALONE, OTHER, SECTION, SITE, STATED, Found, Outcome, Role, Row
from crawler.run import Run

MAX_HOPS = 20


class HostWorker:
    """Serves the queue of one host until it is empty, the crawl stops, or the host is given up."""

    def __init__(self, run: Run, host: str, fetcher: Fetcher) -> None:
        self._run = run
        self._host = host
        self._asker = Asker(run, host, fetcher)
        self._faults = 0  # pages in a row that the network did not give

    def serve(self) -> None:
        """Work until there is nothing left to do."""
        run = self._run
        try:
            while not run.stop.is_set() and run.is_served(self._host):
                row = run.frontier.next(self._host)
                if row is None:
                    return
                self._turn(row)
        except StopAsking:
            return
        except HostBusy as busy:
            run.give_up(self._host, f"http://{self._host}/", "host-busy", f"the host {busy}")
        except (UsageError, DataFileError, WorkspaceError, OSError):
            raise  # of this machine, and so of every host
        except FetchError as error:
            run.give_up(self._host, f"http://{self._host}/", error.reason, error.detail)
        except Exception as error:
            # what one host says may trip the program up, but not end the crawl of the others
            run.give_up(self._host, f"http://{self._host}/", "internal-error", _in_one_line(error))

    def _turn(self, row: Row) -> None:
        if self._refused(row):
            return
        if row.role in ("listing", "paging", "feed", "sitemap"):
            self._guarded(row)
        elif self._run.take_slot(self._host):
            try:
                self._guarded(row)
            finally:
                self._run.free_slot()

    def _guarded(self, row: Row) -> None:
        """One page that trips the program up is a failed page, not the end of the crawl."""
        try:
            self._visit(row)
        except (StopAsking, HostBusy, DiembaoError, OSError):
            raise
        except Exception as error:
            detail = _in_one_line(error)
            self._settle(row, Outcome(state="failed", reason="internal-error", detail=detail))
            self._run.failed(row.url, "internal-error", detail)

    # --- before the request -----------------------------------------------------------------------------------------

    def _refused(self, row: Row) -> bool:
        """Whether the page is not to be fetched; its outcome is written then."""
        run = self._run
        if run.is_forgotten(row.url):
            run.frontier.forget([row.url])
            return True
        reason = None if row.role == "seed" else self._unwanted(row)
        if reason is None:
            try:
                robots = self._asker.robots(row.url)
            except (FetchError, ValueError) as error:
                private = isinstance(error, FetchError) and error.reason == "private-address"
                named = "private-address" if private else "unreachable"
                run.give_up(self._host, row.url, named, f"robots.txt cannot be had ({error})")
                return True
            if not robots.reachable:
                run.give_up(
                    self._host, row.url, "robots-error", "robots.txt answers with an error, so all is forbidden"
                )
                return True
            reason = None if robots.allows(row.url) else "robots"
        detail = None
        if reason is None and row.role == "article" and not run.settings.licensed:
            detail = reserved_by_host(row.url, self._asker.tdm(row.url))
            reason = "tdm-reserved" if detail else None
        if reason is None:
            return False
        run.frontier.settle(row, Outcome(state="excluded", reason=reason, detail=detail), (), run.now())
        run.excluded(row.url, reason)
        if reason == "since" and row.role == "article":
            run.ages.note(row, wanted=False)
        return True

    def _unwanted(self, row: Row) -> str | None:
        if self._run.filter.excluded(row.url):
            return "pattern"
        if row.role == "paging" and self._run.ages.ended_before(row):
            return "since"
        if row.role not in ("article", "page"):
            return None
        if (row.role == "article" or looks_like_article(row.url)) and not self._run.filter.included(row.url):
            return "pattern"
        return out_of_dates(row, self._run.settings)

    # --- the request ------------------------------------------------------------------------------------------------

    def _visit(self, row: Row) -> None:
        if self._run.settings.dry_run and row.role == "article":
            self._plan(row)
            return
        try:
            answer = self._run.read_back(row.url) or self._asker.ask(row.url, conditions(row))
        except FetchError as error:
            self._lost(row, error)
            return
        self._trouble(row, in_trouble=answer.status == 429 or answer.status >= 500, reason="http-5xx")
        if answer.status == 304 and not conditions(row):
            # there is nothing that it could be the same as; what lies between may mend itself (RFC 9110, 15.4.5)
            self._lost(row, FetchError("bad-answer", "answered 304, though asked for the page itself"))
        elif answer.status == 304:
            self._unchanged(row, answer)
        elif answer.status in REDIRECTS:
            self._redirected(row, answer)
        elif answer.status != 200:
            self._refusal(row, answer)
        else:
            self._received(row, answer)

    def _lost(self, row: Row, error: FetchError) -> None:
        run = self._run
        self._settle(row, Outcome(state="failed", reason=error.reason, detail=error.detail))
        run.failed(row.url, error.reason, error.detail)
        self._trouble(row, in_trouble=error.reason in HOST_FAULTS, reason=error.reason)

    def _trouble(self, row: Row, *, in_trouble: bool, reason: str) -> None:
        """Count pages in a row that the host could not give; enough of them, and it is left alone for today."""
        self._faults = self._faults + 1 if in_trouble else 0
        if self._faults >= self._run.settings.give_up_after:
            self._run.give_up(self._host, row.url, reason, f"{self._faults} pages in a row could not be had")

    def _refusal(self, row: Row, answer: Answer) -> None:
        if row.role == "sitemap" and answer.status in (404, 410) and row.url.endswith("/sitemap.xml"):
            # robots.txt named none; this was only the place where most sites have theirs
            self._settle(row, Outcome(state="excluded", reason="no-sitemap", status=answer.status))
            self._run.excluded(row.url, "no-sitemap")
            return
        reason = "http-5xx" if answer.status >= 500 else f"http-{answer.status}"
        detail = f"the host answered {answer.status}"
        self._settle(row, Outcome(state="failed", reason=reason, detail=detail, status=answer.status))
        self._run.failed(row.url, reason, detail)

    def _redirected(self, row: Row, answer: Answer) -> None:
        target = followable(answer.headers.get("location", ""), row.url) if answer.headers.get("location") else None
        if target is None or target == row.url or row.depth >= MAX_HOPS:
            self._settle(row, Outcome(state="failed", reason="redirect", detail="leads nowhere", status=answer.status))
            self._run.failed(row.url, "redirect", "leads nowhere")
            return
        run = self._run
        if run.is_forgotten(target):
            run.frontier.forget([row.url])
            return
        found: list[Found] = []
        if row.role == "seed" or same_site(target, row.url):
            found.append(successor(row, target))
        outcome = Outcome(state="fetched", reason="redirect", status=answer.status, redirect_to=target)
        page = raw_page(row, answer, run.now(), with_dates=False)
        run.archive(row, outcome, page, answer.request_headers, found)
        run.tell("redirect", row.url, f"redirects to {target}" if found else f"leads off the site to {target}")
        if urlsplit(target).netloc != row.host:
            run.changed.set()  # nobody may serve the target's host yet

    # --- what came --------------------------------------------------------------------------------------------------

    def _received(self, row: Row, answer: Answer) -> None:
        try:
            body = unpacked(answer.body)
        except ValueError as error:
            self._lost(row, FetchError("bad-answer", str(error)))
            return
        kind = kind_of(body, answer.headers.get("content-type", "text/html"))
        digest = hashlib.sha256(body).hexdigest()
        if kind == "sitemap":
            self._read(row, answer, digest, "sitemap", from_sitemap(row, read_sitemap(body, row.url)))
        elif kind == "sitemap-index":
            entries = read_sitemap(body, row.url)
            self._read(row, answer, digest, "sitemap", from_sitemap_index(row, entries, self._run.settings))
        elif kind == "feed":
            self._read(row, answer, digest, "feed", from_feed(row, read_feed(body, row.url)))
        elif kind == "html":
            self._html(row, answer, digest)
        else:
            self._lost(row, FetchError("not-a-page", answer.headers.get("content-type", "")))

    def _read(self, row: Row, answer: Answer, digest: str, role: Role, found: Iterable[Found]) -> None:
        """A page that leads to others."""
        outcome = fetched(answer, digest, role=role, spread=row.spread)
        if row.role == "sitemap":
            changed = row.digest is None or row.digest != digest
            outcome = sitemap_again(row, outcome, self._run.now(), changed=changed)
        new = self._settle(row, outcome, tuple(found))
        self._run.tell("read", row.url, f"{role}, {new} new addresses")

    def _html(self, row: Row, answer: Answer, digest: str) -> None:
        reading = read_page(answer.body, row.url)
        if reading.missing:
            self._missing(row)
            return
        rights = self._rights(row, answer, reading)
        if not rights.follow:
            reading = replace(reading, nofollow=True)
        row = self._with_spread(row, reading)
        further = row.role == "paging" and row.spread == ALONE  # only an article's own pages are asked for so
        if reading.is_article or further:
            self._article(row, answer, digest, reading, rights)
            return
        if reading.links:
            digest = reading.fingerprint
        if row.role == "paging" and self._run.frontier.same_body(row, digest):
            # many sites answer a page number beyond the last with the last page, and a calendar has no last one
            self._duplicate(row, answer)
        else:
            # a page that offers the same links as another: an empty day of a calendar, a section that is closed
            again = row.role == "page" and self._run.frontier.same_body(row, digest) is not None
            found = [] if again else list(from_page(row, reading, self._run.settings))
            if row.role == "seed" and row.spread == SITE and self._run.settings.sitemaps:
                found[:0] = from_robots(row, self._asker.robots(row.url).sitemaps)
            role: Role = "paging" if row.role == "paging" else "listing"
            if row.role == "seed" or not any(looks_like_article(link.url) for link in reading.links):
                role = row.role
            self._read(row, answer, digest, role, found)

    @staticmethod
    def _with_spread(row: Row, reading: PageReading) -> Row:
        """A seed says how far its crawl goes: a home page the site, a listing its section, an article itself."""
        if row.role != "seed":
            return row
        if reading.is_article:
            return row.spreading(ALONE)
        return row.spreading(max(row.spread, SITE if is_front_page(row.url) else SECTION))

    def _rights(self, row: Row, answer: Answer, reading: PageReading) -> Rights:
        settings = self._run.settings
        kept = reading.is_article or row.role == "article"
        return rights_of(
            row.url,
            answer.fields or tuple(answer.headers.items()),
            reading.meta,
            agent=settings.agent,
            tdm=self._asker.tdm(row.url) if kept and not settings.licensed else (),
            now=self._run.now(),
            licensed=settings.licensed,
        )

    def _article(self, row: Row, answer: Answer, digest: str, reading: PageReading, rights: Rights) -> None:
        run = self._run
        if reading.canonical and run.is_forgotten(reading.canonical):
            run.frontier.forget([row.url])
            return
        reason = rights.refused
        if row.role != "seed":
            reason = self._left_out(row, reading) or reason
        if reason:
            detail = rights.detail if reason == rights.refused else None
            role: Role | None = "article" if row.role == "page" else None
            outcome = Outcome(state="excluded", reason=reason, detail=detail, status=answer.status, role=role)
            self._settle(row, outcome, self._stated(row, reading))
            run.excluded(row.url, reason)
            if reason == "since":
                run.ages.note(row, wanted=False)
            return
        run.ages.note(row, wanted=True)
        if run.settings.dry_run:
            self._plan(row, reading.published)
            return
        found = self._links(row, reading)
        if row.location is None and self._known_elsewhere(row, digest, reading):
            self._duplicate(row, answer, found)
            return
        if row.location is not None and row.digest == digest:
            self._unchanged(row, answer)
            return
        if reading.canonical and reading.canonical != row.url:
            found.append(successor(row, reading.canonical))
        outcome = fetched(answer, digest, role="seed" if row.role == "seed" else "article", spread=row.spread)
        outcome = article_again(row, outcome, run.now(), changed=row.location is not None)
        run.archive(row, outcome, raw_page(row, answer, run.now(), with_dates=True), answer.request_headers, found)
        run.tell("updated" if row.location else "article", row.url, "changed" if row.location else "archived")

    def _left_out(self, row: Row, reading: PageReading) -> str | None:
        """Why an article is not wanted, now that its page is there, with the date that it states."""
        if not self._run.filter.included(row.url):
            return "pattern"
        if row.certainty < STATED and reading.published:
            row = replace(row, published=reading.published, certainty=STATED)
            return out_of_dates(row, self._run.settings)
        return None

    @staticmethod
    def _stated(row: Row, reading: PageReading) -> list[Found]:
        """The date that the page states, to be known before the next fetch."""
        if row.certainty >= STATED or not reading.published:
            return []
        return [
            Found(
                url=row.url,
                seed=row.seed,
                role=row.role,
                priority=OTHER,
                depth=row.depth,
                spread=row.spread,
                published=reading.published,
                certainty=STATED,
            )
        ]

    def _plan(self, row: Row, published: str | None = None) -> None:
        """A dry run does not fetch what it has found."""
        self._settle(row, Outcome(state="fetched", reason="planned"))
        self._run.planned(replace(row, published=row.published or published))

    def _missing(self, row: Row) -> None:
        """A soft 404: answered with 200, and nothing there."""
        detail = "the page says that it is not there"
        if row.role == "seed":
            self._settle(row, Outcome(state="failed", reason="soft-404", detail=detail, status=200))
            self._run.failed(row.url, "soft-404", detail)
        else:
            self._settle(row, Outcome(state="excluded", reason="soft-404", detail=detail, status=200))
            self._run.excluded(row.url, "soft-404")

    def _known_elsewhere(self, row: Row, digest: str, reading: PageReading) -> bool:
        """Whether the same article lies in the archive under another address of this site."""
        if reading.canonical == row.url:
            return False  # the other one is the copy
        named = reading.canonical  # by a faulty template all articles name one
        alike = named and is_named_alike(row.url, named) and not is_further_page(row.url, named)
        if named and alike and self._run.frontier.archived(named):
            return True
        return self._run.frontier.same_body(row, digest) is not None

    def _duplicate(self, row: Row, answer: Answer, found: Sequence[Found] = ()) -> None:
        role: Role = "article" if row.role == "page" else row.role
        outcome = Outcome(state="fetched", reason="duplicate", status=answer.status, role=role)
        self._settle(row, outcome, found)
        self._run.tell("duplicate", row.url, "the same page under another address")

    def _unchanged(self, row: Row, answer: Answer) -> None:
        outcome = Outcome(state="fetched")
        if row.location:
            outcome = article_again(row, outcome, self._run.now())
            page = raw_page(row, answer, self._run.now(), with_dates=False)
            page = replace(page, headers=answer.headers)  # as they came: no body stands behind them
            self._run.archive_revisit(row, outcome, page, answer.request_headers)
        else:
            if row.role == "sitemap":
                outcome = sitemap_again(row, outcome, self._run.now(), changed=False)
            self._settle(row, outcome)
        self._run.tell("unchanged", row.url, "not changed")

    # --- helpers ----------------------------------------------------------------------------------------------------

    def _links(self, row: Row, reading: PageReading) -> list[Found]:
        return list(from_page(row, reading, self._run.settings, self._run.frontier.told_to(row)))

    def _settle(self, row: Row, outcome: Outcome, found: Sequence[Found] = ()) -> int:
        return self._run.frontier.settle(row, outcome, found, self._run.now())


def _in_one_line(error: Exception) -> str:
    text = str(error).encode("utf-8", "replace").decode()
    return f"{type(error).__name__}: {' '.join(text.split())[:200]}"
