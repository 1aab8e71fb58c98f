-- Who did what, and who signed what off.

-- A log that only grows. `hash` covers the entry and `previous`, the hash of the one before it.
CREATE TABLE audit (
    number INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    who TEXT NOT NULL,
    what TEXT NOT NULL,
    which TEXT NOT NULL,
    why TEXT NOT NULL,
    previous TEXT NOT NULL,
    hash TEXT NOT NULL
);

CREATE INDEX audit_by_time ON audit (at);

-- The last entry, noted with it. An engine with several writers locks this row to append.
CREATE TABLE audit_head (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    number INTEGER NOT NULL,
    hash TEXT NOT NULL
);

INSERT INTO audit_head (one, number, hash) VALUES (1, 0, '');

-- Each on one line: a statement ends with a semicolon at the end of a line.
CREATE TRIGGER audit_never_changes BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is never changed'); END;

CREATE TRIGGER audit_never_shrinks BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log never shrinks'); END;

-- So that INSERT OR REPLACE puts nothing in an entry's place either.
CREATE TRIGGER audit_grows_at_its_end BEFORE INSERT ON audit WHEN NEW.number <> (SELECT COALESCE(MAX(number), 0) + 1 FROM audit) BEGIN SELECT RAISE(ABORT, 'the audit log grows at its end'); END;

CREATE TRIGGER audit_head_stays BEFORE DELETE ON audit_head BEGIN SELECT RAISE(ABORT, 'the audit log keeps its end'); END;

-- What publishers say of a release: every word is kept, the latest of each account holds.
CREATE TABLE sign_offs (
    release_id TEXT NOT NULL REFERENCES releases (id),
    account TEXT NOT NULL,
    organisation TEXT NOT NULL,
    agrees BOOLEAN NOT NULL,
    reason TEXT NOT NULL,
    signed_at TEXT NOT NULL,
    PRIMARY KEY (release_id, account, signed_at)
);

-- What publishers say of a quote, once each. `quotes` notes what they come to.
CREATE TABLE quote_decisions (
    quote_id TEXT NOT NULL REFERENCES quotes (id) ON DELETE CASCADE,
    account TEXT NOT NULL,
    organisation TEXT NOT NULL,
    cleared BOOLEAN NOT NULL,
    decided_at TEXT NOT NULL,
    PRIMARY KEY (quote_id, account)
);

-- Organisations were free text; sign-off needs to know MOPAC and the Met for sure.
UPDATE accounts SET organisation = CASE LOWER(TRIM(organisation)) WHEN 'mopac' THEN 'MOPAC' WHEN 'met' THEN 'Met' WHEN 'council' THEN 'council' ELSE 'other' END;
