-- tend.dismiss(): what was turned down stays away until it is worth twice as much, or 30 days.
CREATE EXTENSION pg_tend;
-- nothing counts rows here: no autovacuum in between, no counters that arrive late
SET track_counts = off;
CREATE TABLE item (id int PRIMARY KEY, owner int, shop int);
INSERT INTO item SELECT g, g % 1000, g % 900 FROM generate_series(1, 20000) g;
VACUUM ANALYZE item;
CREATE FUNCTION advise(owner_calls bigint, shop_calls bigint) RETURNS TABLE (id bigint, ddl text) LANGUAGE sql AS $$
  SELECT recommendation_id, ddl FROM tend.recommend_indexes(
    queries => '{SELECT * FROM item WHERE owner = $1,SELECT * FROM item WHERE shop = $1}',
    calls => ARRAY[owner_calls, shop_calls]) ORDER BY ddl
$$;
SELECT ddl FROM advise(10, 90);
SELECT recommendation_id AS id FROM tend.recommendations WHERE ddl LIKE '%(owner)' \gset

SELECT tend.dismiss(:id, 'written once a year');
SELECT state, dismiss_reason, dismissed_at IS NOT NULL AS dated FROM tend.recommendations WHERE recommendation_id = :id;

-- not shown again, and nothing like it in its place
SELECT ddl FROM advise(10, 90);
SELECT ddl FROM advise(15, 85);
SELECT state FROM tend.recommendations WHERE recommendation_id = :id;

-- what is wrong with a request
\set VERBOSITY sqlstate
SELECT tend.dismiss(NULL);
SELECT tend.dismiss(0), tend.dismiss(-1);
SELECT tend.dismiss(9223372036854775807);
SELECT tend.dismiss(:id);
\set VERBOSITY default
CREATE FUNCTION say(id bigint) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  RETURN tend.dismiss(id);
EXCEPTION WHEN others THEN
  RETURN replace(sqlerrm, id::text, 'N');
END $$;
SELECT say(:id), say(987654321);

-- shown again when its share has doubled: the same id, open again
SELECT id = :id AS same_id, ddl FROM advise(90, 10);
SELECT state FROM tend.recommendations WHERE recommendation_id = :id;

-- or after 30 days
SELECT tend.dismiss(:id);
SELECT count(*) FROM advise(90, 10) WHERE id = :id;
UPDATE tend.recommendation SET dismissed_at = now() - interval '29 days 23 hours' WHERE recommendation_id = :id;
SELECT count(*) FROM advise(90, 10) WHERE id = :id;
UPDATE tend.recommendation SET dismissed_at = now() - interval '30 days 1 hour' WHERE recommendation_id = :id;
SELECT count(*) FROM advise(90, 10) WHERE id = :id;
SELECT state FROM tend.recommendations WHERE recommendation_id = :id;

-- a dismissal holds for its table only: the same name made anew keeps it, another table has none
SELECT tend.dismiss(:id);
CREATE TABLE other (LIKE item INCLUDING ALL);
INSERT INTO other SELECT * FROM item;
VACUUM ANALYZE other;
SELECT ddl FROM tend.recommend_indexes(queries => '{SELECT * FROM other WHERE owner = $1}');
SELECT count(*) FROM tend.recommend_indexes(queries => '{SELECT * FROM item WHERE owner = $1}');

-- who may
CREATE ROLE regress_tend_user;
CREATE ROLE regress_tend_dba IN ROLE tend_admin;
SET ROLE regress_tend_user;
SELECT tend.dismiss(:id);
RESET ROLE;
SET ROLE regress_tend_dba;
SELECT say(987654321);
SELECT state FROM tend.recommendations WHERE recommendation_id = :id;
RESET ROLE;
UPDATE tend.recommendation SET state = 'proposed' WHERE recommendation_id = :id;
SET ROLE regress_tend_dba;
SELECT tend.dismiss(:id, NULL);
RESET ROLE;
BEGIN READ ONLY;
SELECT tend.dismiss(:id);
ROLLBACK;
DROP ROLE regress_tend_user, regress_tend_dba;
