"""Getting news: polite crawling into WARC files. Which question: which pages are there, and what did they say when?

A crawl reads feeds, sitemaps and listing pages, obeys robots.txt, and writes what looks like an article into the
archive. What it knows about pages lies in one SQLite file, the frontier.
"""

from crawler.crawl import crawl
from crawler.credentials import shown
from crawler.frontier import Frontier
from crawler.http import Answer, Fetcher, HttpFetcher
from crawler.settings import CrawlEvent, CrawlReport, CrawlSettings, Problem

__all__ = [
    "Answer",
    "CrawlEvent",
    "CrawlReport",
    "CrawlSettings",
    "Fetcher",
    "Frontier",
    "HttpFetcher",
    "Problem",
    "crawl",
    "shown",
]
