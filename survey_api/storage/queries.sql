-- Each query is introduced by its name. Values are `:name`. The SQL is common to SQLite and
-- PostgreSQL. An engine with many writers fills in {lock} where rows are held until the end of the
-- transaction, and {claim} where rows that another holds are passed over. {by_key} marks what finds
-- one row, or none, by its key, so quickly that an engine may read it at once.

-- name: save_draft
-- Store a draft, unless its response is there already, or a newer copy or another than was seen.
INSERT INTO drafts (
    id, survey, wave, questionnaire_version, language, mode, helped, answers, page, begun_at,
    saved_at, team, data_key
)
SELECT
    :id, :survey, :wave, :questionnaire_version, :language, :mode, :helped, :answers, :page,
    :begun_at, :saved_at, :team, :data_key
WHERE NOT EXISTS (SELECT 1 FROM responses WHERE responses.id = :id)
ON CONFLICT (id) DO UPDATE SET
    questionnaire_version = excluded.questionnaire_version,
    language = excluded.language,
    answers = excluded.answers,
    page = excluded.page,
    saved_at = excluded.saved_at,
    team = CASE WHEN excluded.team = '' THEN drafts.team ELSE excluded.team END,
    data_key = excluded.data_key
WHERE drafts.saved_at <= excluded.saved_at AND (:seen = '' OR drafts.saved_at = :seen)
RETURNING id

-- name: get_draft
-- One draft.
SELECT
    id, survey, wave, questionnaire_version, language, mode, helped, answers, page, begun_at,
    saved_at, team, data_key
FROM drafts
WHERE id = :id {by_key}

-- name: set_resume
-- Keep what stands for a draft's code; no row comes back if another draft has it, or none is there.
UPDATE drafts SET resume = :mark
WHERE id = :id AND NOT EXISTS (SELECT 1 FROM drafts AS other WHERE other.resume = :mark AND other.id <> :id)
RETURNING id

-- name: find_resume
-- The draft that a code leads to.
SELECT id FROM drafts WHERE resume = :mark {by_key}

-- name: find_draft_key
-- The number of the key of a draft.
SELECT data_key FROM drafts WHERE id = :id

-- name: find_data_key
-- The number of the key of a draft or of its response.
SELECT data_key FROM drafts WHERE id = :id
UNION ALL
SELECT data_key FROM responses WHERE id = :id {by_key}

-- name: delete_draft
-- Drop a draft that was submitted.
DELETE FROM drafts WHERE id = :id

-- name: add_response
-- Store a response; no row comes back if there is one under this id, or it was erased.
INSERT INTO responses (
    id, reference, fingerprint, survey, wave, questionnaire_version, language, mode, helped,
    answers, missing, submitted_at, simulated, source, team, data_key, flags
)
SELECT
    :id, :reference, :fingerprint, :survey, :wave, :questionnaire_version, :language, :mode,
    :helped, :answers, :missing, :submitted_at, :simulated, :source, :team, :data_key, :flags
WHERE NOT EXISTS (SELECT 1 FROM erasures WHERE mark = :mark)
ON CONFLICT (id) DO NOTHING
RETURNING id

-- name: find_text_mark
-- Whether a response had this long text before.
SELECT 1 FROM text_marks WHERE mark = :mark LIMIT 1

-- name: add_text_mark
-- Note that a response has this long text.
INSERT INTO text_marks (response_id, mark) VALUES (:response_id, :mark)
ON CONFLICT (mark, response_id) DO NOTHING

-- name: delete_old_marks
-- With the texts of a survey submitted before a moment goes what tells them again.
DELETE FROM text_marks
WHERE response_id IN (
    SELECT id FROM responses WHERE survey = :survey AND submitted_at < :before
)

-- name: keep_anonymity
-- Fix what a survey promised, with its first response.
INSERT INTO anonymity (survey, anonymous) VALUES (:survey, :anonymous)
ON CONFLICT (survey) DO NOTHING

-- name: get_anonymity
-- What a survey promised when its first response came.
SELECT anonymous FROM anonymity WHERE survey = :survey

-- name: count_flagged
-- Responses of a wave that may be no person's.
SELECT count(*) FROM responses WHERE survey = :survey AND wave = :wave AND flags <> '[]'

-- name: get_fingerprint
-- What tells a repeat of a stored response from another body, and the key it is made with.
SELECT fingerprint, data_key FROM responses WHERE id = :id

-- name: get_submitted_at
-- When a response was submitted.
SELECT submitted_at FROM responses WHERE id = :id {by_key}

-- name: add_verbatim
-- Store one text of a response.
INSERT INTO verbatims (response_id, item_id, language, text)
VALUES (:response_id, :item_id, :language, :text)

-- name: add_scoring_task
-- Ask for one text to be scored.
INSERT INTO scoring_tasks (response_id, item_id, leased_until) VALUES (:response_id, :item_id, '')

-- name: claim_scoring_tasks
-- Lease the tasks that have waited longest and that nobody holds.
WITH waiting AS (
    SELECT response_id, item_id FROM scoring_tasks
    WHERE done_at IS NULL AND leased_until <= :now
    ORDER BY leased_until
    LIMIT :limit {claim}
)
UPDATE scoring_tasks SET leased_until = :until
WHERE (response_id, item_id) IN (SELECT response_id, item_id FROM waiting)
RETURNING response_id, item_id

-- name: get_verbatim
-- One text, sealed, with the language it was declared in and the number of its key.
SELECT
    verbatims.response_id, verbatims.item_id, verbatims.language, verbatims.text,
    responses.data_key
FROM verbatims
JOIN responses ON responses.id = verbatims.response_id
WHERE verbatims.response_id = :response_id AND verbatims.item_id = :item_id

-- name: add_score
-- Store a score; one that is there already stays as it is.
INSERT INTO scores (
    response_id, item_id, scorer, part, step, sentiment, reason, polarity, confidence, unsure,
    scored_at, language
)
VALUES (
    :response_id, :item_id, :scorer, :part, :step, :sentiment, :reason, :polarity, :confidence,
    :unsure, :scored_at, :language
)
ON CONFLICT (response_id, item_id, scorer, part) DO NOTHING

-- name: end_scoring_task
-- A text has been scored; the first time it was stands.
UPDATE scoring_tasks SET done_at = :done_at
WHERE response_id = :response_id AND item_id = :item_id AND done_at IS NULL

-- name: read_responses
-- The next page of a wave's responses, in the order of their ids.
SELECT
    id, survey, wave, questionnaire_version, language, mode, helped, answers, missing,
    submitted_at, simulated, source, team
FROM responses
WHERE survey = :survey AND wave = :wave AND id > :after
ORDER BY id
LIMIT :limit

-- name: read_scores
-- The scores of a page of responses, from the first id to the last.
SELECT
    scores.response_id, scores.item_id, scores.scorer, scores.part, scores.step,
    scores.sentiment, scores.reason, scores.polarity, scores.confidence, scores.unsure,
    scores.language
FROM scores
JOIN responses ON responses.id = scores.response_id
WHERE
    responses.survey = :survey AND responses.wave = :wave
    AND responses.id >= :first AND responses.id <= :last
ORDER BY scores.response_id, scores.item_id, scores.scorer, scores.part

-- name: find_spans
-- The responses of a wave in spans of so many, in the order of ids: read from the index alone.
SELECT min(id), max(id)
FROM (
    SELECT id, (row_number() OVER (ORDER BY id) - 1) / :size AS span
    FROM responses
    WHERE survey = :survey AND wave = :wave
) AS numbered
GROUP BY span
ORDER BY span

-- name: read_batch
-- The responses of a wave that had come by a moment, from the first id of a span to its last.
SELECT
    id, answers, missing, submitted_at, questionnaire_version, language, mode, simulated, source,
    team, flags
FROM responses
WHERE
    survey = :survey AND wave = :wave AND id >= :first AND id <= :last
    AND submitted_at <= :until
ORDER BY id

-- name: read_batch_scores
-- The scores made by a moment of a wave's responses from the first id to the last, in no order.
SELECT
    scores.response_id, scores.item_id, scores.scorer, scores.part, scores.step,
    scores.sentiment, scores.reason, scores.polarity, scores.unsure
FROM responses JOIN scores ON scores.response_id = responses.id
WHERE
    responses.survey = :survey AND responses.wave = :wave
    AND responses.id >= :first AND responses.id <= :last AND scores.scored_at <= :until

-- name: read_batch_themes
-- The themes seen by a moment in texts of responses from the first id to the last, in no order.
SELECT
    text_themes.response_id, text_themes.item_id, text_themes.themer, text_themes.themes
FROM responses JOIN text_themes ON text_themes.response_id = responses.id
WHERE
    responses.survey = :survey AND responses.wave = :wave
    AND responses.id >= :first AND responses.id <= :last AND text_themes.found_at <= :until

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

-- name: count_scoring_tasks
-- Texts of all surveys that wait for their score.
SELECT count(*) FROM scoring_tasks WHERE done_at IS NULL

-- name: find_oldest_unscored
-- When the oldest text came in that waits and that nothing has scored. Those that are scored once
-- more have a score already: nobody waits for them.
SELECT min(responses.submitted_at)
FROM scoring_tasks
JOIN responses ON responses.id = scoring_tasks.response_id
WHERE
    scoring_tasks.done_at IS NULL
    AND NOT EXISTS (
        SELECT 1 FROM scores
        WHERE
            scores.response_id = scoring_tasks.response_id
            AND scores.item_id = scoring_tasks.item_id
    )

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
-- Erase drafts of a survey last saved before a moment; the numbers of their keys.
DELETE FROM drafts WHERE survey = :survey AND saved_at < :before RETURNING data_key

-- name: sample_verbatims
-- Some texts with the numbers of their keys, any of all.
SELECT verbatims.response_id, verbatims.item_id, verbatims.text, responses.data_key
FROM verbatims
JOIN responses ON responses.id = verbatims.response_id
ORDER BY random()
LIMIT :limit

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

-- name: ask_again
-- Let every text of a wave that was scored wait for its score once more.
UPDATE scoring_tasks SET done_at = NULL, leased_until = ''
WHERE
    done_at IS NOT NULL
    AND response_id IN (SELECT id FROM responses WHERE survey = :survey AND wave = :wave)
RETURNING response_id

-- name: add_text_themes
-- Store what a program saw in a text; what it saw before stays as it is.
INSERT INTO text_themes (response_id, item_id, themer, themes, found_at)
VALUES (:response_id, :item_id, :themer, :themes, :found_at)
ON CONFLICT (response_id, item_id, themer) DO NOTHING

-- name: read_themes
-- What programs had seen in the texts of a wave up to a moment, the newest last.
SELECT text_themes.response_id, text_themes.item_id, text_themes.themer, text_themes.themes
FROM text_themes
JOIN responses ON responses.id = text_themes.response_id
WHERE
    responses.survey = :survey AND responses.wave = :wave AND text_themes.found_at <= :until
ORDER BY text_themes.response_id, text_themes.item_id, text_themes.found_at, text_themes.themer

-- name: read_drawable
-- Texts of a wave that are there and that some scorer could read.
SELECT verbatims.response_id, verbatims.item_id, responses.submitted_at
FROM verbatims
JOIN responses ON responses.id = verbatims.response_id
WHERE
    responses.survey = :survey AND responses.wave = :wave
    AND EXISTS (
        SELECT 1 FROM scores
        WHERE
            scores.response_id = verbatims.response_id AND scores.item_id = verbatims.item_id
            AND scores.part = 0 AND scores.sentiment <> 'not_scored'
    )

-- name: next_sample_place
-- The place behind the last text of a sample.
SELECT COALESCE(MAX(place) + 1, 0) FROM coding_sample WHERE survey = :survey AND wave = :wave

-- name: add_sampled
-- Put a text into the sample; no row comes back if it is there already.
INSERT INTO coding_sample (response_id, item_id, survey, wave, place, overlap, drawn_at)
VALUES (:response_id, :item_id, :survey, :wave, :place, FALSE, :drawn_at)
ON CONFLICT (response_id, item_id) DO NOTHING
RETURNING place

-- name: mark_overlap
-- The first places of a sample are for two coders each.
UPDATE coding_sample SET overlap = TRUE
WHERE survey = :survey AND wave = :wave AND place < :overlap AND NOT overlap

-- name: read_sample
-- The sample of a wave in the order drawn, and whether the words are gone.
SELECT
    coding_sample.place, coding_sample.response_id, coding_sample.item_id, coding_sample.overlap,
    responses.submitted_at, responses.simulated, verbatims.response_id IS NULL
FROM coding_sample
JOIN responses ON responses.id = coding_sample.response_id
LEFT JOIN verbatims
    ON verbatims.response_id = coding_sample.response_id
    AND verbatims.item_id = coding_sample.item_id
WHERE coding_sample.survey = :survey AND coding_sample.wave = :wave
ORDER BY coding_sample.place

-- name: read_sampled_texts
-- Texts of the sample from one place to another, with their sealed words and who wrote them.
SELECT
    coding_sample.place, coding_sample.response_id, coding_sample.item_id, coding_sample.overlap,
    responses.simulated, verbatims.language, verbatims.text, responses.data_key, responses.answers
FROM coding_sample
JOIN responses ON responses.id = coding_sample.response_id
JOIN verbatims
    ON verbatims.response_id = coding_sample.response_id
    AND verbatims.item_id = coding_sample.item_id
WHERE
    coding_sample.survey = :survey AND coding_sample.wave = :wave
    AND coding_sample.place >= :first AND coding_sample.place <= :last
ORDER BY coding_sample.place

-- name: get_coding
-- What a coder saw in a text so far.
SELECT sentiment, themes, reason, coded_at FROM codings
WHERE
    response_id = :response_id AND item_id = :item_id AND coder = :coder AND settles = :settles

-- name: find_release_after
-- A release of the response's wave made at a moment or later.
SELECT releases.id
FROM releases
JOIN responses ON responses.survey = releases.survey AND responses.wave = releases.wave
WHERE responses.id = :response_id AND releases.made_at >= :moment
LIMIT 1

-- name: save_coding
-- Store a coding, over the coder's older one of this text.
INSERT INTO codings (
    response_id, item_id, coder, settles, sentiment, themes, simulated, coded_at, reason
)
VALUES (
    :response_id, :item_id, :coder, :settles, :sentiment, :themes, :simulated, :coded_at, :reason
)
ON CONFLICT (response_id, item_id, coder, settles) DO UPDATE SET
    sentiment = excluded.sentiment,
    themes = excluded.themes,
    simulated = excluded.simulated,
    coded_at = excluded.coded_at,
    reason = excluded.reason

-- name: read_codings
-- Codings of a wave up to a moment, by text, the settling ones last.
SELECT
    codings.response_id, codings.item_id, codings.coder, codings.settles, codings.sentiment,
    codings.themes, codings.simulated, codings.coded_at, codings.reason
FROM codings
JOIN responses ON responses.id = codings.response_id
WHERE responses.survey = :survey AND responses.wave = :wave AND codings.coded_at <= :until
ORDER BY codings.response_id, codings.item_id, codings.settles, codings.coded_at, codings.coder

-- name: add_skip
-- Note that a coder skipped a text; the first time counts.
INSERT INTO coding_skips (response_id, item_id, coder, skipped_at)
VALUES (:response_id, :item_id, :coder, :skipped_at)
ON CONFLICT (response_id, item_id, coder) DO NOTHING

-- name: read_skips
-- The texts of a wave that coders skipped, the latest first.
SELECT
    coding_skips.response_id, coding_skips.item_id, coding_skips.coder, coding_skips.skipped_at
FROM coding_skips
JOIN responses ON responses.id = coding_skips.response_id
WHERE responses.survey = :survey AND responses.wave = :wave
ORDER BY coding_skips.skipped_at DESC, coding_skips.response_id, coding_skips.item_id

-- name: add_quote
-- Store a quote that nobody has decided about.
INSERT INTO quotes (
    id, response_id, item_id, words, theme, dissents, offered_by, offered_at, decided_by,
    decided_at, cleared
)
VALUES (
    :id, :response_id, :item_id, :words, :theme, :dissents, :offered_by, :offered_at, '', '',
    FALSE
)

-- name: list_quotes
-- The quotes of a wave, newest first, with what tells who wrote them.
SELECT
    quotes.id, quotes.response_id, quotes.item_id, quotes.words, quotes.theme, quotes.dissents,
    quotes.offered_by, quotes.offered_at, quotes.decided_by, quotes.decided_at, quotes.cleared,
    responses.simulated, responses.data_key, responses.answers
FROM quotes
JOIN responses ON responses.id = quotes.response_id
WHERE responses.survey = :survey AND responses.wave = :wave
ORDER BY quotes.offered_at DESC, quotes.id

-- name: lock_open_quote
-- A quote that nothing is decided about and somebody else offered, held until that is stored.
SELECT id FROM quotes WHERE id = :id AND decided_by = '' AND offered_by <> :account {lock}

-- name: add_quote_decision
-- Keep what a publisher said of a quote; no row comes back if they said something before.
INSERT INTO quote_decisions (quote_id, account, organisation, cleared, decided_at)
VALUES (:id, :account, :organisation, :cleared, :decided_at)
ON CONFLICT (quote_id, account) DO NOTHING
RETURNING account

-- name: list_clearings
-- Who cleared a quote so far, first to last.
SELECT quote_id, account, organisation FROM quote_decisions
WHERE quote_id = :id AND cleared
ORDER BY decided_at, account

-- name: list_clearings_of_wave
-- Who cleared the quotes of a wave so far, first to last.
SELECT quote_decisions.quote_id, quote_decisions.account, quote_decisions.organisation
FROM quote_decisions
JOIN quotes ON quotes.id = quote_decisions.quote_id
JOIN responses ON responses.id = quotes.response_id
WHERE responses.survey = :survey AND responses.wave = :wave AND quote_decisions.cleared
ORDER BY quote_decisions.decided_at, quote_decisions.account

-- name: decide_quote
-- Note what it came to, for good.
UPDATE quotes SET decided_by = :account, decided_at = :decided_at, cleared = :cleared
WHERE id = :id

-- name: delete_old_quotes
-- Erase quotes that were never cleared, of responses submitted before a moment.
DELETE FROM quotes
WHERE
    NOT cleared
    AND response_id IN (
        SELECT id FROM responses WHERE survey = :survey AND submitted_at < :before
    )

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
-- The id of the newest release of a wave.
SELECT id FROM releases
WHERE survey = :survey AND wave = :wave
ORDER BY made_at DESC, LENGTH(id) DESC, id DESC
LIMIT 1

-- name: list_releases
-- What the list of releases shows, newest first.
SELECT summary FROM releases ORDER BY made_at DESC, id

-- name: add_ledger
-- Keep what stands behind a release.
INSERT INTO ledgers (release_id, body) VALUES (:release_id, :body)

-- name: read_ledgers
-- What stands behind the releases of a wave, oldest first.
SELECT ledgers.release_id, ledgers.body
FROM ledgers JOIN releases ON releases.id = ledgers.release_id
WHERE releases.survey = :survey AND releases.wave = :wave
ORDER BY releases.made_at, LENGTH(releases.id), releases.id

-- name: add_overrule
-- Keep an overrule; no row comes back if there is one of the same code and moment.
INSERT INTO overrules (survey, wave, code, strength, reason, account, made_at)
VALUES (:survey, :wave, :code, :strength, :reason, :account, :made_at)
ON CONFLICT (survey, wave, code, made_at) DO NOTHING
RETURNING code

-- name: list_overrules
-- Everything overruled in a wave, oldest first.
SELECT code, strength, reason, account, made_at FROM overrules
WHERE survey = :survey AND wave = :wave
ORDER BY made_at, code

-- name: add_sign_off
-- Keep what a publisher said; no row comes back for a second word at the same moment.
INSERT INTO sign_offs (release_id, account, organisation, agrees, reason, signed_at)
VALUES (:release_id, :account, :organisation, :agrees, :reason, :signed_at)
ON CONFLICT (release_id, account, signed_at) DO NOTHING
RETURNING account

-- name: list_sign_offs
-- Everything that publishers said of a release, oldest first.
SELECT release_id, account, organisation, agrees, reason, signed_at FROM sign_offs
WHERE release_id = :release_id
ORDER BY signed_at, account

-- name: add_account
-- Store an account; no row comes back if there is one of that name.
INSERT INTO accounts (name, role, organisation, password_hash, created_at)
VALUES (:name, :role, :organisation, :password_hash, :created_at)
ON CONFLICT (name) DO NOTHING
RETURNING name

-- name: get_account
-- One account.
SELECT name, role, organisation, password_hash, created_at FROM accounts WHERE name = :name {by_key}

-- name: list_accounts
-- All accounts, by name.
SELECT name, role, organisation, password_hash, created_at FROM accounts ORDER BY name

-- name: change_password
-- Give an account another password.
UPDATE accounts SET password_hash = :password_hash WHERE name = :name

-- name: save_session
-- Store a session, over an older copy of it.
INSERT INTO sessions (token_hash, account, created_at, seen_at, stage)
VALUES (:token_hash, :account, :created_at, :seen_at, :stage)
ON CONFLICT (token_hash) DO UPDATE SET seen_at = excluded.seen_at

-- name: get_session
-- One session.
SELECT token_hash, account, created_at, seen_at, stage FROM sessions
WHERE token_hash = :token_hash {by_key}

-- name: list_sessions
-- The sessions of an account, newest first.
SELECT token_hash, account, created_at, seen_at, stage FROM sessions
WHERE account = :account
ORDER BY seen_at DESC, token_hash

-- name: end_sessions
-- Forget the sessions of an account but for one.
DELETE FROM sessions WHERE account = :account AND token_hash <> :but

-- name: end_session
-- Forget a session.
DELETE FROM sessions WHERE token_hash = :token_hash

-- name: get_second_factor
-- The second factor of an account.
SELECT account, secret, pending, last_step, since FROM second_factors WHERE account = :account

-- name: begin_second_factor
-- Keep a secret until it is confirmed; one that is in use stays in use.
INSERT INTO second_factors (account, secret, pending, last_step, since)
VALUES (:account, '', :pending, -1, NULL)
ON CONFLICT (account) DO UPDATE SET pending = excluded.pending

-- name: confirm_second_factor
-- Put the secret that was shown in use; no row comes back if it is no longer the one.
UPDATE second_factors
SET secret = pending, pending = '', last_step = :step, since = :since
WHERE account = :account AND pending <> '' AND pending = :pending
RETURNING account

-- name: take_step
-- Note the time step of a code; no row comes back if it, or a later one, was taken before.
UPDATE second_factors SET last_step = :step
WHERE account = :account AND last_step < :step
RETURNING account

-- name: delete_second_factor
-- Forget a second factor.
DELETE FROM second_factors WHERE account = :account RETURNING account

-- name: delete_recovery_codes
-- Forget the recovery codes of an account.
DELETE FROM recovery_codes WHERE account = :account

-- name: add_recovery_code
-- Keep the hash of a recovery code.
INSERT INTO recovery_codes (account, code_hash) VALUES (:account, :code_hash)

-- name: use_recovery_code
-- Use a recovery code up; no row comes back if there is none such.
DELETE FROM recovery_codes WHERE account = :account AND code_hash = :code_hash
RETURNING account

-- name: count_recovery_codes
-- How many recovery codes an account has left.
SELECT count(*) FROM recovery_codes WHERE account = :account

-- name: find_linked
-- Whose account the provider's name for somebody is linked to.
SELECT account FROM linked_identities WHERE issuer = :issuer AND subject = :subject

-- name: get_linked
-- What an account is linked to.
SELECT issuer, subject FROM linked_identities WHERE account = :account

-- name: link_identity
-- Link an account, in the place of what it was linked to; no row comes back if it is another's.
INSERT INTO linked_identities (account, issuer, subject, linked_at)
SELECT :account, :issuer, :subject, :linked_at
WHERE NOT EXISTS (
    SELECT 1 FROM linked_identities
    WHERE issuer = :issuer AND subject = :subject AND account <> :account
)
ON CONFLICT (account) DO UPDATE
SET issuer = excluded.issuer, subject = excluded.subject, linked_at = excluded.linked_at
RETURNING account

-- name: unlink_identity
-- Forget what an account is linked to; no row comes back if it is to nothing.
DELETE FROM linked_identities WHERE account = :account RETURNING account

-- name: get_tries
-- How often somebody tried to sign in.
SELECT tries, last_at FROM sign_in_tries WHERE who = :who

-- name: save_tries
-- Note how often somebody tried to sign in.
INSERT INTO sign_in_tries (who, tries, last_at) VALUES (:who, :tries, :last_at)
ON CONFLICT (who) DO UPDATE SET tries = excluded.tries, last_at = excluded.last_at

-- name: delete_old_tries
-- Forget tries that count no more.
DELETE FROM sign_in_tries WHERE last_at < :before

-- name: forget_tries
-- After signing in.
DELETE FROM sign_in_tries WHERE who = :who

-- name: add_api_token
-- Keep a token for programs.
INSERT INTO api_tokens (id, account, token_hash, note, rights, made_at, expires_at, used_on)
VALUES (:id, :account, :token_hash, :note, :rights, :made_at, :expires_at, NULL)

-- name: find_api_token
-- A token by its hash.
SELECT id, account, token_hash, note, rights, made_at, expires_at, used_on FROM api_tokens
WHERE token_hash = :token_hash

-- name: list_api_tokens
-- The tokens of an account, newest first.
SELECT id, account, token_hash, note, rights, made_at, expires_at, used_on FROM api_tokens
WHERE account = :account
ORDER BY made_at DESC, id

-- name: note_token_use
-- The day a token was last used; no row comes back if that is known.
UPDATE api_tokens SET used_on = :used_on
WHERE id = :id AND (used_on IS NULL OR used_on <> :used_on)
RETURNING id

-- name: delete_api_token
-- Revoke a token.
DELETE FROM api_tokens WHERE id = :id AND account = :account RETURNING note

-- name: delete_tokens_of
-- Revoke every token of an account.
DELETE FROM api_tokens WHERE account = :account

-- name: lock_audit_head
-- The end of the log, held until what is appended to it is stored.
SELECT number, hash FROM audit_head WHERE one = 1 {lock}

-- name: read_audit_head
-- The end of the log as it was noted with the last entry.
SELECT number, hash FROM audit_head WHERE one = 1

-- name: add_entry
-- Append an entry to the log.
INSERT INTO audit (number, at, who, what, which, why, previous, hash)
VALUES (:number, :at, :who, :what, :which, :why, :previous, :hash)

-- name: move_audit_head
-- Note the entry that is the last one now.
UPDATE audit_head SET number = :number, hash = :hash WHERE one = 1

-- name: read_audit_cut
-- The last entry that was cut off the beginning of the log; 0 and '' for none.
SELECT cut, cut_hash FROM audit_head WHERE one = 1

-- name: find_audit_kept
-- The first entry since a moment, or the last of all: with all behind it, it stays.
SELECT min(number) FROM audit WHERE at >= :since OR number = :last

-- name: find_entry_hash
-- The hash of an entry.
SELECT hash FROM audit WHERE number = :number

-- name: move_audit_cut
-- Note the last entry that is cut off.
UPDATE audit_head SET cut = :number, cut_hash = :hash WHERE one = 1

-- name: cut_audit
-- Remove what is cut off.
DELETE FROM audit WHERE number <= :number

-- name: read_entries
-- Entries in order, from behind a number on.
SELECT number, at, who, what, which, why, previous, hash FROM audit
WHERE number > :after
ORDER BY number
LIMIT :limit

-- name: find_entries
-- The newest entries of a time, of somebody and of a kind; '' is anybody and any kind.
SELECT number, at, who, what, which, why, previous, hash FROM audit
WHERE
    at >= :since AND at < :before AND number < :below
    AND (:who = '' OR who = :who) AND (:what = '' OR what = :what)
ORDER BY number DESC
LIMIT :limit

-- name: list_whats
-- Every kind of thing that was done.
SELECT DISTINCT what FROM audit ORDER BY what

-- name: get_sealed_by
-- The key store this store is sealed with.
SELECT key_store FROM sealed_by

-- name: set_sealed_by
-- Remember the key store, unless one is remembered.
INSERT INTO sealed_by (key_store) SELECT :key_store WHERE NOT EXISTS (SELECT 1 FROM sealed_by)

-- name: last_key_used
-- The highest number of a key that seals something here.
SELECT max(number)
FROM (
    SELECT max(data_key) AS number FROM responses
    UNION ALL
    SELECT max(data_key) AS number FROM drafts
) AS used

-- name: find_plain_drafts
-- Some drafts stored before words were sealed.
SELECT id, answers FROM drafts WHERE data_key IS NULL LIMIT :limit

-- name: find_plain_responses
-- Some responses stored before words were sealed.
SELECT id, fingerprint FROM responses WHERE data_key IS NULL LIMIT :limit

-- name: read_texts_of
-- The texts of a response, as they are stored.
SELECT item_id, language, text FROM verbatims WHERE response_id = :response_id ORDER BY item_id

-- name: read_quotes_of
-- The quotes of a response, as they are stored.
SELECT id, item_id, words, theme, offered_at, cleared
FROM quotes
WHERE response_id = :response_id
ORDER BY offered_at, id

-- name: seal_draft
-- Put sealed answers in the place of plain ones, unless the draft was saved meanwhile.
UPDATE drafts SET answers = :sealed, data_key = :data_key
WHERE id = :id AND data_key IS NULL AND answers = :answers

-- name: seal_response
-- Note the key of a response that had none; no row comes back if it has one now.
UPDATE responses SET fingerprint = :fingerprint, data_key = :data_key
WHERE id = :id AND data_key IS NULL
RETURNING id

-- name: seal_text
-- Put a sealed text in the place of the plain one.
UPDATE verbatims SET text = :sealed WHERE response_id = :response_id AND item_id = :item_id

-- name: seal_quote
-- Put sealed words in the place of plain ones.
UPDATE quotes SET words = :sealed WHERE id = :id

-- name: find_response
-- The response with a reference, and the number of its key.
SELECT id, data_key FROM responses WHERE reference = :reference

-- name: count_erasures
-- How many responses this store knows to be erased.
SELECT count(*) FROM erasures

-- name: add_erasure
-- Remember that a response was erased.
INSERT INTO erasures (mark) VALUES (:mark) ON CONFLICT (mark) DO NOTHING

-- name: find_erasure
-- A row if the response with this mark was erased.
SELECT mark FROM erasures WHERE mark = :mark

-- name: erase_response
-- Delete the response of a key, and with it all that was made of it.
DELETE FROM responses WHERE data_key = :data_key RETURNING id

-- name: erase_draft
-- Delete the draft of a key.
DELETE FROM drafts WHERE data_key = :data_key

-- name: get_response
-- One response.
SELECT
    id, survey, wave, questionnaire_version, language, mode, helped, answers, missing,
    submitted_at, simulated, source, team, flags, data_key
FROM responses
WHERE id = :id

-- name: read_scores_of
-- What programs made of the texts of a response.
SELECT
    response_id, item_id, scorer, part, step, sentiment, reason, polarity, confidence, unsure,
    language
FROM scores
WHERE response_id = :response_id
ORDER BY item_id, scorer, part

-- name: read_themes_of
-- What programs saw in the texts of a response.
SELECT item_id, themer, themes FROM text_themes
WHERE response_id = :response_id
ORDER BY item_id, found_at, themer

-- name: read_codings_of
-- What people saw in the texts of a response; not who they are.
SELECT item_id, settles, sentiment, themes, coded_at, reason FROM codings
WHERE response_id = :response_id
ORDER BY item_id, coded_at

-- name: find_migrations
-- A row if the store has its table of migrations. Any engine can answer: the table is our own.
SELECT number, name, checksum FROM migrations ORDER BY number

-- name: add_migration
-- Note a migration as applied, by the database's own clock.
INSERT INTO migrations (number, name, checksum, applied_at)
VALUES (:number, :name, :checksum, CAST(CURRENT_TIMESTAMP AS TEXT))

-- name: delete_migration
-- Forget a note among the migrations.
DELETE FROM migrations WHERE number = :number

-- name: make_migrations
-- The table that says which migrations a store has.
CREATE TABLE IF NOT EXISTS migrations (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    checksum TEXT NOT NULL,
    applied_at TEXT NOT NULL
)

-- name: add_screening
-- Ask for a response to be screened.
INSERT INTO screenings (response_id, asked_at, leased_until, version)
VALUES (:response_id, :asked_at, '', '')

-- name: ask_screening
-- Let what another version of the screen has seen wait once more.
UPDATE screenings SET screened_at = NULL, leased_until = ''
WHERE screened_at IS NOT NULL AND version <> :version
RETURNING response_id

-- name: claim_screenings
-- Lease the responses that have waited longest and that nobody holds.
WITH waiting AS (
    SELECT response_id FROM screenings
    WHERE screened_at IS NULL AND leased_until <= :now
    ORDER BY leased_until, asked_at
    LIMIT :limit {claim}
)
UPDATE screenings SET leased_until = :until
WHERE response_id IN (SELECT response_id FROM waiting)
RETURNING response_id

-- name: get_unscreened
-- What is screened of a response, but for its texts.
SELECT id, reference, survey, wave, submitted_at, simulated, answers
FROM responses
WHERE id = :response_id

-- name: read_words
-- The texts of a response and their translations, as they are stored, with the key of both.
SELECT
    verbatims.item_id, verbatims.language, verbatims.text, translations.english,
    responses.data_key
FROM verbatims
JOIN responses ON responses.id = verbatims.response_id
LEFT JOIN translations
    ON translations.response_id = verbatims.response_id
    AND translations.item_id = verbatims.item_id
WHERE verbatims.response_id = :response_id
ORDER BY verbatims.item_id

-- name: end_screening
-- A response has been screened; no row comes back if another was quicker.
UPDATE screenings SET screened_at = :screened_at, version = :version
WHERE response_id = :response_id AND screened_at IS NULL
RETURNING response_id

-- name: get_reasons
-- Why a response stands flagged, if it does.
SELECT reasons FROM concerns WHERE response_id = :response_id

-- name: save_concern
-- Store a concern; of one that stands only the reasons become the newest.
INSERT INTO concerns (response_id, flagged_at, urgent, reasons, screen)
VALUES (:response_id, :flagged_at, :urgent, :reasons, :screen)
ON CONFLICT (response_id) DO UPDATE
SET urgent = concerns.urgent OR excluded.urgent, reasons = excluded.reasons, screen = excluded.screen

-- name: count_unscreened
-- How many responses wait for the screen, and since when.
SELECT count(*), min(asked_at) FROM screenings WHERE screened_at IS NULL

-- name: list_concerns
-- Concerns of a survey, open or closed, oldest first. Closed: closing came after whatever opens.
SELECT
    concerns.response_id, responses.reference, responses.survey, responses.wave,
    responses.submitted_at, concerns.flagged_at, concerns.urgent, concerns.reasons,
    concerns.screen, responses.simulated
FROM concerns
JOIN responses ON responses.id = concerns.response_id
WHERE
    responses.survey = :survey
    AND :closed = COALESCE((
        SELECT concern_acts.what = 'closed' FROM concern_acts
        WHERE
            concern_acts.response_id = concerns.response_id
            AND concern_acts.what IN ('closed', 'taken', 'found')
        ORDER BY concern_acts.number DESC
        LIMIT 1
    ), FALSE)
ORDER BY responses.submitted_at, concerns.response_id

-- name: get_concern
-- One concern.
SELECT
    concerns.response_id, responses.reference, responses.survey, responses.wave,
    responses.submitted_at, concerns.flagged_at, concerns.urgent, concerns.reasons,
    concerns.screen, responses.simulated
FROM concerns
JOIN responses ON responses.id = concerns.response_id
WHERE concerns.response_id = :response_id

-- name: read_acts
-- What was done about concerns of a survey, or about one, oldest first.
SELECT
    concern_acts.response_id, concern_acts.what, concern_acts.who, concern_acts.acted_at,
    concern_acts.note, concern_acts.service, concern_acts.borough, concern_acts.outcome
FROM concern_acts
JOIN responses ON responses.id = concern_acts.response_id
WHERE responses.survey = :survey AND (:response_id = '' OR concern_acts.response_id = :response_id)
ORDER BY concern_acts.response_id, concern_acts.number

-- name: add_act
-- Put what somebody did behind what was done before; no row comes back without a concern.
INSERT INTO concern_acts (
    response_id, number, what, who, acted_at, note, service, borough, outcome
)
SELECT
    concerns.response_id,
    (SELECT COALESCE(MAX(number), 0) + 1 FROM concern_acts WHERE response_id = :response_id),
    :what, :who, :acted_at, :note, :service, :borough, :outcome
FROM concerns
WHERE concerns.response_id = :response_id
RETURNING number

-- name: last_alarm
-- When the duty lead of a survey was last written to.
SELECT max(sent_at) FROM safeguarding_alarms WHERE survey = :survey

-- name: add_alarm
-- Note that the duty lead was written to.
INSERT INTO safeguarding_alarms (survey, sent_at, overdue) VALUES (:survey, :sent_at, :overdue)
ON CONFLICT (survey, sent_at) DO NOTHING

-- name: find_old_concerns
-- Concerns of a survey flagged before a moment whose last word is that they are closed.
SELECT concerns.response_id FROM concerns
JOIN responses ON responses.id = concerns.response_id
WHERE
    responses.survey = :survey AND concerns.flagged_at < :before
    AND (
        SELECT concern_acts.what FROM concern_acts
        WHERE
            concern_acts.response_id = concerns.response_id
            AND concern_acts.what IN ('closed', 'taken', 'found')
        ORDER BY concern_acts.number DESC LIMIT 1
    ) = 'closed'

-- name: delete_concern
-- Erase a concern, with what was done about it.
DELETE FROM concerns WHERE response_id = :response_id

-- name: delete_screening
-- Screen a response never again.
DELETE FROM screenings WHERE response_id = :response_id

-- name: count_old_alarms
-- Notes of alarms of a survey sent before a moment.
SELECT count(*) FROM safeguarding_alarms WHERE survey = :survey AND sent_at < :before

-- name: delete_old_alarms
-- Erase notes of alarms of a survey sent before a moment.
DELETE FROM safeguarding_alarms WHERE survey = :survey AND sent_at < :before

-- name: add_promise
-- Store a promise; no row comes back if there is one under its id.
INSERT INTO promises (
    id, survey, wave, release_id, measure, table_id, column_id, row_code, started_at
)
VALUES (
    :id, :survey, :wave, :release_id, :measure, :table_id, :column_id, :row_code, :started_at
)
ON CONFLICT (id) DO NOTHING
RETURNING id

-- name: newest_promise_version
-- The number of a promise's newest version.
SELECT max(number) FROM promise_versions WHERE promise_id = :promise_id

-- name: add_promise_version
-- Store what a promise says from now on.
INSERT INTO promise_versions (promise_id, number, told, account, saved_at)
VALUES (:promise_id, :number, :told, :account, :saved_at)

-- name: add_promise_word
-- Keep what a publisher said; no row comes back for a second word at the same moment.
INSERT INTO promise_words (promise_id, number, account, organisation, agrees, reason, said_at)
VALUES (:promise_id, :number, :account, :organisation, :agrees, :reason, :said_at)
ON CONFLICT (promise_id, account, said_at) DO NOTHING
RETURNING account

-- name: get_promise
-- One promise.
SELECT id, survey, wave, release_id, measure, table_id, column_id, row_code, started_at
FROM promises WHERE id = :id

-- name: list_promises
-- The promises of a wave, in the order in which they were started.
SELECT id, survey, wave, release_id, measure, table_id, column_id, row_code, started_at
FROM promises WHERE survey = :survey AND wave = :wave
ORDER BY started_at, id

-- name: list_promise_versions
-- Everything a promise said, oldest first.
SELECT promise_id, number, told, account, saved_at FROM promise_versions
WHERE promise_id = :promise_id
ORDER BY number

-- name: list_promise_words
-- Everything that publishers said of a promise, oldest first.
SELECT promise_id, number, account, organisation, agrees, reason, said_at FROM promise_words
WHERE promise_id = :promise_id
ORDER BY said_at, account

-- name: add_code
-- Keep what stands for a code that was made.
INSERT INTO codes (mark, survey, campaign, team, used)
VALUES (:mark, :survey, :campaign, :team, FALSE)

-- name: find_code
-- A code by what stands for it.
SELECT survey, campaign, team, used FROM codes WHERE mark = :mark

-- name: list_code_marks
-- What stands for the codes of a survey.
SELECT mark FROM codes WHERE survey = :survey

-- name: count_codes
-- How many codes each campaign of a survey has, and how many are used.
SELECT campaign, count(*), COALESCE(SUM(CASE WHEN used THEN 1 ELSE 0 END), 0) FROM codes
WHERE survey = :survey GROUP BY campaign ORDER BY campaign

-- name: use_code
-- Use a code up, unless it was.
UPDATE codes SET used = TRUE WHERE mark = :mark AND used = FALSE RETURNING mark

-- name: stir_codes
-- Write all used codes anew, in one commit.
UPDATE codes SET used = TRUE WHERE used = TRUE

-- name: count_dropped_codes
-- How many codes a campaign has.
SELECT count(*) FROM codes WHERE survey = :survey AND campaign = :campaign

-- name: drop_codes
-- Forget the codes of a campaign.
DELETE FROM codes WHERE survey = :survey AND campaign = :campaign

-- name: list_foreign
-- Texts of a wave that no scorer could read because of their language, or that were translated;
-- of one response, where it is named.
SELECT
    verbatims.response_id, verbatims.item_id, verbatims.language,
    (
        SELECT max(scores.language) FROM scores
        WHERE
            scores.response_id = verbatims.response_id AND scores.item_id = verbatims.item_id
            AND scores.part = 0
    ),
    responses.submitted_at, responses.simulated, translations.language,
    translations.translated_by, translations.translated_at
FROM verbatims
JOIN responses ON responses.id = verbatims.response_id
LEFT JOIN translations
    ON translations.response_id = verbatims.response_id
    AND translations.item_id = verbatims.item_id
WHERE
    responses.survey = :survey AND responses.wave = :wave
    AND (:response_id = '' OR verbatims.response_id = :response_id)
    AND (
        translations.english IS NOT NULL
        OR (
            EXISTS (
                SELECT 1 FROM scores
                WHERE
                    scores.response_id = verbatims.response_id
                    AND scores.item_id = verbatims.item_id
                    AND scores.part = 0 AND scores.reason = 'language'
            )
            AND NOT EXISTS (
                SELECT 1 FROM scores
                WHERE
                    scores.response_id = verbatims.response_id
                    AND scores.item_id = verbatims.item_id
                    AND scores.part = 0 AND scores.sentiment <> 'not_scored'
            )
        )
    )
ORDER BY responses.submitted_at, verbatims.response_id, verbatims.item_id

-- name: read_bilingual
-- A text and its translation, if there is one, as they are stored, with the key that opens both.
SELECT verbatims.text, translations.english, responses.data_key
FROM verbatims
JOIN responses ON responses.id = verbatims.response_id
LEFT JOIN translations
    ON translations.response_id = verbatims.response_id
    AND translations.item_id = verbatims.item_id
WHERE verbatims.response_id = :response_id AND verbatims.item_id = :item_id

-- name: read_translations
-- The translations of a wave as they are stored, with the keys that open them, newest first.
SELECT
    translations.response_id, translations.item_id, translations.language, translations.english,
    translations.translated_by, translations.translated_at, responses.data_key
FROM translations
JOIN responses ON responses.id = translations.response_id
WHERE responses.survey = :survey AND responses.wave = :wave
ORDER BY translations.translated_at DESC, translations.response_id, translations.item_id

-- name: read_translations_of
-- The translations of a response, as they are stored.
SELECT item_id, language, english FROM translations WHERE response_id = :response_id
ORDER BY item_id

-- name: get_translated_at
-- When the translation of a text was made that stands.
SELECT translated_at FROM translations WHERE response_id = :response_id AND item_id = :item_id

-- name: save_translation
-- Put it in the place of the one before; no row comes back if the text is gone.
INSERT INTO translations (
    response_id, item_id, language, english, translated_by, translated_at
)
SELECT response_id, item_id, :language, :english, :translated_by, :translated_at
FROM verbatims
WHERE response_id = :response_id AND item_id = :item_id
ON CONFLICT (response_id, item_id) DO UPDATE
SET
    language = excluded.language, english = excluded.english,
    translated_by = excluded.translated_by, translated_at = excluded.translated_at
RETURNING item_id

-- name: screen_anew
-- Let a response wait for the screen once more: it says more than it did.
UPDATE screenings SET screened_at = NULL, leased_until = '', asked_at = :asked_at
WHERE response_id = :response_id
