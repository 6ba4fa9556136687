-- A mark says when a change was made, not what instant the changed row tells of: who takes a call-back of two days ago
-- changes it now. Functions alone are replaced, no table is locked: people go on working.
CREATE OR REPLACE FUNCTION figure_due_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO figure_due (at, order_id) VALUES (clock_timestamp(), NEW.order_id);
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION figure_due_clock() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO figure_due (at, order_id) VALUES (clock_timestamp(), NEW.order_id);
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION figure_due_citizen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO figure_due (at, order_id)
        SELECT clock_timestamp(), id FROM work_order WHERE citizen_id IN (OLD.citizen_id, NEW.citizen_id);
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION figure_due_call() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO figure_due (at, conversation_id) VALUES (clock_timestamp(), NEW.conversation_id);
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION figure_due_stretch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO figure_due (at, stretch_id) VALUES (clock_timestamp(), NEW.id);
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION figure_due_callback() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO figure_due (at, order_id) VALUES (clock_timestamp(), NEW.order_id);
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION figure_due_answer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO figure_due (at, order_id) VALUES (clock_timestamp(), NEW.order_id);
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION figure_due_department() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO figure_due (at, order_id)
        SELECT clock_timestamp(), order_id FROM figure_posting
        WHERE unit = NEW.code AND order_id IS NOT NULL GROUP BY order_id;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION figure_due_quality() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO figure_due (at, order_id, conversation_id)
        SELECT clock_timestamp(), order_id, conversation_id FROM quality_inspection WHERE id = NEW.inspection_id;
    RETURN NULL;
END $$;

-- What waits already is as old as this. No fold meanwhile (models.figures.folding.LOCK): it takes them in another order.
SELECT pg_advisory_xact_lock(123450023);
UPDATE figure_due SET at = clock_timestamp();
