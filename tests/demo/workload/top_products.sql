-- SPDX-License-Identifier: PostgreSQL
-- Best sellers of three days. Tested by make demo.
\set until random(0, 60)
\set since :until + 3
/* top_products */ SELECT p.id, p.name, sum(l.quantity) AS sold,
  sum(l.quantity * l.unit_price) AS revenue
FROM orders AS o JOIN order_lines AS l ON l.order_id = o.id
  JOIN products AS p ON p.id = l.product_id
WHERE o.created_at >= timestamptz '2025-06-30' - interval ':since days'
  AND o.created_at < timestamptz '2025-06-30' - interval ':until days'
GROUP BY p.id, p.name ORDER BY revenue DESC LIMIT 20;
