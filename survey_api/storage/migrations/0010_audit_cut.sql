-- The audit log may lose its beginning when its time is up, and only that.

-- The last entry that was cut off, with its hash: what is left is verified from there.
ALTER TABLE audit_head ADD COLUMN cut INTEGER NOT NULL DEFAULT 0;
ALTER TABLE audit_head ADD COLUMN cut_hash TEXT NOT NULL DEFAULT '';

DROP TRIGGER audit_never_shrinks;

CREATE TRIGGER audit_loses_what_is_cut BEFORE DELETE ON audit WHEN OLD.number > (SELECT cut FROM audit_head) BEGIN SELECT RAISE(ABORT, 'the audit log never shrinks'); END;

DROP TRIGGER audit_grows_at_its_end;

CREATE TRIGGER audit_grows_behind_its_end BEFORE INSERT ON audit WHEN NEW.number <> (SELECT COALESCE((SELECT MAX(number) FROM audit), cut) + 1 FROM audit_head) BEGIN SELECT RAISE(ABORT, 'the audit log grows at its end'); END;

CREATE TRIGGER audit_stays_cut BEFORE UPDATE ON audit_head WHEN NEW.cut < OLD.cut OR NEW.cut > NEW.number BEGIN SELECT RAISE(ABORT, 'the audit log stays cut'); END;
