-- What was posted before has none yet: the measures are others now, so the worker makes the books anew.
ALTER TABLE figure_posting ADD COLUMN unit_class TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE figure_posting ALTER COLUMN unit_class DROP DEFAULT;

-- A unit of another class takes its postings with it.
CREATE FUNCTION figure_due_department() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO figure_due (at, order_id)
        SELECT max(at), order_id FROM figure_posting WHERE unit = NEW.code AND order_id IS NOT NULL GROUP BY order_id;
    RETURN NULL;
END $$;
CREATE TRIGGER department_figure AFTER UPDATE OF kind ON department
    FOR EACH ROW WHEN (OLD.kind IS DISTINCT FROM NEW.kind) EXECUTE FUNCTION figure_due_department();
CREATE TRIGGER department_new_figure AFTER INSERT ON department
    FOR EACH ROW EXECUTE FUNCTION figure_due_department();
