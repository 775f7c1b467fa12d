-- SPDX-License-Identifier: PostgreSQL
-- The warehouse's queue. Tested by make demo.
/* open_orders */ SELECT id, customer_id, total, created_at FROM orders
WHERE status = 'pending'
ORDER BY created_at LIMIT 50;
