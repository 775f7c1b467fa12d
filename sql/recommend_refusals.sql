-- Statements and tables that get no advice: each with a class, a reason, and what to do.
CREATE EXTENSION pg_tend;
-- nothing counts rows here: no autovacuum in between, no counters that arrive late
SET track_counts = off;
CREATE TABLE item (id int PRIMARY KEY, owner int, doc jsonb);
INSERT INTO item SELECT g, g % 1000, '{}' FROM generate_series(1, 20000) g;
VACUUM ANALYZE item;
CREATE TABLE fresh (id int, owner int) WITH (autovacuum_enabled = off);
INSERT INTO fresh SELECT g, g % 1000 FROM generate_series(1, 20000) g;
CREATE TEMP TABLE scratch AS SELECT g AS id, g % 1000 AS owner FROM generate_series(1, 20000) g;
ANALYZE scratch;
CREATE MATERIALIZED VIEW mat AS SELECT id, owner FROM item;
CREATE UNLOGGED TABLE unlogged AS SELECT id, owner FROM item;
VACUUM ANALYZE mat, unlogged;
CREATE FUNCTION newest_unindexable() RETURNS TABLE (query text, class text, reason text, hint text)
LANGUAGE sql AS $$
  SELECT left(query, 40), class, reason, hint FROM tend.unindexable
   WHERE run_id = (SELECT max(run_id) FROM tend.advice_runs) ORDER BY query, class
$$;

-- a bad statement never spoils the others
SELECT ddl FROM tend.recommend_indexes(queries => ARRAY[
  'SELECT * FROM item WHERE owner = $1',
  'SELEC', '', 'SELECT 1; SELECT 2', 'VACUUM item', 'CREATE TABLE x AS SELECT 1',
  'SELECT * FROM dropped', 'SELECT nothing FROM item', 'SELECT no_such_function(1)',
  'SELECT $1 + $2', 'SELECT count($1)', 'SELECT 1 / 0',
  'SELECT 1 FROM item WHERE ' || repeat('(', 900) || 'true' || repeat(')', 900),
  'SELECT ' || repeat('1+', 20000) || '1',
  'SELECT * FROM item WHERE doc @> ''{}''']);
SELECT query, class, reason <> '' AS reason, hint <> '' AS hint FROM newest_unindexable();
SELECT planned, skipped FROM tend.advice_runs ORDER BY run_id DESC LIMIT 1;

-- tables without statistics: the estimates are guesses, and that is said
SET client_min_messages = warning;
SELECT count(*) FROM tend.recommend_indexes(queries => '{SELECT * FROM fresh WHERE owner = $1}');
RESET client_min_messages;
SELECT verdict FROM tend.advice_runs ORDER BY run_id DESC LIMIT 1;
SELECT class, reason, hint FROM newest_unindexable();

-- temporary tables, catalogs, our own tables, views of the system
SELECT count(*) FROM tend.recommend_indexes(queries => '{SELECT * FROM scratch WHERE owner = $1}');
SELECT class, reason LIKE '%scratch: it is a temporary table' AS reason FROM newest_unindexable();
SELECT count(*) FROM tend.recommend_indexes(queries => '{SELECT * FROM pg_class WHERE relpages = $1,
  SELECT * FROM information_schema.columns WHERE column_name = $1, SELECT * FROM tend.recommendations WHERE kind = $1}');
SELECT DISTINCT class FROM newest_unindexable() ORDER BY class;
-- a refused table does not keep others of the statement from getting advice
SELECT ddl FROM tend.recommend_indexes(queries => '{SELECT * FROM item i JOIN scratch s ON s.id = i.owner WHERE s.id = $1}');

-- materialized views and unlogged tables are tables like any other
SELECT ddl FROM tend.recommend_indexes(queries => '{SELECT * FROM mat WHERE owner = $1,SELECT * FROM unlogged WHERE owner = $1}') ORDER BY ddl;

-- foreign tables are not ours
CREATE FOREIGN DATA WRAPPER regress_tend_nothing;
CREATE SERVER regress_tend_server FOREIGN DATA WRAPPER regress_tend_nothing;
CREATE FOREIGN TABLE far (id int, owner int) SERVER regress_tend_server;
SELECT count(*) FROM tend.recommend_indexes(queries => '{SELECT * FROM far WHERE owner = $1}');
SELECT class <> '' AS classified FROM newest_unindexable();

-- empty tables, and tables of one page, need nothing
CREATE TABLE empty (id int, owner int);
CREATE TABLE small AS SELECT g AS id, g AS owner FROM generate_series(1, 50) g;
VACUUM ANALYZE empty, small;
SELECT count(*) FROM tend.recommend_indexes(queries => '{SELECT * FROM empty WHERE owner = $1,SELECT * FROM small WHERE owner = $1}');

-- pg_tend.exclude: schemas, tables, quoted names
CREATE SCHEMA "Quoted, one";
CREATE TABLE "Quoted, one"."a.b" AS SELECT id, owner FROM item;
VACUUM ANALYZE "Quoted, one"."a.b";
CREATE FUNCTION advised(exclude text) RETURNS bigint LANGUAGE sql AS $$
  SELECT set_config('pg_tend.exclude', exclude, true);
  SELECT count(*) FROM tend.recommend_indexes(
    queries => '{SELECT * FROM item WHERE owner = $1,"SELECT * FROM \"Quoted, one\".\"a.b\" WHERE owner = $1"}')
$$;
SELECT advised('');
SELECT advised('public'), advised('PUBLIC.item'), advised('"public"."item", other.thing');
SELECT advised('"Quoted, one"'), advised(' public , "Quoted, one"."a.b" '), advised('item'), advised('"PUBLIC"');
BEGIN;
SELECT advised('public');
SELECT class, reason FROM newest_unindexable();
COMMIT;

SELECT advised('public, "Quoted, one"');

-- what the settings refuse
SET pg_tend.exclude = 'a.b.c';
SET pg_tend.exclude = '"unclosed';
SET pg_tend.exclude = 'a b';
SET pg_tend.exclude = 'fine, 12x.';
SET pg_tend.storage_budget = -2;
SET pg_tend.storage_budget = 'much';
SET pg_tend.no_such_setting = 1;
SHOW pg_tend.exclude;
SHOW pg_tend.storage_budget;
CREATE ROLE regress_tend_plain;
SET ROLE regress_tend_plain;
SET pg_tend.exclude = 'public';
RESET ROLE;
DROP ROLE regress_tend_plain;

-- somebody's look at the catalogs beside what could not be planned is no all-clear
SELECT count(*) FROM tend.recommend_indexes(queries => ARRAY['SELECT relname FROM pg_catalog.pg_class WHERE reltuples > $1', 'SELECT * FROM unfindable WHERE id = $1']);
SELECT verdict FROM tend.advice_runs ORDER BY run_id DESC LIMIT 1;
