-- tend.optimization_plan(): what is open, in phases.
CREATE EXTENSION pg_tend;
-- nothing counts rows here: no autovacuum in between, no counters that arrive late
SET track_counts = off;
SET client_min_messages = warning;
CREATE TABLE item (id int PRIMARY KEY, owner int, shop int, made timestamptz, pad text);
INSERT INTO item SELECT g, g % 1000, g % 90, timestamptz '2024-01-01 UTC' + g * interval '1 minute', repeat('x', 60)
  FROM generate_series(1, 20000) g;
CREATE TABLE parcel AS SELECT id, owner AS place, pad FROM item;
CREATE TABLE part (id int, place int, pad text) PARTITION BY RANGE (id);
CREATE TABLE part1 PARTITION OF part DEFAULT;
INSERT INTO part SELECT id, owner, pad FROM item;
CREATE INDEX old_owner ON item (owner);
VACUUM ANALYZE item, parcel, part;
SELECT count(*) FROM tend.optimization_plan();

CREATE FUNCTION advise(statement text) RETURNS bigint LANGUAGE sql AS $$
  SELECT recommendation_id FROM tend.recommend_indexes(queries => ARRAY[statement])
$$;
CREATE FUNCTION plan(storage_budget bigint DEFAULT NULL, horizon interval DEFAULT '30 days')
RETURNS TABLE (phase int, "position" int, action text, ddl text, undo_ddl text, "window" text, conflicts int, reason text) LANGUAGE sql AS $$
  SELECT phase, position, action, ddl, undo_ddl, "window", cardinality(conflicts),
         regexp_replace(regexp_replace(reason, 'recommendation \d+', 'recommendation N'), 'its [\d.]+ kB', 'its N kB')
    FROM tend.optimization_plan(storage_budget, horizon)
$$;
SELECT advise('SELECT * FROM item WHERE shop = $1') > 0 AS narrow, advise('SELECT * FROM item WHERE owner = $1 AND made > $2 ORDER BY made LIMIT 9') > 0 AS wide,
       advise('SELECT * FROM parcel WHERE place = $1') > 0 AS other, advise('SELECT * FROM part WHERE place = $1') > 0 AS partitioned;

\x on
SELECT * FROM plan();
\x off
-- one table's builds follow each other, what makes writers wait is alone
SELECT bool_and(builds <= 2 AND builds = tables) AS side_by_side FROM (
  SELECT count(*) AS builds, count(DISTINCT relation) AS tables FROM tend.optimization_plan() WHERE action = 'build' GROUP BY phase) p;
SELECT p.phase, p.starts_after_seconds >= lag(p.starts_after_seconds) OVER w AS in_order, p.total_benefit >= lag(p.total_benefit) OVER w AS adds_up,
       p.total_bytes = sum(p.bytes) OVER w AS net, p.seconds > 0 AS timed, p.risk
  FROM tend.optimization_plan() p WINDOW w AS (ORDER BY p.position) ORDER BY p.position;

-- an index that another one begins with is left out, until that one is dismissed
SELECT advise('SELECT * FROM item WHERE shop = $1 AND made > $2 ORDER BY made LIMIT 9') AS wider \gset
SELECT phase, action, ddl, reason FROM plan() WHERE action = 'subsumed';
SELECT tend.dismiss(:wider);
SELECT count(*) FROM plan() WHERE action = 'subsumed';

-- limits
SELECT action, count(*) FROM plan(storage_budget => 300000) GROUP BY action ORDER BY action;
SELECT sum(bytes) <= 300000 AS fits FROM tend.optimization_plan(300000) WHERE action = 'build';
SELECT phase, action, reason FROM plan(storage_budget => 0) ORDER BY ddl LIMIT 1;
SET pg_tend.storage_budget = '1MB';
SELECT sum(bytes) <= 1048576 AS fits FROM tend.optimization_plan() WHERE action = 'build';
RESET pg_tend.storage_budget;
SELECT action, count(*) FROM plan(horizon => '1 hour') GROUP BY action ORDER BY action;
SELECT action, count(*) FROM plan(horizon => '1 ms') GROUP BY action ORDER BY action;
SELECT count(*) = (SELECT count(*) FROM tend.optimization_plan()) AS same FROM tend.optimization_plan(NULL, NULL);
\set VERBOSITY sqlstate
SELECT * FROM tend.optimization_plan(-1);
SELECT * FROM tend.optimization_plan(horizon => '0');
SELECT * FROM tend.optimization_plan(horizon => '-1 day');
\set VERBOSITY default

-- what is built, or whose table is gone, is planned no more; it works where nothing can be written
CREATE INDEX ON parcel (place);
DROP TABLE part;
BEGIN READ ONLY;
SELECT DISTINCT relation FROM tend.optimization_plan();
COMMIT;

-- who may not see a definition sees that something is planned, and not what
CREATE ROLE regress_tend_reader;
SET ROLE regress_tend_reader;
SELECT DISTINCT action, ddl, undo_ddl FROM tend.optimization_plan();
RESET ROLE;
DROP ROLE regress_tend_reader;
