-- Exclusions from the assessment are a city's list: in which items such an order does not count.
ALTER TABLE reason ADD COLUMN excludes JSONB DEFAULT '[]' NOT NULL;
ALTER TABLE reason ALTER COLUMN excludes DROP DEFAULT;
