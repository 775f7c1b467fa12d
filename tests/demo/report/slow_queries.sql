-- SPDX-License-Identifier: PostgreSQL
-- Slow queries by the time that could be won back, from 20 ms on: what a page of a shop has for one
-- query. Tested by make demo.
SELECT substring(query FROM '^/\* (\w+) \*/') AS query, calls, round(mean_ms::numeric, 1) AS "mean ms",
  round((100 * share)::numeric, 1) || ' %' AS share, impact,
  round((impact_ms_per_hour / 1000)::numeric) || ' s' AS "to win back in an hour"
FROM tend.slow_queries(20)
WHERE query ~ '^/\* \w+ \*/'
LIMIT 8;
