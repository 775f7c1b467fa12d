-- What tend.recommend_indexes() records: identity, updates, runs, and what it does where it may not write.
CREATE EXTENSION pg_tend;
-- nothing counts rows here: no autovacuum in between, no counters that arrive late
SET track_counts = off;
CREATE TABLE item (id int PRIMARY KEY, owner int, shop int);
INSERT INTO item SELECT g, g % 1000, g % 900 FROM generate_series(1, 20000) g;
VACUUM ANALYZE item;
SELECT recommendation_id AS first_id FROM tend.recommend_indexes(queries => '{SELECT * FROM item WHERE owner = $1}') \gset
SELECT updated_at AS first_time, benefit AS first_benefit, created_at AS first_created FROM tend.recommendations \gset

-- the same again: the same id, the evidence of the new run
SELECT recommendation_id = :first_id AS same_id
  FROM tend.recommend_indexes(queries => '{SELECT * FROM item WHERE owner = $1,SELECT count(*) FROM item}');
SELECT count(*), max(updated_at) > :'first_time' AS moved, max(created_at) = :'first_created' AS created_stays,
       max(benefit) <> :first_benefit AS new_evidence, max(run_id) = (SELECT max(run_id) FROM tend.advice_runs) AS new_run
  FROM tend.recommendations;

-- identity is table and definition, not the name
CREATE TABLE item_owner_idx ();
SELECT recommendation_id = :first_id AS same_id, ddl FROM tend.recommend_indexes(queries => '{SELECT * FROM item WHERE owner = $1}');
DROP TABLE item_owner_idx;
SELECT recommendation_id = :first_id AS same_id FROM tend.recommend_indexes(queries => '{SELECT * FROM item WHERE shop = $1}');

-- the ids of the rows are those of the view
CREATE TABLE answer AS
SELECT * FROM tend.recommend_indexes(queries => '{SELECT * FROM item WHERE owner = $1,SELECT * FROM item WHERE shop = $1}');
SELECT count(*) AS rows, count(v.recommendation_id) AS in_view
  FROM answer LEFT JOIN tend.recommendations v USING (recommendation_id, relation, relid, ddl, run_id);

-- rolled back with the transaction, like everything else
BEGIN;
SELECT count(*) FROM tend.recommend_indexes(queries => '{SELECT * FROM item WHERE owner = $1 AND shop = $2}');
ROLLBACK;
SELECT count(*) FROM tend.recommendations WHERE ddl LIKE '%owner, shop%' OR ddl LIKE '%shop, owner%';
-- a function that fails later takes it along, and the next call works
DO $$
BEGIN
  PERFORM * FROM tend.recommend_indexes(queries => '{SELECT * FROM item WHERE owner = $1 AND shop = $2}');
  RAISE 'later';
EXCEPTION WHEN raise_exception THEN NULL;
END $$;
SELECT count(*) FROM tend.recommendations;

-- read-only: the same rows without ids
BEGIN READ ONLY;
SELECT recommendation_id, run_id, ddl FROM tend.recommend_indexes(queries => '{SELECT * FROM item WHERE owner = $1}');
SHOW transaction_read_only;
COMMIT;
SET default_transaction_read_only = on;
SELECT recommendation_id, run_id, ddl FROM tend.recommend_indexes(queries => '{SELECT * FROM item WHERE owner = $1}');
RESET default_transaction_read_only;
BEGIN;
SAVEPOINT s;
SET TRANSACTION READ ONLY;
SELECT recommendation_id FROM tend.recommend_indexes(queries => '{SELECT * FROM item WHERE owner = $1}');
ROLLBACK TO s;
SELECT recommendation_id = :first_id AS recorded FROM tend.recommend_indexes(queries => '{SELECT * FROM item WHERE owner = $1}');
CREATE TABLE writes_go_on ();
COMMIT;

-- from inside a function, a view, a cursor, and a prepared statement
CREATE FUNCTION advise() RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
  RETURN QUERY SELECT ddl FROM tend.recommend_indexes(queries => '{SELECT * FROM item WHERE owner = $1}');
END $$;
SELECT * FROM advise();
CREATE VIEW advice AS SELECT * FROM tend.recommend_indexes(queries => '{SELECT * FROM item WHERE owner = $1}');
SELECT ddl FROM advice;
BEGIN;
DECLARE c CURSOR FOR SELECT ddl FROM tend.recommend_indexes(queries => '{SELECT * FROM item WHERE owner = $1}');
FETCH ALL FROM c;
COMMIT;
PREPARE p(text[]) AS SELECT ddl FROM tend.recommend_indexes(queries => $1);
EXECUTE p('{SELECT * FROM item WHERE owner = $1}');
EXECUTE p('{}');

-- settings of the session are as they were
SHOW compute_query_id;
SHOW lock_timeout;
SHOW search_path;
SELECT current_user = session_user AS myself;

-- a text, and an error that quotes it, are kept as far as it takes to recognize them
SET client_min_messages = warning;
SELECT count(*) FROM tend.recommend_indexes(queries => ARRAY[
  'SELECT ' || repeat('ü', 100000), 'SELECT * FROM item WHERE owner = ''' || repeat('ü', 100000) || '''']);
SELECT class, octet_length(query) <= 8192 AS query, octet_length(reason) <= 8192 AS reason, octet_length(hint) <= 8192 AS hint
  FROM tend.unindexable WHERE run_id = (SELECT max(run_id) FROM tend.advice_runs) ORDER BY class;

-- the oldest runs go, of each source by itself: given texts do not push history out
INSERT INTO tend.advice_run (source, asked_by, planned, skipped, cost_before, cost_after, planner_calls, stopped_by, verdict, reason)
VALUES ('history', 'postgres', 0, 0, 0, 0, 0, 'complete', 'nothing_to_do', 'of long ago');
DO $$
BEGIN
  FOR i IN 1 .. 210 LOOP
    PERFORM * FROM tend.recommend_indexes(queries => '{SELECT 1}');
  END LOOP;
END $$;
RESET client_min_messages;
SELECT source, count(*) AS runs, count(DISTINCT run_id) AS told_apart FROM tend.advice_runs GROUP BY source ORDER BY source;
