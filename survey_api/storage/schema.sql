-- What all migrations together make; a test holds it to that. For reading, not for running.

-- Moments are text in UTC with microseconds, so that their order is the order of time.
-- No personal column: no address of a machine, no browser, no name of a respondent.

-- Answers in progress, sealed. `page` is the last page saved; `team` a home, school or unit, if
-- named; `data_key` the number of the key, in the key store, that they are sealed with; `resume`
-- stands for the code that leads back to them, once it was asked for; `helped` who helped.
CREATE TABLE drafts (
    id TEXT PRIMARY KEY,
    survey TEXT NOT NULL,
    wave TEXT NOT NULL,
    questionnaire_version TEXT NOT NULL,
    language TEXT NOT NULL,
    mode TEXT NOT NULL,
    answers TEXT NOT NULL,
    page TEXT NOT NULL,
    begun_at TEXT NOT NULL,
    saved_at TEXT NOT NULL,
    team TEXT NOT NULL DEFAULT '',
    data_key INTEGER,
    resume TEXT,
    helped TEXT NOT NULL DEFAULT ''
);

CREATE INDEX drafts_by_wave ON drafts (survey, wave);

CREATE INDEX drafts_by_key ON drafts (data_key);

CREATE UNIQUE INDEX drafts_by_resume ON drafts (resume);

-- Submitted answers, without the texts. `fingerprint` tells a repeat from another body, to whoever
-- has the response's key; `data_key` is the number of that key, which seals its texts and quotes.
CREATE TABLE responses (
    id TEXT PRIMARY KEY,
    reference TEXT NOT NULL UNIQUE,
    fingerprint TEXT NOT NULL,
    survey TEXT NOT NULL,
    wave TEXT NOT NULL,
    questionnaire_version TEXT NOT NULL,
    language TEXT NOT NULL,
    mode TEXT NOT NULL,
    answers TEXT NOT NULL,
    missing TEXT NOT NULL,
    submitted_at TEXT NOT NULL,
    simulated BOOLEAN NOT NULL,
    source TEXT NOT NULL,
    team TEXT NOT NULL DEFAULT '',
    data_key INTEGER,
    flags TEXT NOT NULL DEFAULT '[]',
    helped TEXT NOT NULL DEFAULT ''
);

CREATE INDEX responses_by_wave ON responses (survey, wave, id);

CREATE INDEX responses_by_key ON responses (data_key);

-- What people wrote in their own words, sealed; the row is deleted when its time is up.
CREATE TABLE verbatims (
    response_id TEXT NOT NULL REFERENCES responses (id) ON DELETE CASCADE,
    item_id TEXT NOT NULL,
    language TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (response_id, item_id)
);

-- Texts to be scored. `leased_until` is '' while nobody works on one.
CREATE TABLE scoring_tasks (
    response_id TEXT NOT NULL,
    item_id TEXT NOT NULL,
    leased_until TEXT NOT NULL,
    done_at TEXT,
    PRIMARY KEY (response_id, item_id),
    FOREIGN KEY (response_id, item_id) REFERENCES verbatims (response_id, item_id)
        ON DELETE CASCADE
);

CREATE INDEX scoring_tasks_waiting ON scoring_tasks (leased_until) WHERE done_at IS NULL;

-- The sentiment of a text (part 0) and of its parts. The key makes sure each is scored once.
-- `confidence`: how likely it is right by the scorer's own account; `unsure`: it abstained.
-- `language`: what the whole text was found to be in; '' for a part, or scored by an older version.
CREATE TABLE scores (
    response_id TEXT NOT NULL REFERENCES responses (id) ON DELETE CASCADE,
    item_id TEXT NOT NULL,
    scorer TEXT NOT NULL,
    part INTEGER NOT NULL,
    step TEXT NOT NULL,
    sentiment TEXT NOT NULL,
    reason TEXT NOT NULL,
    polarity DOUBLE PRECISION,
    confidence DOUBLE PRECISION,
    unsure BOOLEAN NOT NULL DEFAULT FALSE,
    scored_at TEXT NOT NULL DEFAULT '',
    language TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (response_id, item_id, scorer, part)
);

-- How many drafts were erased unfinished, by their last page; kept when the drafts are gone.
CREATE TABLE break_offs (
    survey TEXT NOT NULL,
    wave TEXT NOT NULL,
    page TEXT NOT NULL,
    day TEXT NOT NULL,
    number INTEGER NOT NULL,
    PRIMARY KEY (survey, wave, page, day)
);

-- Frozen releases: `body` is the whole of one, so that a page is one read.
CREATE TABLE releases (
    id TEXT PRIMARY KEY,
    survey TEXT NOT NULL,
    wave TEXT NOT NULL,
    made_at TEXT NOT NULL,
    summary TEXT NOT NULL,
    body TEXT NOT NULL
);

CREATE INDEX releases_by_wave ON releases (survey, wave, made_at);

-- The strategy team's accounts.
CREATE TABLE accounts (
    name TEXT PRIMARY KEY,
    role TEXT NOT NULL,
    organisation TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    created_at TEXT NOT NULL
);

-- Signed-in browsers, by the hash of their token. `stage`: 'open'; or, while signing in is not
-- finished, what is still missing: 'code' or 'enrol'.
CREATE TABLE sessions (
    token_hash TEXT PRIMARY KEY,
    account TEXT NOT NULL REFERENCES accounts (name) ON DELETE CASCADE,
    created_at TEXT NOT NULL,
    seen_at TEXT NOT NULL,
    stage TEXT NOT NULL DEFAULT 'open'
);

CREATE INDEX sessions_by_account ON sessions (account);

-- An authenticator's secret, sealed ('' while there is none), and one that was shown and not
-- confirmed yet. `last_step`: the time step of the last code taken, so that none is taken twice.
CREATE TABLE second_factors (
    account TEXT PRIMARY KEY REFERENCES accounts (name) ON DELETE CASCADE,
    secret TEXT NOT NULL,
    pending TEXT NOT NULL,
    last_step INTEGER NOT NULL,
    since TEXT
);

-- Recovery codes that are left, by their hash.
CREATE TABLE recovery_codes (
    account TEXT NOT NULL REFERENCES accounts (name) ON DELETE CASCADE,
    code_hash TEXT NOT NULL,
    PRIMARY KEY (account, code_hash)
);

-- Tries to sign in since the last one that succeeded. `who`: an account, or one of few numbers that
-- stand for all the names nobody has; never what was typed.
CREATE TABLE sign_in_tries (
    who TEXT PRIMARY KEY,
    tries INTEGER NOT NULL,
    last_at TEXT NOT NULL
);

-- Tokens for programs, by their hash; `rights` are names with a space between.
CREATE TABLE api_tokens (
    id TEXT PRIMARY KEY,
    account TEXT NOT NULL REFERENCES accounts (name) ON DELETE CASCADE,
    token_hash TEXT NOT NULL UNIQUE,
    note TEXT NOT NULL,
    rights TEXT NOT NULL,
    made_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    used_on TEXT
);

CREATE INDEX api_tokens_by_account ON api_tokens (account);

-- The themes a program saw in a text: a JSON list of their ids. `themer`: its name and version.
CREATE TABLE text_themes (
    response_id TEXT NOT NULL REFERENCES responses (id) ON DELETE CASCADE,
    item_id TEXT NOT NULL,
    themer TEXT NOT NULL,
    themes TEXT NOT NULL,
    found_at TEXT NOT NULL,
    PRIMARY KEY (response_id, item_id, themer)
);

-- Texts drawn at random to be coded by people, in the order drawn. `overlap`: by two of them.
CREATE TABLE coding_sample (
    response_id TEXT NOT NULL REFERENCES responses (id) ON DELETE CASCADE,
    item_id TEXT NOT NULL,
    survey TEXT NOT NULL,
    wave TEXT NOT NULL,
    place INTEGER NOT NULL,
    overlap BOOLEAN NOT NULL,
    drawn_at TEXT NOT NULL,
    PRIMARY KEY (response_id, item_id)
);

CREATE INDEX coding_sample_by_wave ON coding_sample (survey, wave, place);

-- What a person saw in a text, beside what programs saw. `settles`: agreed after two differed.
CREATE TABLE codings (
    response_id TEXT NOT NULL REFERENCES responses (id) ON DELETE CASCADE,
    item_id TEXT NOT NULL,
    coder TEXT NOT NULL,
    settles BOOLEAN NOT NULL,
    sentiment TEXT NOT NULL,
    themes TEXT NOT NULL,
    simulated BOOLEAN NOT NULL,
    coded_at TEXT NOT NULL,
    reason TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (response_id, item_id, coder, settles)
);

-- A text that a coder skipped; it goes to another.
CREATE TABLE coding_skips (
    response_id TEXT NOT NULL REFERENCES responses (id) ON DELETE CASCADE,
    item_id TEXT NOT NULL,
    coder TEXT NOT NULL,
    skipped_at TEXT NOT NULL,
    PRIMARY KEY (response_id, item_id, coder)
);

-- Words that may be shown to the public once a second person has cleared them; sealed.
CREATE TABLE quotes (
    id TEXT PRIMARY KEY,
    response_id TEXT NOT NULL REFERENCES responses (id) ON DELETE CASCADE,
    item_id TEXT NOT NULL,
    words TEXT NOT NULL,
    theme TEXT NOT NULL,
    dissents BOOLEAN NOT NULL,
    offered_by TEXT NOT NULL,
    offered_at TEXT NOT NULL,
    decided_by TEXT NOT NULL,
    decided_at TEXT NOT NULL,
    cleared BOOLEAN NOT NULL
);

-- Where an analyst overruled the strength of evidence that the rule gives; every one is kept.
CREATE TABLE overrules (
    survey TEXT NOT NULL,
    wave TEXT NOT NULL,
    code TEXT NOT NULL,
    strength TEXT NOT NULL,
    reason TEXT NOT NULL,
    account TEXT NOT NULL,
    made_at TEXT NOT NULL,
    PRIMARY KEY (survey, wave, code, made_at)
);

-- The exact counts behind a release, kept to protect later ones against it. Never shown.
CREATE TABLE ledgers (
    release_id TEXT PRIMARY KEY REFERENCES releases (id),
    body TEXT NOT NULL
);

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

-- The last entry, noted with it. An engine with several writers locks this row to append. `cut`: the
-- last entry that was cut off the beginning, when its time was up; the rest is verified from there.
CREATE TABLE audit_head (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    number INTEGER NOT NULL,
    hash TEXT NOT NULL,
    cut INTEGER NOT NULL DEFAULT 0,
    cut_hash TEXT NOT NULL DEFAULT ''
);

-- Each on one line: a statement ends with a semicolon at the end of a line.
CREATE TRIGGER audit_never_changes BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is never changed'); END;

CREATE TRIGGER audit_loses_what_is_cut BEFORE DELETE ON audit WHEN OLD.number > (SELECT cut FROM audit_head) BEGIN SELECT RAISE(ABORT, 'the audit log never shrinks'); END;

-- So that INSERT OR REPLACE puts nothing in an entry's place either.
CREATE TRIGGER audit_grows_behind_its_end BEFORE INSERT ON audit WHEN NEW.number <> (SELECT COALESCE((SELECT MAX(number) FROM audit), cut) + 1 FROM audit_head) BEGIN SELECT RAISE(ABORT, 'the audit log grows at its end'); END;

CREATE TRIGGER audit_stays_cut BEFORE UPDATE ON audit_head WHEN NEW.cut < OLD.cut OR NEW.cut > NEW.number BEGIN SELECT RAISE(ABORT, 'the audit log stays cut'); END;

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

-- One row: the id of the key store whose keys this store is sealed with.
CREATE TABLE sealed_by (
    key_store TEXT PRIMARY KEY
);

-- Responses that were erased, by a mark that names none: what comes in again is not stored again.
CREATE TABLE erasures (
    mark TEXT PRIMARY KEY
);

-- Every response waits to be screened. `version`: the screen that saw it last; '' until one has.
CREATE TABLE screenings (
    response_id TEXT PRIMARY KEY REFERENCES responses (id) ON DELETE CASCADE,
    asked_at TEXT NOT NULL,
    leased_until TEXT NOT NULL,
    version TEXT NOT NULL,
    screened_at TEXT
);

CREATE INDEX screenings_waiting ON screenings (leased_until, asked_at) WHERE screened_at IS NULL;

-- Responses that were flagged. `reasons`: JSON of item, kind and where in the text.
CREATE TABLE concerns (
    response_id TEXT PRIMARY KEY REFERENCES responses (id) ON DELETE CASCADE,
    flagged_at TEXT NOT NULL,
    urgent BOOLEAN NOT NULL,
    reasons TEXT NOT NULL,
    screen TEXT NOT NULL
);

-- What was done about a concern; where it stands is worked out from these.
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

-- Tells that the same long text came before, without the text: made with a key that is not here.
CREATE TABLE text_marks (
    response_id TEXT NOT NULL REFERENCES responses (id) ON DELETE CASCADE,
    mark TEXT NOT NULL,
    PRIMARY KEY (mark, response_id)
);

CREATE INDEX text_marks_by_response ON text_marks (response_id);

-- Whether a survey was anonymous when its first response came.
CREATE TABLE anonymity (
    survey TEXT PRIMARY KEY,
    anonymous BOOLEAN NOT NULL
);

-- Which migrations this store has.
CREATE TABLE migrations (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    checksum TEXT NOT NULL,
    applied_at TEXT NOT NULL
);

-- Who an organisation's identity provider says somebody is: `subject` is its own name for a person,
-- which it gives to nobody else.
CREATE TABLE linked_identities (
    account TEXT PRIMARY KEY REFERENCES accounts (name) ON DELETE CASCADE,
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    linked_at TEXT NOT NULL,
    UNIQUE (issuer, subject)
);

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

-- Single-use codes: what stands for each, and whether answers were sent with it.
CREATE TABLE codes (
    mark TEXT PRIMARY KEY,
    survey TEXT NOT NULL,
    campaign TEXT NOT NULL,
    team TEXT NOT NULL,
    used BOOLEAN NOT NULL
);

CREATE INDEX codes_by_campaign ON codes (survey, campaign);

-- What people put answers in other languages into English as, beside the original.
-- `language`: of the original, as its translator said. `english`: sealed with the response's key.
CREATE TABLE translations (
    response_id TEXT NOT NULL,
    item_id TEXT NOT NULL,
    language TEXT NOT NULL,
    english TEXT NOT NULL,
    translated_by TEXT NOT NULL,
    translated_at TEXT NOT NULL,
    PRIMARY KEY (response_id, item_id),
    FOREIGN KEY (response_id, item_id) REFERENCES verbatims (response_id, item_id)
        ON DELETE CASCADE
);
