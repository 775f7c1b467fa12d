-- SPDX-License-Identifier: PostgreSQL
-- Marketing: who used this code. Tested by make demo.
\set code random(0, 399)
/* orders_with_coupon */ SELECT count(*), sum(total) FROM orders WHERE coupon = 'SAVE:code';
