-- class: tiny tables, and what exists already

-- case: a table of eight pages
-- trap: an index for every lookup table
-- setup
CREATE TABLE currency (code text NOT NULL, name text NOT NULL, rate numeric NOT NULL);
INSERT INTO currency SELECT 'C' || i, 'Currency ' || i, i FROM generate_series(1, 300) i;
VACUUM ANALYZE currency;
-- workload
SELECT * FROM currency WHERE code = $1;  -- 100 calls with ('C77')
-- best
nothing

-- case: an empty table
-- trap: what will be large some day
-- setup
CREATE TABLE wish (id int, owner int);
VACUUM ANALYZE wish;
-- workload
SELECT * FROM wish WHERE owner = $1;  -- 100 calls with (77)
-- best
nothing

-- case: by primary key
-- trap: the same index once more
-- workload
SELECT * FROM sale WHERE id = $1;  -- 1000 calls with (77)
SELECT * FROM sale WHERE id BETWEEN 100 AND 130;  -- 100 calls
-- best
nothing
-- rival
CREATE INDEX ON shop.sale (id);

-- case: by primary key and something else
-- trap: (id, state): one row is one row
-- workload
SELECT * FROM sale WHERE id = $1 AND state = 'new';  -- 1000 calls with (77)
-- best
nothing
-- rival
CREATE INDEX ON shop.sale (id, state);

-- case: the prefix of a unique constraint
-- trap: an index on its first column
-- setup
CREATE TABLE seat (hall int NOT NULL, number int NOT NULL, guest int NOT NULL, body text NOT NULL, UNIQUE (hall, number));
INSERT INTO seat SELECT i / 100, i % 100, pick(i, 1, 1000), repeat('x', 50) FROM generate_series(1, 30000) i;
VACUUM ANALYZE seat;
-- workload
SELECT * FROM seat WHERE hall = $1;  -- 500 calls with (17)
SELECT * FROM seat WHERE hall = $1 ORDER BY number DESC LIMIT 3;  -- 500 calls with (18)
-- best
nothing
-- rival
CREATE INDEX ON scratch.seat (hall);

-- case: an order that exists the other way round
-- trap: a DESC index beside the ascending one
-- setup
CREATE INDEX corpus_existing ON shop.sale (shop_id DESC, made DESC);
-- workload
SELECT * FROM sale WHERE shop_id = $1 ORDER BY made LIMIT 10;  -- 500 calls with (17)
SELECT * FROM sale ORDER BY shop_id, made LIMIT 10;  -- 500 calls
-- best
nothing
-- rival
CREATE INDEX ON shop.sale (shop_id, made);
-- teardown
DROP INDEX shop.corpus_existing;

-- case: a prefix of what exists
-- trap: a narrower index for the statement that needs less
-- setup
CREATE INDEX corpus_existing ON shop.sale (customer_id, made);
-- workload
SELECT * FROM sale WHERE customer_id = $1;  -- 500 calls with (17)
-- best
nothing
-- rival
CREATE INDEX ON shop.sale (customer_id);
-- teardown
DROP INDEX shop.corpus_existing;

-- case: a partial index of another state
-- trap: taking WHERE state = 'new' for an index on made
-- setup
CREATE INDEX corpus_existing ON shop.sale (made) WHERE state = 'new';
-- workload
SELECT * FROM sale WHERE state = 'paid' ORDER BY made LIMIT 50;  -- 500 calls
SELECT * FROM sale WHERE state = 'new' ORDER BY made LIMIT 50;  -- 500 calls
-- best
CREATE INDEX ON shop.sale (made) WHERE state = 'paid';
-- rival
CREATE INDEX ON shop.sale (made);
-- teardown
DROP INDEX shop.corpus_existing;

-- case: an index that is not valid
-- trap: what a failed concurrent build left looks like an index
-- setup
CREATE INDEX corpus_existing ON shop.sale (customer_id);
UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'shop.corpus_existing'::regclass;
-- workload
SELECT * FROM sale WHERE customer_id = $1;  -- 500 calls with (17)
-- best
CREATE INDEX ON shop.sale (customer_id);
-- teardown
DROP INDEX shop.corpus_existing;

-- case: a hash index that serves the equality
-- trap: a B-tree beside it for the same lookup
-- setup
CREATE INDEX corpus_existing ON shop.sale USING hash (customer_id);
-- workload
SELECT * FROM sale WHERE customer_id = $1;  -- 500 calls with (17)
-- best
nothing
-- rival
CREATE INDEX ON shop.sale (customer_id);
-- teardown
DROP INDEX shop.corpus_existing;

-- case: a GIN index that serves the containment
-- trap: a second one
-- setup
CREATE INDEX corpus_existing ON shop.product USING gin (tags);
-- workload
SELECT * FROM product WHERE tags @> ARRAY['set77'];  -- 500 calls
-- best
nothing
-- rival
CREATE INDEX ON shop.product USING gin (tags);
-- teardown
DROP INDEX shop.corpus_existing;

-- case: an expression that is indexed
-- trap: not recognising one's own spelling
-- setup
CREATE INDEX corpus_existing ON shop.customer (lower(email));
ANALYZE shop.customer;
-- workload
SELECT * FROM customer WHERE lower(email) = $1;  -- 500 calls with ('customer77@example.org')
-- best
nothing
-- rival
CREATE INDEX ON shop.customer (lower(email));
-- teardown
DROP INDEX shop.corpus_existing;

-- case: half of the table
-- trap: an index that the planner would not use, or hardly
-- workload
SELECT * FROM sale WHERE channel IN ('web', 'app');  -- 100 calls
-- best
nothing
-- rival
CREATE INDEX ON shop.sale (channel);

-- case: everything but one value
-- trap: <> looks like a clause on the column
-- workload
SELECT * FROM sale WHERE channel <> 'web';  -- 100 calls
-- best
nothing
-- rival
CREATE INDEX ON shop.sale (channel);

-- case: the whole table is summed
-- trap: an index because there is a statement
-- workload
SELECT count(*), max(note) FROM sale;  -- 10 calls
-- best
nothing
-- rival
CREATE INDEX ON shop.sale (note);

-- case: a list of primary keys
-- trap: a list looks like a scan
-- workload
SELECT * FROM sale WHERE id = ANY ($1);  -- 500 calls with ('{5, 77, 99000}')
SELECT s.* FROM sale s JOIN (VALUES (5), (77), (99000)) v (id) ON v.id = s.id;  -- 500 calls
-- best
nothing
-- rival
CREATE INDEX ON shop.sale (id);
