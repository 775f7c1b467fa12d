-- class: INCLUDE on an all-visible table, refused on a churning one

-- case: a sum over one customer in a hundred
-- trap: a thousand rows fetched from a thousand pages
-- workload
SELECT sum(total) FROM sale WHERE customer_id BETWEEN 100 AND 300;  -- 500 calls
-- best
CREATE INDEX ON shop.sale (customer_id) INCLUDE (total);
-- rival
CREATE INDEX ON shop.sale (customer_id);

-- case: two narrow columns of one shop
-- trap: 333 rows from 333 pages
-- workload
SELECT customer_id, made FROM sale WHERE shop_id = $1;  -- 500 calls with (17), (18)
-- best
CREATE INDEX ON shop.sale (shop_id) INCLUDE (customer_id, made);
-- rival
CREATE INDEX ON shop.sale (shop_id);

-- case: counting needs no payload
-- trap: INCLUDE of what is not asked for
-- never: include
-- workload
SELECT count(*) FROM sale WHERE shop_id = $1;  -- 500 calls with (17), (18)
-- best
CREATE INDEX ON shop.sale (shop_id);
-- rival
CREATE INDEX ON shop.sale (shop_id) INCLUDE (note);

-- case: the whole row is asked for
-- trap: a second copy of the table
-- never: include
-- workload
SELECT * FROM sale WHERE customer_id = $1;  -- 500 calls with (17), (18)
-- best
CREATE INDEX ON shop.sale (customer_id);
-- rival
CREATE INDEX ON shop.sale (customer_id) INCLUDE (shop_id, state, made, shipped, cancelled_at, total, priority, channel, code, note, id);

-- case: a table of which a third changes every day
-- trap: pages that are not all-visible are visited anyway, and the payload is paid for
-- never: include
-- setup
CREATE TABLE stock (id int PRIMARY KEY, place int NOT NULL, amount int NOT NULL, seen int NOT NULL, body text NOT NULL) WITH (fillfactor = 50);
INSERT INTO stock SELECT i, pick(i, 1, 300), pick(i, 2, 1000), 0, repeat('x', 100) FROM generate_series(1, 30000) i;
VACUUM ANALYZE stock;
SET track_counts = on;
UPDATE stock SET seen = 1 WHERE id % 3 = 0;
UPDATE stock SET seen = 2 WHERE id % 3 = 1;
SELECT pg_stat_force_next_flush();
SET track_counts = off;
ANALYZE stock;
-- workload
SELECT amount FROM stock WHERE place = $1;  -- 500 calls with (17), (18)
-- best
CREATE INDEX ON scratch.stock (place);
-- rival
CREATE INDEX ON scratch.stock (place) INCLUDE (amount, body);

-- case: payload for one statement, keys for two
-- trap: a plain and a covering index beside each other
-- workload
SELECT sum(total) FROM sale WHERE shop_id = $1;  -- 500 calls with (17), (18)
SELECT sum(total) FROM sale WHERE shop_id = $1 AND made > '2024-10-01 00:00+00';  -- 500 calls with (17), (18)
-- best
CREATE INDEX ON shop.sale (shop_id, made) INCLUDE (total);
-- rival
CREATE INDEX ON shop.sale (shop_id, made);
-- rival
CREATE INDEX ON shop.sale (shop_id, made);
CREATE INDEX ON shop.sale (shop_id) INCLUDE (total);
