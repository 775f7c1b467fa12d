-- SPDX-License-Identifier: PostgreSQL
-- Tracking, on every page. Tested by make demo.
\set customer random_zipfian(1, 120000, 1.02)
\set product random_zipfian(1, 30000, 1.05)
/* insert_event */ INSERT INTO events (customer_id, kind, product_id, session_key)
VALUES (:customer, 'view', :product, md5(':customer'));
