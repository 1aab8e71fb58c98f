-- Words are sealed above the database, each response's under a key of its own that lies elsewhere.
-- Rows that were stored before are sealed when the store is next opened: `data_key` is then filled.

-- The number of the key, in the key store, that a draft's answers are sealed with.
ALTER TABLE drafts ADD COLUMN data_key INTEGER;

-- And that a response's texts and quotes are, and its `fingerprint` is made with.
ALTER TABLE responses ADD COLUMN data_key INTEGER;

CREATE INDEX drafts_by_key ON drafts (data_key);

CREATE INDEX responses_by_key ON responses (data_key);

-- One row: the id of the key store whose keys this store is sealed with.
CREATE TABLE sealed_by (
    key_store TEXT PRIMARY KEY
);

-- Responses that were erased, by a mark that names none: what comes in again is not stored again.
CREATE TABLE erasures (
    mark TEXT PRIMARY KEY
);
