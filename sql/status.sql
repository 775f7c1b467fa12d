-- tend.status says what is there and what is missing, and never fails.
CREATE EXTENSION pg_tend;
SELECT item, value, ok, hint IS NULL AS no_hint FROM tend.status
 WHERE item NOT IN ('preload', 'pg_stat_statements', 'worker', 'sampling', 'hooks', 'waits and errors', 'capture', 'last advice') ORDER BY item;

SELECT value, ok FROM tend.status WHERE item = 'last advice';

-- what is missing comes with the line to add, the same in every row; the server's libraries decide
SELECT current_setting('pg_stat_statements.max', true) IS NOT NULL AS counts,
       current_setting('shared_preload_libraries') LIKE '%pg_tend%' AS preloads,
       current_setting('shared_preload_libraries') AS libraries \gset
CREATE FUNCTION promised(hint text) RETURNS text LANGUAGE sql AS $$
  SELECT substring(hint FROM 'shared_preload_libraries = ''([^'']*)''')
$$;
SELECT value = CASE WHEN :'preloads'::bool THEN 'yes' ELSE 'no' END AS value, ok = :'preloads'::bool AS ok,
       (hint IS NULL) = :'preloads'::bool AS hint
  FROM tend.status WHERE item = 'preload';
SELECT count(DISTINCT promised(hint)) <= 1 AS same,
       coalesce(bool_and(promised(hint) LIKE :'libraries' || '%' AND promised(hint) ~ 'pg_stat_statements'
                         AND promised(hint) ~ 'pg_tend'), true) AS keeps_the_others
  FROM tend.status WHERE hint ~ 'shared_preload_libraries' AND NOT (:'counts'::bool AND :'preloads'::bool);
SELECT value = CASE WHEN :'counts'::bool THEN 'loaded, not created in this database' ELSE 'missing' END AS value,
       ok, hint ~ 'CREATE EXTENSION pg_stat_statements\.$' AS line
  FROM tend.status WHERE item = 'pg_stat_statements';
CREATE EXTENSION pg_stat_statements;
SELECT value = CASE WHEN :'counts'::bool THEN 'ready' ELSE 'created, not loaded' END AS value,
       ok = :'counts'::bool AS ok, (hint IS NULL) = :'counts'::bool AS hint
  FROM tend.status WHERE item = 'pg_stat_statements';
DROP EXTENSION pg_stat_statements;

SET compute_query_id = off;
SELECT item, value, ok, hint FROM tend.status WHERE item = 'compute_query_id';
RESET compute_query_id;

-- an ordinary role sees its own texts only, and is told how to see more
CREATE ROLE "regress tend reader";
SET ROLE "regress tend reader";
SELECT item, value, ok, hint FROM tend.status WHERE item = 'statement texts';
RESET ROLE;
GRANT pg_read_all_stats TO "regress tend reader";
SET ROLE "regress tend reader";
SELECT item, value, ok, hint FROM tend.status WHERE item = 'statement texts';
RESET ROLE;
DROP ROLE "regress tend reader";

-- what everybody may call, and what not
SELECT p.proname, p.provolatile, p.proparallel, p.proisstrict, p.prosecdef,
       has_function_privilege('public', p.oid, 'EXECUTE') AS everybody,
       has_function_privilege('tend_admin', p.oid, 'EXECUTE') AS tend_admin
  FROM pg_proc p WHERE p.pronamespace = 'tend'::regnamespace
 ORDER BY p.proname;

-- tables are for nobody but their owner, views for everybody
SELECT c.relname, c.relkind, has_table_privilege('public', c.oid, 'SELECT') AS everybody
  FROM pg_class c
 WHERE c.relnamespace = 'tend'::regnamespace AND c.relkind IN ('r', 'p', 'v') AND NOT c.relispartition
 ORDER BY c.relname;

-- every function, view and table says what it is for
SELECT pg_describe_object(classid, objid, 0)
  FROM pg_depend d
 WHERE refclassid = 'pg_extension'::regclass AND deptype = 'e'
   AND refobjid = (SELECT oid FROM pg_extension WHERE extname = 'pg_tend')
   AND NOT EXISTS (SELECT FROM pg_class c WHERE classid = 'pg_class'::regclass
                    AND c.oid = objid AND c.relkind = 'S')
   AND classid IN ('pg_proc'::regclass, 'pg_class'::regclass)
   AND obj_description(objid, classid::regclass::name) IS NULL
 ORDER BY 1;
