-- Orders of before have no claims, no flags and accuse nobody.
ALTER TABLE work_order
    ADD COLUMN accused_code TEXT,
    ADD COLUMN pending_claim TEXT,
    ADD COLUMN is_unreasonable BOOLEAN NOT NULL DEFAULT false,
    ADD COLUMN excluded_from JSONB NOT NULL DEFAULT '[]',
    ADD COLUMN risk_flags JSONB NOT NULL DEFAULT '[]',
    ADD COLUMN beyond_kind TEXT,
    ADD COLUMN stated_satisfaction TEXT;
-- The defaults were for the rows of before; the application gives every value.
ALTER TABLE work_order
    ALTER COLUMN is_unreasonable DROP DEFAULT, ALTER COLUMN excluded_from DROP DEFAULT,
    ALTER COLUMN risk_flags DROP DEFAULT;

ALTER TABLE order_overlay
    DROP CONSTRAINT ck_order_overlay_kind,
    DROP CONSTRAINT ck_order_overlay_act,
    ADD CONSTRAINT ck_order_overlay_kind CHECK (kind IN (
        'return_request', 'arbitration', 'extension', 'listing', 'urge', 'supervision', 'merge', 'sub_dispatch',
        'part_return', 'callback_try', 'callback', 'redo', 'reopening', 'emergency', 'assessment_appeal',
        'unreasonable', 'exclusion', 'risk')),
    ADD CONSTRAINT ck_order_overlay_act CHECK (act IN ('asked', 'granted', 'refused', 'lapsed', 'done', 'undone'));

ALTER TABLE order_clock
    DROP CONSTRAINT ck_order_clock_kind,
    ADD CONSTRAINT ck_order_clock_kind CHECK (kind IN (
        'review', 'dispatch', 'sign', 'return', 'first_contact', 'reply', 'progress', 'listing', 'arbitration',
        'reply_review', 'callback', 'redo', 'archive', 'listed_progress', 'claim'));
