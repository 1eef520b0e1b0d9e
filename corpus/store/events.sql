-- Events of several articles that are one. The articles' own events stay in `events` as they were read.
-- Made from articles and entities as a whole, see `meta`, key `merged events`.
CREATE TABLE IF NOT EXISTS event_groups (
    article_id TEXT NOT NULL,
    event_id TEXT NOT NULL,
    group_id TEXT NOT NULL,
    PRIMARY KEY (article_id, event_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS event_groups_by_group ON event_groups (group_id);

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
