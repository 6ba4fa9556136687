CREATE INDEX ix_work_order_claim ON work_order (id) WHERE pending_claim IS NOT NULL;
