-- hypothetical GIN, BRIN and hash indexes: used where a real one would be, and of its size
CREATE EXTENSION pg_tend;
SET jit = off;
CREATE TABLE document (id int, at timestamp NOT NULL, tags text[], body tsvector, doc jsonb, title text);
INSERT INTO document
  SELECT i, timestamp '2024-01-01' + i * interval '1 minute',
    CASE WHEN i % 20 > 0 THEN ARRAY['tag ' || i % 700, 'kind ' || i % 31, 'own ' || i] END,
    to_tsvector('simple', 'word' || i % 900 || ' other' || i % 70),
    jsonb_build_object('n', i % 5000, 'color', CASE WHEN i % 300 = 0 THEN 'teal' ELSE 'red' END),
    'title ' || md5((i % 8000)::text)
    FROM generate_series(1, 20000) i;
ANALYZE document;

-- which of the offered indexes the plan uses, and whether it is cheaper
CREATE FUNCTION uses(statement text, VARIADIC ddls text[]) RETURNS text LANGUAGE sql AS $$
SELECT format('%s cheaper: %s', used, cost_after < cost_before) FROM tend.what_if(statement, ddls) $$;
SELECT uses($$SELECT * FROM document WHERE tags @> ARRAY['tag 77']$$, 'CREATE INDEX ON document USING gin (tags)');
SELECT uses($$SELECT * FROM document WHERE 'tag 77' = ANY (tags)$$, 'CREATE INDEX ON document USING gin (tags)');
SELECT uses($$SELECT * FROM document WHERE body @@ 'word7 & other7'::tsquery$$, 'CREATE INDEX ON document USING gin (body)');
SELECT uses($$SELECT * FROM document WHERE doc @> '{"n": 7}'$$, 'CREATE INDEX ON document USING gin (doc jsonb_path_ops)');
SELECT uses($$SELECT * FROM document WHERE doc ? 'gone'$$, 'CREATE INDEX ON document USING gin (doc jsonb_path_ops)',
            'CREATE INDEX ON document USING gin (doc)');
SELECT uses($$SELECT * FROM document WHERE to_tsvector('simple', title) @@ 'abc'::tsquery$$,
            $$CREATE INDEX ON document USING gin (to_tsvector('simple', title))$$);
SELECT uses($$SELECT * FROM document WHERE title = 'title x'$$, 'CREATE INDEX ON document USING hash (title)');
SELECT uses($$SELECT * FROM document WHERE title > 'title x'$$, 'CREATE INDEX ON document USING hash (title)');
SELECT uses($$SELECT * FROM document ORDER BY at LIMIT 5$$, 'CREATE INDEX ON document USING brin (at)');
SELECT uses($$SELECT * FROM document WHERE at < '2024-01-01 01:00'$$, 'CREATE INDEX ON document USING brin (at)');
-- recommended, and the size that is expected beside the one that is built, within a fifth and two pages
CREATE FUNCTION advised(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  advice record;
  built bigint;
BEGIN
  SELECT * INTO advice FROM tend.recommend_indexes(queries => ARRAY[statement], calls => ARRAY[1000]);
  IF advice.ddl IS NULL THEN RETURN 'nothing'; END IF;
  EXECUTE regexp_replace(advice.ddl, 'INDEX \S+', 'INDEX built');
  built := pg_relation_size('built');
  DROP INDEX built;
  RETURN format('%s %s %s, %s', advice.kind, advice.method, substring(advice.ddl from 'USING.*'),
    CASE WHEN abs(advice.size_bytes - built) <= 0.2 * built + 16384 THEN 'sized right' ELSE format('expected %s, built %s', advice.size_bytes, built) END);
END $$;
SELECT advised($$SELECT * FROM document WHERE tags @> ARRAY['tag 77']$$);
SELECT advised($$SELECT * FROM document WHERE tags && ARRAY['tag 77', 'own 5']$$);
SELECT advised($$SELECT * FROM document WHERE body @@ 'word7 & other7'::tsquery$$);
SELECT advised($$SELECT * FROM document WHERE doc @> '{"n": 7}'$$);
SELECT advised($$SELECT * FROM document WHERE doc ? 'gone'$$);
SELECT advised($$SELECT * FROM document WHERE to_tsvector('simple', title) @@ 'abc'::tsquery$$);
SELECT advised($$SELECT * FROM document WHERE 'tag 77' = ANY (tags)$$);
SELECT reason, risk FROM tend.recommend_indexes(queries => ARRAY[$$SELECT * FROM document WHERE tags @> ARRAY['tag 77']$$]) \gset
SELECT substring(:'reason' from '^[^0-9]*');
-- what exists is not recommended again
CREATE INDEX ON document USING gin (tags);
SELECT advised($$SELECT * FROM document WHERE tags @> ARRAY['tag 77']$$);

-- an error over a hidden row would show its value: under row security nothing is sampled
CREATE TABLE secret (owner name, note text);
INSERT INTO secret VALUES ('somebody', 'swordfish'), ('regress_tend_reader', '7');
ANALYZE secret;
ALTER TABLE secret ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON secret USING (owner = current_user);
CREATE ROLE regress_tend_reader;
GRANT SELECT ON secret TO regress_tend_reader;
SET ROLE regress_tend_reader;
SELECT used FROM tend.what_if('SELECT * FROM secret', ARRAY['CREATE INDEX ON public.secret USING gin ((ARRAY[note::int]))']);
RESET ROLE;
SELECT used FROM tend.what_if('SELECT * FROM secret', ARRAY['CREATE INDEX ON public.secret USING gin ((ARRAY[note::int]))']);
DROP TABLE secret;
DROP ROLE regress_tend_reader;
