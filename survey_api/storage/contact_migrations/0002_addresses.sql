-- Whom campaigns write to. Addresses are sealed as contacts are; `mark` stands for one, made with a
-- key that is not here. Nothing ties any of it to a response.

CREATE TABLE addresses (
    id TEXT PRIMARY KEY,
    survey TEXT NOT NULL,
    campaign TEXT NOT NULL,
    mark TEXT NOT NULL,
    erase_after TEXT NOT NULL,
    data_key INTEGER NOT NULL,
    sealed TEXT NOT NULL,
    UNIQUE (survey, campaign, mark)
);

CREATE INDEX addresses_by_mark ON addresses (mark);

-- What went to an address: step 0 is the invitation, then come reminders. Noted before it goes out.
CREATE TABLE letters (
    address_id TEXT NOT NULL,
    step INTEGER NOT NULL,
    began_at TEXT NOT NULL,
    sent BOOLEAN NOT NULL,
    PRIMARY KEY (address_id, step)
);

-- Who is never written to again. Kept for ever, without the address.
CREATE TABLE stopped (
    mark TEXT PRIMARY KEY,
    why TEXT NOT NULL
);
