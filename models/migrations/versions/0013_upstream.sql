-- Until when a platform above us wants the order answered.
ALTER TABLE work_order ADD COLUMN upstream_due_at TIMESTAMP WITH TIME ZONE;
