"""`build` of many articles against the time that underthesea's word_tokenize alone takes on the same texts.

    python -m benchmarks.build [--articles 2000] [--words 600] [--jobs N]

The texts are made of the paragraphs of the sample articles, drawn with a fixed seed, so that every article has its own
mixture of dates, units and names. Both measurements are whole processes, one after the other, in one run: quote the
ratio, not the seconds. Memory is the sum of the resident sets of the build's processes, sampled every 50 ms (shared
pages count in each of them, so that the figure is an upper bound).
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from corpus.sample import load_articles

_TOKENIZE = """
import json, sys, time
from underthesea import word_tokenize
texts = [json.loads(line)["text"] for line in open(sys.argv[1], encoding="utf-8")]
word_tokenize("khởi động")
begin = time.perf_counter()
for text in texts:
    for paragraph in text.split("\\n\\n"):
        word_tokenize(paragraph)
print(time.perf_counter() - begin)
"""


def write_dump(path: Path, articles: int, words: int, seed: int = 1) -> int:
    """Write a dump of pseudo-articles; gives the number of words in it."""
    rng = random.Random(seed)
    originals = load_articles()
    paragraphs = [p for a in originals for p in a.text().split("\n\n") if len(p.split()) > 15]
    total = 0
    with path.open("w", encoding="utf-8") as stream:
        for number in range(articles):
            original = rng.choice(originals)
            body: list[str] = []
            while (have := sum(len(p.split()) for p in body)) < words:
                body.append(" ".join(rng.choice(paragraphs).split()[: max(20, words - have)]))
            total += sum(len(p.split()) for p in body)
            record = {
                "id": str(number),
                "title": f"{original.title} ({number})",
                "text": "\n\n".join(body),
                "published": f"{rng.randint(2019, 2025)}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}",
                "source": f"bao{number % 40}.example",
            }
            stream.write(json.dumps(record, ensure_ascii=False) + "\n")
    return total


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
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    peak = 0
    done = threading.Event()

    def watch() -> None:
        nonlocal peak
        while not done.wait(0.05):
            peak = max(peak, resident_bytes(process.pid))

    watcher = threading.Thread(target=watch)
    watcher.start()
    code = process.wait()
    seconds = time.perf_counter() - begin
    done.set()
    watcher.join()
    if code:
        sys.exit(f"{' '.join(command)} ended with {code}")
    return seconds, peak


def main() -> None:
    """Run the benchmark and print one table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=2000)
    parser.add_argument("--words", type=int, default=600)
    parser.add_argument("--jobs", type=int, default=None)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        dump, workspace = Path(folder) / "dump.jsonl", Path(folder) / "workspace"
        words = write_dump(dump, options.articles, options.words)
        tool = [sys.executable, "-m", "diembao"]
        jobs = ["--jobs", str(options.jobs)] if options.jobs else []
        adding, _ = timed([*tool, "add", str(dump), "--workspace", str(workspace)])
        building, memory = timed([*tool, "build", "--workspace", str(workspace), *jobs])
        again, _ = timed([*tool, "build", "--workspace", str(workspace), *jobs])
        tokenizing = float(subprocess.check_output([sys.executable, "-c", _TOKENIZE, str(dump)], text=True))
    print(f"articles {options.articles}, words {words}, cores {len(os.sched_getaffinity(0))}")
    print(f"word_tokenize alone, one process   {tokenizing:8.1f} s   {words / tokenizing:10.0f} words/s")
    print(f"add                                {adding:8.1f} s")
    print(f"build                              {building:8.1f} s   {options.articles / building:10.1f} articles/s")
    print(f"build again, nothing new           {again:8.1f} s")
    print(f"build / word_tokenize              {building / tokenizing:8.2f}")
    print(f"peak resident memory of build      {memory / 1e6:8.0f} MB")


if __name__ == "__main__":
    main()
