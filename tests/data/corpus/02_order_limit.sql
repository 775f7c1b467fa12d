-- class: ORDER BY with LIMIT, mixed directions and NULLS

-- case: the newest ten of all
-- trap: sorting a hundred thousand rows for ten
-- workload
SELECT * FROM sale ORDER BY made DESC LIMIT 10;  -- 100 calls
-- best
CREATE INDEX ON shop.sale (made);
-- rival
CREATE INDEX ON shop.sale (id, made);

-- case: one key up, the other down
-- trap: (shop_id, made) gives neither direction and sorts each shop
-- workload
SELECT * FROM sale ORDER BY shop_id, made DESC LIMIT 20;  -- 100 calls
-- best
CREATE INDEX ON shop.sale (shop_id, made DESC);
-- rival
CREATE INDEX ON shop.sale (shop_id, made);
-- rival
CREATE INDEX ON shop.sale (shop_id);

-- case: NULLS against the default
-- trap: (shipped) has the NULLs at the wrong end
-- workload
SELECT * FROM sale ORDER BY shipped DESC NULLS LAST LIMIT 10;  -- 100 calls
-- best
CREATE INDEX ON shop.sale (shipped DESC NULLS LAST);
-- rival
CREATE INDEX ON shop.sale (shipped);
-- rival
CREATE INDEX ON shop.sale (shipped DESC);

-- case: a default descending order is the ascending one backwards
-- trap: a second index, DESC, beside the one that both directions share
-- workload
SELECT * FROM sale ORDER BY shipped DESC LIMIT 10;  -- 100 calls
SELECT * FROM sale ORDER BY shipped LIMIT 10;  -- 100 calls
-- best
CREATE INDEX ON shop.sale (shipped);
-- rival
CREATE INDEX ON shop.sale (shipped DESC NULLS LAST);
-- rival
CREATE INDEX ON shop.sale (shipped);
CREATE INDEX ON shop.sale (shipped DESC);

-- case: equality, then mixed directions
-- trap: (shop_id, priority, made) does not give the order
-- workload
SELECT * FROM sale WHERE shop_id = $1 ORDER BY priority DESC, made LIMIT 10;  -- 100 calls with (17), (18)
-- best
CREATE INDEX ON shop.sale (shop_id, priority DESC, made);
-- rival
CREATE INDEX ON shop.sale (shop_id, priority, made);
-- rival
CREATE INDEX ON shop.sale (shop_id);

-- case: the next page behind a key
-- trap: OFFSET-minded advice sorts; the row comparison is a range on the order
-- workload
SELECT * FROM sale WHERE (shop_id, made) > (17, '2024-05-05 00:00+00') ORDER BY shop_id, made LIMIT 20;  -- 100 calls
-- best
CREATE INDEX ON shop.sale (shop_id, made);
-- rival
CREATE INDEX ON shop.sale (made);
-- rival
CREATE INDEX ON shop.sale (shop_id);

-- case: the last date of one shop
-- trap: (made) walks backwards until the shop turns up
-- workload
SELECT max(made) FROM sale WHERE shop_id = $1;  -- 100 calls with (17), (300)
-- best
CREATE INDEX ON shop.sale (shop_id, made);
-- rival
CREATE INDEX ON shop.sale (made);
-- rival
CREATE INDEX ON shop.sale (shop_id);

-- case: the last date of all
-- trap: aggregates without a clause look as if nothing could help them
-- workload
SELECT min(total), max(total) FROM sale;  -- 100 calls
-- best
CREATE INDEX ON shop.sale (total);
-- rival
CREATE INDEX ON shop.sale (id, total);

-- case: the newest of one shop that were not cancelled
-- trap: cancelled_at in the key before made, which then gives no order
-- never: cancelled_at
-- workload
SELECT * FROM sale WHERE shop_id = $1 AND cancelled_at IS NULL ORDER BY made DESC LIMIT 20;  -- 500 calls with (17), (211)
-- best
CREATE INDEX ON shop.sale (shop_id, made);
-- rival
CREATE INDEX ON shop.sale (shop_id, cancelled_at, made);
-- rival
CREATE INDEX ON shop.sale (made);

-- case: the cheapest active of a category
-- trap: the order without the category, or the category without the order
-- workload
SELECT * FROM product WHERE active AND category_id = $1 ORDER BY price LIMIT 5;  -- 500 calls with (7), (8)
-- best
CREATE INDEX ON shop.product (category_id, price);
-- rival
CREATE INDEX ON shop.product (category_id);
-- rival
CREATE INDEX ON shop.product (price);

-- case: several shops, newest first
-- trap: (shop_id, made) gives no order over several shops, and (made) walks
-- workload
SELECT * FROM sale WHERE shop_id IN (3, 44) AND made > '2024-11-01 00:00+00' ORDER BY made DESC LIMIT 40;  -- 500 calls
-- best
CREATE INDEX ON shop.sale (shop_id, made);
-- rival
CREATE INDEX ON shop.sale (made);
-- rival
CREATE INDEX ON shop.sale (shop_id);
