-- SPDX-License-Identifier: PostgreSQL
-- The workload as it ran: how often, how long, and where the server's time went.
-- Tested by make demo.
SELECT q.name AS query, q.kind, m.calls, show_ms(m.mean_ms) AS "mean ms",
  show_ms(m.p95_ms) AS "p95 ms",
  round((100 * m.total_ms / sum(m.total_ms) OVER ())::numeric, 1) || ' %' AS share,
  q.purpose AS "what it is for"
FROM query AS q JOIN measured AS m USING (name)
WHERE m.run = 'before'
ORDER BY m.total_ms DESC;
