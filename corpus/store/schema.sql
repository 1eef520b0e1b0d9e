-- The corpus in one file. Everything here can be made again from the archive (`diembao rebuild`).
-- Dates are ISO 8601 text; `first`/`last` bound the days that a date may stand for; offsets are code points.

CREATE TABLE meta (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

-- One row an archive record: where it lies, and what became of it.
CREATE TABLE inputs (
    id INTEGER PRIMARY KEY,
    warc TEXT NOT NULL,                  -- file name in the archive folder
    warc_offset INTEGER NOT NULL,
    digest TEXT NOT NULL,                -- SHA-256 over body and what the supplier said
    kind TEXT NOT NULL CHECK (kind IN ('html', 'text')),
    source TEXT NOT NULL,
    url TEXT,
    origin_id TEXT,
    retrieved TEXT,
    outcome TEXT NOT NULL DEFAULT 'pending'
        CHECK (outcome IN ('pending', 'stored', 'superseded', 'rejected', 'failed')),
    reason TEXT,                         -- short and stable, to count by
    detail TEXT,
    article_id TEXT,                     -- also for a superseded input: the article that it is an older version of
    stage TEXT,                          -- version and data of the stages that made the outcome
    UNIQUE (digest),
    UNIQUE (warc, warc_offset)
) STRICT;
CREATE INDEX inputs_by_outcome ON inputs (outcome, reason);
CREATE INDEX inputs_by_article ON inputs (article_id);

-- What could not even be read into an input: a broken record, an unreachable page.
CREATE TABLE failures (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    command TEXT NOT NULL,
    place TEXT NOT NULL,                 -- path, offset or address
    reason TEXT NOT NULL,
    detail TEXT,
    UNIQUE (command, place, reason)
) STRICT;

CREATE TABLE articles (
    id TEXT PRIMARY KEY,
    input_id INTEGER NOT NULL REFERENCES inputs (id) ON DELETE CASCADE,
    source TEXT NOT NULL,
    url TEXT,
    title TEXT,
    lead TEXT,
    published TEXT,                      -- as precise as it is known: 2020-03 is a month
    published_first TEXT,
    published_last TEXT,
    published_method TEXT,
    published_confidence REAL,
    anchor TEXT,                         -- the month inferred from the text where nothing says when it was published
    section TEXT,
    language TEXT NOT NULL,
    text TEXT NOT NULL,
    words INTEGER NOT NULL,
    keywords TEXT NOT NULL,              -- JSON list
    record TEXT NOT NULL                 -- JSON: the article's own fields as in `extract`, without text
) STRICT;
CREATE INDEX articles_by_date ON articles (published_first, id);
CREATE INDEX articles_by_source ON articles (source);

CREATE TABLE sentences (
    article_id TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    tokens TEXT NOT NULL,                -- JSON: [[start, end], …] of the words
    sentences TEXT NOT NULL,             -- JSON: [[start, end], …] of the sentences
    PRIMARY KEY (article_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE mentions (
    article_id TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    field TEXT NOT NULL CHECK (field IN ('text', 'title')),
    n INTEGER NOT NULL,
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    surface TEXT NOT NULL,
    "start" INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    first TEXT,                          -- of a date: the days it may stand for
    last TEXT,
    listed INTEGER NOT NULL,             -- 0 for persons without a rank or public position: never listed or linked
    record TEXT NOT NULL,                -- JSON as in `extract`
    PRIMARY KEY (article_id, field, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX mentions_by_value ON mentions (kind, value, article_id);

CREATE TABLE events (
    id TEXT NOT NULL,
    article_id TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    type TEXT NOT NULL,
    status TEXT NOT NULL,
    first TEXT NOT NULL,
    last TEXT NOT NULL,
    title TEXT NOT NULL,
    place TEXT,
    sentence TEXT NOT NULL,
    record TEXT NOT NULL,                -- JSON as in `extract`
    PRIMARY KEY (article_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX events_by_date ON events (first, last);

CREATE TABLE participants (
    article_id TEXT NOT NULL,
    event_id TEXT NOT NULL,
    n INTEGER NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('unit', 'person')),
    role TEXT NOT NULL,
    PRIMARY KEY (article_id, event_id, n),
    FOREIGN KEY (article_id, event_id) REFERENCES events (article_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX participants_by_name ON participants (kind, name);

-- Which articles the search index still has to take in or drop: written in the same transaction as the article.
CREATE TABLE index_queue (
    article_id TEXT PRIMARY KEY,
    action TEXT NOT NULL CHECK (action IN ('put', 'drop'))
) STRICT;
