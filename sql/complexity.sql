-- tend.complexity(): facts, order and limits of the score, by property where a weight may move.
CREATE EXTENSION pg_tend;

-- what is counted
SELECT q AS query, statement_class AS class, level, joins, subqueries AS sub, ctes, set_operations AS sets, aggregates AS agg,
       window_functions AS win, function_calls AS fun, predicates AS pred, depth, join_graph, cartesian
  FROM unnest(ARRAY[
    'SELECT 1',
    'SELECT * FROM a WHERE x = 1 AND y < 2',
    'SELECT * FROM a JOIN b ON a.x = b.x',
    'SELECT * FROM a, b WHERE a.x = b.x',
    'SELECT * FROM a, b',
    'SELECT * FROM a JOIN b ON a.x = b.x JOIN c ON b.y = c.y JOIN d ON c.z = d.z',
    'SELECT * FROM a JOIN b ON a.x = b.x JOIN c ON a.y = c.y JOIN d ON a.z = d.z',
    'SELECT * FROM a JOIN b ON a.x = b.x JOIN c ON b.y = c.y AND c.z = a.z',
    'SELECT * FROM a WHERE x IN (SELECT y FROM b WHERE z = 1)',
    'WITH c AS (SELECT * FROM a) SELECT * FROM c',
    'SELECT 1 UNION ALL SELECT 2 EXCEPT SELECT 3',
    'SELECT count(*), sum(x) FROM a GROUP BY y HAVING max(z) > 1',
    'SELECT rank() OVER (ORDER BY x), lower(y) FROM a',
    'INSERT INTO a VALUES (1)',
    'UPDATE a SET x = 1 FROM b WHERE a.y = b.y',
    'DELETE FROM a USING b WHERE a.y = b.y',
    'MERGE INTO a USING b ON a.x = b.x WHEN MATCHED THEN DELETE',
    'VALUES (1), (2)', 'TABLE a',
    'SELECT * FROM a WHERE x = $1 AND y > now() - interval $2']) q, tend.complexity(q);

-- utility statements have a class and no score
SELECT q, score, statement_class, level
  FROM unnest(ARRAY['VACUUM a', 'CREATE TABLE t AS SELECT 1', 'EXPLAIN SELECT 1', 'BEGIN', 'COPY a TO stdout', 'SET x = 1', 'PREPARE p AS SELECT 1']) q,
       tend.complexity(q);

-- the score has one digit and its range
SELECT score BETWEEN 1.0 AND 1.5 AS simplest FROM tend.complexity('SELECT 1');
SELECT pg_typeof(score), scale(score) FROM tend.complexity('SELECT * FROM a, b, c');
SELECT score BETWEEN 6.0 AND 10.0 AS heavy, level IN ('high', 'extreme') AS level FROM tend.complexity(
  'SELECT ' || (SELECT string_agg(format('(SELECT max(t%s.x) FROM t%s, u%s WHERE t%s.y = u%s.y OR t%s.z > u%s.z)', g, g, g, g, g, g, g), ', ') FROM generate_series(1, 20) g)
  || ' FROM ' || (SELECT string_agg('v' || g, ', ') FROM generate_series(1, 20) g));

-- more of anything is never less; the statement is a row of growing ones
SELECT count(*) FILTER (WHERE score < before) AS fell, max(score) > min(score) AS rises
  FROM (SELECT score, lag(score) OVER (ORDER BY n) AS before
          FROM unnest(ARRAY[
            'SELECT * FROM a',
            'SELECT * FROM a WHERE x = 1',
            'SELECT * FROM a WHERE x = 1 OR y = 2',
            'SELECT * FROM a JOIN b USING (i) WHERE x = 1 OR y = 2',
            'SELECT * FROM a JOIN b USING (i) JOIN c USING (j) WHERE x = 1 OR y = 2',
            'SELECT *, rank() OVER (ORDER BY x) FROM a JOIN b USING (i) JOIN c USING (j) WHERE x = 1 OR y = 2',
            'SELECT *, rank() OVER (ORDER BY x) FROM a JOIN b USING (i) JOIN c USING (j) WHERE x = 1 OR y = 2 AND EXISTS (SELECT FROM d WHERE d.k = a.k)']) WITH ORDINALITY AS u(q, n),
          tend.complexity(q)) s;

-- literals, formatting, comments and aliases make no difference
SELECT count(DISTINCT c.*) FROM unnest(ARRAY[
  'SELECT a.x FROM a JOIN b ON a.i = b.i WHERE a.y = 5 AND b.z = ''x''',
  'select A.x from a join b on a.i=b.i where a.y=$1 and b.z=$2',
  E'/* a comment */ SELECT p.x -- another\n FROM a AS p JOIN b AS q ON p.i = q.i WHERE p.y = 77777 AND q.z = NULL',
  'SELECT a.x FROM a JOIN b ON a.i = b.i WHERE a.y = 5 AND b.z = ''x'';']) q, LATERAL (SELECT score, joins, predicates, join_graph, level FROM tend.complexity(q)) c;

-- it says why
SELECT cardinality(reasons) > 0 AS says_why FROM tend.complexity('SELECT * FROM a, b, c WHERE a.x = (SELECT max(x) FROM d)');
SELECT * FROM tend.complexity(NULL);

-- the shape of the function
\pset format unaligned
SELECT replace(pg_get_function_arguments('tend.complexity'::regproc), ', ', E'\n') AS arguments,
       pg_get_function_result('tend.complexity'::regproc) AS result;
SELECT replace(pg_get_functiondef('tend.complexity'::regproc) || pg_get_functiondef('tend.fingerprint'::regproc), E'\n', ' ')
       LIKE '%IMMUTABLE PARALLEL SAFE STRICT%IMMUTABLE PARALLEL SAFE STRICT%' AS immutable_strict_parallel_safe;
