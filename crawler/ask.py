"""Asking a host: with pauses, a few times over, and its robots.txt first."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urljoin, urlsplit

from corpus.errors import FetchError
from crawler.http import REDIRECTS, Answer, Fetcher
from crawler.pace import Pacer, retry_after
from crawler.robots import MAX_REDIRECTS, Robots, robots_from
from crawler.run import Run

_RETRIED = frozenset({429, 500, 502, 503, 504})
_RETRIED_FAULTS = frozenset({"timeout", "unreachable", "dropped", "bad-answer", "proxy"})
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
        self._pacer: Pacer = run.pacer(host)
        self._robots: dict[str, Robots] = {}

    def ask(self, url: str, headers: Mapping[str, str], *, timeout: float | None = None) -> Answer:
        """One page, tried again after passing faults. Raises FetchError, StopAsking, HostBusy."""
        settings = self._run.settings
        for attempt in range(1, settings.attempts + 1):
            wait = settings.backoff * 2 ** (attempt - 1)
            last = attempt == settings.attempts
            try:
                answer = self._once(url, headers, timeout)
            except FetchError as error:
                if last or error.reason not in _RETRIED_FAULTS:
                    raise
            else:
                if answer.status not in _RETRIED:
                    return answer
                asked = retry_after(answer.headers.get("retry-after"), self._run.now())
                if asked is not None and asked > settings.max_wait:
                    raise HostBusy(asked)
                if last:
                    return answer
                wait = asked if asked is not None else wait
            self._pacer.hold(min(wait, settings.max_wait))
        raise AssertionError("attempts is at least 1")

    def _once(self, url: str, headers: Mapping[str, str], timeout: float | None) -> Answer:
        if not self._pacer.wait():
            raise StopAsking
        size = 0
        try:
            answer = self._fetcher.get(url, headers=headers, timeout=timeout)
            size = len(answer.body)
            return answer
        finally:
            self._pacer.done()
            self._run.asked(size)

    def robots(self, url: str) -> Robots:
        """The rules for an address; asked for once a day. Raises FetchError, StopAsking, HostBusy."""
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._robots:
            self._robots[origin] = self._load_robots(origin)
            delay = self._robots[origin].delay
            self._pacer.interval = self._run.settings.interval if delay is None else delay
        return self._robots[origin]

    def _load_robots(self, origin: str) -> Robots:
        agent = self._run.settings.agent
        kept = self._run.frontier.robots(origin, self._run.now())
        if kept is not None:
            return robots_from(*kept, agent)
        url = f"{origin}/robots.txt"
        answer = None
        for _ in range(MAX_REDIRECTS + 1):
            answer = self.ask(url, {}, timeout=self._run.settings.robots_timeout)
            target = answer.headers.get("location")
            if answer.status not in REDIRECTS or not target:
                break
            url = urljoin(url, target)
        assert answer is not None
        rules = robots_from(answer.status, answer.body, agent)
        if rules.reachable:
            self._run.frontier.keep_robots(origin, answer.status, answer.body, self._run.now())
        return rules
