-- Events of several articles that are one. The articles' own events stay in `events` as they were read.
-- Made from articles and entities, see `meta`, key `merged events`. Groups of different clusters have nothing to do with
-- each other, so that those that nothing new reaches stay as they are.
CREATE TABLE IF NOT EXISTS event_groups (
    article_id TEXT NOT NULL,
    event_id TEXT NOT NULL,
    group_id TEXT NOT NULL,
    cluster TEXT NOT NULL,
    first INTEGER NOT NULL,              -- its days, as `date.toordinal()`
    last INTEGER NOT NULL,
    reach INTEGER NOT NULL,              -- by how many days a later telling of the event may lie behind `last`
    copy INTEGER,                        -- equal where another article says it in the same words
    PRIMARY KEY (article_id, event_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS event_groups_by_group ON event_groups (group_id);
CREATE INDEX IF NOT EXISTS event_groups_by_cluster ON event_groups (cluster);

-- Only of groups of several tellings.
CREATE TABLE IF NOT EXISTS event_links (
    group_id TEXT NOT NULL,
    n INTEGER NOT NULL,
    one_article TEXT NOT NULL,
    one_event TEXT NOT NULL,
    other_article TEXT NOT NULL,
    other_event TEXT NOT NULL,
    points REAL NOT NULL,
    reasons TEXT NOT NULL,               -- JSON: [[reason, worth], …]
    PRIMARY KEY (group_id, n)
) STRICT, WITHOUT ROWID;

-- What each article's events were merged from: another digest is another article.
CREATE TABLE IF NOT EXISTS event_articles (
    article_id TEXT PRIMARY KEY,
    digest TEXT NOT NULL,
    features BLOB NOT NULL               -- what its events may share with others: CRC-32, four bytes each
) STRICT, WITHOUT ROWID;

-- The user's corrections of events, as far as they mean something that is there.
CREATE TABLE IF NOT EXISTS event_rulings (
    row INTEGER PRIMARY KEY,             -- of corrections.csv, as a spreadsheet counts
    action TEXT NOT NULL CHECK (action IN ('merge', 'split', 'reject', 'date', 'type', 'status')),
    article_id TEXT NOT NULL,
    event_id TEXT NOT NULL,
    other_article TEXT,
    other_event TEXT,
    value TEXT NOT NULL
) STRICT;

-- What is wrong with the others.
CREATE TABLE IF NOT EXISTS event_problems (
    n INTEGER PRIMARY KEY,
    row INTEGER NOT NULL,
    problem TEXT NOT NULL
) STRICT;
