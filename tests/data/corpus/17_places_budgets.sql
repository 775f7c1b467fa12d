-- class: same-named tables, temporary, foreign and unlogged tables; budgets

-- case: two tables of one name
-- trap: the index on the table that the search path hides
-- must: ON scratch\.item
-- never: ON scratch_b\.
-- setup
DROP SCHEMA IF EXISTS scratch_b CASCADE;
CREATE SCHEMA scratch_b;
CREATE TABLE scratch.item (id int PRIMARY KEY, owner int NOT NULL, body text NOT NULL);
CREATE TABLE scratch_b.item (id int PRIMARY KEY, owner int NOT NULL, body text NOT NULL);
INSERT INTO scratch.item SELECT i, pick(i, 1, 3000), repeat('x', 80) FROM generate_series(1, 20000) i;
INSERT INTO scratch_b.item SELECT i, pick(i, 1, 3000), repeat('x', 80) FROM generate_series(1, 20000) i;
VACUUM ANALYZE scratch.item, scratch_b.item;
-- session
SET search_path = scratch, scratch_b, shop, public;
-- workload
SELECT * FROM item WHERE owner = $1;  -- 500 calls with (17), (18)
-- best
CREATE INDEX ON scratch.item (owner);
-- rival
CREATE INDEX ON scratch_b.item (owner);
-- teardown
DROP SCHEMA scratch_b CASCADE;

-- case: two tables of one name, each with its own statement
-- trap: taking the two for one
-- setup
DROP SCHEMA IF EXISTS scratch_b CASCADE;
CREATE SCHEMA scratch_b;
CREATE TABLE scratch.item (id int PRIMARY KEY, owner int NOT NULL, body text NOT NULL);
CREATE TABLE scratch_b.item (id int PRIMARY KEY, owner int NOT NULL, body text NOT NULL);
INSERT INTO scratch.item SELECT i, pick(i, 1, 3000), repeat('x', 80) FROM generate_series(1, 20000) i;
INSERT INTO scratch_b.item SELECT i, pick(i, 1, 3000), repeat('x', 80) FROM generate_series(1, 20000) i;
VACUUM ANALYZE scratch.item, scratch_b.item;
-- workload
SELECT * FROM scratch.item WHERE owner = $1;  -- 500 calls with (17), (18)
SELECT * FROM scratch_b.item WHERE owner = $1;  -- 500 calls with (17), (18)
-- best
CREATE INDEX ON scratch.item (owner);
CREATE INDEX ON scratch_b.item (owner);
-- rival
CREATE INDEX ON scratch.item (owner);
-- teardown
DROP SCHEMA scratch_b CASCADE;

-- case: a temporary table
-- trap: an index that is gone with the session
-- unindexable: relation_excluded
-- session
CREATE TEMP TABLE basket AS SELECT i AS id, pick(i, 1, 3000) AS owner, repeat('x', 80) AS body FROM generate_series(1, 20000) i;
ANALYZE basket;
-- workload
SELECT * FROM basket WHERE owner = $1;  -- 500 calls with (17)
-- best
nothing

-- case: a foreign table
-- trap: DDL that fails
-- unindexable: relation_excluded|no_statistics
-- setup
CREATE EXTENSION file_fdw SCHEMA public;
CREATE SERVER corpus_files FOREIGN DATA WRAPPER file_fdw;
CREATE FOREIGN TABLE far (id int) SERVER corpus_files OPTIONS (program 'seq 1 20000');
ANALYZE far;
-- workload
SELECT * FROM far WHERE id = $1;  -- 500 calls with (17)
-- best
nothing
-- teardown
DROP EXTENSION file_fdw CASCADE;

-- case: an unlogged table
-- trap: refusing it with the temporary ones
-- setup
CREATE UNLOGGED TABLE cache (id int PRIMARY KEY, owner int NOT NULL, body text NOT NULL);
INSERT INTO cache SELECT i, pick(i, 1, 3000), repeat('x', 80) FROM generate_series(1, 20000) i;
VACUUM ANALYZE cache;
-- workload
SELECT * FROM cache WHERE owner = $1;  -- 500 calls with (17), (18)
-- best
CREATE INDEX ON scratch.cache (owner);
-- rival
CREATE INDEX ON scratch.cache (body);

-- case: a system catalog
-- trap: an index that only initdb may make
-- unindexable: relation_excluded
-- workload
SELECT * FROM pg_catalog.pg_attribute WHERE attname = $1;  -- 500 calls with ('id')
-- best
nothing

-- case: room for one of two
-- trap: the first in the text, or the largest gain per call
-- budget: 1500kB
-- workload
SELECT * FROM line WHERE product_id = $1;  -- 5 calls with (17)
SELECT * FROM sale WHERE customer_id = $1;  -- 500 calls with (17)
-- best
CREATE INDEX ON shop.sale (customer_id);
-- rival
CREATE INDEX ON shop.line (product_id);

-- case: the composite does not fit, the partial ones do
-- trap: nothing, because the best total index is too large
-- budget: 100kB
-- workload
SELECT * FROM sale WHERE state = 'new' ORDER BY made LIMIT 50;  -- 500 calls
SELECT * FROM sale WHERE state = 'paid' AND shop_id = $1;  -- 500 calls with (17)
-- best
CREATE INDEX ON shop.sale (made) WHERE state = 'new';
CREATE INDEX ON shop.sale (shop_id) WHERE state = 'paid';
-- rival
CREATE INDEX ON shop.sale (made) WHERE state = 'new';

-- case: one index, whichever helps most
-- trap: the heaviest statement's favourite, which helps nobody else
-- max indexes: 1
-- workload
SELECT * FROM sale WHERE shop_id = $1 AND channel = 'web' AND made > '2024-12-01 00:00+00';  -- 100 calls with (17)
SELECT * FROM sale WHERE shop_id = $1 AND made > '2024-11-01 00:00+00';  -- 100 calls with (17)
SELECT * FROM sale WHERE shop_id = $1 ORDER BY made DESC LIMIT 10;  -- 100 calls with (18)
SELECT * FROM customer WHERE email = $1;  -- 30 calls with ('Customer77@Example.org')
-- best
CREATE INDEX ON shop.sale (shop_id, made);
-- rival
CREATE INDEX ON shop.sale (shop_id, channel, made);
-- rival
CREATE INDEX ON shop.customer (email);

-- case: a set for a workload within a budget
-- trap: one index a statement until the room is used up
-- budget: 5500kB
-- workload
SELECT * FROM sale WHERE customer_id = $1;  -- 1000 calls with (17)
SELECT * FROM sale WHERE customer_id = $1 AND made > $2;  -- 1000 calls with (17, '2024-06-01 00:00+00')
SELECT * FROM sale WHERE state = 'new' AND shop_id = $1;  -- 500 calls with (17)
SELECT * FROM line WHERE sale_id = $1;  -- 500 calls with (17)
SELECT * FROM customer WHERE email = $1;  -- 20 calls with ('Customer77@Example.org')
-- best
CREATE INDEX ON shop.sale (customer_id);
CREATE INDEX ON shop.sale (shop_id) WHERE state = 'new';
CREATE INDEX ON shop.line (sale_id);
-- rival
CREATE INDEX ON shop.sale (customer_id, made);
CREATE INDEX ON shop.customer (email);
