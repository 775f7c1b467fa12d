-- SPDX-License-Identifier: PostgreSQL
-- Status and time of shipment. Tested by make demo.
\set id random(435001, 450000)
/* ship_order */ UPDATE orders SET status = 'shipped', shipped_at = now() WHERE id = :id;
