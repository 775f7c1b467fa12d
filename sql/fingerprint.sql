-- tend.fingerprint() joins statements that differ in literals, parameters and layout only.
CREATE EXTENSION pg_tend;
CREATE FUNCTION same(a text, b text) RETURNS boolean LANGUAGE sql AS 'SELECT tend.fingerprint(a) = tend.fingerprint(b)';

SELECT tend.fingerprint('SELECT 1') ~ '^[0-9a-f]{16}$' AS sixteen_hex_digits;
SELECT tend.fingerprint(NULL);

-- the same
SELECT same('SELECT * FROM a WHERE x = 5', 'SELECT * FROM a WHERE x = $1');
SELECT same('SELECT * FROM a WHERE x = 5', 'select  *  from A where X=77777 -- a comment');
SELECT same('SELECT * FROM a WHERE x IN (1, 2, 3)', 'SELECT * FROM a WHERE x IN ($1, $2)');
SELECT same('SELECT * FROM a WHERE x = ''it''''s'' AND y = NULL', 'SELECT * FROM a WHERE x = $1 AND y = $2');
SELECT same('INSERT INTO a VALUES (1, ''x'')', 'INSERT INTO a VALUES ($1, $2)');
SELECT same('SELECT now() - interval ''1 day''', 'SELECT now() - interval $1');
SELECT same('SELECT date ''2026-01-01''', 'SELECT date $1');
SELECT same('SELECT * FROM a LIMIT 10 OFFSET 5', 'SELECT * FROM a LIMIT $1 OFFSET $2');
SELECT same('UPDATE a SET x = 1 WHERE y = 2', 'UPDATE a SET x = $1 WHERE y = $2');

-- not the same
SELECT same('SELECT * FROM a WHERE x = 5', 'SELECT * FROM b WHERE x = 5');
SELECT same('SELECT * FROM a WHERE x = 5', 'SELECT * FROM a WHERE y = 5');
SELECT same('SELECT * FROM a WHERE x = 5', 'SELECT * FROM a WHERE x > 5');
SELECT same('SELECT * FROM a WHERE x = 5', 'SELECT * FROM a WHERE x = 5 OR y = 5');
SELECT same('SELECT * FROM a ORDER BY x', 'SELECT * FROM a ORDER BY x DESC');
SELECT same('SELECT * FROM a', 'SELECT * FROM s.a');
SELECT same('SELECT "A" FROM t', 'SELECT a FROM t');
SELECT same('SELECT * FROM a JOIN b USING (x)', 'SELECT * FROM a LEFT JOIN b USING (x)');

-- it can be indexed, as an immutable function can
CREATE TABLE log (query text);
CREATE INDEX ON log (tend.fingerprint(query));
INSERT INTO log SELECT 'SELECT * FROM a WHERE x = ' || g FROM generate_series(1, 1000) g;
SELECT count(*), count(DISTINCT tend.fingerprint(query)) FROM log;

-- utility statements have one, too; bad texts have none
SELECT same('VACUUM a', 'vacuum A'), same('VACUUM a', 'ANALYZE a');
\set VERBOSITY sqlstate
SELECT tend.fingerprint('');
SELECT tend.fingerprint('SELECT 1; SELECT 2');
SELECT tend.fingerprint('SELEC 1');
