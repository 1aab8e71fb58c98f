-- The keys that people's words are sealed with. They lie in a file of their own, so that no backup
-- of the store holds them, and deleting one here takes the words out of every copy.

-- One row: which key store this is, the master key in use, the key of receipts' secrets wrapped by
-- it, and the highest number a key was ever given.
CREATE TABLE vault (
    id TEXT PRIMARY KEY,
    master TEXT NOT NULL,
    receipts TEXT NOT NULL,
    last_number INTEGER NOT NULL
);

-- A key for each response. `master`: the id of the master key that wrapped it.
CREATE TABLE data_keys (
    number INTEGER PRIMARY KEY,
    master TEXT NOT NULL,
    wrapped TEXT NOT NULL
);

CREATE INDEX data_keys_by_master ON data_keys (master);

-- Keys of responses that were erased. `mark` tells whether a reference was, and names none.
CREATE TABLE destroyed (
    number INTEGER PRIMARY KEY,
    mark TEXT NOT NULL
);
