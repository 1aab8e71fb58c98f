-- How to reach people who asked for it. Nothing here can be read without its key, and nothing ties
-- a row to a response: a random id, the day alone, and a mark where somebody gave their reference.

CREATE TABLE contacts (
    id TEXT PRIMARY KEY,
    survey TEXT NOT NULL,
    left_on TEXT NOT NULL,
    mark TEXT NOT NULL,
    data_key INTEGER NOT NULL,
    sealed TEXT NOT NULL
);

CREATE INDEX contacts_by_day ON contacts (survey, left_on);

-- One row: the id of the key store whose keys these are sealed with.
CREATE TABLE sealed_by (
    key_store TEXT PRIMARY KEY
);
