-- SPDX-License-Identifier: PostgreSQL
-- Before and after, a row a query: what the clients saw (mean, p95) and what the server touched
-- (blocks of 8 kB a call). The totals weight each query by its calls.
-- Tested by make demo.
WITH pair AS (
  SELECT q.path, q.name, b.calls, b.total_ms, b.mean_ms AS mean_before, a.mean_ms AS mean_after,
    b.p95_ms AS p95_before, a.p95_ms AS p95_after, b.blocks::float8 / b.calls AS blocks_before,
    a.blocks::float8 / a.calls AS blocks_after
  FROM query AS q
  JOIN measured AS b ON b.name = q.name AND b.run = 'before'
  JOIN measured AS a ON a.name = q.name AND a.run = 'after'
), line AS (
  SELECT path, false AS total, total_ms, name, calls, mean_before, mean_after, p95_before,
    p95_after, blocks_before, blocks_after
  FROM pair
  UNION ALL
  SELECT path, true, 0,
    CASE path WHEN 'indexed' THEN '=on indexed paths' WHEN 'other' THEN '=other reads'
      WHEN 'write' THEN '=writes' ELSE '=all' END,
    sum(calls), sum(mean_before * calls) / sum(calls), sum(mean_after * calls) / sum(calls),
    NULL, NULL, sum(blocks_before * calls) / sum(calls), sum(blocks_after * calls) / sum(calls)
  FROM pair
  GROUP BY GROUPING SETS ((path), ())
)
SELECT name AS query, calls,
  show_ms(mean_before) AS "mean ms", show_ms(mean_after) AS after,
  show_change(mean_before, mean_after) AS change,
  show_ms(p95_before) AS "p95 ms", show_ms(p95_after) AS after,
  show_change(p95_before, p95_after) AS change,
  round(blocks_before) AS blocks, round(blocks_after) AS after,
  show_change(blocks_before, blocks_after) AS change
FROM line
ORDER BY total, array_position('{indexed,other,write,NULL}'::text[], path), total_ms DESC;
