-- SPDX-License-Identifier: PostgreSQL
-- An order and its lines. Tested by make demo.
\set customer random_zipfian(1, 120000, 1.02)
\set first random_zipfian(1, 30000, 1.05)
\set second random_zipfian(1, 30000, 1.05)
\set third random_zipfian(1, 30000, 1.05)
BEGIN;
/* place_order */ INSERT INTO orders (customer_id, status, channel, country, total)
SELECT id, 'pending', 'web', country, 79.90 FROM customers WHERE id = :customer
RETURNING id AS order_id \gset
/* place_order */ INSERT INTO order_lines (order_id, product_id, quantity, unit_price)
SELECT :order_id, id, 1, price FROM products WHERE id IN (:first, :second, :third);
COMMIT;
