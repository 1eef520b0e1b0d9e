"""What an article is about, as weighed features that can be compared: keywords, names, pairs of syllables of its title.

The weights of keywords are inverse document frequencies in the table that ships (`compounds.csv`), so that a profile
depends on its article alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import pairwise
from math import log, sqrt

from corpus.text import canon, fold
from extractor.resolve.merging_words import Reach, folded, named_pairs, reach

_SYLLABLE = re.compile(r"[^\W_]+")
_PAIR = 0.35
_NAME = 0.8
_MOST_NAMES, _OFTEN = 40, 4
_REACH: Mapping[Reach, float] = {"national": 0.3, "provincial": 0.5, "local": 0.9}


def article_profile(
    title: str | None,
    keywords: Iterable[str],
    *,
    persons: Iterable[str] = (),
    places: Iterable[str] = (),
    units: Iterable[str] = (),
    text: str = "",
) -> Mapping[str, float]:
    """Weights by feature, of length one; empty for an article of which nothing is known. Compare by scalar product."""
    from extractor.keywords import compound_frequencies  # its readers take long to load: only for who merges

    articles, frequency = compound_frequencies()
    rarest = log(articles + 1)
    found = {
        f"keyword {key}": log((articles + 1) / (frequency.get(key, 0) + 1)) / rarest for key in map(canon, keywords)
    }
    found |= {f"person {folded(name)}": 1.2 for name in persons}
    found |= {f"place {folded(name)}": 0.6 for name in places}
    found |= {f"unit {name}": _REACH[reach(name)] for name in map(folded, units)}
    for pair in pairwise(map(fold, _SYLLABLE.findall(title or ""))):
        found.setdefault("title " + " ".join(pair), _PAIR)
    named = Counter(pair for line in (title or "", text) for pair in named_pairs(line))
    for name, count in sorted(named.items(), key=lambda item: (-item[1], item[0]))[:_MOST_NAMES]:
        found[f"name {name}"] = _NAME * min(count, _OFTEN) ** 0.5
    length = sqrt(sum(weight * weight for weight in found.values()))
    return {name: weight / length for name, weight in found.items() if weight}
