-- Hostile identifiers, the same name in two schemas, names of 63 bytes: quoted, told apart, buildable.
CREATE EXTENSION pg_tend;
-- nothing counts rows here: no autovacuum in between, no counters that arrive late
SET track_counts = off;
CREATE SCHEMA "select";
CREATE SCHEMA "Sch.ema";
CREATE TABLE "Sch.ema"."Or""der" (id int PRIMARY KEY, "select" int, "Größe; DROP TABLE x --" int, "user" int);
CREATE TABLE "select"."Or""der" (id int PRIMARY KEY, "select" int, "日本語" int, "it's" text);
INSERT INTO "Sch.ema"."Or""der" SELECT g, g % 1000, g % 900, g % 800 FROM generate_series(1, 20000) g;
INSERT INTO "select"."Or""der" SELECT g, g % 1000, g % 900, CASE WHEN g % 50 = 0 THEN '$x$ \ '' "' ELSE 'done' END
  FROM generate_series(1, 20000) g;
VACUUM ANALYZE;
CREATE TABLE answer AS
SELECT * FROM tend.recommend_indexes(queries => ARRAY[
  'SELECT * FROM "Sch.ema"."Or""der" WHERE "select" = $1',
  'SELECT * FROM "select"."Or""der" WHERE "select" = $1',
  'SELECT * FROM "Sch.ema"."Or""der" WHERE "Größe; DROP TABLE x --" = $1 AND "user" = $2',
  'SELECT * FROM "select"."Or""der" WHERE "日本語" = $1',
  'SELECT * FROM "select"."Or""der" WHERE "it''s" = ''$x$ \ '''' "'' ORDER BY "日本語" LIMIT 3']);
SELECT relation, kind, ddl FROM answer ORDER BY ddl;

-- every one of them can be built as it is printed, and names itself apart
SELECT ddl FROM answer ORDER BY ddl \gexec
SELECT count(*) AS indexes FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
 WHERE c.relname = 'Or"der' AND NOT i.indisprimary;
SELECT schemaname, indexname FROM pg_indexes WHERE tablename = 'Or"der' ORDER BY 1, 2;
SELECT count(*) FROM tend.recommend_indexes(queries => ARRAY[
  'SELECT * FROM "Sch.ema"."Or""der" WHERE "select" = $1',
  'SELECT * FROM "select"."Or""der" WHERE "select" = $1']);

-- so can the steps, and their undo
SELECT count(*) AS steps, count(*) FILTER (WHERE s->>'sql' LIKE 'CREATE INDEX CONCURRENTLY %') AS builds
  FROM tend.recommendations r, jsonb_array_elements(r.steps) s WHERE r.relation LIKE '%Or%';
SELECT undo_ddl FROM tend.recommendations ORDER BY undo_ddl \gexec
SELECT count(*) AS indexes FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
 WHERE c.relname = 'Or"der' AND NOT i.indisprimary;
SELECT s->>'sql' FROM tend.recommendations r, jsonb_array_elements(r.steps) s WHERE s->>'sql' LIKE 'CREATE%'
 ORDER BY 1 \gexec
SELECT count(*) AS indexes FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
 WHERE c.relname = 'Or"der' AND NOT i.indisprimary;

-- names as long as names can be: suggestions are cut, not broken, and stay apart
CREATE SCHEMA long;
DO $$
BEGIN
  EXECUTE format('CREATE TABLE long.%I (id int PRIMARY KEY, %I int, %I int)',
                 repeat('ä', 31) || 't', repeat('ö', 31) || '1', repeat('ö', 31) || '2');
  EXECUTE format('INSERT INTO long.%I SELECT g, g %% 1000, g %% 900 FROM generate_series(1, 20000) g', repeat('ä', 31) || 't');
END $$;
VACUUM ANALYZE;
CREATE TABLE long_answer AS
SELECT * FROM tend.recommend_indexes(queries => ARRAY[
  format('SELECT * FROM long.%I WHERE %I = $1', repeat('ä', 31) || 't', repeat('ö', 31) || '1'),
  format('SELECT * FROM long.%I WHERE %I = $1', repeat('ä', 31) || 't', repeat('ö', 31) || '2')]);
SELECT ddl FROM long_answer ORDER BY ddl;
SELECT ddl FROM long_answer ORDER BY ddl \gexec
SELECT count(*), max(octet_length(indexname)) <= 63 AS fits FROM pg_indexes WHERE schemaname = 'long' AND indexname NOT LIKE '%pkey';

-- the same text means another table under another path
CREATE TABLE public.t (id int, owner int);
CREATE TABLE "select".t (id int, owner int);
INSERT INTO public.t SELECT g, g % 1000 FROM generate_series(1, 20000) g;
INSERT INTO "select".t SELECT g, g % 1000 FROM generate_series(1, 20000) g;
VACUUM ANALYZE public.t, "select".t;
SELECT relation, ddl FROM tend.recommend_indexes(queries => '{SELECT * FROM t WHERE owner = $1}');
SET search_path = "select";
SELECT relation, ddl FROM tend.recommend_indexes(queries => '{SELECT * FROM t WHERE owner = $1}');
RESET search_path;

-- what_if elements with such names come back verbatim
SELECT used FROM tend.what_if('SELECT * FROM public.t WHERE owner = 5',
                              ARRAY['CREATE INDEX "a""b; SELECT" ON public.t ("owner") -- ü']);

-- columns that were dropped or renamed do not confuse it
ALTER TABLE public.t DROP COLUMN id;
ALTER TABLE public.t ADD COLUMN "new one" int DEFAULT 7;
ALTER TABLE public.t RENAME owner TO "Owner";
SELECT ddl FROM tend.recommend_indexes(queries => '{"SELECT * FROM t WHERE \"Owner\" = $1"}');
