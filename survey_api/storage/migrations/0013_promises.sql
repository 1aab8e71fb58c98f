-- What was promised because of what people said. Nothing here is about a respondent.

-- Where a promise comes from, and the figure that is watched.
CREATE TABLE promises (
    id TEXT PRIMARY KEY,
    survey TEXT NOT NULL,
    wave TEXT NOT NULL,
    release_id TEXT NOT NULL REFERENCES releases (id),
    measure TEXT NOT NULL,
    table_id TEXT NOT NULL,
    column_id TEXT NOT NULL,
    row_code TEXT NOT NULL,
    started_at TEXT NOT NULL
);

CREATE INDEX promises_by_wave ON promises (survey, wave);

-- What it says, version after version: none is changed.
CREATE TABLE promise_versions (
    promise_id TEXT NOT NULL REFERENCES promises (id),
    number INTEGER NOT NULL,
    told TEXT NOT NULL,
    account TEXT NOT NULL,
    saved_at TEXT NOT NULL,
    PRIMARY KEY (promise_id, number)
);

-- What publishers say of a version; whether it is public is worked out from these.
CREATE TABLE promise_words (
    promise_id TEXT NOT NULL,
    number INTEGER NOT NULL,
    account TEXT NOT NULL,
    organisation TEXT NOT NULL,
    agrees BOOLEAN NOT NULL,
    reason TEXT NOT NULL,
    said_at TEXT NOT NULL,
    PRIMARY KEY (promise_id, account, said_at),
    FOREIGN KEY (promise_id, number) REFERENCES promise_versions (promise_id, number)
);
