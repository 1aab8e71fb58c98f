-- Single-use codes: what stands for each, and whether answers were sent with it. Neither when nor
-- which: nothing here leads to a response.

CREATE TABLE codes (
    mark TEXT PRIMARY KEY,
    survey TEXT NOT NULL,
    campaign TEXT NOT NULL,
    team TEXT NOT NULL,
    used BOOLEAN NOT NULL
);

CREATE INDEX codes_by_campaign ON codes (survey, campaign);
