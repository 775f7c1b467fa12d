-- SPDX-License-Identifier: PostgreSQL
-- The set as built: true size and time against the estimates. Tested by make demo.
WITH line AS (
  SELECT priority, b.index_name, a.size_bytes::numeric AS estimate, b.bytes::numeric,
    a.build_seconds, b.seconds
  FROM built AS b JOIN advice AS a USING (priority)
  UNION ALL
  SELECT NULL, '=' || count(*) || ' indexes', sum(a.size_bytes), sum(b.bytes),
    sum(a.build_seconds), sum(b.seconds)
  FROM built AS b JOIN advice AS a USING (priority)
)
SELECT index_name AS index, pg_size_pretty(estimate) AS estimated,
  pg_size_pretty(bytes) AS "true size",
  to_char(100 * (estimate / bytes - 1), 'FMSG9990') || ' %' AS off,
  round(build_seconds::numeric, 2) AS "estimated s", round(seconds::numeric, 2) AS seconds
FROM line
ORDER BY priority NULLS LAST;
