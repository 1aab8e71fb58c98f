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

-- The language a text was found to be in, for part 0; '' where it was scored before this.
ALTER TABLE scores ADD COLUMN language TEXT NOT NULL DEFAULT '';
