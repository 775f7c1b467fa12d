-- class: implicit casts (a rewrite, no index) and OR across columns

-- case: an integer column compared with a fraction
-- trap: an index on the cast, or on the column, instead of a constant of the right type
-- unindexable: type_mismatch
-- workload
SELECT * FROM sale WHERE customer_id = 77.0;  -- 100 calls
-- best
nothing
-- rival
CREATE INDEX ON shop.sale (customer_id);

-- case: an integer column compared with a double
-- trap: the driver's default type; a cast in the statement is the cure
-- unindexable: type_mismatch
-- workload
SELECT * FROM sale WHERE shop_id = $1::float8;  -- 100 calls with (17)
-- best
nothing
-- rival
CREATE INDEX ON shop.sale (shop_id);

-- case: an integer of another width does no harm
-- trap: calling every difference of types unindexable
-- workload
SELECT * FROM sale WHERE customer_id = $1::bigint;  -- 100 calls with (77)
-- best
CREATE INDEX ON shop.sale (customer_id);
-- rival
CREATE INDEX ON shop.sale ((customer_id::bigint));

-- case: a timestamp compared with a timestamptz does no harm
-- trap: calling it a mismatch; the operator is in the family
-- workload
SELECT * FROM event WHERE at >= '2024-02-03 10:00+00'::timestamptz AND at < '2024-02-03 10:05+00'::timestamptz;  -- 1000 calls
-- best
CREATE INDEX ON shop.event (at);
-- rival
CREATE INDEX ON shop.event (kind);

-- case: either of two columns of one table
-- trap: a composite of both, which serves neither arm behind its first key
-- workload
SELECT * FROM sale WHERE customer_id = $1 OR code = $2;  -- 500 calls with (77, 'S0001234')
-- best
CREATE INDEX ON shop.sale (customer_id);
CREATE INDEX ON shop.sale (code);
-- rival
CREATE INDEX ON shop.sale (customer_id, code);
-- rival
CREATE INDEX ON shop.sale (customer_id);

-- case: a common clause is worth more than the arms
-- trap: an index for each arm
-- workload
SELECT * FROM customer WHERE email = $1 AND (region = 'region 2' OR tenant_id = 17);  -- 500 calls with ('Customer77@Example.org')
-- best
CREATE INDEX ON shop.customer (email);
-- rival
CREATE INDEX ON shop.customer (region);
CREATE INDEX ON shop.customer (tenant_id);

-- case: either of two columns of two tables
-- trap: an index for each, which no plan can join into one
-- unindexable: or_across_columns
-- workload
SELECT s.id FROM customer c JOIN sale s ON s.customer_id = c.id WHERE c.email = 'Customer77@Example.org' OR s.code = 'S0001234';  -- 50 calls
-- best
nothing
-- rival
CREATE INDEX ON shop.customer (email);
CREATE INDEX ON shop.sale (code);

-- case: one arm that no index serves
-- trap: an index for the other arm
-- unindexable: or_across_columns|leading_wildcard
-- workload
SELECT * FROM sale WHERE customer_id = 77 OR note LIKE '%d41d8cd98f%';  -- 50 calls
-- best
nothing
-- rival
CREATE INDEX ON shop.sale (customer_id);

-- case: the same column twice is a list
-- trap: taking it for an OR across columns
-- workload
SELECT * FROM sale WHERE customer_id = 77 OR customer_id = 7777;  -- 100 calls
-- best
CREATE INDEX ON shop.sale (customer_id);
-- rival
CREATE INDEX ON shop.sale (shop_id);
