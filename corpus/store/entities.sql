-- Entities over the articles: made from `mentions` and the user's corrections, and made anew whenever these change.
-- Nothing here alters an article. (Columns of a key stand first: SQLite 3.40 reports false faults otherwise.)

CREATE TABLE IF NOT EXISTS entities (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('unit', 'person')),
    name TEXT NOT NULL,
    label TEXT NOT NULL,                 -- the name, with what tells it from others of that name
    status TEXT NOT NULL CHECK (status IN ('resolved', 'unresolved')),
    note TEXT,
    type TEXT,
    parent TEXT,
    parent_id TEXT,
    place TEXT,
    province TEXT,
    first TEXT,                          -- days between which dated articles name it
    last TEXT,
    undated INTEGER NOT NULL,
    articles INTEGER NOT NULL,
    mentions INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS entities_by_count ON entities (kind, status, articles);
CREATE INDEX IF NOT EXISTS entities_by_parent ON entities (parent_id);

CREATE TABLE IF NOT EXISTS entity_names (
    entity_id TEXT NOT NULL,
    source TEXT NOT NULL CHECK (source IN ('name', 'text', 'correction')),
    name TEXT NOT NULL,
    key TEXT NOT NULL,                   -- one spelling, lower case
    folded TEXT NOT NULL,                -- the same without marks
    mentions INTEGER NOT NULL,
    PRIMARY KEY (entity_id, source, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS entity_names_by_fold ON entity_names (folded);

CREATE TABLE IF NOT EXISTS entity_mentions (
    article_id TEXT NOT NULL,
    field TEXT NOT NULL,
    n INTEGER NOT NULL,
    entity_id TEXT NOT NULL,
    PRIMARY KEY (article_id, field, n, entity_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS entity_mentions_by_entity ON entity_mentions (entity_id, article_id);

-- What articles state of a person: rank and post, with the place of the statement.
CREATE TABLE IF NOT EXISTS entity_lines (
    entity_id TEXT NOT NULL,
    n INTEGER NOT NULL,
    article_id TEXT NOT NULL,
    field TEXT NOT NULL,
    "start" INTEGER NOT NULL,
    date TEXT,
    inferred INTEGER NOT NULL,
    rank TEXT,
    level INTEGER,
    post TEXT,
    head TEXT,
    unit TEXT,
    unit_id TEXT,
    former INTEGER NOT NULL,
    acting INTEGER NOT NULL,
    change TEXT,                         -- what is said of the post or rank, between which days, and by which rule
    first TEXT,
    last TEXT,
    rule TEXT,
    unit_type TEXT,
    vague INTEGER NOT NULL,
    PRIMARY KEY (entity_id, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS entity_lines_by_unit ON entity_lines (unit_id);

-- Why articles were joined or kept apart, and how entities are related.
CREATE TABLE IF NOT EXISTS entity_links (
    entity_id TEXT NOT NULL,
    n INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('joined', 'apart', 'relation', 'corrected')),
    rule TEXT NOT NULL,
    evidence TEXT NOT NULL,
    articles TEXT NOT NULL,              -- JSON list of the articles that the rule looked at
    other TEXT,
    PRIMARY KEY (entity_id, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS correction_problems (
    n INTEGER PRIMARY KEY,
    row INTEGER NOT NULL,                -- row of corrections.csv as a spreadsheet counts; 0 is the file
    problem TEXT NOT NULL
) STRICT;
