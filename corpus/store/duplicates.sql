-- Duplicates over the articles: fingerprints, what they say of pairs of articles, and clusters. Nothing here alters an
-- article, and all can be made again. `n` only joins these tables; it is another in every database.

CREATE TABLE IF NOT EXISTS duplicate_articles (
    n INTEGER PRIMARY KEY,
    article_id TEXT NOT NULL UNIQUE,
    input_digest TEXT NOT NULL,          -- of the input and the stages that the article was made by
    stage TEXT NOT NULL,
    text BLOB NOT NULL,                  -- digest of the compared words
    sketch BLOB NOT NULL,                -- 32-bit hashes of the shingles, sorted, little-endian
    bands BLOB NOT NULL,                 -- 64-bit numbers, little-endian
    credit TEXT,                         -- the agency that the article names as its source
    clustered INTEGER NOT NULL           -- -1 until it was compared, 0 until the clusters know of it
) STRICT;
CREATE INDEX IF NOT EXISTS duplicate_articles_to_do ON duplicate_articles (clustered) WHERE clustered < 1;

CREATE TABLE IF NOT EXISTS duplicate_bands (
    band INTEGER NOT NULL,
    n INTEGER NOT NULL,
    PRIMARY KEY (band, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS duplicate_links (
    shorter TEXT NOT NULL,
    longer TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('same', 'version', 'copy', 'part', 'passage')),
    jaccard REAL NOT NULL,
    containment REAL NOT NULL,
    covered REAL NOT NULL,               -- share of the shorter text that stands in the longer
    covers REAL NOT NULL,                -- and the other way round
    agreeing INTEGER NOT NULL,           -- numbers and names
    conflicting INTEGER NOT NULL,
    PRIMARY KEY (shorter, longer)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS duplicate_links_by_longer ON duplicate_links (longer);

CREATE TABLE IF NOT EXISTS duplicate_clusters (
    first TEXT PRIMARY KEY,              -- the article that was published first; its id is the cluster's
    shown TEXT NOT NULL,                 -- the newest version in the same paper
    certain INTEGER NOT NULL,            -- 0 where the dates do not tell which paper was first
    articles INTEGER NOT NULL,
    sources INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS duplicate_members (
    article_id TEXT PRIMARY KEY,
    cluster TEXT NOT NULL,
    n INTEGER NOT NULL,                  -- in order of publication
    kind TEXT NOT NULL CHECK (kind IN ('first', 'same', 'version', 'copy', 'part')),
    of TEXT,                             -- the article that it is linked with
    jaccard REAL,
    containment REAL
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS duplicate_members_by_cluster ON duplicate_members (cluster, n);
