-- From when on a limit was counted by weekends alone, until the holidays of its year are known.
ALTER TABLE order_clock ADD COLUMN guessed_from TIMESTAMP WITH TIME ZONE;
CREATE INDEX ix_order_clock_guessed ON order_clock (order_id) WHERE guessed_from IS NOT NULL;
