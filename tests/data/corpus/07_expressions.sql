-- class: expressions as the statement writes them

-- case: an address without its case
-- trap: (email) does not serve lower(email)
-- workload
SELECT * FROM customer WHERE lower(email) = $1;  -- 500 calls with ('customer77@example.org')
-- best
CREATE INDEX ON shop.customer (lower(email));
-- rival
CREATE INDEX ON shop.customer (email);

-- case: the rows of a day, truncated
-- trap: (at) does not serve date_trunc
-- workload
SELECT * FROM event WHERE date_trunc('hour', at) = $1;  -- 200 calls with ('2024-02-03 05:00')
-- best
CREATE INDEX ON shop.event (date_trunc('hour', at));
-- rival
CREATE INDEX ON shop.event (at);

-- case: the rows of a day, cast
-- trap: (at) does not serve the cast
-- known gap: a cast is not taken for an expression
-- workload
SELECT * FROM event WHERE at::date = $1 AND kind = 3;  -- 200 calls with ('2024-02-03')
-- best
CREATE INDEX ON shop.event (kind, (at::date));
-- rival
CREATE INDEX ON shop.event (at);
-- rival
CREATE INDEX ON shop.event (kind);

-- case: a key inside a document
-- trap: a GIN index, which serves no ->>
-- workload
SELECT * FROM product WHERE attributes ->> 'ean' = $1;  -- 500 calls with ('0000000000512')
-- best
CREATE INDEX ON shop.product ((attributes ->> 'ean'));
-- rival
CREATE INDEX ON shop.product USING gin (attributes);

-- case: a number inside a document, by range
-- trap: the text of the number sorts otherwise
-- known gap: a cast is not taken for an expression
-- workload
SELECT * FROM product WHERE (attributes ->> 'weight')::int > 9980;  -- 500 calls
-- best
CREATE INDEX ON shop.product (((attributes ->> 'weight')::int));
-- rival
CREATE INDEX ON shop.product ((attributes ->> 'weight'));

-- case: an expression behind an equality
-- trap: either of the two alone
-- workload
SELECT * FROM customer WHERE tenant_id = $1 AND lower(name) = 'karson77';  -- 500 calls with (17)
-- best
CREATE INDEX ON shop.customer (lower(name));
-- rival
CREATE INDEX ON shop.customer (tenant_id);
-- rival
CREATE INDEX ON shop.customer (name);

-- case: a day in the session's time zone
-- trap: the cast of a timestamptz is not immutable; the index cannot be built
-- unindexable: function_on_column
-- workload
SELECT count(*) FROM sale WHERE made::date = '2024-05-05';  -- 100 calls
-- best
nothing
-- rival
CREATE INDEX ON shop.sale (customer_id);

-- case: a function that nobody promised to be immutable
-- trap: building on it, or marking it
-- unindexable: function_on_column
-- setup
CREATE FUNCTION plain_code(text) RETURNS text LANGUAGE plpgsql STABLE AS 'BEGIN RETURN upper($1); END';
-- workload
SELECT id FROM sale WHERE plain_code(code) = 'S0001234';  -- 10 calls
-- best
nothing
-- rival
CREATE INDEX ON shop.sale (code);
-- teardown
DROP FUNCTION plain_code(text);

-- case: the plain column and its lower case, both asked for
-- trap: one of them standing in for the other
-- workload
SELECT * FROM customer WHERE lower(name) = $1;  -- 500 calls with ('karson77')
SELECT * FROM customer WHERE name = $1;  -- 500 calls with ('Karson77')
-- best
CREATE INDEX ON shop.customer (lower(name));
CREATE INDEX ON shop.customer (name);
-- rival
CREATE INDEX ON shop.customer (name);
