-- Texts that a parser must not choke on: one clear error each, and the server lives.
CREATE EXTENSION pg_tend;
CREATE TABLE item (id int, owner int);
CREATE FUNCTION attempt(what text, query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  answer text;
BEGIN
  EXECUTE format(CASE what WHEN 'complexity' THEN 'SELECT level FROM tend.complexity($1)'
                           WHEN 'fingerprint' THEN 'SELECT length(tend.fingerprint($1))::text'
                           WHEN 'what_if' THEN 'SELECT ''planned'' FROM tend.what_if($1, NULL)'
                           WHEN 'index' THEN 'SELECT ''planned'' FROM tend.what_if(''SELECT 1'', ARRAY[$1])'
                           WHEN 'recommend' THEN 'SELECT count(*)::text FROM tend.recommend_indexes(queries => ARRAY[$1])' END)
    INTO answer USING query;
  RETURN answer;
EXCEPTION WHEN others THEN
  RETURN sqlstate;
END $$;
CREATE FUNCTION everywhere(query text, OUT complexity text, OUT fingerprint text, OUT what_if text, OUT index text, OUT recommend text) LANGUAGE sql AS $$
  SELECT attempt('complexity', query), attempt('fingerprint', query), attempt('what_if', query), attempt('index', query), attempt('recommend', query)
$$;
SET client_min_messages = warning;

-- nothing, too much, rubbish
SELECT * FROM everywhere('');
SELECT * FROM everywhere(';;;');
SELECT * FROM everywhere('-- nothing');
SELECT * FROM everywhere('SELECT 1; SELECT 2');
SELECT * FROM everywhere('SELECT 1;');
SELECT * FROM everywhere('SELEC 1');
SELECT * FROM everywhere('SELECT ''unterminated');
SELECT * FROM everywhere('SELECT "unterminated');
SELECT * FROM everywhere('SELECT /* unterminated');
SELECT * FROM everywhere('SELECT $tag$ unterminated');
SELECT * FROM everywhere('SELECT ' || repeat('ü', 1000) || E'\u2028\u0001');
SELECT * FROM everywhere(repeat('(', 100000));
SELECT * FROM everywhere(repeat(')', 20));
SELECT * FROM everywhere('SELECT %s %n %d');

-- too deep: 54001, by what stops them first
SELECT * FROM everywhere('SELECT 1' || repeat('+1', 10000));
SELECT * FROM everywhere('SELECT ' || repeat('(SELECT ', 5000) || '1' || repeat(')', 5000));
SELECT * FROM everywhere('SELECT 1' || repeat(' UNION ALL SELECT 1', 10000));
SELECT * FROM everywhere('SELECT ' || repeat('NOT ', 10000) || 'true');
SELECT * FROM everywhere('SELECT 1 WHERE ' || repeat('(', 10000) || 'true' || repeat(')', 10000));
SELECT * FROM everywhere('SELECT ' || repeat('abs(', 10000) || '1' || repeat(')', 10000));
SELECT * FROM everywhere('SELECT ' || repeat('CASE WHEN true THEN ', 10000) || '1' || repeat(' END', 10000));
SELECT * FROM everywhere('SELECT ' || repeat('ARRAY[', 10000) || '1' || repeat(']', 10000));
SELECT * FROM everywhere('SELECT 1 WHERE true' || repeat(' AND 1 = 1', 20000));
SELECT * FROM everywhere('SELECT * FROM ' || repeat('(item a CROSS JOIN ', 5000) || 'item' || repeat(')', 5000));
-- with a parameter, so that repairing the text is tried
SELECT * FROM everywhere('SELECT interval $1, 1' || repeat('+1', 10000));
SELECT * FROM everywhere('SELECT interval $1, ' || repeat('(SELECT ', 5000) || '1' || repeat(')', 5000));

-- too long: a megabyte
SELECT attempt('complexity', 'SELECT 1 -- ' || repeat('x', 1000000)), attempt('fingerprint', 'SELECT ''' || repeat('x', 1000000) || '''');
SELECT attempt('complexity', 'SELECT 1 WHERE 1 IN (' || repeat('1,', 500000) || '1)');
SELECT attempt('complexity', repeat('SELECT ', 150000)), attempt('fingerprint', repeat(' ', 1000000));
SELECT attempt('what_if', 'SELECT * FROM item WHERE owner IN (' || repeat('1,', 50000) || '1)');
SELECT attempt('what_if', 'SELECT * FROM item WHERE id > 1 - interval $1 AND owner IN (' || repeat('1,', 500000) || '1)');

-- long but flat is fine
SELECT attempt('complexity', 'SELECT 1 WHERE 1 IN (' || repeat('1,', 20000) || '1)');
SELECT attempt('complexity', 'SELECT ' || repeat('a, ', 5000) || 'a FROM item');
SELECT attempt('fingerprint', 'INSERT INTO item VALUES ' || repeat('(1, 2), ', 5000) || '(1, 2)');

-- errors name what is wrong, where, and what to do
SELECT * FROM tend.complexity('SELECT 1' || repeat('+1', 10000));
SELECT * FROM tend.complexity('SELECT ''' || repeat('x', 300000) || '''');
SELECT * FROM tend.complexity('SELECT 1; SELECT 2');
SELECT * FROM tend.complexity('SELECT FROM WHERE');
SELECT tend.fingerprint('');

-- the same backend, all along
SELECT pg_postmaster_start_time() < now() AS lives, level FROM tend.complexity('SELECT 1');
