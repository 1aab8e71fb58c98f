-- What PostgreSQL needs said in its own way: the triggers of the migrations, by their names.

-- name: audit_never_changes
-- The function serves the other triggers too.
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', TG_ARGV[0];
END $$;
CREATE TRIGGER audit_never_changes BEFORE UPDATE ON audit
FOR EACH ROW EXECUTE FUNCTION refuse('the audit log is never changed');

-- name: audit_never_shrinks
-- Neither row by row nor all at once.
CREATE TRIGGER audit_never_shrinks BEFORE DELETE ON audit
FOR EACH ROW EXECUTE FUNCTION refuse('the audit log never shrinks');
CREATE TRIGGER audit_never_emptied BEFORE TRUNCATE ON audit
FOR EACH STATEMENT EXECUTE FUNCTION refuse('the audit log never shrinks');

-- name: audit_grows_at_its_end
-- Entries come one at a time: their writers hold the row of audit_head.
CREATE FUNCTION refuse_gap() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.number <> (SELECT COALESCE(MAX(number), 0) + 1 FROM audit) THEN
        RAISE EXCEPTION 'the audit log grows at its end';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER audit_grows_at_its_end BEFORE INSERT ON audit
FOR EACH ROW EXECUTE FUNCTION refuse_gap();

-- name: audit_head_stays
-- As long as there is a log.
CREATE TRIGGER audit_head_stays BEFORE DELETE ON audit_head
FOR EACH ROW EXECUTE FUNCTION refuse('the audit log keeps its end');
