-- SPDX-License-Identifier: PostgreSQL
-- Support: what did this customer do. Tested by make demo.
\set customer random_zipfian(1, 120000, 1.02)
/* customer_events */ SELECT kind, product_id, created_at FROM events
WHERE customer_id = :customer
ORDER BY created_at DESC LIMIT 100;
