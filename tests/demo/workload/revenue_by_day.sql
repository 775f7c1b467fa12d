-- SPDX-License-Identifier: PostgreSQL
-- A month, day by day. Tested by make demo.
\set until random(0, 60)
\set since :until + 30
/* revenue_by_day */ SELECT date_trunc('day', created_at) AS day,
  count(*) AS orders, sum(total) AS revenue
FROM orders
WHERE created_at >= timestamptz '2025-06-30' - interval ':since days'
  AND created_at < timestamptz '2025-06-30' - interval ':until days' AND status <> 'cancelled'
GROUP BY day ORDER BY day;
