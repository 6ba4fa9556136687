-- How long an archived order keeps who asked.
ALTER TABLE work_order
    ADD COLUMN retain_until TIMESTAMP WITH TIME ZONE,
    ADD COLUMN erasure_proposed BOOLEAN DEFAULT false NOT NULL,
    ADD COLUMN erased_at TIMESTAMP WITH TIME ZONE;
ALTER TABLE work_order ALTER COLUMN erasure_proposed DROP DEFAULT;
CREATE INDEX ix_work_order_retained ON work_order (retain_until, id) WHERE state = 'archived' AND erased_at IS NULL;
