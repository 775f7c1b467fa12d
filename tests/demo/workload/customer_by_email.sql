-- SPDX-License-Identifier: PostgreSQL
-- Sign-in. Tested by make demo.
\set customer random(1, 120000)
/* customer_by_email */ SELECT id, full_name, segment FROM customers
WHERE email = 'customer:customer@example.com';
