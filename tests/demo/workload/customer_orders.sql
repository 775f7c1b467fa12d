-- SPDX-License-Identifier: PostgreSQL
-- A customer's latest orders. Tested by make demo.
\set customer random_zipfian(1, 120000, 1.02)
/* customer_orders */ SELECT id, status, total, created_at FROM orders
WHERE customer_id = :customer
ORDER BY created_at DESC LIMIT 20;
