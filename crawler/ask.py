"""Asking a host: with pauses, a few times over, its robots.txt first, and what it reserves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from urllib.parse import urljoin, urlsplit

from corpus.errors import FetchError
from crawler.http import REDIRECTS, Answer, Fetcher
from crawler.pace import retry_after
from crawler.rights import MAX_TDM_BYTES, TDM_PATH, TdmRule, read_tdm
from crawler.robots import MAX_REDIRECTS, MAX_ROBOTS_BYTES, Robots, robots_from
from crawler.run import Run

_BUSY = frozenset({429, 503})
_RETRIED = frozenset({500, 502, 504}) | _BUSY
_RETRIED_FAULTS = frozenset({"timeout", "unreachable", "dropped", "bad-answer", "proxy"})
_LOOK_UP_AGAIN = timedelta(hours=1)  # in the frontier, which forgets a robots.txt when it is a day old
HOST_FAULTS = frozenset({"timeout", "unreachable", "dropped", "tls", "proxy"})


class StopAsking(Exception):  # noqa: N818 - not an error
    """The crawl is to stop; the page stays queued."""


class HostBusy(Exception):  # noqa: N818 - not an error
    """The host asks for a longer pause than a run waits; its pages stay queued. The argument is what it does."""


class Asker:
    """Asks one host, for one thread."""

    def __init__(self, run: Run, host: str, fetcher: Fetcher) -> None:
        self._run = run
        self._fetcher = fetcher
        self._pacer = run.pacer(host)
        self._robots: dict[str, tuple[datetime, Robots]] = {}
        self._tdm: dict[str, tuple[TdmRule, ...]] = {}

    def ask(
        self, url: str, headers: Mapping[str, str], *, timeout: float | None = None, head: int | None = None
    ) -> Answer:
        """One page, tried again after passing faults. Raises FetchError, StopAsking, HostBusy."""
        settings = self._run.settings
        for attempt in range(1, settings.attempts + 1):
            wait = settings.backoff * 2 ** (attempt - 1)
            last = attempt == settings.attempts
            try:
                answer = self._once(url, headers, timeout, head)
            except FetchError as error:
                if last or error.reason not in _RETRIED_FAULTS:
                    raise
            else:
                if answer.status not in _RETRIED:
                    return answer
                if answer.status in _BUSY:
                    self._pacer.slow_down()
                asked = retry_after(answer.headers.get("retry-after"), self._run.now())
                if asked is not None and asked > settings.max_wait:
                    raise HostBusy(f"asks to wait {asked:.0f} s")
                if last:
                    return answer
                wait = asked if asked is not None else wait
            self._pacer.hold(min(wait, settings.max_wait))
        raise AssertionError("attempts is at least 1")

    def _once(self, url: str, headers: Mapping[str, str], timeout: float | None, head: int | None) -> Answer:
        pacer = self._run.pacer(urlsplit(url).netloc)  # a robots.txt may lie with another host
        with pacer.turn:
            if not pacer.wait():
                raise StopAsking
            size = 0
            try:
                answer = self._fetcher.get(url, headers=headers, timeout=timeout, head=head)
                size = len(answer.body)
                return answer
            finally:
                pacer.done()
                self._run.asked(size)

    def robots(self, url: str) -> Robots:
        """The rules for an address; asked for once a day. Raises FetchError, StopAsking, HostBusy."""
        origin = _origin(url)
        now = self._run.now()
        known = self._robots.get(origin)
        if known and known[0] <= now < known[0] + _LOOK_UP_AGAIN:
            return known[1]
        rules = self._load_robots(origin)
        self._robots[origin] = (now, rules)
        settings = self._run.settings
        if rules.delay is not None and rules.delay > settings.max_delay:
            raise HostBusy(f"asks to wait {rules.delay:.0f} s")
        self._pacer.interval = settings.pause(rules.delay)
        return rules

    def _load_robots(self, origin: str) -> Robots:
        agent = self._run.settings.agent
        kept = self._run.frontier.robots(origin, self._run.now())
        if kept is not None:
            return robots_from(*kept, agent)
        # one byte more than is read tells that the last line may be half a rule
        answer = self._followed(f"{origin}/robots.txt", MAX_ROBOTS_BYTES + 1)
        rules = robots_from(answer.status, answer.body, agent)
        if rules.reachable:
            self._run.frontier.keep_robots(origin, answer.status, answer.body, self._run.now())
        return rules

    def _followed(self, url: str, head: int, *, obeying: bool = False) -> Answer:
        """The answer of one of the host's own files, which may lie elsewhere; the last redirect where there are too
        many, or where it leads to what a robots.txt forbids, if `obeying` that.

        Raises FetchError, StopAsking, HostBusy.
        """
        for hop in range(MAX_REDIRECTS + 1):
            answer = self.ask(url, {}, timeout=self._run.settings.robots_timeout, head=head)
            target = answer.headers.get("location")
            if answer.status not in REDIRECTS or not target or hop == MAX_REDIRECTS:
                return answer
            try:
                url = urljoin(url, target)
            except ValueError:
                raise FetchError("bad-answer", "redirects to what is no address") from None
            if obeying and not self._load_robots(_origin(url)).allows(url):
                return answer
        raise AssertionError("there is a last hop")

    def tdm(self, url: str) -> tuple[TdmRule, ...]:
        """What the host reserves by its tdmrep.json; asked for once a day, and without it nothing is reserved.

        A host that has no time for it now (429, 503) is left for the next run, since it may reserve everything. Raises
        FetchError (of robots.txt), StopAsking, HostBusy.
        """
        origin = _origin(url)
        if origin not in self._tdm:
            self._tdm[origin] = self._load_tdm(origin) if self.robots(url).allows(origin + TDM_PATH) else ()
        return self._tdm[origin]

    def _load_tdm(self, origin: str) -> tuple[TdmRule, ...]:
        run = self._run
        url = origin + TDM_PATH
        kept = run.frontier.robots(url, run.now())
        if kept is None:
            try:
                answer = self._followed(url, MAX_TDM_BYTES, obeying=True)
            except FetchError:
                return ()
            if answer.status in _BUSY:
                raise HostBusy(f"answers {answer.status} for {TDM_PATH}")
            kept = (answer.status, answer.body if answer.status == 200 else b"")
            if answer.status < 500:
                run.frontier.keep_robots(url, *kept, run.now())
        return read_tdm(kept[1]) if kept[0] == 200 else ()


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
