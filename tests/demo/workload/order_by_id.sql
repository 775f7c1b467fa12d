-- SPDX-License-Identifier: PostgreSQL
-- An order by its number. Tested by make demo.
\set id 450001 - random_zipfian(1, 450000, 1.05)
/* order_by_id */ SELECT id, customer_id, status, total, created_at, shipped_at
FROM orders WHERE id = :id;
