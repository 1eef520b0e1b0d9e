-- The frontier of a workspace's crawls. Times are ISO 8601 with +07:00, so that they can be compared as text.

CREATE TABLE IF NOT EXISTS pages (
    id INTEGER PRIMARY KEY,
    url TEXT NOT NULL UNIQUE,            -- canonical
    host TEXT NOT NULL,                  -- host and port: what is asked politely
    seed TEXT NOT NULL,                  -- the seed that this page was found from
    state TEXT NOT NULL CHECK (state IN ('queued', 'fetched', 'failed', 'excluded')),
    reason TEXT,                         -- short and stable, to count by
    detail TEXT,
    role TEXT NOT NULL CHECK (role IN ('seed', 'article', 'listing', 'paging', 'feed', 'sitemap', 'page')),
    priority INTEGER NOT NULL,           -- lower is earlier
    depth INTEGER NOT NULL,              -- listing pages from the seed
    spread INTEGER NOT NULL,             -- whose links are followed: 0 nobody's, 1 a section's, 2 the site's
    found_on TEXT,
    published TEXT,                      -- as a feed or a sitemap says
    published_method TEXT,
    certainty INTEGER NOT NULL,          -- of published: 2 stated as such, 1 the first lastmod seen, 0 none
    modified TEXT,                       -- as a sitemap's lastmod or a feed's updated says
    first_seen TEXT NOT NULL,
    fetched TEXT,                        -- last answer
    due TEXT,                            -- when a fetched article is worth another look
    pause INTEGER,                       -- days between the last two looks
    attempts INTEGER NOT NULL DEFAULT 0, -- failures in a row
    status INTEGER,
    etag TEXT,
    last_modified TEXT,
    digest TEXT,                         -- SHA-256 of the body
    warc TEXT,
    warc_offset INTEGER,
    redirect_to TEXT,
    key TEXT,                            -- what all addresses of one page share
    barren INTEGER NOT NULL DEFAULT 0    -- listing pages in a row, up to this one, that brought nothing new
) STRICT;
CREATE INDEX IF NOT EXISTS pages_in_order ON pages (host, state, priority, published DESC, id);
CREATE INDEX IF NOT EXISTS pages_by_digest ON pages (digest) WHERE digest IS NOT NULL;
CREATE INDEX IF NOT EXISTS pages_by_key ON pages (key);

CREATE TABLE IF NOT EXISTS runs (
    id INTEGER PRIMARY KEY,
    seeds TEXT NOT NULL,                 -- digest of the seeds, so that a forgotten address leaves no trace here
    started TEXT NOT NULL,
    active TEXT NOT NULL,                -- last sign of life
    ended TEXT                           -- NULL: killed or interrupted
) STRICT;

CREATE TABLE IF NOT EXISTS robots (
    origin TEXT PRIMARY KEY,
    fetched TEXT NOT NULL,
    status INTEGER NOT NULL,
    body BLOB NOT NULL
) STRICT;

-- How far each archive file is spoken for by outcomes; what lies behind was written by a crawl that was killed.
CREATE TABLE IF NOT EXISTS archive (
    file TEXT PRIMARY KEY,
    size INTEGER NOT NULL
) STRICT;

-- Pages found behind that mark: their turn ends without a request.
CREATE TABLE IF NOT EXISTS written (
    url TEXT PRIMARY KEY,
    warc TEXT NOT NULL,
    warc_offset INTEGER NOT NULL
) STRICT;
