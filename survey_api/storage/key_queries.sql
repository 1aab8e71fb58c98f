-- The SQL of the key store, written as queries.sql is.

-- name: get_vault
-- What the key store says of itself.
SELECT id, master, receipts FROM vault

-- name: make_vault
-- Begin a key store, unless it was begun.
INSERT INTO vault (id, master, receipts, last_number)
SELECT :id, :master, :receipts, 0 WHERE NOT EXISTS (SELECT 1 FROM vault)

-- name: number_keys
-- Take numbers for so many new keys; no row comes back if another master key is in use.
UPDATE vault SET last_number = last_number + :size WHERE master = :master RETURNING last_number

-- name: add_key
-- Store a wrapped key.
INSERT INTO data_keys (number, master, wrapped) VALUES (:number, :master, :wrapped)

-- name: get_key
-- One wrapped key.
SELECT number, master, wrapped FROM data_keys WHERE number = :number {by_key}

-- name: get_last_number
-- The highest number a key was ever given.
SELECT last_number FROM vault

-- name: delete_key
-- Delete a key: what it sealed is gone.
DELETE FROM data_keys WHERE number = :number

-- name: add_destroyed
-- Keep the number of a key that was destroyed.
INSERT INTO destroyed (number, mark) VALUES (:number, :mark) ON CONFLICT (number) DO NOTHING

-- name: list_destroyed
-- Number and mark of every key that was destroyed.
SELECT number, mark FROM destroyed ORDER BY number

-- name: change_master
-- Put another master key in use; no row comes back if another was quicker.
UPDATE vault SET master = :master, receipts = :receipts WHERE master = :before RETURNING id

-- name: find_keys_not_under
-- Some keys that another master key has wrapped.
SELECT number, master, wrapped FROM data_keys WHERE master <> :master LIMIT :limit

-- name: rewrap_key
-- Put a key wrapped anew in the place of the old one.
UPDATE data_keys SET master = :master, wrapped = :wrapped WHERE number = :number
