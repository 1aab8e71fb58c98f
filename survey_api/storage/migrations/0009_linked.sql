-- Who an organisation's identity provider says somebody is: `subject` is its own name for a person,
-- which it gives to nobody else.
CREATE TABLE linked_identities (
    account TEXT PRIMARY KEY REFERENCES accounts (name) ON DELETE CASCADE,
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    linked_at TEXT NOT NULL,
    UNIQUE (issuer, subject)
);
