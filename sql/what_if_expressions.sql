-- hypothetical indexes on expressions: planned as with the statistics that a real one would get
CREATE EXTENSION pg_tend;
SET jit = off;
CREATE TABLE visit (id int, at timestamp NOT NULL, sent timestamp, page text NOT NULL, doc jsonb NOT NULL, open bool NOT NULL, code text NOT NULL);
INSERT INTO visit
  SELECT i, timestamp '2024-01-01' + i * interval '11 minutes', CASE WHEN i % 3 > 0 THEN timestamp '2024-01-02' + i * interval '11 minutes' END,
    'Page ' || i % 4000, jsonb_build_object('kind', 'kind ' || i % 40, 'n', i % 900), i % 50 = 0,
    CASE WHEN i % 2 = 0 THEN 'x' ELSE i::text END
    FROM generate_series(1, 20000) i;
ANALYZE visit;

-- the rows that the plan expects to find, beside those that there are
CREATE FUNCTION expects(condition text, ddl text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  expected float8;
  found bigint;
BEGIN
  SELECT (plan -> 0 -> 'Plan' ->> 'Plan Rows')::float8 INTO STRICT expected
    FROM tend.what_if('SELECT * FROM visit WHERE ' || condition, ARRAY[ddl]);
  EXECUTE 'SELECT count(*) FROM visit WHERE ' || condition INTO found;
  RETURN CASE WHEN abs(expected - found) <= 0.1 * found + 2 THEN 'about right'
    ELSE format('%s expected, %s there', expected, found) END;
END $$;
SELECT expects($$lower(page) = 'page 77'$$, 'CREATE INDEX ON visit (lower(page))');
SELECT expects($$date_trunc('month', at) = '2024-03-01'$$, $$CREATE INDEX ON visit (date_trunc('month', at))$$);
SELECT expects($$at::date BETWEEN '2024-03-01' AND '2024-03-09'$$, 'CREATE INDEX ON visit ((at::date))');
SELECT expects($$doc ->> 'kind' = 'kind 7'$$, $$CREATE INDEX ON visit ((doc ->> 'kind'))$$);
SELECT expects($$(doc ->> 'n')::int >= 800$$, $$CREATE INDEX ON visit (((doc ->> 'n')::int))$$);
SELECT expects($$coalesce(sent, at) < '2024-01-08'$$, 'CREATE INDEX ON visit (coalesce(sent, at))');
SELECT expects($$to_tsvector('simple', page) @@ '77'::tsquery$$, $$CREATE INDEX ON visit USING gin (to_tsvector('simple', page))$$);

-- as with a real one, a partial index's statistics are no help: the planner's half of a percent
SELECT expects($$lower(page) = 'page 50' AND open$$, 'CREATE INDEX ON visit (lower(page)) WHERE open');
SELECT expects($$date_trunc('month', at) = '2024-03-01' AND open$$, $$CREATE INDEX ON visit (date_trunc('month', at)) WHERE open$$);

-- what fails on a sampled row, and a function that is not the server's own, leave the planner to guess
SELECT cost_after > 0 AS planned FROM tend.what_if($$SELECT * FROM visit WHERE code::int = 5$$, ARRAY['CREATE INDEX ON visit ((code::int))']);
CREATE FUNCTION shout(text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RAISE NOTICE 'ran on %', $1; RETURN upper($1); END $$;
SELECT cost_after > 0 AS planned FROM tend.what_if($$SELECT * FROM visit WHERE shout(page) = 'PAGE 5'$$, ARRAY['CREATE INDEX ON visit (shout(page))']);
CREATE DOMAIN heard AS text CHECK (shout(VALUE) <> '');
SELECT cost_after > 0 AS planned FROM tend.what_if($$SELECT * FROM visit WHERE page::heard = 'Page 5'$$, ARRAY['CREATE INDEX ON visit ((page::heard))']);

-- where rows may not be asked, extended statistics on the expression are
CREATE FUNCTION twice(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT AS 'SELECT repeat($1, 2)';
CREATE TABLE named AS SELECT i AS id, 'Name ' || i % 10 AS name FROM generate_series(1, 20000) i;
CREATE STATISTICS named_twice ON (twice(name)) FROM named;
ANALYZE named;
SELECT (plan -> 0 -> 'Plan' ->> 'Plan Rows')::float8 BETWEEN 1500 AND 2500 AS as_analyzed
  FROM tend.what_if($$SELECT * FROM named WHERE twice(name) = 'Name 7Name 7'$$, ARRAY['CREATE INDEX ON named (twice(name))']);

-- advice has no doubt about what was sampled, and says so of what was not
SELECT ddl, confidence > 0.9 AS sure, reason ~ 'guess' AS doubts
  FROM tend.recommend_indexes(queries => ARRAY[$$SELECT * FROM visit WHERE lower(page) = 'page 77'$$]);
SELECT ddl, confidence > 0.9 AS sure, reason ~ 'guess' AS doubts
  FROM tend.recommend_indexes(queries => ARRAY[$$SELECT * FROM visit WHERE date_trunc(code, at) = '2024-03-01'$$]);

-- under row security nothing is sampled: an expression that fails on a hidden row alone must not tell
ALTER TABLE visit ENABLE ROW LEVEL SECURITY;
CREATE POLICY odd ON visit USING (code <> 'x');
CREATE ROLE regress_tend_reader;
GRANT SELECT ON visit TO regress_tend_reader;
GRANT USAGE ON SCHEMA tend TO regress_tend_reader;
SET ROLE regress_tend_reader;
SELECT cost_after > 0 AS planned FROM tend.what_if($$SELECT * FROM visit WHERE code::int = 5$$, ARRAY['CREATE INDEX ON visit ((code::int))']);
RESET ROLE;
DROP TABLE visit, named;
DROP DOMAIN heard;
DROP FUNCTION shout(text), twice(text);
DROP OWNED BY regress_tend_reader;
DROP ROLE regress_tend_reader;
