-- What may tell of a child in danger is put before a person. No word of anybody is kept here.

-- Every response waits to be screened. `version`: the screen that saw it last; '' until one has.
CREATE TABLE screenings (
    response_id TEXT PRIMARY KEY REFERENCES responses (id) ON DELETE CASCADE,
    asked_at TEXT NOT NULL,
    leased_until TEXT NOT NULL,
    version TEXT NOT NULL,
    screened_at TEXT
);

CREATE INDEX screenings_waiting ON screenings (leased_until, asked_at) WHERE screened_at IS NULL;

INSERT INTO screenings (response_id, asked_at, leased_until, version)
SELECT id, submitted_at, '', '' FROM responses;

-- Responses that were flagged. `reasons`: JSON of item, kind and where in the text.
CREATE TABLE concerns (
    response_id TEXT PRIMARY KEY REFERENCES responses (id) ON DELETE CASCADE,
    flagged_at TEXT NOT NULL,
    urgent BOOLEAN NOT NULL,
    reasons TEXT NOT NULL,
    screen TEXT NOT NULL
);

-- What people did about a concern; where it stands is worked out from these.
CREATE TABLE concern_acts (
    response_id TEXT NOT NULL REFERENCES concerns (response_id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    what TEXT NOT NULL,
    who TEXT NOT NULL,
    acted_at TEXT NOT NULL,
    note TEXT NOT NULL,
    service TEXT NOT NULL,
    borough TEXT NOT NULL,
    outcome TEXT NOT NULL,
    PRIMARY KEY (response_id, number)
);

-- When the duty lead was written to.
CREATE TABLE safeguarding_alarms (
    survey TEXT NOT NULL,
    sent_at TEXT NOT NULL,
    overdue INTEGER NOT NULL,
    PRIMARY KEY (survey, sent_at)
);
