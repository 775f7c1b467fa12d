-- class: partitioned tables, views, CTEs, LATERAL, UNION, subqueries

-- case: a partitioned table, all partitions
-- trap: an index on one partition, or none because the parent has no pages
-- workload
SELECT * FROM visit WHERE customer_id = $1;  -- 500 calls with (77), (78)
-- best
CREATE INDEX ON shop.visit (customer_id);
-- rival
CREATE INDEX ON shop.visit_01 (customer_id);

-- case: a partitioned table, pruned to one partition
-- trap: the partition key in front
-- workload
SELECT * FROM visit WHERE customer_id = $1 AND at >= '2024-03-01' AND at < '2024-04-01';  -- 500 calls with (77), (78)
-- best
CREATE INDEX ON shop.visit (customer_id);
-- rival
CREATE INDEX ON shop.visit (at);

-- case: a whole partition needs no index
-- trap: an index on the partition key
-- workload
SELECT count(*), max(page) FROM visit WHERE at >= '2024-03-01' AND at < '2024-04-01';  -- 100 calls
-- best
nothing
-- rival
CREATE INDEX ON shop.visit (at);

-- case: through a view
-- trap: no advice because the view is not a table
-- setup
CREATE VIEW real_sale AS SELECT s.*, c.name FROM shop.sale s JOIN shop.customer c ON c.id = s.customer_id WHERE s.cancelled_at IS NULL;
-- workload
SELECT * FROM real_sale WHERE shop_id = $1 ORDER BY made DESC LIMIT 10;  -- 500 calls with (17), (18)
-- best
CREATE INDEX ON shop.sale (shop_id, made);
-- rival
CREATE INDEX ON shop.sale (made);

-- case: a materialized view is a table
-- trap: refusing it
-- setup
CREATE MATERIALIZED VIEW busy AS SELECT customer_id, shop_id, count(*) AS sales, sum(total) AS total FROM shop.sale GROUP BY 1, 2;
VACUUM ANALYZE busy;
-- workload
SELECT * FROM busy WHERE customer_id = $1;  -- 500 calls with (17), (18)
-- best
CREATE INDEX ON scratch.busy (customer_id);
-- rival
CREATE INDEX ON scratch.busy (shop_id);

-- case: a CTE that is materialized
-- trap: the clause outside of it, which reaches no table
-- workload
WITH own AS MATERIALIZED (SELECT * FROM sale WHERE shop_id = 17) SELECT * FROM own WHERE total > 500;  -- 300 calls
-- best
CREATE INDEX ON shop.sale (shop_id);
-- rival
CREATE INDEX ON shop.sale (total);

-- case: the latest sale of each customer of a tenant
-- trap: no candidate for what LATERAL hands in
-- workload
SELECT c.id, s.made FROM customer c, LATERAL (SELECT s.made FROM sale s WHERE s.customer_id = c.id ORDER BY s.made DESC LIMIT 1) s WHERE c.tenant_id = $1;  -- 200 calls with (17), (18)
-- best
CREATE INDEX ON shop.sale (customer_id, made);
CREATE INDEX ON shop.customer (tenant_id) INCLUDE (id);
-- rival
CREATE INDEX ON shop.sale (made);
CREATE INDEX ON shop.customer (tenant_id);
-- rival
CREATE INDEX ON shop.customer (tenant_id);

-- case: two arms of a union
-- trap: an index for the first arm only
-- workload
SELECT id, made FROM sale WHERE customer_id = $1 UNION ALL SELECT id, at FROM event WHERE account_id = $1;  -- 300 calls with (77), (78)
-- best
CREATE INDEX ON shop.sale (customer_id) INCLUDE (id, made);
CREATE INDEX ON shop.event (account_id) INCLUDE (id, at);
-- rival
CREATE INDEX ON shop.sale (customer_id);
CREATE INDEX ON shop.event (account_id);
-- rival
CREATE INDEX ON shop.sale (customer_id);

-- case: existence
-- trap: only the outer table's clause
-- workload
SELECT c.* FROM customer c WHERE c.tenant_id = $1 AND EXISTS (SELECT FROM sale s WHERE s.customer_id = c.id AND s.total > 900);  -- 200 calls with (17), (18)
-- best
CREATE INDEX ON shop.customer (tenant_id);
CREATE INDEX ON shop.sale (customer_id, total);
-- rival
CREATE INDEX ON shop.customer (tenant_id);
-- rival
CREATE INDEX ON shop.sale (customer_id, total);

-- case: absence
-- trap: an anti-join's probe is not seen as one
-- workload
SELECT c.* FROM customer c WHERE c.tenant_id = $1 AND NOT EXISTS (SELECT FROM sale s WHERE s.customer_id = c.id);  -- 200 calls with (17), (18)
-- best
CREATE INDEX ON shop.customer (tenant_id);
CREATE INDEX ON shop.sale (customer_id);
-- rival
CREATE INDEX ON shop.customer (tenant_id);

-- case: a tree, level by level
-- trap: the recursive arm's join is not seen
-- workload
WITH RECURSIVE below AS (SELECT id FROM customer WHERE id = $1 UNION ALL SELECT c.id FROM customer c JOIN below b ON c.referrer_id = b.id) SELECT count(*) FROM below;  -- 300 calls with (77), (15001)
-- best
CREATE INDEX ON shop.customer (referrer_id) INCLUDE (id);
-- rival
CREATE INDEX ON shop.customer (referrer_id);
-- rival
CREATE INDEX ON shop.customer (tenant_id);

-- case: a scalar subquery per row
-- trap: its column is looked for in the outer table
-- workload
SELECT p.id, (SELECT count(*) FROM line l WHERE l.product_id = p.id) FROM product p WHERE p.id BETWEEN 100 AND 110;  -- 200 calls
-- best
CREATE INDEX ON shop.line (product_id);
-- rival
CREATE INDEX ON shop.line (sale_id);

-- case: an insert from a select
-- trap: seeing only the write
-- setup
CREATE TABLE archive (LIKE shop.sale);
VACUUM ANALYZE archive;
-- workload
INSERT INTO archive SELECT * FROM sale WHERE customer_id = $1;  -- 300 calls with (77), (78)
-- best
CREATE INDEX ON shop.sale (customer_id);
-- rival
CREATE INDEX ON scratch.archive (id);

-- case: numbered within one shop
-- trap: an index for the window over all shops
-- workload
SELECT s.*, row_number() OVER (PARTITION BY customer_id ORDER BY made) FROM sale s WHERE shop_id = $1;  -- 200 calls with (17), (18)
-- best
CREATE INDEX ON shop.sale (shop_id);
-- rival
CREATE INDEX ON shop.sale (customer_id, made);
