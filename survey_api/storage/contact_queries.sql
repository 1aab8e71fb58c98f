-- The SQL of the contacts, written as queries.sql is.

-- name: set_sealed_by
-- Note the key store, unless one was noted.
INSERT INTO sealed_by (key_store) SELECT :key_store WHERE NOT EXISTS (SELECT 1 FROM sealed_by)

-- name: get_sealed_by
-- The key store these are sealed with.
SELECT key_store FROM sealed_by

-- name: add_contact
-- Keep a contact.
INSERT INTO contacts (id, survey, left_on, mark, data_key, sealed)
VALUES (:id, :survey, :left_on, :mark, :data_key, :sealed)

-- name: list_contacts
-- The contacts of a survey.
SELECT id, data_key, sealed FROM contacts WHERE survey = :survey ORDER BY left_on, id

-- name: find_marked
-- The keys of the contacts left with a reference.
SELECT data_key FROM contacts WHERE mark = :mark

-- name: list_marked
-- The contacts left with a reference.
SELECT id, data_key, sealed FROM contacts WHERE mark = :mark ORDER BY left_on, id

-- name: find_old
-- The keys of the contacts of a survey left before a day.
SELECT data_key FROM contacts WHERE survey = :survey AND left_on < :before

-- name: delete_contact
-- Erase a contact.
DELETE FROM contacts WHERE data_key = :data_key
