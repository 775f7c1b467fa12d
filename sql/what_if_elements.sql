-- tend.what_if() knows every kind of B-tree index: what is offered, used, and gone afterwards.
CREATE EXTENSION pg_tend;
-- nothing counts rows here: no autovacuum in between, no counters that arrive late
SET track_counts = off;
CREATE TABLE item (
  id int PRIMARY KEY, owner int, state text, price numeric, made timestamptz, note text);
INSERT INTO item
SELECT g, g % 1000, CASE WHEN g % 50 = 0 THEN 'open' ELSE 'done' END, g % 777,
       '2026-01-01'::timestamptz + g * '1 minute'::interval, CASE WHEN g % 40 = 0 THEN 'n' || g END
  FROM generate_series(1, 20000) g;
VACUUM ANALYZE item;

-- One line an offer: whether it was used, whether it helped, and how the plan reads it.
CREATE FUNCTION offer(query text, VARIADIC indexes text[] DEFAULT '{}')
RETURNS TABLE (used text[], helps boolean, consistent boolean, scans text[])
LANGUAGE sql AS $$
  SELECT w.used, w.cost_after < w.cost_before,
         abs(w.benefit - (w.cost_before - w.cost_after) / w.cost_before) < 1e-12,
         ARRAY(SELECT s #>> '{}' FROM jsonb_path_query(w.plan::jsonb,
                 'strict $.**."Node Type" ? (@ like_regex "Scan")') s)
    FROM tend.what_if(query, indexes) w
$$;

SELECT * FROM offer('SELECT * FROM item WHERE owner = 5', 'CREATE INDEX ON item (owner)');
SELECT * FROM offer('SELECT * FROM item WHERE owner = 5 AND price = 3',
                    'CREATE INDEX named ON public.item USING btree (owner, price)');
SELECT * FROM offer('SELECT * FROM item WHERE state = ''open'' AND owner = 50',
                    'CREATE INDEX ON item (owner) WHERE state = ''open''');
SELECT * FROM offer('SELECT owner, price FROM item WHERE owner = 5',
                    'CREATE INDEX ON item (owner) INCLUDE (price)');
SELECT * FROM offer('SELECT * FROM item ORDER BY owner DESC NULLS LAST, id LIMIT 3',
                    'CREATE INDEX ON item (owner DESC NULLS LAST, id)');
SELECT * FROM offer('SELECT * FROM item WHERE note LIKE ''n12%''',
                    'CREATE INDEX ON item (note text_pattern_ops)');
SELECT * FROM offer('SELECT * FROM item WHERE lower(note) = ''n40''',
                    'CREATE INDEX ON item (lower(note))');
SELECT * FROM offer('SELECT * FROM item WHERE note = ''n40'' COLLATE "C"',
                    'CREATE INDEX ON item (note COLLATE "C")');
SELECT * FROM offer('SELECT * FROM item WHERE owner = 5',
                    'CREATE UNIQUE INDEX ON item (owner, id)');
SELECT * FROM offer('SELECT * FROM item WHERE note IS NULL AND state = ''open''',
                    'CREATE INDEX CONCURRENTLY IF NOT EXISTS "an Index" ON ONLY item (state) WHERE note IS NULL');

-- a wrong order, direction, operator class or predicate is not used
SELECT * FROM offer('SELECT * FROM item ORDER BY owner NULLS FIRST LIMIT 3',
                    'CREATE INDEX ON item (owner, id)', 'CREATE INDEX ON item (id, owner)');
SELECT * FROM offer('SELECT * FROM item WHERE owner = 5',
                    'CREATE INDEX ON item (owner) WHERE state = ''open''');
SELECT * FROM offer('SELECT * FROM item WHERE note LIKE ''n12%''', 'CREATE INDEX ON item (note)');

-- of several only the useful ones, verbatim, and the same element twice is no error
SELECT * FROM offer('SELECT * FROM item WHERE owner = 5 AND price = 3',
                    'create   index  on item(price)', 'CREATE INDEX ON item (made)',
                    'CREATE INDEX ON item (owner, price) -- the best');
SELECT cardinality(used) FROM offer('SELECT * FROM item WHERE owner = 5',
                    'CREATE INDEX ON item (owner)', 'CREATE INDEX ON item (owner)');
SELECT * FROM offer('SELECT * FROM item WHERE owner = 5 OR price = 3',
                    'CREATE INDEX ON item (price)', 'CREATE INDEX ON item (owner)');

-- writes, joins, subqueries and CTEs use them as well
SELECT * FROM offer('UPDATE item SET note = NULL WHERE owner = 5', 'CREATE INDEX ON item (owner)');
SELECT * FROM offer('DELETE FROM item WHERE owner = 5', 'CREATE INDEX ON item (owner)');
SELECT * FROM offer('SELECT * FROM item a JOIN item b ON b.owner = a.id WHERE a.id = 7',
                    'CREATE INDEX ON item (owner)');
SELECT * FROM offer('WITH c AS MATERIALIZED (SELECT * FROM item WHERE owner = 5) SELECT count(*) FROM c',
                    'CREATE INDEX ON item (owner)');

-- nothing offered: nothing changes
SELECT cost_before = cost_after AS same, benefit, used, plan IS NOT NULL AS planned
  FROM tend.what_if('SELECT * FROM item WHERE owner = 5', NULL);
SELECT cost_before = cost_after AS same, benefit, used, plan IS NOT NULL AS planned
  FROM tend.what_if('SELECT * FROM item WHERE owner = 5', '{}');

-- the plan shows what the index is, and nothing of it is left anywhere
BEGIN;
SELECT plan #>> '{0,Plan,Plans,0,Index Name}' AS index_name
  FROM tend.what_if('SELECT * FROM item WHERE owner = 5', ARRAY['CREATE INDEX by_owner ON item (owner)']);
SELECT relation::regclass, mode FROM pg_locks
 WHERE pid = pg_backend_pid() AND locktype = 'relation' AND relation >= 16384
   AND relation NOT IN (SELECT objid FROM pg_depend WHERE deptype = 'e') ORDER BY 1, 2;
COMMIT;
SELECT count(*) FROM pg_class WHERE relname LIKE 'by\_owner%' OR oid::int8 >= 4294000000;
SELECT indexrelid::regclass FROM pg_index WHERE indrelid = 'item'::regclass;
EXPLAIN (COSTS OFF) SELECT * FROM item WHERE owner = 5;
