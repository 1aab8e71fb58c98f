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

-- name: drop_audit_never_shrinks
-- With the other one that was made with it.
DROP TRIGGER audit_never_shrinks ON audit;
DROP TRIGGER audit_never_emptied ON audit

-- name: audit_loses_what_is_cut
-- Its beginning, up to where audit_head says; never all at once.
CREATE FUNCTION refuse_uncut() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.number > (SELECT cut FROM audit_head) THEN
        RAISE EXCEPTION 'the audit log never shrinks';
    END IF;
    RETURN OLD;
END $$;
CREATE TRIGGER audit_loses_what_is_cut BEFORE DELETE ON audit
FOR EACH ROW EXECUTE FUNCTION refuse_uncut();
CREATE TRIGGER audit_never_emptied BEFORE TRUNCATE ON audit
FOR EACH STATEMENT EXECUTE FUNCTION refuse('the audit log never shrinks');

-- name: drop_audit_grows_at_its_end
-- With the function that it alone called.
DROP TRIGGER audit_grows_at_its_end ON audit;
DROP FUNCTION refuse_gap()

-- name: audit_grows_behind_its_end
-- Behind the last entry, or behind what was cut while there is none: in a copy of a store.
CREATE FUNCTION refuse_gap() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.number <> (
        SELECT COALESCE((SELECT MAX(number) FROM audit), cut) + 1 FROM audit_head
    ) THEN
        RAISE EXCEPTION 'the audit log grows at its end';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER audit_grows_behind_its_end BEFORE INSERT ON audit
FOR EACH ROW EXECUTE FUNCTION refuse_gap();

-- name: audit_stays_cut
-- What is gone does not come back, and the last entry stays.
CREATE FUNCTION refuse_uncutting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.cut < OLD.cut OR NEW.cut > NEW.number THEN
        RAISE EXCEPTION 'the audit log stays cut';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER audit_stays_cut BEFORE UPDATE ON audit_head
FOR EACH ROW EXECUTE FUNCTION refuse_uncutting()
