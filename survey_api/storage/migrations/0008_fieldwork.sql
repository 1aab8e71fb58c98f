-- What the fieldwork must remember: answers that may be no person's, and what was promised.

-- Why a response may not be genuine: a JSON list, e.g. '["fast"]'. It is counted like any other.
ALTER TABLE responses ADD COLUMN flags TEXT NOT NULL DEFAULT '[]';

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

INSERT INTO anonymity (survey, anonymous) SELECT DISTINCT survey, TRUE FROM responses;
