-- SPDX-License-Identifier: PostgreSQL
-- Visits by kind over two days. Tested by make demo.
\set back random(0, 30)
/* events_by_kind */ SELECT kind, count(*) AS events, count(DISTINCT session_key) AS sessions
FROM events
WHERE created_at >= date '2025-06-30' - 2 - :back AND created_at < date '2025-06-30' - :back
GROUP BY kind ORDER BY events DESC;
