-- tend.status says what is there and what is missing, and never fails.
CREATE EXTENSION pg_tend;
SELECT item, value, ok, hint IS NULL AS no_hint FROM tend.status ORDER BY item;

-- what is missing comes with the line to add
CREATE EXTENSION pg_stat_statements;
SELECT item, value, ok, hint FROM tend.status WHERE item = 'pg_stat_statements';
DROP EXTENSION pg_stat_statements;
SELECT item, value, ok, hint FROM tend.status WHERE item = 'pg_stat_statements';

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
 WHERE c.relnamespace = 'tend'::regnamespace AND c.relkind IN ('r', 'v')
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
