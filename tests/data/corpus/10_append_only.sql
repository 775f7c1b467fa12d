-- class: append-only ranges (BRIN)

-- case: a budget for BRIN and a B-tree together
-- trap: the B-tree alone, because the other one does not fit beside it
-- budget: 850kB
-- workload
SELECT * FROM event WHERE at >= '2024-02-03' AND at < '2024-02-05';  -- 100 calls
SELECT * FROM sale WHERE shop_id = $1;  -- 100 calls with (17), (18)
-- best
CREATE INDEX ON shop.event USING brin (at);
CREATE INDEX ON shop.sale (shop_id);
-- rival
CREATE INDEX ON shop.sale (shop_id);
-- rival
CREATE INDEX ON shop.event USING brin (at);

-- case: a budget that only BRIN fits
-- trap: nothing, or three megabytes
-- budget: 200kB
-- workload
SELECT * FROM event WHERE at >= '2024-02-03' AND at < '2024-02-04';  -- 100 calls
-- best
CREATE INDEX ON shop.event USING brin (at);
-- rival
CREATE INDEX ON shop.event USING brin (account_id);

-- case: a minute, asked for all day
-- trap: BRIN reads 128 pages for one
-- workload
SELECT * FROM event WHERE at >= $1 AND at < $2;  -- 10000 calls with ('2024-02-03 10:00', '2024-02-03 10:02')
-- best
CREATE INDEX ON shop.event (at);
-- rival
CREATE INDEX ON shop.event USING brin (at);

-- case: a range that is scattered over the table
-- trap: BRIN on a column without correlation reads every page
-- workload
SELECT * FROM sale WHERE total > 999;  -- 100 calls
-- best
CREATE INDEX ON shop.sale (total);
-- rival
CREATE INDEX ON shop.sale USING brin (total);
