-- What the entities were made from, kept so that only what new, changed and lost articles touch is made anew.
-- Everything here can be made again from `articles`, `mentions` and the user's corrections.

-- What each article was when it was last looked at: another digest is another article.
CREATE TABLE IF NOT EXISTS resolve_articles (
    article_id TEXT PRIMARY KEY,
    digest TEXT NOT NULL,
    url TEXT,
    source TEXT NOT NULL,
    date TEXT,
    first TEXT,
    last TEXT,
    inferred INTEGER NOT NULL,
    people INTEGER NOT NULL              -- whether it names a public person
) STRICT, WITHOUT ROWID;

-- The units of each article. Units of two families are never one, unless a correction says so.
CREATE TABLE IF NOT EXISTS resolve_units (
    family TEXT NOT NULL,
    article_id TEXT NOT NULL,
    n INTEGER NOT NULL,
    record TEXT NOT NULL,                -- JSON, see `extractor.resolve.kept`
    entity_id TEXT,                      -- null where a correction rejects it
    PRIMARY KEY (family, article_id, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS resolve_units_by_article ON resolve_units (article_id);

-- By what corrections may call the units of a family: compared names and spellings, ids. Empty where no row of them
-- is about units.
CREATE TABLE IF NOT EXISTS resolve_called (
    family TEXT NOT NULL,
    called TEXT NOT NULL,
    PRIMARY KEY (family, called)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS resolve_called_by_name ON resolve_called (called);

-- Compared names of resolved units, by which others find them.
CREATE TABLE IF NOT EXISTS resolve_names (
    name TEXT NOT NULL,
    entity_id TEXT NOT NULL,
    PRIMARY KEY (name, entity_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS resolve_names_by_entity ON resolve_names (entity_id);

-- Who looked for a unit of a name: a unit for its owner, an article for the unit of a post.
CREATE TABLE IF NOT EXISTS resolve_asked (
    name TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('unit', 'article', 'short')),
    asker TEXT NOT NULL,
    PRIMARY KEY (name, kind, asker)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS resolve_asked_by_asker ON resolve_asked (asker, kind);

-- What persons need to know of a unit.
CREATE TABLE IF NOT EXISTS resolve_facts (
    entity_id TEXT PRIMARY KEY,
    record TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The public persons of each article; `part` is 1 or 2 of two namesakes.
CREATE TABLE IF NOT EXISTS resolve_persons (
    name TEXT NOT NULL,                  -- compared
    article_id TEXT NOT NULL,
    part INTEGER NOT NULL,
    short INTEGER NOT NULL,              -- whether a post is in a unit that only a short name tells
    called TEXT NOT NULL,                -- other compared names by which corrections may call it, by lines
    record TEXT NOT NULL,                -- JSON, see `extractor.resolve.kept`
    entity_id TEXT,                      -- null where a correction rejects it
    PRIMARY KEY (name, article_id, part)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS resolve_persons_by_article ON resolve_persons (article_id);

-- What the persons of a name say of the short names of units in an article.
CREATE TABLE IF NOT EXISTS resolve_votes (
    article_id TEXT NOT NULL,
    short TEXT NOT NULL,
    name TEXT NOT NULL,
    unit_id TEXT NOT NULL,
    PRIMARY KEY (article_id, short, name, unit_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS resolve_votes_by_name ON resolve_votes (name);
CREATE INDEX IF NOT EXISTS resolve_votes_by_unit ON resolve_votes (unit_id);

-- Names of persons by what other spellings of them share, and their posts where there are such.
CREATE TABLE IF NOT EXISTS resolve_spellings (
    spelling TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (spelling, name)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS resolve_posts (
    name TEXT NOT NULL,
    head TEXT NOT NULL,
    unit_id TEXT NOT NULL,
    PRIMARY KEY (name, head, unit_id)
) STRICT, WITHOUT ROWID;

-- The families of units and the names of persons that the corrections spoke of.
CREATE TABLE IF NOT EXISTS resolve_corrected (
    kind TEXT NOT NULL CHECK (kind IN ('unit', 'person')),
    name TEXT NOT NULL,
    PRIMARY KEY (kind, name)
) STRICT, WITHOUT ROWID;
