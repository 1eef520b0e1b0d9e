"""robots.txt as RFC 9309 has it: 4xx allows everything, 5xx and silence allow nothing; parsed by protego."""

from __future__ import annotations

from dataclasses import dataclass

from protego import Protego

MAX_ROBOTS_BYTES = 512 * 1024  # RFC 9309, 2.5: at least 500 KiB are read
MAX_REDIRECTS = 5  # RFC 9309, 2.3.1.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Robots:
    """A host's rules for one agent. `reachable` is False where they could not be had, and all is forbidden."""

    rules: Protego | None
    agent: str
    reachable: bool = True

    def allows(self, url: str) -> bool:
        """Whether the agent may fetch the address."""
        if not self.reachable:
            return False
        return self.rules is None or bool(self.rules.can_fetch(url, self.agent))

    @property
    def delay(self) -> float | None:
        """Seconds that the host wants between two requests; None where it does not say."""
        if self.rules is None:
            return None
        delay = self.rules.crawl_delay(self.agent)
        if delay is not None and delay >= 0:
            return float(delay)
        rate = self.rules.request_rate(self.agent)
        return rate.seconds / rate.requests if rate is not None and rate.requests else None

    @property
    def sitemaps(self) -> tuple[str, ...]:
        """Addresses of sitemaps, as written."""
        return tuple(self.rules.sitemaps) if self.rules is not None else ()


def robots_from(status: int, body: bytes, agent: str) -> Robots:
    """The rules that an answer means. 429 counts as 5xx: a host that asks for fewer requests does not allow all."""
    if status == 429 or status >= 500:
        return Robots(rules=None, agent=agent, reachable=False)
    if status >= 300:  # 3xx: a redirect too many counts as 4xx
        return Robots(rules=None, agent=agent)
    text = body[:MAX_ROBOTS_BYTES].decode("utf-8-sig", "replace")
    return Robots(rules=Protego.parse(text), agent=agent)
