-- Existing indexes that a recommended one makes droppable: in `replaces` unless a statement would miss them.
CREATE EXTENSION pg_tend;
-- nothing counts rows here: no autovacuum in between, no counters that arrive late
SET track_counts = off;
CREATE TABLE item (id int PRIMARY KEY, owner int, made timestamptz, pad text);
INSERT INTO item
SELECT g, g % 500, '2026-01-01'::timestamptz + (g * 7919 % 30000) * '1 minute'::interval, repeat('x', 50)
  FROM generate_series(1, 30000) g;
CREATE INDEX item_owner ON item (owner);
VACUUM ANALYZE item;

-- what reads by owner alone is served by the wider one as well
SELECT ddl, replaces FROM tend.recommend_indexes(queries => ARRAY[
  'SELECT * FROM item WHERE owner = 7 ORDER BY made DESC LIMIT 3', 'SELECT * FROM item WHERE owner = 9']);

-- writes pay for one index less than without the drop: the upkeep of the new one is nearly what the old one's was
CREATE FUNCTION upkeep() RETURNS float8 LANGUAGE sql AS $$
  SELECT sum(write_cost) FROM tend.recommend_indexes(queries => ARRAY[
    'SELECT * FROM item WHERE owner = 7 ORDER BY made DESC LIMIT 3', 'INSERT INTO item VALUES (0, 1, now(), NULL)'])
$$;
SELECT abs(upkeep()) < 0.5 AS about_even;
BEGIN;
DROP INDEX item_owner;
SELECT upkeep() > 1 AS one_more;
ROLLBACK;

-- counting many owners reads the narrow index alone, which has fewer pages than the wider one
CREATE TEMP TABLE kept AS SELECT * FROM tend.recommend_indexes(queries => ARRAY[
  'SELECT * FROM item WHERE owner = 7 ORDER BY made DESC LIMIT 3', 'SELECT count(*) FROM item WHERE owner < 250']);
SELECT ddl, replaces FROM kept;
SELECT t AS tradeoff FROM kept JOIN tend.recommendations USING (recommendation_id), unnest(tradeoffs) t
 WHERE t LIKE '%does not replace%';
