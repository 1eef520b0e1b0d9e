"""The web interface as its readers have it: time of each page, of search with facets, many readers at once, memory.

    python -m benchmarks.web [--articles 2000] [--words 450] [--engine tantivy] [--readers 50] [--workspace DIR]

The server is a process of its own (`diembao serve`), asked over loopback by HTTP; a time is from the question to the
last byte of the answer, and includes both. Of every page: its first visit on the fresh server, then the median and p95
of further ones, and what the server's processor spent on one, which another's work on the machine hardly changes. First
the demo's corpus (asked for: 100 ms a page), then one of generated articles: 300 ms for p95 of search with facets, 1 s
for pages of entities and timelines. No two searches are the same question: words are drawn from titles, one to three,
half of them with a filter of source, year or unit. Then all readers ask at once, each the next as soon as the last is
answered; anything but 200 is an error. Memory is the resident set of the server's processes.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import requests

from benchmarks.generator import write_dump
from benchmarks.pipeline import build, resident_bytes

_AGAIN = 7  # visits of a page after its first
_SEARCHES = 60
_EACH = 10  # questions of one of many readers
_LIMITS = {"demo": 100, "search": 300, "large": 1000}  # milliseconds
_TIMEOUT = 60
_HEAD = f"{'page':28}{'first':>9}{'median':>9}{'p95':>9}{'processor':>11}{'kB':>8}  (ms)"


@dataclass(frozen=True, slots=True)
class Server:
    """A running server."""

    home: str
    pid: int
    session: requests.Session = field(default_factory=requests.Session)

    def json(self, path: str, **asked: object) -> Any:
        """The twin of a page."""
        answer = self.session.get(f"{self.home}{path}.json", params={k: str(v) for k, v in asked.items()}, timeout=60)
        answer.raise_for_status()
        return answer.json()

    def ask(self, address: str) -> tuple[float, int]:
        """Milliseconds and bytes of an answer. Raises requests.HTTPError for anything but a page."""
        begin = time.perf_counter()
        answer = self.session.get(self.home + address, timeout=_TIMEOUT)
        size = len(answer.content)
        spent = (time.perf_counter() - begin) * 1000
        answer.raise_for_status()
        return spent, size

    @property
    def processor(self) -> float:
        """Milliseconds of processor time that it has spent (Linux)."""
        stat = Path(f"/proc/{self.pid}/stat").read_text(encoding="utf-8").rsplit(") ", 1)[1].split()
        return (int(stat[11]) + int(stat[12])) * 1000 / os.sysconf("SC_CLK_TCK")

    @property
    def megabytes(self) -> float:
        """Its memory."""
        return resident_bytes(self.pid) / 1e6


@contextmanager
def serving(workspace: Path) -> Iterator[Server]:
    """`diembao serve` on a free port."""
    command = [sys.executable, "-m", "diembao", "serve", "--port", "0", "--workspace", str(workspace)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        try:
            for line in process.stderr:
                if found := re.search(r"http://[\d.]+:\d+", line):
                    break
            else:
                sys.exit("the server did not start")
            threading.Thread(target=process.stderr.read, daemon=True).start()
            server = Server(found[0], process.pid)
            with server.session:
                yield server
        finally:
            process.terminate()


def address(path: str, **asked: str) -> str:
    """A path with its parameters; `from_` is `from`."""
    return f"{path}?{urlencode({name.rstrip('_'): value for name, value in asked.items()})}"


def pages(server: Server, word: str) -> dict[str, str]:
    """Name and address of each page, about what the corpus has most of."""
    found = server.json("/search", q=word)
    article = next(iter(found["hits"]))["id"]
    units = server.json("/entities")["entities"]
    persons = server.json("/entities", kind="person")["entities"]
    year = server.json("/search")["hits"][0]["published"] or "2020"
    return {
        "search": address("/search", q=word),
        "search, everything": "/search",
        "search, by unit": address("/search", q=word, unit=units[0]["name"]),
        "kwic": address("/kwic", q=word),
        "article": address(f"/articles/{article}", q=word),
        "names": "/entities",
        "unit, most named": f"/entities/{units[0]['id']}",
        "unit, less named": f"/entities/{units[len(units) // 2]['id']}",
        "person, most named": f"/entities/{persons[0]['id']}",
        "timeline, everything": "/timeline",
        "timeline, a month": address("/timeline", from_=year[:7], to=year[:7]),
        "timeline of a unit": address("/timeline", unit=units[0]["name"]),
        "trends": address("/trends", q=word),
        "corpus": "/corpus",
        "help": "/help",
    }


def measure(server: Server, listed: dict[str, str], limit: int) -> None:
    """Print a row a page; what is above the limit is marked."""
    print(_HEAD)
    for name, where in listed.items():
        try:
            first, size = server.ask(where)
        except requests.HTTPError as error:
            print(f"{name:28}{error.response.status_code:>9}  REFUSED", flush=True)
            continue
        before = server.processor
        times = [server.ask(where)[0] for _ in range(_AGAIN)]
        spent = (server.processor - before) / _AGAIN
        middle = statistics.median(times)
        mark = "  ABOVE" if middle > limit else ""
        row = f"{name:28}{first:9.0f}{middle:9.0f}{_p95(times):9.0f}{spent:11.0f}{size / 1e3:8.0f}{mark}"
        print(row, flush=True)


def searches(server: Server, count: int, seed: int = 1) -> list[str]:
    """Addresses of searches, no two the same."""
    rng = random.Random(seed)
    found = [server.json("/search", sort="newest", page=page) for page in range(1, 6)]
    hits = [hit for page in found if page for hit in page["hits"]]
    units = [unit["name"] for unit in server.json("/entities")["entities"]]
    made: dict[str, None] = {}
    while len(made) < count:
        hit = rng.choice(hits)
        words = re.findall(r"[^\W\d_]{2,}", hit["title"] or "") or ["công"]
        at = rng.randrange(len(words))
        asked = {"q": " ".join(words[at : at + rng.randint(1, 3)])}
        further = rng.choice(["", "", "", "source", "from", "unit"])
        if further:
            value = {"source": hit["source"], "from": (hit["published"] or "2020")[:4], "unit": rng.choice(units)}
            asked[further] = value[further]
        made[address("/search", **asked)] = None
    return list(made)


def _p95(times: Sequence[float]) -> float:
    return sorted(times)[min(len(times) - 1, round(0.95 * (len(times) - 1)))]


def _asked(server: Server, addresses: Iterable[str]) -> list[float]:
    times = []
    for one in addresses:
        try:
            times.append(server.ask(one)[0])
        except requests.HTTPError as error:
            print(f"{error.response.status_code}: {one}", flush=True)
    return times


def crowd(server: Server, addresses: list[str], readers: int) -> None:
    """Many readers at once: times, and every answer that was not a page."""
    faults: Counter[str] = Counter()

    def read(number: int) -> list[float]:
        rng = random.Random(number)
        times = []
        with requests.Session() as session:
            own = Server(server.home, server.pid, session)
            for _ in range(_EACH):
                try:
                    times.append(own.ask(rng.choice(addresses))[0])
                except requests.RequestException as error:
                    faults[str(error.response.status_code if error.response is not None else error)[:60]] += 1
        return times

    before, begin = server.megabytes, time.perf_counter()
    with ThreadPoolExecutor(readers) as pool:
        times = [spent for each in pool.map(read, range(readers)) for spent in each]
    seconds = time.perf_counter() - begin
    print(
        f"{readers} readers at once, {readers * _EACH} questions: {sum(faults.values())} errors {dict(faults) or ''}, "
        f"{len(times) / seconds:.0f} answers/s, median {statistics.median(times):.0f} ms, p95 {_p95(times):.0f} ms; "
        f"memory {before:.0f} MB before, {server.megabytes:.0f} MB after",
        flush=True,
    )


def examine(workspace: Path, word: str, readers: int, *, large: bool) -> None:
    """All that is measured of one corpus."""
    with serving(workspace) as server:
        fresh = server.megabytes
        listed = pages(server, word)
        measure(server, listed, _LIMITS["large" if large else "demo"])
        asked = searches(server, _SEARCHES)
        times = _asked(server, asked)
        mark = "  ABOVE" if _p95(times) > _LIMITS["search"] else ""
        print(
            f"{len(times)} searches with facets: median {statistics.median(times):.0f} ms, p95 {_p95(times):.0f} ms"
            f"{mark}; memory {fresh:.0f} MB fresh, {server.megabytes:.0f} MB now",
            flush=True,
        )
        crowd(server, [*asked, *listed.values()], readers)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=2000, help="0: the demo's corpus only")
    parser.add_argument("--words", type=int, default=450)
    parser.add_argument("--engine", choices=["tantivy", "whoosh"], default="tantivy")
    parser.add_argument("--readers", type=int, default=50)
    parser.add_argument("--workspace", type=Path, help="a built corpus, in the place of demo and generated one")
    options = parser.parse_args()
    if options.workspace is not None:
        examine(options.workspace, "hội nghị", options.readers, large=True)
        return
    with tempfile.TemporaryDirectory() as folder:
        demo = Path(folder) / "diembao-workspace"
        command = [sys.executable, "-m", "diembao", "demo", "--workspace", str(demo)]
        subprocess.run(command, check=True, capture_output=True)
        print("The demo's corpus")
        examine(demo, "đại hội", options.readers, large=False)
        if options.articles:
            dump, large = Path(folder) / "articles.jsonl", Path(folder) / "large"
            write_dump(dump, options.articles, options.words)
            _, seconds, _, _ = build(dump, large, options.engine, [])
            print(f"\n{options.articles:,} generated articles, {options.engine}, built in {seconds:.0f} s")
            examine(large, "hội nghị", options.readers, large=True)


if __name__ == "__main__":
    main()
