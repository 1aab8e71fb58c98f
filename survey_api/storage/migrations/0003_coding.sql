-- Why somebody settled a text as they did, and which texts coders would rather not read.

-- Said by whoever settled it; '' where they said nothing.
ALTER TABLE codings ADD COLUMN reason TEXT NOT NULL DEFAULT '';

-- A text that a coder skipped; it goes to another.
CREATE TABLE coding_skips (
    response_id TEXT NOT NULL REFERENCES responses (id) ON DELETE CASCADE,
    item_id TEXT NOT NULL,
    coder TEXT NOT NULL,
    skipped_at TEXT NOT NULL,
    PRIMARY KEY (response_id, item_id, coder)
);
