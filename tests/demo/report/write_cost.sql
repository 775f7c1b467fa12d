-- SPDX-License-Identifier: PostgreSQL
-- What the set costs: the writes alone, one client, nothing beside them, before and after. Of the
-- passes the fastest counts for each query: other work on the machine can only slow one down.
-- Variable passes: how many there were, since the server counted all of them together.
-- Tested by make demo.
WITH best AS (
  SELECT substring(run FROM '^writes (before|after)') AS run, name, min(calls) AS calls,
    min(mean_ms) AS mean_ms
  FROM latency WHERE run ~ '^writes '
  GROUP BY 1, 2
), touched AS (
  SELECT substring(run FROM '^writes (.*)') AS run, name, sum(blocks)::float8 / :passes AS blocks
  FROM statement WHERE run ~ '^writes '
  GROUP BY 1, 2
), pass AS (
  SELECT run, name, calls, mean_ms, blocks / calls AS blocks
  FROM best JOIN touched USING (run, name)
), pair AS (
  SELECT m.position, m.name, b.calls, b.mean_ms AS ms_before, a.mean_ms AS ms_after,
    b.blocks AS blocks_before, a.blocks AS blocks_after
  FROM mix AS m
  JOIN pass AS b ON b.name = m.name AND b.run = 'before'
  JOIN pass AS a ON a.name = m.name AND a.run = 'after'
), line AS (
  SELECT position, name, calls, ms_before, ms_after, blocks_before, blocks_after FROM pair
  UNION ALL
  SELECT NULL, '=all writes', sum(calls), sum(ms_before * calls) / sum(calls),
    sum(ms_after * calls) / sum(calls), sum(blocks_before * calls) / sum(calls),
    sum(blocks_after * calls) / sum(calls)
  FROM pair
)
SELECT name AS "writes alone", calls,
  show_ms(ms_before) AS "mean ms", show_ms(ms_after) AS after,
  show_change(ms_before, ms_after) AS change,
  round(blocks_before::numeric, 1) AS blocks, round(blocks_after::numeric, 1) AS after,
  show_change(blocks_before, blocks_after) AS change
FROM line
ORDER BY position NULLS LAST;
