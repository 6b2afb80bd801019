-- One incident, one file. This is format version 1: within it, nothing here ever changes. How
-- `digest` and `hash` are computed is written in chain.rs, what `body` holds in
-- ../domain/event.rs. Any sqlite3 with the JSON functions reads it (they are built in since
-- 3.38). Times in the tables are milliseconds since 1970-01-01T00:00:00Z; the views give them as
-- text, in UTC.

PRAGMA application_id = 1634495592;
PRAGMA user_version = 1;

CREATE TABLE event (
  seq         INTEGER PRIMARY KEY,
  id          TEXT    NOT NULL CHECK (id = session || '-' || submission || '-' || part),
  session     TEXT    NOT NULL
              CHECK (typeof(session) = 'text' AND length(session) BETWEEN 1 AND 200),
  submission  INTEGER NOT NULL CHECK (typeof(submission) = 'integer' AND submission >= 0),
  part        INTEGER NOT NULL CHECK (typeof(part) = 'integer' AND part BETWEEN 0 AND 4294967295),
  author      TEXT    NOT NULL CHECK (typeof(author) = 'text' AND length(author) <= 200),
  department  TEXT    NOT NULL CHECK (typeof(department) = 'text' AND length(department) <= 200),
  occurred_at INTEGER NOT NULL CHECK (typeof(occurred_at) = 'integer'),
  recorded_at INTEGER NOT NULL CHECK (typeof(recorded_at) = 'integer'),
  shared_at   INTEGER NOT NULL CHECK (typeof(shared_at) = 'integer'),
  kind        TEXT    NOT NULL CHECK (typeof(kind) = 'text' AND length(kind) BETWEEN 1 AND 200),
  body        TEXT    NOT NULL CHECK (typeof(body) = 'text' AND length(body) <= 2097152),
  salt        BLOB    NOT NULL
              CHECK (typeof(salt) = 'blob' AND length(salt) = CASE body WHEN '' THEN 0 ELSE 16 END),
  digest      BLOB    NOT NULL CHECK (typeof(digest) = 'blob' AND length(digest) = 32),
  prev        BLOB    NOT NULL CHECK (typeof(prev) = 'blob' AND length(prev) = 32),
  hash        BLOB    NOT NULL CHECK (typeof(hash) = 'blob' AND length(hash) = 32),
  UNIQUE (session, submission, part)
);

-- What holds for the whole file: `incident`, the incident's id; `numbering`, how rows get their
-- numbers (`direct`).
CREATE TABLE property (
  name  TEXT NOT NULL PRIMARY KEY CHECK (name IN ('incident', 'numbering')),
  value TEXT NOT NULL CHECK (typeof(value) = 'text' AND length(value) BETWEEN 1 AND 200)
) WITHOUT ROWID;

-- The last two conditions are what stops REPLACE, which deletes without asking the trigger for
-- DELETE.
CREATE TRIGGER event_only_at_the_end BEFORE INSERT ON event
BEGIN
  SELECT RAISE(ABORT, 'allhands: a row is numbered the last plus one')
   WHERE NEW.seq IS NOT coalesce((SELECT max(seq) FROM event), 0) + 1;
  SELECT RAISE(ABORT, 'allhands: a row carries the hash of the row before')
   WHERE NEW.prev IS NOT coalesce((SELECT hash FROM event ORDER BY seq DESC LIMIT 1), zeroblob(32));
  SELECT RAISE(ABORT, 'allhands: shared_at never goes backwards')
   WHERE NEW.shared_at < (SELECT shared_at FROM event ORDER BY seq DESC LIMIT 1);
  SELECT RAISE(ABORT, 'allhands: this part of this submission is recorded')
   WHERE EXISTS (SELECT 1 FROM event
                  WHERE session = NEW.session AND submission = NEW.submission AND part = NEW.part);
END;

-- The one change is a redaction: body and salt are blanked, after a row of kind `redacted` has
-- named this row in its field `row`. That row itself stays.
CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event
WHEN (NEW.body = '' AND NEW.salt = x'' AND OLD.kind <> 'redacted'
      AND NEW.seq = OLD.seq AND NEW.id = OLD.id AND NEW.session = OLD.session
      AND NEW.submission = OLD.submission AND NEW.part = OLD.part
      AND NEW.author = OLD.author AND NEW.department = OLD.department
      AND NEW.occurred_at = OLD.occurred_at AND NEW.recorded_at = OLD.recorded_at
      AND NEW.shared_at = OLD.shared_at AND NEW.kind = OLD.kind
      AND NEW.digest = OLD.digest AND NEW.prev = OLD.prev AND NEW.hash = OLD.hash
      AND EXISTS (SELECT 1 FROM event AS redaction
                   WHERE redaction.seq > OLD.seq
                     AND CASE redaction.kind WHEN 'redacted'
                         THEN json_extract(redaction.body, '$.row') END = OLD.seq)) IS NOT TRUE
BEGIN
  SELECT RAISE(ABORT, 'allhands: a row is never changed');
END;

CREATE TRIGGER event_is_never_deleted BEFORE DELETE ON event
BEGIN
  SELECT RAISE(ABORT, 'allhands: a row is never deleted');
END;

CREATE TRIGGER property_is_set_once BEFORE INSERT ON property
WHEN EXISTS (SELECT 1 FROM property WHERE name = NEW.name)
BEGIN
  SELECT RAISE(ABORT, 'allhands: this property is set');
END;

CREATE TRIGGER property_incident_stays BEFORE UPDATE ON property
WHEN (OLD.name = 'numbering' AND NEW.name = 'numbering') IS NOT TRUE
BEGIN
  SELECT RAISE(ABORT, 'allhands: a record belongs to one incident');
END;

CREATE TRIGGER property_is_never_deleted BEFORE DELETE ON property
BEGIN
  SELECT RAISE(ABORT, 'allhands: a property is never deleted');
END;

-- The views show rows, never rulings: columns, and the plain sentence that each body carries in
-- `says`, so that kinds of a later console read well here too. What needs rules (what is open,
-- late, in force) is `allhands show`.

-- Every row, whatever its handling.
CREATE VIEW timeline_with_privileged AS
SELECT seq,
       strftime('%Y-%m-%dT%H:%M:%fZ', occurred_at / 1000.0, 'unixepoch') AS occurred_at,
       strftime('%Y-%m-%dT%H:%M:%fZ', recorded_at / 1000.0, 'unixepoch') AS recorded_at,
       strftime('%Y-%m-%dT%H:%M:%fZ', shared_at / 1000.0, 'unixepoch') AS shared_at,
       coalesce(json_extract(json, '$.now.precision'), json_extract(json, '$.precision')) AS precision,
       author,
       json_extract(json, '$.on_behalf') AS on_behalf,
       department,
       kind,
       coalesce(json_extract(json, '$.entry'), json_extract(json, '$.now.entry'),
                json_extract(json, '$.draft'), json_extract(json, '$.item')) AS subject,
       CASE WHEN coalesce(json_extract(json, '$.now.handling'), json_extract(json, '$.handling'), 'open') = 'open'
            THEN 'open'
            WHEN coalesce(json_type(json, '$.now.handling.privileged'),
                          json_type(json, '$.handling.privileged')) IS NOT NULL
            THEN 'privileged'
            ELSE 'restricted' END AS handling,
       CASE WHEN body = '' THEN '(redacted)'
            WHEN kind = 'entry_recorded' THEN words
            WHEN kind = 'entry_corrected' THEN 'corrected: ' || words
            ELSE coalesce(json_extract(json, '$.says'), replace(kind, '_', ' '))
              || CASE kind WHEN 'order_changed' THEN
                   coalesce(': ' || json_extract(json, '$.to.done.result'),
                            ' because ' || json_extract(json, '$.to.refused.because'), '')
                 WHEN 'entry_withdrawn' THEN ' because ' || json_extract(json, '$.because')
                 ELSE '' END
       END AS sentence
  FROM (SELECT *,
               CASE WHEN json_type(line, '$.is') = 'text' AND json_extract(line, '$.is') <> 'note'
                    THEN json_extract(line, '$.is') || ': '
                    WHEN json_type(line, '$.is.order') IS NOT NULL THEN 'order to '
                      || coalesce(json_extract(line, '$.is.order.to.department'),
                                  json_extract(line, '$.is.order.to.person'), 'whoever takes it') || ': '
                    WHEN json_type(line, '$.is.question') IS NOT NULL THEN 'question to '
                      || coalesce(json_extract(line, '$.is.question.to.department'),
                                  json_extract(line, '$.is.question.to.person'), 'whoever knows') || ': '
                    WHEN json_type(line, '$.is.decision') IS NOT NULL THEN 'decision: '
                    WHEN json_type(line, '$.is.fact') IS NOT NULL THEN 'fact '
                      || json_extract(line, '$.is.fact.name') || ' = '
                      || json_extract(line, '$.is.fact.value') || ': '
                    WHEN json_type(line, '$.is.words') IS NOT NULL THEN
                      CASE json_extract(line, '$.is.words.direction') WHEN 'told' THEN 'told '
                           ELSE 'asked by ' END
                      || json_extract(line, '$.is.words.party') || ': '
                    WHEN json_type(line, '$.is.other') IS NOT NULL
                    THEN json_extract(line, '$.is.other') || ': '
                    ELSE '' END
               || json_extract(line, '$.text')
               || coalesce(' because ' || json_extract(line, '$.is.decision.because'), '')
               || coalesce(' until ' || json_extract(line, '$.is.decision.until'), '')
               || coalesce(', promised for ' || coalesce(json_extract(line, '$.is.order.due'),
                                                         json_extract(line, '$.is.question.due')), '')
               || coalesce(', at ' || json_extract(line, '$.is.words.at'), '')
               || coalesce(char(10) || json_extract(line, '$.quote'), '') AS words
          FROM (SELECT *, coalesce(json_extract(json, '$.now'), json) AS line
                  FROM (SELECT *, CASE WHEN json_valid(body) THEN body ELSE 'null' END AS json FROM event)));

-- What may be shown to everybody in the room: nothing of a line or draft that was ever restricted
-- or privileged.
CREATE VIEW timeline AS
SELECT * FROM timeline_with_privileged
 WHERE handling = 'open'
   AND (subject IS NULL
        OR subject NOT IN (SELECT subject FROM timeline_with_privileged
                            WHERE handling <> 'open' AND subject IS NOT NULL));

-- Every text that a draft ever had, whatever its handling.
CREATE VIEW revision_with_privileged AS
SELECT t.seq, t.occurred_at, t.recorded_at, t.shared_at, t.author, t.on_behalf, t.department,
       t.subject AS draft,
       json_extract(e.body, '$.revision') AS revision,
       coalesce(json_extract(e.body, '$.bases'), '[]') AS bases,
       coalesce(json_extract(e.body, '$.diverging'), 0) AS diverging,
       json_extract(e.body, '$.restores') AS restores,
       json_extract(e.body, '$.text') AS text
  FROM timeline_with_privileged AS t JOIN event AS e ON e.seq = t.seq
 WHERE t.kind IN ('draft_created', 'draft_revised') AND json_valid(e.body);

-- The texts of drafts that may be shown to everybody in the room.
CREATE VIEW revision AS
SELECT * FROM revision_with_privileged
 WHERE draft NOT IN (SELECT subject FROM timeline_with_privileged
                      WHERE handling <> 'open' AND subject IS NOT NULL);

-- What happened to the items of the checklists, those that a playbook brought included.
CREATE VIEW checklist_change AS
SELECT t.seq, t.occurred_at, t.recorded_at, t.shared_at, t.author, t.on_behalf,
       coalesce(json_extract(e.body, '$.department'), t.department) AS department,
       t.subject AS item, t.kind, t.sentence
  FROM timeline_with_privileged AS t JOIN event AS e ON e.seq = t.seq
 WHERE t.kind IN ('item_added', 'item_changed', 'item_assigned', 'item_promised', 'item_commented',
                  'item_retargeted') AND json_valid(e.body)
UNION ALL
SELECT t.seq, t.occurred_at, t.recorded_at, t.shared_at, t.author, t.on_behalf,
       json_extract(i.value, '$.department'), json_extract(i.value, '$.item'), 'item_added',
       'item added: ' || json_extract(i.value, '$.action')
  FROM timeline_with_privileged AS t JOIN event AS e ON e.seq = t.seq,
       json_each(CASE WHEN json_valid(e.body) THEN e.body ELSE '{}' END, '$.items') AS i
 WHERE t.kind = 'playbook_applied';

-- Who typed, from where. Names are claims: `host` and `system_user` are what the console said of
-- itself.
CREATE VIEW person AS
SELECT author AS name, session,
       (SELECT json_extract(came.body, '$.host') FROM event AS came
         WHERE came.session = event.session AND came.kind = 'session_started' AND json_valid(came.body)
         ORDER BY came.seq LIMIT 1) AS host,
       (SELECT json_extract(came.body, '$.system_user') FROM event AS came
         WHERE came.session = event.session AND came.kind = 'session_started' AND json_valid(came.body)
         ORDER BY came.seq LIMIT 1) AS system_user,
       count(*) AS "rows",
       strftime('%Y-%m-%dT%H:%M:%fZ', min(recorded_at) / 1000.0, 'unixepoch') AS first_recorded_at,
       strftime('%Y-%m-%dT%H:%M:%fZ', max(recorded_at) / 1000.0, 'unixepoch') AS last_recorded_at
  FROM event
 GROUP BY author, session;
