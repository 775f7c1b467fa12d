-- SPDX-License-Identifier: PostgreSQL
-- Search box: a word anywhere in the name. Tested by make demo.
\set word random(1, 997)
/* product_search */ SELECT id, name, price FROM products WHERE name ILIKE '%lamp :word%' LIMIT 24;
