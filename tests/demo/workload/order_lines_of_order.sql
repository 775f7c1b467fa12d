-- SPDX-License-Identifier: PostgreSQL
-- What is in the basket. Tested by make demo.
\set id random(1, 450000)
/* order_lines_of_order */ SELECT l.id, l.quantity, l.unit_price, p.name
FROM order_lines AS l JOIN products AS p ON p.id = l.product_id
WHERE l.order_id = :id;
