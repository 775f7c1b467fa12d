-- Kinds of indexes that tend.recommend_indexes() knows, and what exists already.
CREATE EXTENSION pg_tend;
-- nothing counts rows here: no autovacuum in between, no counters that arrive late
SET track_counts = off;
CREATE FUNCTION advise(VARIADIC queries text[])
RETURNS TABLE (kind text, ddl text, replaces text[]) LANGUAGE sql AS $$
  SELECT kind, ddl, replaces FROM tend.recommend_indexes(queries => queries) ORDER BY priority, ddl
$$;
CREATE TABLE item (
  id int PRIMARY KEY, owner int, shop int, state text, made timestamptz, gone timestamptz, code text);
INSERT INTO item
SELECT g, g % 500, g % 40, CASE WHEN g % 100 = 0 THEN 'open' ELSE 'done' END,
       '2026-01-01'::timestamptz + g * '1 minute'::interval,
       CASE WHEN g % 50 <> 0 THEN '2026-01-01'::timestamptz END, 'C' || g
  FROM generate_series(1, 30000) g;
VACUUM ANALYZE item;

-- single and composite; equality before range; an order under a limit
SELECT * FROM advise('SELECT * FROM item WHERE owner = 5');
SELECT * FROM advise('SELECT * FROM item WHERE owner = $1 AND made > $2');
SELECT * FROM advise('SELECT * FROM item WHERE made BETWEEN $2 AND $3 AND owner = $1');
SELECT * FROM advise('SELECT * FROM item WHERE owner = $1 ORDER BY made DESC LIMIT 3');
SELECT * FROM advise('SELECT * FROM item ORDER BY shop, made DESC LIMIT 3');
SELECT * FROM advise('SELECT * FROM item WHERE owner = ANY ($1)');

-- partial where the text proves it: a state, a null test; never by a parameter
SELECT * FROM advise('SELECT * FROM item WHERE state = ''open'' ORDER BY made LIMIT 10');
SELECT * FROM advise('SELECT * FROM item WHERE state = $1 ORDER BY made LIMIT 10');
SELECT * FROM advise('SELECT * FROM item WHERE gone IS NULL AND made > $1');
SELECT kind, ddl LIKE '%WHERE (gone IS NULL)' AS open_only
  FROM advise('SELECT * FROM item WHERE gone IS NULL ORDER BY made LIMIT 5');
SELECT kind = 'partial' AS partial FROM advise('SELECT * FROM item WHERE gone IS NOT NULL AND owner = $1');

-- nor for one entity of many, or a list of them: the next text has another one
SELECT count(*) FILTER (WHERE kind = 'partial' OR ddl LIKE '%WHERE%') AS partial, count(*) > 0 AS advice
  FROM advise('SELECT * FROM item WHERE owner = 5 ORDER BY made DESC LIMIT 3', 'SELECT * FROM item WHERE owner IN (5, 6, 7)',
              'SELECT * FROM item WHERE lower(code) = ''c77''', 'SELECT * FROM item WHERE owner = 5 AND shop = 3');
SELECT ddl FROM advise('SELECT * FROM item WHERE gone IS NULL AND owner = 5');

-- an expression
SELECT * FROM advise('SELECT * FROM item WHERE lower(code) = $1');

-- several statements share one index where that is enough
SELECT * FROM advise('SELECT * FROM item WHERE owner = $1', 'SELECT * FROM item WHERE owner = $1 AND made > $2');

-- what exists is respected: primary key, prefix, unique, expression, partial, the other direction
SELECT * FROM advise('SELECT * FROM item WHERE id = 5', 'SELECT * FROM item WHERE id > 29990');
CREATE INDEX item_owner_made ON item (owner, made);
SELECT * FROM advise('SELECT * FROM item WHERE owner = 5');
SELECT * FROM advise('SELECT * FROM item WHERE owner = $1 ORDER BY made DESC LIMIT 3');
SELECT * FROM advise('SELECT * FROM item ORDER BY owner DESC, made DESC LIMIT 3');
CREATE UNIQUE INDEX item_code ON item (code);
SELECT * FROM advise('SELECT * FROM item WHERE code = ''C5''', 'SELECT * FROM item WHERE code = ''C5'' AND shop = 3');
CREATE INDEX item_lower ON item (lower(code));
ANALYZE item;
SELECT * FROM advise('SELECT * FROM item WHERE lower(code) = ''c77''');
DROP INDEX item_owner_made, item_code, item_lower;
CREATE INDEX item_open ON item (made) WHERE state = 'open';
SELECT * FROM advise('SELECT * FROM item WHERE state = ''open'' ORDER BY made LIMIT 10');
SELECT * FROM advise('SELECT * FROM item WHERE state = $1 ORDER BY made LIMIT 10');
DROP INDEX item_open;

-- a partial index of another state, or one that is not valid, does not count
CREATE INDEX item_owner_open ON item (owner) WHERE state = 'open';
CREATE INDEX item_owner ON item (owner);
UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'item_owner'::regclass;
SELECT * FROM advise('SELECT * FROM item WHERE owner = $1');
DROP INDEX item_owner, item_owner_open;

-- what becomes redundant is named, but not what guards something or is ordered otherwise
CREATE INDEX item_shop ON item (shop);
CREATE INDEX "Item Shop" ON item (shop);
CREATE INDEX item_shop_backwards ON item (shop DESC);
CREATE INDEX item_shop_partial ON item (shop) WHERE owner > 3;
CREATE UNIQUE INDEX item_shop_id ON item (shop, id);
SELECT * FROM advise('SELECT * FROM item WHERE shop = $1 AND owner = $2', 'SELECT * FROM item WHERE shop = $1 ORDER BY owner LIMIT 5');
DROP INDEX item_shop, "Item Shop", item_shop_backwards, item_shop_partial, item_shop_id;

-- a name that is taken is not proposed
CREATE TABLE item_owner_idx (a int);
SELECT * FROM advise('SELECT * FROM item WHERE owner = $1');
DROP TABLE item_owner_idx;

-- OR is served arm by arm; one arm that no index serves spoils it
SELECT * FROM advise('SELECT * FROM item WHERE owner = $1 OR code = $2');
SELECT * FROM advise('SELECT * FROM item WHERE owner = $1 OR code LIKE $2');

-- what no B-tree helps
SELECT * FROM advise('SELECT count(*) FROM item', 'SELECT * FROM item WHERE owner <> 5',
                     'SELECT * FROM item WHERE code LIKE ''%7''', 'SELECT * FROM item WHERE owner + random() > 7');

-- a constant is written the same way whatever the session's settings are
ALTER TABLE item ADD due timestamptz;
UPDATE item SET due = '2026-03-02 00:00+00'::timestamptz + id % 20 * '1 day'::interval;
VACUUM ANALYZE item;
CREATE TABLE written (ddl text);
SET datestyle = 'SQL, DMY';
SET timezone = 'Asia/Kolkata';
INSERT INTO written SELECT ddl FROM advise('SELECT * FROM item WHERE due = ''2026-03-02 00:00+00'' ORDER BY made LIMIT 5');
SET datestyle = 'Postgres, MDY';
SET timezone = 'America/Lima';
INSERT INTO written SELECT ddl FROM advise('SELECT * FROM item WHERE due = ''2026-03-02 00:00+00'' ORDER BY made LIMIT 5');
SELECT count(*), count(DISTINCT ddl) FROM written;

RESET datestyle;
RESET timezone;

-- whatever is recommended here is known again once it is built, under any name
DO $$
DECLARE
  definition text;
BEGIN
  FOR definition IN SELECT ddl FROM tend.recommendations LOOP
    EXECUTE regexp_replace(definition, '^CREATE INDEX .*? ON ', 'CREATE INDEX ON ');
  END LOOP;
END $$;
SELECT count(*) > 10 AS many, count(*) FILTER (WHERE existing_index IS NULL) AS unknown FROM tend.recommendations;
