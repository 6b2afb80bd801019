-- The desk of one user, host and incident. Private: no promise beyond one version; a desk of
-- another version is not touched.

-- Which incident, and when anything here last agreed with the file.
CREATE TABLE about (
    one        INTEGER PRIMARY KEY CHECK (one = 1),
    incident   TEXT NOT NULL,
    checked_at INTEGER NOT NULL
) STRICT;

-- Where the file lies, and other files of the same incident.
CREATE TABLE place (
    path     BLOB PRIMARY KEY,
    standing TEXT NOT NULL CHECK (standing IN ('room', 'copy')),
    seen_at  INTEGER NOT NULL
) STRICT;

-- Consoles and scripts that came and have not left with everything done. Alive is whose lock file
-- is locked.
CREATE TABLE session (
    session    TEXT PRIMARY KEY,
    pid        INTEGER NOT NULL,
    host       TEXT NOT NULL,
    boot       TEXT NOT NULL,
    started_at INTEGER NOT NULL
) STRICT;

-- Submissions that the file may not have yet, and refused ones that nobody has dealt with.
CREATE TABLE outbox (
    place      INTEGER PRIMARY KEY AUTOINCREMENT,
    session    TEXT NOT NULL,
    number     INTEGER NOT NULL,
    holder     TEXT NOT NULL,
    submission TEXT NOT NULL,
    changed_at INTEGER NOT NULL,
    UNIQUE (session, number)
) STRICT;

-- What the file refused, for good: these ids are never sent again. Apart, so that a desk with
-- hardly any room left can still remember a refusal.
CREATE TABLE refused (
    session    TEXT NOT NULL,
    number     INTEGER NOT NULL,
    dealt      INTEGER NOT NULL DEFAULT 0 CHECK (dealt IN (0, 1)),
    refusal    TEXT NOT NULL,
    at         INTEGER NOT NULL,
    PRIMARY KEY (session, number)
) STRICT, WITHOUT ROWID;

-- What is still to be sent.
CREATE VIEW pending AS
SELECT * FROM outbox WHERE NOT EXISTS (
    SELECT 1 FROM refused WHERE refused.session = outbox.session AND refused.number = outbox.number
);

-- Text being typed, and by whom; the owner is empty where nobody had said a name. What was put
-- aside there for its owner (1) is anybody's to take, also while its session lives.
CREATE TABLE scratch (
    session    TEXT NOT NULL,
    slot       TEXT NOT NULL,
    holder     TEXT NOT NULL,
    text       TEXT NOT NULL,
    cursor     INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    owner      TEXT NOT NULL DEFAULT '',
    aside      INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (session, slot)
) STRICT;

-- Every row seen in the file, as it was stored there.
CREATE TABLE mirror (
    seq         INTEGER PRIMARY KEY,
    id          TEXT NOT NULL,
    session     TEXT NOT NULL,
    submission  INTEGER NOT NULL,
    part        INTEGER NOT NULL,
    author      TEXT NOT NULL,
    department  TEXT NOT NULL,
    occurred_at INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    shared_at   INTEGER NOT NULL,
    kind        TEXT NOT NULL,
    body        TEXT NOT NULL,
    salt        BLOB NOT NULL,
    digest      BLOB NOT NULL,
    prev        BLOB NOT NULL,
    hash        BLOB NOT NULL
) STRICT;

-- Rows of a record that a person has given up for another (a file restored from an older copy):
-- evidence, nothing more.
CREATE TABLE given_up (
    at          INTEGER NOT NULL,
    seq         INTEGER NOT NULL,
    hash        BLOB NOT NULL,
    row         TEXT NOT NULL
) STRICT;

-- What the record folded into at a row, without most of its lines: enough to draw the first screen.
-- A cache.
CREATE TABLE snapshot (
    one         INTEGER PRIMARY KEY CHECK (one = 1),
    build       TEXT NOT NULL,
    seq         INTEGER NOT NULL,
    hash        BLOB NOT NULL,
    checked_at  INTEGER NOT NULL,
    front       BLOB NOT NULL
) STRICT;
