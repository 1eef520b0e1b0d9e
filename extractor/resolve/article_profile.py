"""What an article is about, as weighed features that can be compared: keywords, names, pairs of syllables of its title.

The weights of keywords are inverse document frequencies in the table that ships (`compounds.csv`), so that a profile
depends on its article alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import pairwise
from math import log, sqrt

from corpus.text import canon, fold
from extractor.keywords import compound_frequencies

_SYLLABLE = re.compile(r"[^\W_]+")
_NATIONAL = re.compile(
    r"(bo|quoc hoi|chinh phu|thu tuong|ban chap hanh trung uong|uy ban thuong vu quoc hoi|trung uong)\b"
)
_PROVINCIAL = re.compile(r"(cong an|ubnd|hdnd|tinh uy|thanh uy|dang bo|dang uy|tand|vksnd|so)\b(?! (huyen|xa|phuong))")
_PAIR = 0.35


def article_profile(
    title: str | None,
    keywords: Iterable[str],
    *,
    persons: Iterable[str] = (),
    places: Iterable[str] = (),
    units: Iterable[str] = (),
) -> Mapping[str, float]:
    """Weights by feature, of length one; empty for an article of which nothing is known. Compare by scalar product."""
    articles, frequency = compound_frequencies()
    rarest = log(articles + 1)
    found = {
        f"keyword {key}": log((articles + 1) / (frequency.get(key, 0) + 1)) / rarest for key in map(canon, keywords)
    }
    found |= {f"person {fold(name)}": 1.2 for name in persons}
    found |= {f"place {fold(name)}": 0.6 for name in places}
    found |= {f"unit {name}": _unit_weight(name) for name in map(fold, units)}
    for pair in pairwise(map(fold, _SYLLABLE.findall(title or ""))):
        found.setdefault("title " + " ".join(pair), _PAIR)
    length = sqrt(sum(weight * weight for weight in found.values()))
    return {name: weight / length for name, weight in found.items() if weight}


def _unit_weight(name: str) -> float:
    """National bodies are in the news every day, those of a province in that of the province."""
    if _NATIONAL.match(name):
        return 0.3
    return 0.5 if _PROVINCIAL.match(name) else 0.9
