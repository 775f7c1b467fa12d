-- class: equality, range and order in any textual order

-- case: equality leads, though the text names the range first
-- trap: (made, shop_id) reads the sales of every shop in two months
-- workload
SELECT * FROM sale WHERE made >= '2024-03-01 00:00+00' AND made < '2024-05-01 00:00+00' AND shop_id = 17;  -- 100 calls
-- best
CREATE INDEX ON shop.sale (shop_id, made);
-- rival
CREATE INDEX ON shop.sale (made, shop_id);
-- rival
CREATE INDEX ON shop.sale (made);

-- case: the newest few of one shop
-- trap: (made) alone walks through the sales of all shops, (shop_id) alone sorts
-- workload
SELECT * FROM sale WHERE shop_id = $1 ORDER BY made DESC LIMIT 20;  -- 500 calls with (17), (211)
-- best
CREATE INDEX ON shop.sale (shop_id, made);
-- rival
CREATE INDEX ON shop.sale (made);
-- rival
CREATE INDEX ON shop.sale (shop_id);

-- case: the order is worth more than a range that keeps most rows
-- trap: a key for the range in front of the order makes the order useless
-- workload
SELECT * FROM sale WHERE total > 100 AND shop_id = 17 ORDER BY made LIMIT 10;  -- 100 calls
-- best
CREATE INDEX ON shop.sale (shop_id, made);
-- rival
CREATE INDEX ON shop.sale (shop_id, total, made);

-- case: a range that keeps one row in a hundred is worth more than the order
-- trap: the order under the limit looks cheap and reads the whole shop
-- workload
SELECT * FROM sale WHERE total > 990 AND shop_id = 17 ORDER BY made LIMIT 20;  -- 100 calls
-- best
CREATE INDEX ON shop.sale (shop_id, total);
-- rival
CREATE INDEX ON shop.sale (shop_id, made);
-- rival
CREATE INDEX ON shop.sale (made);

-- case: a second equality that one row does not need
-- trap: (channel, code) is larger and finds nothing sooner
-- never: channel
-- workload
SELECT * FROM sale WHERE channel = 'web' AND code = $1;  -- 100 calls with ('S0001234'), ('S0500000')
-- best
CREATE INDEX ON shop.sale (code);
-- rival
CREATE INDEX ON shop.sale (channel, code);
-- rival
CREATE INDEX ON shop.sale (channel);

-- case: two ranges, the narrower one leads
-- trap: (made, total) reads a fifth of the index; (total) fetches rows that the index could rule out
-- workload
SELECT * FROM sale WHERE made >= '2024-10-01 00:00+00' AND total > 998;  -- 100 calls
-- best
CREATE INDEX ON shop.sale (total, made);
-- rival
CREATE INDEX ON shop.sale (made, total);
-- rival
CREATE INDEX ON shop.sale (made);

-- case: a list of values, then a range
-- trap: a range in front of the list reads all shops of a month
-- workload
SELECT * FROM sale WHERE made >= '2024-11-10 00:00+00' AND shop_id IN (3, 44, 250);  -- 100 calls
-- best
CREATE INDEX ON shop.sale (shop_id, made);
-- rival
CREATE INDEX ON shop.sale (made, shop_id);
-- rival
CREATE INDEX ON shop.sale (made);

-- case: three columns where no two are enough
-- trap: stopping at two columns reads 83 rows for one
-- workload
SELECT * FROM sale WHERE priority = 3 AND made BETWEEN '2024-03-01 00:00+00' AND '2024-03-20 00:00+00' AND shop_id = 17 AND channel = 'app';  -- 1000 calls
-- best
CREATE INDEX ON shop.sale (shop_id, channel, made);
-- rival
CREATE INDEX ON shop.sale (shop_id);
-- rival
CREATE INDEX ON shop.sale (made);

-- case: both sides of a join from one customer's address
-- trap: an index on one side only still reads the other table whole
-- workload
SELECT s.id, s.made, s.total FROM customer c JOIN sale s ON s.customer_id = c.id WHERE c.email = $1;  -- 100 calls with ('Customer77@Example.org')
-- best
CREATE INDEX ON shop.customer (email);
CREATE INDEX ON shop.sale (customer_id) INCLUDE (id, made, total);
-- rival
CREATE INDEX ON shop.customer (email);
CREATE INDEX ON shop.sale (customer_id);
-- rival
CREATE INDEX ON shop.sale (customer_id);
-- rival
CREATE INDEX ON shop.customer (email);

-- case: through a table between
-- trap: the primary key at the end needs no help, both steps before it do
-- workload
SELECT s.id, s.made FROM product p JOIN line l ON l.product_id = p.id JOIN sale s ON s.id = l.sale_id WHERE p.sku = $1;  -- 100 calls with ('AB-000512')
-- best
CREATE INDEX ON shop.product (sku);
CREATE INDEX ON shop.line (product_id) INCLUDE (sale_id);
-- rival
CREATE INDEX ON shop.product (sku);
CREATE INDEX ON shop.line (product_id);
-- rival
CREATE INDEX ON shop.line (product_id);
-- rival
CREATE INDEX ON shop.product (sku);

-- case: the groups of one shop
-- trap: an index for the groups of all shops
-- workload
SELECT customer_id, count(*), sum(total) FROM sale WHERE shop_id = $1 GROUP BY customer_id ORDER BY customer_id;  -- 100 calls with (17)
-- best
CREATE INDEX ON shop.sale (shop_id, customer_id) INCLUDE (total);
-- rival
CREATE INDEX ON shop.sale (shop_id);
-- rival
CREATE INDEX ON shop.sale (customer_id);

-- case: a parent's rows and their children
-- trap: the children are found by a column that no clause names
-- workload
SELECT s.*, l.* FROM sale s JOIN line l ON l.sale_id = s.id WHERE s.customer_id = $1;  -- 500 calls with (77), (15001)
-- best
CREATE INDEX ON shop.sale (customer_id);
CREATE INDEX ON shop.line (sale_id);
-- rival
CREATE INDEX ON shop.sale (customer_id);
-- rival
CREATE INDEX ON shop.line (sale_id);

-- case: a table joined with itself
-- trap: the join column, although the other end is the primary key
-- never: referrer_id
-- workload
SELECT c.*, r.* FROM customer c JOIN customer r ON r.id = c.referrer_id WHERE c.tenant_id = $1;  -- 500 calls with (17), (18)
-- best
CREATE INDEX ON shop.customer (tenant_id);
-- rival
CREATE INDEX ON shop.customer (referrer_id);

-- case: pairs of values
-- trap: an index for each pair's columns alone
-- workload
SELECT * FROM sale WHERE (shop_id, channel) IN ((3, 'web'), (44, 'app'));  -- 500 calls
-- best
CREATE INDEX ON shop.sale (shop_id, channel);
-- rival
CREATE INDEX ON shop.sale (channel);
CREATE INDEX ON shop.sale (shop_id);
