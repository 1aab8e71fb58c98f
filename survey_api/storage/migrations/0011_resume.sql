-- A draft may be gone on with from another browser, by a code that somebody wrote down.

-- What stands for the code; the code itself is stored nowhere.
ALTER TABLE drafts ADD COLUMN resume TEXT;

CREATE UNIQUE INDEX drafts_by_resume ON drafts (resume);
