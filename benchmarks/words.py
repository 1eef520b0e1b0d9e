"""Word segmentation: ours over underthesea's weights beside underthesea itself, and whether the words are the same.

    python -m benchmarks.words [--syllables 1000000] [--timed 100000] [--seed 1]

All syllables are compared: paragraphs of the sample articles once, then texts of 5 to 120 of their syllables drawn by
chance, which are the worst for what ours remembers (few pairs and threes come twice) and for near ties. Speed is
measured on the sample's paragraphs in passes over `--timed` syllables, where each pass cuts every paragraph with both,
one after the other, so that a slow phase of the machine meets both. Syllables are what stands between blanks.
"""

from __future__ import annotations

import argparse
import random
import resource
import time
from collections.abc import Iterator, Sequence

from corpus.sample import load_articles
from corpus.text import normalize
from extractor.text import words
from extractor.text.crf import Decoder
from extractor.text.crf_model import read_model
from extractor.text.library import model_folder
from extractor.text.words import WordCutter, fast_words, underthesea_words


def paragraphs() -> list[str]:
    """Those of the sample articles."""
    return [line for article in load_articles() for line in normalize(article.text()).split("\n") if line]


def shuffled(pool: Sequence[str], count: int, seed: int) -> Iterator[str]:
    """Texts of syllables in any order, `count` syllables in all."""
    draw = random.Random(seed)
    while count > 0:
        size = min(count, draw.randint(5, 120))
        count -= size
        yield " ".join(draw.choices(pool, k=size))


def differences(texts: Iterator[str]) -> tuple[int, int]:
    """Syllables compared, and paragraphs that are cut otherwise."""
    seen = wrong = 0
    for text in texts:
        seen += len(text.split())
        if fast_words(text) != underthesea_words(text):
            wrong += 1
            print(f"  differs: {text[:100]}")
    return seen, wrong


def timed(texts: Sequence[str], limit: int) -> tuple[float, float, float]:
    """Syllables a second of processor time: the library, ours with nothing remembered yet, ours on what it knows."""
    ours = words._Segmenter(Decoder(read_model(model_folder())))
    spent = [0.0, 0.0, 0.0]
    cutters: tuple[WordCutter, ...] = (underthesea_words, ours)
    seen = 0
    for text in texts:
        for i, cut in enumerate(cutters):
            begin = time.process_time()
            cut(text)
            spent[i] += time.process_time() - begin
        seen += len(text.split())
        if seen >= limit:
            break
    known, warm = 0, iter(texts)
    while known < seen:
        text = next(warm)
        known += len(text.split())
        begin = time.process_time()
        ours(text)
        spent[2] += time.process_time() - begin
    library, cold, again = (seen / s for s in spent)
    return library, cold, again


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--syllables", type=int, default=1_000_000)
    parser.add_argument("--timed", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    texts = paragraphs()
    cutters: tuple[WordCutter, ...] = (underthesea_words, fast_words)
    for cut in cutters:
        cut("a")  # loads
    library, cold, again = timed(texts, arguments.timed)
    print("syllables a second of processor time, and beside the library")
    for name, speed in (("underthesea", library), ("ours, nothing remembered", cold), ("ours, all remembered", again)):
        print(f"  {name:<26}{speed:>10,.0f}{speed / library:>8.1f}")
    seen, wrong = differences(iter(texts))
    print(f"sample: {seen:,} syllables, {wrong} paragraphs cut otherwise")
    pool = [syllable for text in texts for syllable in text.split()]
    seen, wrong = differences(shuffled(pool, arguments.syllables, arguments.seed))
    print(f"shuffled: {seen:,} syllables, {wrong} texts cut otherwise")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
