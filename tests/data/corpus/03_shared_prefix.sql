-- class: one composite for several statements by its prefix

-- case: equality alone and with a range
-- trap: two indexes, one of them the prefix of the other
-- never: \(shop_id\)$
-- workload
SELECT * FROM sale WHERE shop_id = $1;  -- 100 calls with (17)
SELECT * FROM sale WHERE shop_id = $1 AND made > $2;  -- 100 calls with (17, '2024-12-01 00:00+00')
SELECT * FROM sale WHERE shop_id = $1 ORDER BY made DESC LIMIT 5;  -- 100 calls with (40)
-- best
CREATE INDEX ON shop.sale (shop_id, made);
-- rival
CREATE INDEX ON shop.sale (shop_id);
CREATE INDEX ON shop.sale (shop_id, made);
-- rival
CREATE INDEX ON shop.sale (shop_id);

-- case: what finds one row needs no second key
-- trap: an index a statement
-- workload
SELECT * FROM customer WHERE email = $1;  -- 100 calls with ('Customer77@Example.org')
SELECT * FROM customer WHERE email = $1 AND tenant_id = $2;  -- 100 calls with ('Customer78@Example.org', 17)
SELECT * FROM customer WHERE email = $1 AND created > '2022-01-01 00:00+00';  -- 100 calls with ('Customer79@Example.org')
-- best
CREATE INDEX ON shop.customer (email);
-- rival
CREATE INDEX ON shop.customer (email);
CREATE INDEX ON shop.customer (email, tenant_id);
CREATE INDEX ON shop.customer (email, created);

-- case: two equalities in two orders, one index
-- trap: (channel, shop_id) beside (shop_id, channel)
-- workload
SELECT * FROM sale WHERE shop_id = $1 AND channel = $2 AND made > '2024-10-01 00:00+00';  -- 500 calls with (17, 'app')
SELECT * FROM sale WHERE channel = $1 AND shop_id = $2 AND made < '2024-02-01 00:00+00';  -- 500 calls with ('web', 18)
-- best
CREATE INDEX ON shop.sale (shop_id, channel, made);
-- rival
CREATE INDEX ON shop.sale (channel, shop_id);
CREATE INDEX ON shop.sale (shop_id, channel);
-- rival
CREATE INDEX ON shop.sale (made);

-- case: a range by itself is not served by the composite behind an equality
-- trap: believing that (shop_id, made) serves a range on made
-- workload
SELECT * FROM sale WHERE shop_id = $1 AND made > $2;  -- 100 calls with (17, '2024-10-01 00:00+00')
SELECT * FROM sale WHERE made BETWEEN $1 AND $2;  -- 100 calls with ('2024-05-05 00:00+00', '2024-05-06 00:00+00')
-- best
CREATE INDEX ON shop.sale (shop_id, made);
CREATE INDEX ON shop.sale (made);
-- rival
CREATE INDEX ON shop.sale (shop_id, made);
-- rival
CREATE INDEX ON shop.sale (made);

-- case: the equality that every statement has leads
-- trap: the more selective total or channel first serves one statement only
-- workload
SELECT * FROM sale WHERE shop_id = $1 AND priority = $2 AND made > '2024-09-01 00:00+00';  -- 300 calls with (17, 2)
SELECT * FROM sale WHERE shop_id = $1;  -- 300 calls with (19)
SELECT count(*) FROM sale WHERE shop_id = $1;  -- 300 calls with (20)
-- best
CREATE INDEX ON shop.sale (shop_id, priority, made);
-- rival
CREATE INDEX ON shop.sale (priority, shop_id);
-- rival
CREATE INDEX ON shop.sale (made);
