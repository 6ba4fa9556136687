-- A reply that the unit's head signs before it leaves.
ALTER TABLE work_order ADD COLUMN needs_sign_off BOOLEAN DEFAULT false NOT NULL;
ALTER TABLE work_order ALTER COLUMN needs_sign_off DROP DEFAULT;
ALTER TABLE order_overlay
    DROP CONSTRAINT ck_order_overlay_kind,
    ADD CONSTRAINT ck_order_overlay_kind CHECK (kind IN (
        'return_request', 'arbitration', 'extension', 'listing', 'urge', 'supervision', 'merge', 'sub_dispatch',
        'part_return', 'callback_try', 'callback', 'redo', 'reopening', 'emergency', 'assessment_appeal',
        'unreasonable', 'exclusion', 'risk', 'sign_off'
    ));
