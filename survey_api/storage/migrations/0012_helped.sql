-- Who helped somebody to answer, where an interviewer or a helper entered the answers.

ALTER TABLE drafts ADD COLUMN helped TEXT NOT NULL DEFAULT '';

ALTER TABLE responses ADD COLUMN helped TEXT NOT NULL DEFAULT '';
