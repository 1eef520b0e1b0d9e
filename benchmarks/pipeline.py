"""From dumps and pages to a searchable corpus, stage by stage and as a whole, beside a plain stack in the same run.

    python -m benchmarks.pipeline [--articles 2000 20000] [--words 450] [--engines tantivy whoosh] [--pages 400]

The plain stack is what people write: every text through `underthesea.word_tokenize`, the words into Whoosh with its
default settings, in one process; pages go through trafilatura first, where that is installed. It finds no names, dates
or events and keeps nothing but the index. Ours runs as a user runs it (`add`, `build`), on all cores. All are whole
processes, one after the other: quote the ratios, not the seconds. The plain stack gets as many articles as take it
about a minute, and its cost per article is compared. Memory is the sum of the resident sets of the build's processes,
sampled every 50 ms (shared pages count in each of them, so that the figure is an upper bound). Stages are processor
time in this process, on 200 articles after 200 others.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks.generator import records, write_dump, write_pages
from corpus.article import Given, RawPage
from corpus.store.rows import article_rows
from diembao.clustering import article_fingerprint
from diembao.workers import available_cores
from extractor import analyse
from extractor.text.words import fast_words
from index.preparing import prepare

_PLAIN = """
import json, sys, time
from pathlib import Path
from underthesea import word_tokenize
from whoosh.fields import ID, TEXT, Schema
from whoosh.index import create_in
source, folder, most = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
word_tokenize("khởi động")
if source.is_dir():
    from trafilatura import extract
begin = time.perf_counter()
if source.is_dir():
    texts = ((path.name, extract(path.read_text(encoding="utf-8")) or "") for path in sorted(source.iterdir()))
else:
    texts = ((r["id"], r["text"]) for r in map(json.loads, source.open(encoding="utf-8")))
writer = create_in(folder, Schema(id=ID(stored=True, unique=True), body=TEXT(stored=True))).writer()
for n, (name, text) in enumerate(texts):
    if n == most:
        break
    words = [w.replace(" ", "_") for line in text.split("\\n") if line for w in word_tokenize(line)]
    writer.add_document(id=name, body=" ".join(words))
else:
    n += 1
writer.commit()
print(n, time.perf_counter() - begin)
"""
_MOST_PLAIN = 2000  # articles
_WARM, _MEASURED = 200, 200
_STAGES = {
    "clean": "clean",
    "words and sentences": "make_document",
    "names, posts, dates": "mine",
    "events": "find_events",
    "keywords": "keywords",
}
"""What is printed, and the function of `extractor.analyse`."""


def resident_bytes(root: int) -> int:
    """Sum of the resident sets of a process and its descendants (Linux)."""
    children: dict[int, list[int]] = {}
    resident: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            stat = (entry / "stat").read_text().rsplit(") ", 1)[1].split()
            resident[int(entry.name)] = int((entry / "statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
        except OSError:
            continue
        children.setdefault(int(stat[1]), []).append(int(entry.name))
    waiting, total = [root], 0
    while waiting:
        pid = waiting.pop()
        total += resident.get(pid, 0)
        waiting += children.get(pid, [])
    return total


def timed(command: list[str]) -> tuple[float, int]:
    """Wall seconds of a command and the peak of its processes' resident memory."""
    begin = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    peak = 0
    done = threading.Event()

    def watch() -> None:
        nonlocal peak
        while not done.wait(0.05):
            peak = max(peak, resident_bytes(process.pid))

    watcher = threading.Thread(target=watch)
    watcher.start()
    _, talk = process.communicate()
    seconds = time.perf_counter() - begin
    done.set()
    watcher.join()
    if process.returncode:
        sys.exit(f"{' '.join(command)} ended with {process.returncode}: {talk.decode()[-500:]}")
    return seconds, peak


def plain_stack(source: Path, folder: Path) -> float | None:
    """Seconds an article of the plain stack; None where trafilatura is asked for and not installed."""
    folder.mkdir()
    command = [sys.executable, "-W", "ignore", "-c", _PLAIN, str(source), str(folder), str(_MOST_PLAIN)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        if "No module named 'trafilatura'" in done.stderr:
            return None
        sys.exit(done.stderr[-500:])
    count, seconds = done.stdout.split()
    return float(seconds) / int(count)


def build(source: Path, workspace: Path, engine: str, jobs: list[str]) -> tuple[float, float, float, int]:
    """Seconds of `add`, of `build`, of `build` again with nothing new, and the peak memory of the build."""
    tool = [sys.executable, "-m", "diembao"]
    adding, _ = timed([*tool, "add", str(source), "--workspace", str(workspace)])
    settings = workspace / "workspace.toml"
    settings.write_text(settings.read_text("utf-8").replace('engine = "whoosh"', f'engine = "{engine}"'), "utf-8")
    building, memory = timed([*tool, "build", "--workspace", str(workspace), *jobs])
    again, _ = timed([*tool, "build", "--workspace", str(workspace), *jobs])
    return adding, building, again, memory


def stage_times(words: int) -> dict[str, float]:
    """Milliseconds of processor time an article, by stage."""
    spent: defaultdict[str, float] = defaultdict(float)
    now = datetime(2026, 1, 1, tzinfo=UTC)

    def clocked(name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        def run(*args: Any, **options: Any) -> Any:
            begin = time.process_time()
            try:
                return work(*args, **options)
            finally:
                spent[name] += time.process_time() - begin

        return run

    def read(record: Mapping[str, str]) -> None:
        given = Given(origin_id=record["id"], title=record["title"], published=record["published"])
        page = RawPage(body=record["text"].encode(), kind="text", source=record["source"], given=given)
        analysis = analyse.analyse(page, now=now)
        clocked("rows for the store", article_rows)(analysis)
        clocked("streams for the index", prepare)(analysis, fast_words)
        clocked("fingerprint", article_fingerprint)(analysis.article)

    drawn = records(_WARM + _MEASURED, words, seed=7)
    kept = {name: getattr(analyse, function) for name, function in _STAGES.items()}
    try:
        for name, function in _STAGES.items():
            setattr(analyse, function, clocked(name, kept[name]))
        for record in islice(drawn, _WARM):
            read(record)
        spent.clear()
        for record in drawn:
            read(record)
    finally:
        for name, function in _STAGES.items():
            setattr(analyse, function, kept[name])
    return {name: seconds / _MEASURED * 1000 for name, seconds in spent.items()}


def folder_bytes(folder: Path) -> int:
    """Sum of the sizes of all files below a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def measure(source: Path, count: int, words: int, engine: str, jobs: list[str], plain: float | None) -> None:
    """Build a workspace of the source and print one row of the table."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = Path(folder) / "workspace"
        adding, building, again, memory = build(source, workspace, engine, jobs)
        index = folder_bytes(workspace / "index")
        store = (workspace / "corpus.sqlite").stat().st_size
    ratio = f"{plain * count / (adding + building):6.2f}" if plain is not None else "     –"
    print(
        f"{count:8,} {engine:8} {adding:7.1f} {building:8.1f} {again:6.1f} {count / (adding + building):9.1f}"
        f" {words / (adding + building):9,.0f} {ratio:>8} {memory / 1e6:7.0f} {index / count / 1e3:8.1f}"
        f" {store / count / 1e3:8.1f}",
        flush=True,
    )


_HEAD = (
    "articles engine    add, s build, s  again articles/s   words/s  × plain      MB kB index kB store\n"
    "                                                                              an article"
)


def main() -> None:
    """Run the benchmark and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, nargs="*", default=[2000])
    parser.add_argument("--words", type=int, default=450)
    parser.add_argument("--engines", nargs="+", choices=["tantivy", "whoosh"], default=["tantivy", "whoosh"])
    parser.add_argument("--pages", type=int, default=0, help="Also so many pages of 250 kB.")
    parser.add_argument("--jobs", type=int, default=None)
    options = parser.parse_args()
    jobs = ["--jobs", str(options.jobs)] if options.jobs else []
    print(f"cores {available_cores()}; {options.words} words an article; processor time in ms an article, one process:")
    for name, spent in stage_times(options.words).items():
        print(f"  {name:24}{spent:6.2f}")
    with tempfile.TemporaryDirectory() as folder:
        for number, count in enumerate(options.articles):
            dump = Path(folder) / f"{count}.jsonl"
            words = write_dump(dump, count, options.words)
            plain = plain_stack(dump, Path(folder) / f"plain{number}")
            if number == 0:
                print(_HEAD)
            if plain is not None:
                print(f"{count:8,} plain stack {1 / plain:38.1f} articles/s", flush=True)
            for engine in options.engines:
                measure(dump, count, words, engine, jobs, plain)
            dump.unlink()
        if options.pages:
            pages = Path(folder) / "pages"
            write_pages(pages, options.pages, options.words, 250_000)
            plain = plain_stack(pages, Path(folder) / "plainpages")
            print(f"{options.pages} pages of {folder_bytes(pages) / options.pages / 1e3:.0f} kB")
            measure(pages, options.pages, options.pages * options.words, options.engines[0], jobs, plain)


if __name__ == "__main__":
    main()
