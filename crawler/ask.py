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

_RETRIED = frozenset({429, 500, 502, 503, 504})
_RETRIED_FAULTS = frozenset({"timeout", "unreachable", "dropped", "bad-answer", "proxy"})
_LOOK_UP_AGAIN = timedelta(hours=1)  # in the frontier, which forgets a robots.txt when it is a day old
HOST_FAULTS = frozenset({"timeout", "unreachable", "dropped", "tls", "proxy"})


class StopAsking(Exception):  # noqa: N818 - not an error
    """The crawl is to stop; the page stays queued."""


class HostBusy(Exception):  # noqa: N818 - not an error
    """The host asks for a longer pause than a run waits; its pages stay queued."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"asks to wait {seconds:.0f} s")


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
                if answer.status in (429, 503):
                    self._pacer.slow_down()
                asked = retry_after(answer.headers.get("retry-after"), self._run.now())
                if asked is not None and asked > settings.max_wait:
                    raise HostBusy(asked)
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
            raise HostBusy(rules.delay)
        self._pacer.interval = settings.pause(rules.delay)
        return rules

    def _load_robots(self, origin: str) -> Robots:
        agent = self._run.settings.agent
        kept = self._run.frontier.robots(origin, self._run.now())
        if kept is not None:
            return robots_from(*kept, agent)
        url = f"{origin}/robots.txt"
        answer = None
        for _ in range(MAX_REDIRECTS + 1):
            # one byte more than is read tells that the last line may be half a rule
            answer = self.ask(url, {}, timeout=self._run.settings.robots_timeout, head=MAX_ROBOTS_BYTES + 1)
            target = answer.headers.get("location")
            if answer.status not in REDIRECTS or not target:
                break
            url = urljoin(url, target)
        assert answer is not None
        rules = robots_from(answer.status, answer.body, agent)
        if rules.reachable:
            self._run.frontier.keep_robots(origin, answer.status, answer.body, self._run.now())
        return rules

    def tdm(self, url: str) -> tuple[TdmRule, ...]:
        """What the host reserves by its tdmrep.json; asked for once a day, and without it nothing is reserved.

        Raises FetchError (of robots.txt), StopAsking, HostBusy.
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
                answer = self._once(url, {}, run.settings.robots_timeout, MAX_TDM_BYTES)
            except FetchError:
                return ()
            kept = (answer.status, answer.body if answer.status == 200 else b"")
            if answer.status < 500 and answer.status != 429:
                run.frontier.keep_robots(url, *kept, run.now())
        return read_tdm(kept[1]) if kept[0] == 200 else ()


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
