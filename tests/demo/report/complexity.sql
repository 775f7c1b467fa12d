-- SPDX-License-Identifier: PostgreSQL
-- How complex the heaviest statements are, scored from their normalized texts.
-- Tested by make demo.
SELECT substring(s.query FROM '^/\* (\w+) \*/') AS query,
  round((100 * s.total_exec_time / sum(s.total_exec_time) OVER ())::numeric, 1) || ' %' AS time,
  c.score, c.level, c.joins, c.predicates, c.aggregates, c.join_graph AS "join graph",
  c.reasons[1] AS "what raises it most"
FROM pg_stat_statements AS s
JOIN pg_database AS d ON d.oid = s.dbid AND d.datname = current_database(),
  LATERAL tend.complexity(s.query) AS c
WHERE s.query ~ '^/\* \w+ \*/'
ORDER BY s.total_exec_time DESC
LIMIT 10;
