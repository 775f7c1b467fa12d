-- Texts as pg_stat_statements keeps them: $n in the place of literals.
CREATE EXTENSION pg_tend;
-- nothing counts rows here: no autovacuum in between, no counters that arrive late
SET track_counts = off;
CREATE TABLE item (id int PRIMARY KEY, owner int, made timestamptz, day date, name text, flag boolean);
INSERT INTO item
SELECT g, g % 1000, '2026-01-01'::timestamptz + g * '1 minute'::interval, '2026-01-01'::date + g % 400,
       'name ' || g, g % 100 = 0
  FROM generate_series(1, 20000) g;
VACUUM ANALYZE item;
CREATE FUNCTION used(query text, index text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  answer record;
BEGIN
  SELECT * INTO answer FROM tend.what_if(query, ARRAY[index]);
  RETURN CASE WHEN answer.used = ARRAY[index] AND answer.cost_after < answer.cost_before THEN 'used'
              WHEN answer.used = '{}' AND answer.cost_after = answer.cost_before THEN 'not used'
              ELSE answer::text END;
EXCEPTION WHEN others THEN
  RETURN sqlstate || ' ' || sqlerrm;
END $$;

-- what the server parses itself
SELECT used('SELECT * FROM item WHERE owner = $1', 'CREATE INDEX ON item (owner)');
SELECT used('SELECT * FROM item WHERE owner = $2 AND id > $1', 'CREATE INDEX ON item (owner)');
SELECT used('SELECT * FROM item WHERE owner = ANY ($1)', 'CREATE INDEX ON item (owner)');
SELECT used('SELECT * FROM item WHERE owner IN ($1, $2, $3)', 'CREATE INDEX ON item (owner)');
SELECT used('SELECT * FROM item WHERE owner = $1 + $2', 'CREATE INDEX ON item (owner)');
SELECT used('SELECT * FROM item WHERE owner = $1::int + $2::int', 'CREATE INDEX ON item (owner)');
SELECT used('SELECT $1, * FROM item WHERE owner = $2 ORDER BY id LIMIT $3', 'CREATE INDEX ON item (owner, id)');
SELECT used('UPDATE item SET name = $1 WHERE owner = $2', 'CREATE INDEX ON item (owner)');
SELECT used('INSERT INTO item VALUES ($1, $2, $3, $4, $5, $6)', 'CREATE INDEX ON item (owner)');
SELECT used('SELECT * FROM item WHERE made BETWEEN $1 AND $2', 'CREATE INDEX ON item (made)');

-- what only libpg_query parses
SELECT used('SELECT * FROM item WHERE made > now() - interval $1 AND owner = $2', 'CREATE INDEX ON item (owner, made)');
SELECT used('SELECT * FROM item WHERE day = date $1 AND owner = $2', 'CREATE INDEX ON item (owner, day)');
SELECT used('SELECT * FROM item WHERE made = timestamp with time zone $1', 'CREATE INDEX ON item (made)');
SELECT used('SELECT now() - interval $1, (ARRAY[$2,$3])[$4], (array_agg(name))[$5] FROM item WHERE owner = $6', 'CREATE INDEX ON item (owner)');
SELECT used('SELECT * FROM item WHERE owner = $1 AND made > now() - interval $2 day', 'CREATE INDEX ON item (owner, made)');
SELECT used('SELECT name $1 FROM item', 'CREATE INDEX ON item (owner)');
SELECT used('SELECT * FROM item WHERE day = date $1 AND', 'CREATE INDEX ON item (owner, day)');

-- a constant that was added to a date or a moment, and whose type went with it
SELECT used('SELECT * FROM item WHERE owner = $1 AND made >= date $2 - $3 - $4 AND made < CURRENT_DATE - $5', 'CREATE INDEX ON item (owner, made)');
SELECT used('SELECT * FROM item WHERE owner = $1 AND made >= now() - $2', 'CREATE INDEX ON item (owner, made)');
SELECT used('SELECT * FROM item WHERE owner = $1 AND day >= CURRENT_DATE - $2', 'CREATE INDEX ON item (owner, day)');
SELECT used('SELECT * FROM item WHERE owner = $1 AND flag >= now() - $2', 'CREATE INDEX ON item (owner, made)');

SELECT ddl FROM tend.recommend_indexes(queries => '{SELECT * FROM item WHERE owner = $1 AND made >= date $2 - $3}');
SELECT planned, skipped FROM tend.advice_runs;

-- a parameter proves no predicate, a literal does
SELECT used('SELECT * FROM item WHERE flag = $1 AND owner = $2', 'CREATE INDEX ON item (owner) WHERE flag');
SELECT used('SELECT * FROM item WHERE flag AND owner = $1', 'CREATE INDEX ON item (owner) WHERE flag');

-- what has no type
SELECT used('SELECT count($1) FROM item', 'CREATE INDEX ON item (owner)');
SELECT used('SELECT * FROM item WHERE $1 IS NULL', 'CREATE INDEX ON item (owner)');
SELECT used('SELECT * FROM item WHERE owner = $1 AND name = $1', 'CREATE INDEX ON item (owner)');
SELECT used('SELECT * FROM item WHERE owner = $0', 'CREATE INDEX ON item (owner)');
SELECT used('SELECT * FROM item WHERE owner = $99999', 'CREATE INDEX ON item (owner)');

-- partitions pruned only at execution are planned, and explained, without values
CREATE TABLE part (id int, owner int, made date) PARTITION BY RANGE (made);
CREATE TABLE part_1 PARTITION OF part FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
CREATE TABLE part_2 (made date, filler text, owner int, id int);
ALTER TABLE part_2 DROP COLUMN filler;
ALTER TABLE part ATTACH PARTITION part_2 FOR VALUES FROM ('2026-02-01') TO ('2026-03-01');
CREATE TABLE part_default PARTITION OF part DEFAULT PARTITION BY HASH (id);
CREATE TABLE part_default_0 PARTITION OF part_default FOR VALUES WITH (modulus 1, remainder 0);
INSERT INTO part SELECT g, g % 500, '2026-01-01'::date + g % 90 FROM generate_series(1, 30000) g;
VACUUM ANALYZE part;
SELECT used('SELECT * FROM part WHERE made = $1 AND owner = $2', 'CREATE INDEX ON part (owner)');
SELECT used('SELECT * FROM part WHERE made = CURRENT_DATE AND owner = $1', 'CREATE INDEX ON part (owner)');

-- an index on the parent stands for every leaf, whatever the order of its columns
SELECT ARRAY(SELECT s #>> '{}' FROM jsonb_path_query(plan::jsonb, 'strict $.**."Index Name"') s)
  FROM tend.what_if('SELECT * FROM part WHERE owner = 5', ARRAY['CREATE INDEX everywhere ON part (owner, id)']);
SELECT ARRAY(SELECT s #>> '{}' FROM jsonb_path_query(plan::jsonb, 'strict $.**."Index Name"') s), used
  FROM tend.what_if('SELECT * FROM part WHERE owner = 5', ARRAY['CREATE INDEX there ON part_2 (owner, id)']);
SELECT used('SELECT owner, made FROM part WHERE owner = 5 AND made < ''2026-01-05''',
            'CREATE INDEX ON part ((owner + 0), owner) INCLUDE (made) WHERE made < ''2026-02-15''');
SELECT used('SELECT owner, made FROM part WHERE owner = 5 AND made < ''2026-01-05''',
            'CREATE INDEX ON part (owner) INCLUDE (made) WHERE made < ''2026-02-15''');
SELECT used('SELECT * FROM part WHERE owner + id = 7', 'CREATE INDEX ON part ((owner + id))');
