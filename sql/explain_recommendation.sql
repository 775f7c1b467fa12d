-- tend.explain_recommendation(): why, instead of what, and how to carry it out.
CREATE EXTENSION pg_tend;
-- nothing counts rows here: no autovacuum in between, no counters that arrive late
SET track_counts = off;
CREATE TABLE item (id int PRIMARY KEY, owner int, shop int, made timestamptz, pad text);
INSERT INTO item SELECT g, g % 1000, g % 90, timestamptz '2024-01-01 UTC' + g * interval '1 minute', repeat('x', 60)
  FROM generate_series(1, 20000) g;
CREATE INDEX old_owner ON item (owner);
VACUUM ANALYZE item;
SELECT recommendation_id AS id, ddl, replaces FROM tend.recommend_indexes(
  queries => '{SELECT * FROM item WHERE owner = $1 AND shop = $2 ORDER BY made LIMIT 5,SELECT * FROM item WHERE owner = $1}',
  calls => '{1000,1}') \gset
SELECT :'ddl' AS ddl, :'replaces' AS replaces;

-- the sections, in order
SELECT section, count(*) FROM (SELECT section, row_number() OVER () AS n FROM tend.explain_recommendation(:id)) x
 GROUP BY section ORDER BY min(n);
SELECT count(*) AS rows, count(DISTINCT (section, position)) AS places, count(*) FILTER (WHERE item IS NULL) AS empty
  FROM tend.explain_recommendation(:id);

-- what each statement gains, and the node that changes
SELECT item ~ '^Statement -?\d+: estimated cost [\d.]+ -> [\d.]+ per call(; |$)' AS told, split_part(item, '; ', 2) AS change,
       (detail->>'cost_before')::float8 > (detail->>'cost_after')::float8 AS cheaper,
       (detail->>'marginal_gain')::float8 > 0 AS gains, detail->>'calls' AS calls
  FROM tend.explain_recommendation(:id) WHERE section = 'statement' ORDER BY position;

-- rivals, each with its rule; none is the recommended index
SELECT detail->>'definition' AS rival, detail->>'rule' AS rule, (detail->>'size_bytes')::bigint > 0 AS sized
  FROM tend.explain_recommendation(:id) WHERE section = 'rival' ORDER BY 1;
SELECT count(*) FROM tend.explain_recommendation(:id)
 WHERE section = 'rival' AND :'ddl' LIKE '%USING ' || (detail->>'definition');

-- steps in order, with lock, time and bytes; a drop frees bytes; undo backwards
SELECT position, item, detail->>'sql' AS sql, detail->>'lock_level' AS lock, (detail->>'seconds')::float8 > 0 AS timed,
       sign((detail->>'bytes')::numeric) AS bytes
  FROM tend.explain_recommendation(:id) WHERE section = 'step' ORDER BY position;
SELECT position, item, detail FROM tend.explain_recommendation(:id) WHERE section = 'undo' ORDER BY position;
SELECT regexp_replace(item, '\d+(\.\d)? [kM]B', 'N kB') AS item FROM tend.explain_recommendation(:id) WHERE section = 'prerequisite' ORDER BY position;
SELECT position, item, detail FROM tend.explain_recommendation(:id) WHERE section = 'check' AND position IN (1, 2, 3) ORDER BY position;
SELECT position, item FROM tend.explain_recommendation(:id) WHERE section = 'watch' ORDER BY position;

-- once it is built, a check says so
CREATE INDEX built_by_hand ON item (owner, shop);
SELECT item, detail FROM tend.explain_recommendation(:id) WHERE section = 'check' AND position IN (1, 2) ORDER BY position;
DROP INDEX built_by_hand;

-- a name that somebody took meanwhile: the undo would drop theirs
SELECT undo_ddl ~ 'item_owner_shop' AS named FROM tend.recommendations WHERE recommendation_id = :id;
SELECT regexp_replace(undo_ddl, '^DROP INDEX CONCURRENTLY public[.]', '') AS taken FROM tend.recommendations WHERE recommendation_id = :id \gset
CREATE INDEX :taken ON item (pad);
SELECT item, detail FROM tend.explain_recommendation(:id) WHERE section = 'check' AND position IN (1, 2) ORDER BY position;
DROP INDEX :taken;
CREATE INDEX :taken ON item (owner, shop);
SELECT item, detail FROM tend.explain_recommendation(:id) WHERE section = 'check' AND position IN (1, 2) ORDER BY position;
DROP INDEX :taken;

-- an expression wants its statistics, a partitioned table a window
CREATE TABLE part (id int, mail text) PARTITION BY RANGE (id);
CREATE TABLE part1 PARTITION OF part DEFAULT;
INSERT INTO part SELECT g, md5(g::text) FROM generate_series(1, 20000) g;
VACUUM ANALYZE part;
SELECT recommendation_id AS part_id FROM tend.recommend_indexes(queries => '{SELECT * FROM part WHERE lower(mail) = $1}') \gset
SELECT section, item, detail->>'lock_level' AS lock FROM tend.explain_recommendation(:part_id)
 WHERE section IN ('step', 'risk') ORDER BY section, position;

-- a storage budget kills a rival
SELECT r.recommendation_id AS tight_id FROM tend.recommend_indexes(storage_budget => 600000,
  queries => '{SELECT owner FROM item WHERE shop = $1 AND made > $2}') r \gset
SELECT detail->>'rule' AS rule, count(*) FROM tend.explain_recommendation(:tight_id) WHERE section = 'rival' GROUP BY 1 ORDER BY 1;

-- what is wrong with a request
\set VERBOSITY sqlstate
SELECT * FROM tend.explain_recommendation(NULL);
SELECT * FROM tend.explain_recommendation(0);
SELECT * FROM tend.explain_recommendation(9223372036854775807);
\set VERBOSITY default

-- who may see the figures but not the texts sees the figures
CREATE ROLE regress_tend_reader;
CREATE ROLE regress_tend_half;
GRANT SELECT (owner, shop) ON item TO regress_tend_half;
GRANT pg_read_all_stats TO regress_tend_half;
SET ROLE regress_tend_reader;
SELECT section, position, item FROM tend.explain_recommendation(:id) WHERE position = 1 ORDER BY section;
SELECT count(*) FROM tend.explain_recommendation(:id) x WHERE x::text ~ 'owner|shop|made|old_own';
RESET ROLE;
-- rivals on columns that the reader may not read are left out
SET ROLE regress_tend_half;
SELECT detail->>'definition' AS rival FROM tend.explain_recommendation(:id) x WHERE section = 'rival' ORDER BY 1;
RESET ROLE;
DROP OWNED BY regress_tend_half;
DROP ROLE regress_tend_reader, regress_tend_half;
