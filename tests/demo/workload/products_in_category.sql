-- SPDX-License-Identifier: PostgreSQL
-- Browsing: category and price range. Tested by make demo.
\set category random_zipfian(1, 40, 1.1)
\set low random(10, 100)
\set high :low + 15
/* products_in_category */ SELECT id, sku, name, price FROM products
WHERE category_id = :category AND price BETWEEN :low AND :high AND active
ORDER BY price LIMIT 24;
