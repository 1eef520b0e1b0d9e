"""The sample site: invented Vietnamese press, rendered as four quite different newspapers.

Which question: what does the real press look like to a crawler and an extractor, without a network and without
anybody's copyright? Everything is deterministic: the same address and revision give the same bytes.
"""

from corpus.sample.loader import load_articles
from corpus.sample.model import SampleArticle
from corpus.sample.site import Response, SampleSite

__all__ = ["Response", "SampleArticle", "SampleSite", "load_articles"]
