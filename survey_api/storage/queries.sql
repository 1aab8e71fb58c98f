-- Each query is introduced by its name. Values are `:name`. The SQL is common to SQLite and
-- PostgreSQL; {lock} is filled in by the engine where rows are claimed.

-- name: save_draft
-- Store a draft, unless its response is there already or a newer copy of it is.
INSERT INTO drafts (
    id, survey, wave, questionnaire_version, language, mode, answers, page, begun_at, saved_at,
    team
)
SELECT
    :id, :survey, :wave, :questionnaire_version, :language, :mode, :answers, :page,
    :begun_at, :saved_at, :team
WHERE NOT EXISTS (SELECT 1 FROM responses WHERE responses.id = :id)
ON CONFLICT (id) DO UPDATE SET
    questionnaire_version = excluded.questionnaire_version,
    language = excluded.language,
    answers = excluded.answers,
    page = excluded.page,
    saved_at = excluded.saved_at
WHERE drafts.saved_at <= excluded.saved_at

-- name: get_draft
-- One draft.
SELECT
    id, survey, wave, questionnaire_version, language, mode, answers, page, begun_at, saved_at,
    team
FROM drafts
WHERE id = :id

-- name: delete_draft
-- Drop a draft that was submitted.
DELETE FROM drafts WHERE id = :id

-- name: add_response
-- Store a response; no row comes back if there is one under this id.
INSERT INTO responses (
    id, reference, fingerprint, survey, wave, questionnaire_version, language, mode, answers,
    missing, submitted_at, simulated, source, team
)
VALUES (
    :id, :reference, :fingerprint, :survey, :wave, :questionnaire_version, :language, :mode,
    :answers, :missing, :submitted_at, :simulated, :source, :team
)
ON CONFLICT (id) DO NOTHING
RETURNING id

-- name: get_fingerprint
-- What tells a repeat of a stored response from another body.
SELECT fingerprint FROM responses WHERE id = :id

-- name: get_submitted_at
-- When a response was submitted.
SELECT submitted_at FROM responses WHERE id = :id

-- name: add_verbatim
-- Store one text of a response.
INSERT INTO verbatims (response_id, item_id, language, text)
VALUES (:response_id, :item_id, :language, :text)

-- name: add_scoring_task
-- Ask for one text to be scored.
INSERT INTO scoring_tasks (response_id, item_id, leased_until) VALUES (:response_id, :item_id, '')

-- name: claim_scoring_tasks
-- Lease the tasks that have waited longest and that nobody holds.
UPDATE scoring_tasks SET leased_until = :until
WHERE (response_id, item_id) IN (
    SELECT response_id, item_id FROM scoring_tasks
    WHERE done_at IS NULL AND leased_until <= :now
    ORDER BY leased_until
    LIMIT :limit {lock}
)
RETURNING response_id, item_id

-- name: get_verbatim
-- One text, with the language it was declared in.
SELECT response_id, item_id, language, text FROM verbatims
WHERE response_id = :response_id AND item_id = :item_id

-- name: add_score
-- Store a score; one that is there already stays as it is.
INSERT INTO scores (
    response_id, item_id, scorer, part, step, sentiment, reason, polarity, confidence, unsure,
    scored_at
)
VALUES (
    :response_id, :item_id, :scorer, :part, :step, :sentiment, :reason, :polarity, :confidence,
    :unsure, :scored_at
)
ON CONFLICT (response_id, item_id, scorer, part) DO NOTHING

-- name: end_scoring_task
-- A text has been scored; the first time it was stands.
UPDATE scoring_tasks SET done_at = :done_at
WHERE response_id = :response_id AND item_id = :item_id AND done_at IS NULL

-- name: read_responses
-- The next page of a wave's responses, in the order of their ids.
SELECT
    id, survey, wave, questionnaire_version, language, mode, answers, missing, submitted_at,
    simulated, source, team
FROM responses
WHERE survey = :survey AND wave = :wave AND id > :after
ORDER BY id
LIMIT :limit

-- name: read_scores
-- The scores of a page of responses, from the first id to the last.
SELECT
    scores.response_id, scores.item_id, scores.scorer, scores.part, scores.step,
    scores.sentiment, scores.reason, scores.polarity, scores.confidence, scores.unsure
FROM scores
JOIN responses ON responses.id = scores.response_id
WHERE
    responses.survey = :survey AND responses.wave = :wave
    AND responses.id >= :first AND responses.id <= :last
ORDER BY scores.response_id, scores.item_id, scores.scorer, scores.part

-- name: count_responses_by_day
-- Responses of a wave, and how many of them are simulated, by day.
SELECT
    substr(submitted_at, 1, 10) AS day, count(*), sum(CASE WHEN simulated THEN 1 ELSE 0 END)
FROM responses
WHERE survey = :survey AND wave = :wave
GROUP BY substr(submitted_at, 1, 10)
ORDER BY 1

-- name: count_drafts
-- Drafts of a wave that stand open.
SELECT count(*) FROM drafts WHERE survey = :survey AND wave = :wave

-- name: count_unscored
-- Texts of a wave that wait for their score.
SELECT count(*)
FROM scoring_tasks
JOIN responses ON responses.id = scoring_tasks.response_id
WHERE responses.survey = :survey AND responses.wave = :wave AND scoring_tasks.done_at IS NULL

-- name: count_break_offs
-- Drafts of a wave that were erased or still stand open, by last page and the day of it.
SELECT page, day, sum(number)
FROM (
    SELECT page, day, number FROM break_offs WHERE survey = :survey AND wave = :wave
    UNION ALL
    SELECT page, substr(saved_at, 1, 10) AS day, 1 AS number FROM drafts
    WHERE survey = :survey AND wave = :wave
) AS unfinished
GROUP BY page, day
ORDER BY day, page

-- name: count_old_drafts
-- Drafts of a survey last saved before a moment.
SELECT count(*) FROM drafts WHERE survey = :survey AND saved_at < :before

-- name: keep_break_offs
-- Before old drafts are erased: keep how many broke off on which page and day.
INSERT INTO break_offs (survey, wave, page, day, number)
SELECT survey, wave, page, substr(saved_at, 1, 10), count(*)
FROM drafts
WHERE survey = :survey AND saved_at < :before
GROUP BY survey, wave, page, substr(saved_at, 1, 10)
ON CONFLICT (survey, wave, page, day) DO UPDATE SET number = break_offs.number + excluded.number

-- name: delete_old_drafts
-- Erase drafts of a survey last saved before a moment.
DELETE FROM drafts WHERE survey = :survey AND saved_at < :before

-- name: count_old_verbatims
-- Texts of a survey submitted before a moment.
SELECT count(*)
FROM verbatims
JOIN responses ON responses.id = verbatims.response_id
WHERE responses.survey = :survey AND responses.submitted_at < :before

-- name: delete_old_verbatims
-- Erase texts of a survey submitted before a moment; their scoring tasks go with them.
DELETE FROM verbatims
WHERE response_id IN (
    SELECT id FROM responses WHERE survey = :survey AND submitted_at < :before
)

-- name: count_ended_sessions
-- Sessions that ran out.
SELECT count(*) FROM sessions WHERE created_at < :created_before OR seen_at < :seen_before

-- name: delete_ended_sessions
-- Forget sessions that ran out.
DELETE FROM sessions WHERE created_at < :created_before OR seen_at < :seen_before

-- name: add_release
-- Store a release; no row comes back if there is one under this id.
INSERT INTO releases (id, survey, wave, made_at, summary, body)
VALUES (:id, :survey, :wave, :made_at, :summary, :body)
ON CONFLICT (id) DO NOTHING
RETURNING id

-- name: get_release
-- One release.
SELECT body FROM releases WHERE id = :id

-- name: latest_release
-- The newest release of a wave.
SELECT body FROM releases
WHERE survey = :survey AND wave = :wave
ORDER BY made_at DESC
LIMIT 1

-- name: list_releases
-- What the list of releases shows, newest first.
SELECT summary FROM releases ORDER BY made_at DESC, id

-- name: add_account
-- Store an account; no row comes back if there is one of that name.
INSERT INTO accounts (name, role, organisation, password_hash, created_at)
VALUES (:name, :role, :organisation, :password_hash, :created_at)
ON CONFLICT (name) DO NOTHING
RETURNING name

-- name: get_account
-- One account.
SELECT name, role, organisation, password_hash, created_at FROM accounts WHERE name = :name

-- name: list_accounts
-- All accounts, by name.
SELECT name, role, organisation, password_hash, created_at FROM accounts ORDER BY name

-- name: save_session
-- Store a session, over an older copy of it.
INSERT INTO sessions (token_hash, account, created_at, seen_at)
VALUES (:token_hash, :account, :created_at, :seen_at)
ON CONFLICT (token_hash) DO UPDATE SET seen_at = excluded.seen_at

-- name: get_session
-- One session.
SELECT token_hash, account, created_at, seen_at FROM sessions WHERE token_hash = :token_hash

-- name: end_session
-- Forget a session.
DELETE FROM sessions WHERE token_hash = :token_hash

-- name: find_migrations
-- A row if the store has its table of migrations. Any engine can answer: the table is our own.
SELECT number, name, checksum FROM migrations ORDER BY number

-- name: add_migration
-- Note a migration as applied, by the database's own clock.
INSERT INTO migrations (number, name, checksum, applied_at)
VALUES (:number, :name, :checksum, CAST(CURRENT_TIMESTAMP AS TEXT))

-- name: make_migrations
-- The table that says which migrations a store has.
CREATE TABLE IF NOT EXISTS migrations (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    checksum TEXT NOT NULL,
    applied_at TEXT NOT NULL
)
