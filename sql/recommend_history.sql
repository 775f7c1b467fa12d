-- Advice from pg_stat_statements: read live, with its roles, ids and times. Needs the library loaded; else recommend_history_1.out.
SELECT current_setting('pg_stat_statements.max', true) IS NULL AS not_loaded \gset
\if :not_loaded
\quit
\endif
CREATE EXTENSION pg_tend;
-- nothing counts rows here: no autovacuum in between, no counters that arrive late
SET track_counts = off;
SELECT count(*) FROM tend.recommend_indexes();
CREATE EXTENSION pg_stat_statements;
CREATE ROLE regress_tend_app;
CREATE SCHEMA regress_tend_app AUTHORIZATION regress_tend_app;
CREATE TABLE item (id int PRIMARY KEY, owner int, shop int, made timestamptz);
CREATE TABLE regress_tend_app.mine (id int PRIMARY KEY, owner int);
INSERT INTO item SELECT g, g % 1000, g % 900, '2026-01-01'::timestamptz + g * '1 minute'::interval FROM generate_series(1, 20000) g;
INSERT INTO regress_tend_app.mine SELECT g, g % 1000 FROM generate_series(1, 20000) g;
GRANT ALL ON regress_tend_app.mine TO regress_tend_app;
VACUUM ANALYZE item, regress_tend_app.mine;
SELECT FROM pg_database, pg_stat_statements_reset(0, oid, 0) WHERE datname = current_database();

-- calls are weights; literals are gone, typed ones as well
SELECT count(*) FROM generate_series(1, 3) g, LATERAL (SELECT FROM item WHERE owner = g) x;
SELECT count(*) FROM item WHERE made > timestamptz '2026-01-14 12:00' AND made < timestamptz '2026-01-14' + interval '1 hour' * 13;
SELECT count(*) FROM item WHERE shop = 7;
-- another role, its own schema by its own path
SET ROLE regress_tend_app;
SELECT count(*) FROM mine WHERE owner = 3;
RESET ROLE;

CREATE TABLE answer AS SELECT * FROM tend.recommend_indexes();
SELECT relation, kind, ddl FROM answer ORDER BY ddl;
SELECT source, verdict, stopped_by FROM tend.advice_runs ORDER BY run_id;

-- evidence: measured time won back, and the statements by their ids
SELECT r.relation, r.source, r.state, r.ms_per_hour > 0 AS ms_per_hour, jsonb_array_length(r.evidence) AS statements
  FROM tend.recommendations r ORDER BY r.ddl;
SELECT a.ddl, s.query, s.userid::regrole
  FROM answer a, unnest(a.queryids) q JOIN pg_stat_statements s ON s.queryid = q
 WHERE s.query LIKE 'SELECT count(*) FROM %' AND s.query NOT LIKE '%answer%' ORDER BY 1, 2;

-- our own doings do not become workload
SELECT count(*) FROM pg_stat_statements
 WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
   AND (query LIKE '%what-if%' OR query LIKE '%tend.advice_run(%' OR query LIKE '%tend.recommendation %');

-- history supersedes what it no longer proposes; adhoc runs never do
SELECT ddl FROM tend.recommend_indexes(queries => '{SELECT * FROM item WHERE shop = $1 AND made > $2}');
SELECT source, state, count(*) FROM tend.recommendations GROUP BY 1, 2 ORDER BY 1, 2;
CREATE INDEX item_shop ON item (shop);
-- what somebody built meanwhile is seen at once, settled by the next run
SELECT state, ddl, existing_index FROM tend.recommendations WHERE existing_index IS NOT NULL;
SELECT ddl FROM tend.recommend_indexes() ORDER BY ddl;
SELECT source, state, ddl FROM tend.recommendations ORDER BY source, state, ddl;

-- an open recommendation from history keeps its evidence when an adhoc run finds it again
SELECT recommendation_id AS id FROM tend.recommendations WHERE ddl LIKE '%(made)' \gset
CREATE TABLE again AS SELECT * FROM tend.recommend_indexes(queries => '{SELECT * FROM item WHERE made BETWEEN $1 AND $2}');
SELECT v.recommendation_id = :id AS same_id, v.source, v.benefit <> a.benefit AS keeps_its_own
  FROM again a JOIN tend.recommendations v USING (recommendation_id);

-- an excluded query id is no workload
SELECT queryid AS own_id FROM pg_stat_statements WHERE query LIKE '%FROM mine WHERE%' AND userid = 'regress_tend_app'::regrole \gset
SET pg_tend.exclude = :'own_id';
SELECT relation FROM tend.recommend_indexes() ORDER BY relation;
RESET pg_tend.exclude;

-- a role without rights on the texts advises on its own statements only
GRANT USAGE ON SCHEMA tend TO regress_tend_app;
SET ROLE regress_tend_app;
SELECT relation FROM tend.recommend_indexes() ORDER BY relation;
RESET ROLE;
-- its part is not the history, so its shares are nobody else's
SELECT source FROM tend.advice_runs ORDER BY run_id DESC LIMIT 1;
-- and superseded nothing of the others
SELECT state, count(*) FROM tend.recommendations WHERE source = 'history' GROUP BY state ORDER BY state;

-- whoever has run nothing is told why nothing is there
CREATE ROLE regress_tend_new;
SET ROLE regress_tend_new;
SELECT count(*) FROM tend.recommend_indexes();
RESET ROLE;
DROP ROLE regress_tend_new;

-- reading the advice is no workload
SELECT count(*) > 0 AS read_before FROM pg_stat_statements
 WHERE query LIKE '%FROM tend.recommendations%' AND dbid = (SELECT oid FROM pg_database WHERE datname = current_database());
SELECT DISTINCT query FROM tend.unindexable WHERE reason LIKE '%belongs to pg_tend%';

-- a role that is gone is named, and its statements are not planned as anybody else
DROP OWNED BY regress_tend_app CASCADE;
DROP ROLE regress_tend_app;
SELECT relation FROM tend.recommend_indexes() ORDER BY relation;
SELECT class, count(*) > 0 AS some FROM tend.unindexable
 WHERE run_id = (SELECT max(run_id) FROM tend.advice_runs) AND class = 'role_gone' GROUP BY class;

SELECT FROM pg_database, pg_stat_statements_reset(0, oid, 0) WHERE datname = current_database();
