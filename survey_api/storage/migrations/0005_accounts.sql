-- Second factors, slowed sign-in and tokens for programs.

-- 'open'; or, while signing in is not finished, what is still missing: 'code' or 'enrol'.
ALTER TABLE sessions ADD COLUMN stage TEXT NOT NULL DEFAULT 'open';

CREATE INDEX sessions_by_account ON sessions (account);

-- An authenticator's secret, sealed ('' while there is none), and one that was shown and not
-- confirmed yet. `last_step`: the time step of the last code taken, so that none is taken twice.
CREATE TABLE second_factors (
    account TEXT PRIMARY KEY REFERENCES accounts (name) ON DELETE CASCADE,
    secret TEXT NOT NULL,
    pending TEXT NOT NULL,
    last_step INTEGER NOT NULL,
    since TEXT
);

-- Recovery codes that are left, by their hash.
CREATE TABLE recovery_codes (
    account TEXT NOT NULL REFERENCES accounts (name) ON DELETE CASCADE,
    code_hash TEXT NOT NULL,
    PRIMARY KEY (account, code_hash)
);

-- Tries to sign in since the last one that succeeded. `who`: an account, or one of few numbers that
-- stand for all the names nobody has; never what was typed.
CREATE TABLE sign_in_tries (
    who TEXT PRIMARY KEY,
    tries INTEGER NOT NULL,
    last_at TEXT NOT NULL
);

-- Tokens for programs, by their hash; `rights` are names with a space between.
CREATE TABLE api_tokens (
    id TEXT PRIMARY KEY,
    account TEXT NOT NULL REFERENCES accounts (name) ON DELETE CASCADE,
    token_hash TEXT NOT NULL UNIQUE,
    note TEXT NOT NULL,
    rights TEXT NOT NULL,
    made_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    used_on TEXT
);

CREATE INDEX api_tokens_by_account ON api_tokens (account);
