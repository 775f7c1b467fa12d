-- tend.index_findings: what the history knows of an index decides what is unused, and what is safe.
-- the sampler's own lock: a history made by hand is not added to
SELECT pg_advisory_lock(x'74656e64'::int, 1) \g /dev/null
CREATE EXTENSION pg_tend;
SET pg_tend.unused_after = '30 d';
CREATE TABLE item (a int, b int, c int, d int, e int);
CREATE INDEX item_a ON item (a);
CREATE INDEX item_b ON item (b);
CREATE INDEX item_c ON item (c);
CREATE INDEX item_d ON item (d);
CREATE INDEX item_e ON item (e);
-- a: never scanned in 60 days; b: scanned 40 days ago; c: scanned 20 days ago; d: its counter has
-- moved since the last sample; e: made 10 days ago
INSERT INTO tend.relation (relation_id, relid, schema_name, relation_name, kind, first_seen)
  SELECT id, ('item_' || name)::regclass, 'public', 'item_' || name, 'i', now() - interval '60 days'
    FROM unnest('{a,b,c,d}'::text[]) WITH ORDINALITY AS n (name, id);
INSERT INTO tend.relation (relation_id, relid, schema_name, relation_name, kind, first_seen)
  VALUES (5, 'item_e'::regclass, 'public', 'item_e', 'i', now() - interval '10 days');
INSERT INTO tend.relation_seen VALUES (0, true, '{1,2,3,4,5}', '{0,0,0,0,0, 0,0,0,0,0, 0,0,0,0,0, 1,0,0,0,0, 0,0,0,0,0}');
INSERT INTO tend.history_interval (interval_id, level, slot, totals, started_at, ended_at, seconds, samples)
  VALUES (1, 2, 8, true, now() - interval '60 days', now() - interval '59 days', 86400, 1),
         (2, 2, 8, false, now() - interval '41 days', now() - interval '40 days', 86400, 1),
         (3, 2, 8, false, now() - interval '21 days', now() - interval '20 days', 86400, 1),
         (4, 0, 0, false, now() - interval '1 minute', now() - interval '1 second', 59, 1);
INSERT INTO tend.index_interval VALUES (2, 2, 5, 0, 0, 0, 0, 1, 8), (3, 3, 5, 0, 0, 0, 0, 1, 8), (3, 1, 0, 0, 0, 9, 9, 1, 8);
SELECT finding, index, safe, regexp_replace(evidence, '.*of which ', '') AS evidence
  FROM tend.index_findings ORDER BY index;
-- never: not in all of the history
SET pg_tend.unused_after = 0;
SELECT finding, index, safe FROM tend.index_findings ORDER BY index;
