"""Getting news: polite crawling into WARC files."""
