/* ---- what is wrong with the indexes that exist ---------------------------------------------- */

CREATE VIEW tend.index_counts AS SELECT * FROM tend.index_interval;
COMMENT ON VIEW tend.index_counts IS
'Counters of each index of the dictionary in each interval in which one of them moved, by relation_id; pages is its size at the end';

/* from_start: it was there when sampling began, so that its age is not known. */
CREATE VIEW tend.index_use AS
SELECT d.relid, d.relation_id, d.first_seen,
       d.first_seen <= (SELECT pg_catalog.min(a.first_seen) FROM tend.relation a) AS from_start,
       seen.scans
FROM tend.relation d
JOIN (SELECT i.relation_id,
             s.counters[(i.place - 1) * (pg_catalog.cardinality(s.counters) / pg_catalog.cardinality(s.relation_ids)) + 1] AS scans
      FROM tend.relation_seen s, pg_catalog.unnest(s.relation_ids) WITH ORDINALITY i(relation_id, place)
      WHERE s.indexes) seen ON seen.relation_id = d.relation_id
WHERE d.gone_at IS NULL AND d.kind = 'i';
COMMENT ON VIEW tend.index_use IS
'Each index that the history knows: since when, whether it was there before the history began, and the server''s count of its scans at the last sample';

CREATE FUNCTION tend.find_index_faults()
RETURNS TABLE (finding text, relation text, relid oid, index text, evidence text, safe boolean,
               ddl text, undo_ddl text, reason text)
LANGUAGE c VOLATILE STRICT PARALLEL UNSAFE ROWS 20 COST 1000000
AS 'MODULE_PATHNAME', 'pg_tend_find_index_faults';
COMMENT ON FUNCTION tend.find_index_faults() IS
'Read tend.index_findings. Looks at every table of the database; takes no lock on any, changes nothing, raises no error of its own';

CREATE VIEW tend.index_findings AS
SELECT finding, relation, relid, index, evidence, safe, ddl, undo_ddl, reason
FROM tend.find_index_faults();
COMMENT ON VIEW tend.index_findings IS
'What is wrong with the indexes of this database. finding: unused (no scan for pg_tend.unused_after on this node), duplicate, redundant, invalid, missing_fk, bloated; index: NULL where none exists; evidence: figures, sizes estimated or of the last VACUUM or ANALYZE; safe: ddl takes nothing that is known to be needed and blocks no write; ddl: NULL if nothing is proposed; undo_ddl: NULL if there is nothing to undo. Definitions show to those who may SELECT the columns. How it is decided: docs/methods/index-findings.md';

GRANT SELECT ON tend.index_counts, tend.index_use, tend.index_findings TO PUBLIC;

