"""Makes `extractor/data/compounds.csv`: in how many articles each compound and pair of words occurs, for the keywords.

    python scripts/make_compounds.py ARTICLES.jsonl 2016-2019 > extractor/data/compounds.csv

ARTICLES.jsonl has an object a line with `title`, `lead` and `body` (a list of paragraphs). Names and numbers are left
out as they are from keywords; so is what occurs in one article only, which is mostly a slip of segmentation. Only the
counts are kept, no text. The note in the first line tells the number of articles, which the weighting reads.
"""

from __future__ import annotations

import json
import sys
import unicodedata
from collections import Counter
from pathlib import Path

from extractor.keywords import compounds_of
from extractor.mine.context import Context
from extractor.mine.mine import mine
from extractor.text.document import make_document

LEAST = 2
"""Articles that a compound must occur in."""


def main(path: str, years: str) -> None:
    """Writes the table to standard output, sorted by compound."""
    counts: Counter[str] = Counter()
    lines = Path(path).read_text(encoding="utf-8").splitlines()
    for line in lines:
        article = json.loads(line)
        parts = [article.get("title"), article.get("lead"), *article["body"]]
        document = make_document(unicodedata.normalize("NFC", "\n\n".join(part for part in parts if part)))
        counts.update(compounds_of(document, mine(document, Context())))
    out = sys.stdout
    out.write(f"# In how many of {len(lines)} articles of the Vietnamese press of {years} a compound occurs; ")
    out.write("source: our own count, made by scripts/make_compounds.py\ncompound,articles\n")
    out.writelines(f"{word},{count}\n" for word, count in sorted(counts.items()) if count >= LEAST)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
