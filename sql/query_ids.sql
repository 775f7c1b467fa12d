-- Fingerprints and query ids are those of pg_stat_statements. Needs the library loaded; else query_ids_1.out.
SELECT current_setting('pg_stat_statements.max', true) IS NULL AS not_loaded \gset
\if :not_loaded
\quit
\endif
CREATE EXTENSION pg_tend;
-- nothing counts rows here: no autovacuum in between, no counters that arrive late
SET track_counts = off;
-- what pg_stat_statements keeps is the same statement as what was run
CREATE EXTENSION pg_stat_statements;
CREATE TABLE item (id int, owner int, made timestamptz);
INSERT INTO item SELECT g, g % 1000, '2026-01-01'::timestamptz + g * '1 minute'::interval FROM generate_series(1, 20000) g;
VACUUM ANALYZE item;
SELECT FROM pg_database, pg_stat_statements_reset(0, oid, 0) WHERE datname = current_database();
SELECT count(*) FROM item WHERE owner = 5 AND made > now() - interval '1 day';
SELECT count(*) FROM item WHERE owner IN (1, 2, 3);
SELECT q, count(s.query) AS found
  FROM unnest(ARRAY['SELECT count(*) FROM item WHERE owner = 77 AND made > now() - interval ''2 h''',
                    'SELECT count(*) FROM item WHERE owner IN (4, 5)']) q
  LEFT JOIN pg_stat_statements s ON s.dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
       AND s.query LIKE 'SELECT count(*) FROM item%' AND tend.fingerprint(s.query) = tend.fingerprint(q)
 GROUP BY q ORDER BY q;

-- the query ids are those that pg_stat_statements would show
SELECT FROM pg_database, pg_stat_statements_reset(0, oid, 0) WHERE datname = current_database();
SELECT count(*) FROM item WHERE owner = 5;
SELECT count(*) AS found FROM pg_stat_statements s
 WHERE s.query LIKE 'SELECT count(*) FROM item WHERE owner = $1'
   AND ARRAY[s.queryid] = (SELECT queryids FROM tend.recommend_indexes(
                             queries => '{SELECT count(*) FROM item WHERE owner = 5}'));
