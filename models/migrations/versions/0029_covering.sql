-- Figures are read from indexes alone: a cell's or a posting's row lies on another page than the one before it.
ALTER TABLE figure_cell DROP CONSTRAINT pk_figure_cell;
ALTER TABLE figure_cell ADD CONSTRAINT pk_figure_cell
    PRIMARY KEY (grain, measure, day, a, b, detail) INCLUDE (rows, amount);
DROP INDEX ix_figure_posting_unit;
CREATE INDEX ix_figure_posting_unit ON figure_posting (measure, unit, category, day)
    INCLUDE (hour, unit_class, district, channel, request_type, detail, amount) WHERE unit <> '';
DROP INDEX ix_figure_posting_district;
CREATE INDEX ix_figure_posting_district ON figure_posting (measure, district, day)
    INCLUDE (hour, unit, unit_class, category, channel, request_type, detail, amount) WHERE district <> '';
