-- SPDX-License-Identifier: PostgreSQL
-- The promises, kept or not: promise, target, result, verdict. A saving counts as met from its
-- lower bound on; the server's own execution times decide, not the clients'.
-- Tested by make demo.
WITH time AS (
  SELECT 'query time, whole workload' AS promise, '-30 to -50 %' AS target, 0.30 AS least,
    sum(total_ms) FILTER (WHERE run = 'before') / 1000 AS before,
    sum(total_ms) FILTER (WHERE run = 'after') / 1000 AS after
  FROM measured
  UNION ALL
  SELECT 'query time, indexed paths', '-50 to -70 %', 0.50,
    sum(total_ms) FILTER (WHERE run = 'before') / 1000,
    sum(total_ms) FILTER (WHERE run = 'after') / 1000
  FROM measured JOIN query USING (name)
  WHERE path = 'indexed'
), work AS (
  SELECT sum(b.calls) AS transactions,
    count(*) FILTER (WHERE b.calls IS DISTINCT FROM a.calls) AS differing
  FROM (SELECT name, calls FROM latency WHERE run = 'before') AS b
  FULL JOIN (SELECT name, calls FROM latency WHERE run = 'after') AS a USING (name)
), usage AS (
  SELECT count(*) AS built, count(*) FILTER (WHERE s.scans > 0) AS used
  FROM built AS b LEFT JOIN scans AS s USING (index_name)
), restraint AS (
  SELECT count(*) AS offered, count(*) FILTER (WHERE taken > 0) AS taken FROM temptations
), card AS (
  SELECT promise, target,
    format('%s s to %s s, %s', round(before::numeric, 1), round(after::numeric, 1),
      show_change(before, after)) AS result,
    after <= (1 - least) * before AS kept
  FROM time
  UNION ALL
  SELECT 'the same work in both runs', 'equal',
    format('%s transactions, %s queries differ in calls', transactions, differing), differing = 0
  FROM work
  UNION ALL
  SELECT 'every index built is used', 'all', format('%s of %s', used, built), used = built
  FROM usage
  UNION ALL
  SELECT 'no needless index', 'none', format('%s of %s temptations taken', taken, offered),
    taken = 0
  FROM restraint
)
SELECT promise, target, result, CASE WHEN kept THEN 'met' ELSE 'not met' END AS verdict FROM card;
