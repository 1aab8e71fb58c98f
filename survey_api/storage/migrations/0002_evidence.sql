-- What evidence needs: which team a response came from, how sure a score is and when it was made,
-- the themes of a text, what people made of texts by hand, and what stands behind a release.

-- A children's home, a school or a unit that sent in several responses; '' where none was named.
ALTER TABLE drafts ADD COLUMN team TEXT NOT NULL DEFAULT '';

ALTER TABLE responses ADD COLUMN team TEXT NOT NULL DEFAULT '';

-- How likely the sentiment is right by the scorer's own account, and whether it abstained.
ALTER TABLE scores ADD COLUMN confidence DOUBLE PRECISION;

ALTER TABLE scores ADD COLUMN unsure BOOLEAN NOT NULL DEFAULT FALSE;

ALTER TABLE scores ADD COLUMN scored_at TEXT NOT NULL DEFAULT '';

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
    PRIMARY KEY (response_id, item_id, coder, settles)
);

-- Words that may be shown to the public once a second person has cleared them.
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
