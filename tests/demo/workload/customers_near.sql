-- SPDX-License-Identifier: PostgreSQL
-- Support: customers in a postal code. Tested by make demo.
\set code random(10000, 18999)
/* customers_near */ SELECT id, full_name, email FROM customers
WHERE postal_code = ':code' ORDER BY full_name;
