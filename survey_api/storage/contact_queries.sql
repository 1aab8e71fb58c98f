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

-- name: add_address
-- Keep an address, unless the campaign has it or it is stopped.
INSERT INTO addresses (id, survey, campaign, mark, erase_after, data_key, sealed)
SELECT :id, :survey, :campaign, :mark, :erase_after, :data_key, :sealed
WHERE NOT EXISTS (SELECT 1 FROM stopped WHERE stopped.mark = :mark)
ON CONFLICT (survey, campaign, mark) DO NOTHING
RETURNING id

-- name: has_address
-- Whether a campaign has an address, or it is stopped.
SELECT mark FROM addresses WHERE survey = :survey AND campaign = :campaign AND mark = :mark
UNION ALL SELECT mark FROM stopped WHERE mark = :mark

-- name: list_addresses
-- The addresses of a campaign, in no order that tells anything.
SELECT id, data_key, sealed FROM addresses
WHERE survey = :survey AND campaign = :campaign ORDER BY id

-- name: list_letters
-- What went to the addresses of a campaign.
SELECT letters.address_id, letters.step, letters.began_at, letters.sent FROM letters
JOIN addresses ON addresses.id = letters.address_id
WHERE addresses.survey = :survey AND addresses.campaign = :campaign
ORDER BY letters.address_id, letters.step

-- name: begin_letter
-- Note that a letter is about to go out, unless that was noted or the address is no longer there.
INSERT INTO letters (address_id, step, began_at, sent)
SELECT :id, :step, :began_at, FALSE
WHERE EXISTS (
    SELECT 1 FROM addresses
    WHERE
        addresses.id = :id
        AND NOT EXISTS (SELECT 1 FROM stopped WHERE stopped.mark = addresses.mark)
)
ON CONFLICT (address_id, step) DO NOTHING
RETURNING address_id

-- name: end_letter
-- Note that it went out.
UPDATE letters SET sent = TRUE WHERE address_id = :id AND step = :step

-- name: undo_letter
-- Forget a letter that did not go out.
DELETE FROM letters WHERE address_id = :id AND step = :step

-- name: add_stop
-- Never write to an address again; that its owner asked for it outweighs a bounce.
INSERT INTO stopped (mark, why) VALUES (:mark, :why)
ON CONFLICT (mark) DO UPDATE SET
    why = CASE WHEN stopped.why = 'asked' THEN stopped.why ELSE excluded.why END

-- name: find_address_mark
-- What stands for an address of the book.
SELECT mark FROM addresses WHERE id = :id

-- name: find_stopped_addresses
-- The rows of an address, with their keys.
SELECT id, data_key FROM addresses WHERE mark = :mark

-- name: find_old_addresses
-- The rows of a survey whose days are over, with their keys.
SELECT id, data_key FROM addresses WHERE survey = :survey AND erase_after < :today

-- name: delete_letters
-- Forget what went to an address.
DELETE FROM letters WHERE address_id = :id

-- name: delete_address
-- Erase an address.
DELETE FROM addresses WHERE id = :id
