-- class: prefix and infix LIKE

-- case: names that begin alike, in a collation that is not C
-- trap: (name) serves no LIKE outside of the C collation
-- workload
SELECT * FROM customer WHERE name LIKE 'Karson1%';  -- 500 calls
-- best
CREATE INDEX ON shop.customer (name text_pattern_ops);
-- rival
CREATE INDEX ON shop.customer (name);

-- case: a column in the C collation
-- trap: a pattern operator class that orders nothing, beside the plain index
-- workload
SELECT * FROM sale WHERE code LIKE 'S0001%';  -- 300 calls
SELECT * FROM sale WHERE code > $1 ORDER BY code LIMIT 10;  -- 300 calls with ('S0500')
-- best
CREATE INDEX ON shop.sale (code);
-- rival
CREATE INDEX ON shop.sale (code);
CREATE INDEX ON shop.sale (code text_pattern_ops);
-- rival
CREATE INDEX ON shop.sale (code text_pattern_ops);

-- case: prefix and equality share the pattern class
-- trap: two indexes
-- workload
SELECT * FROM customer WHERE name LIKE 'Karson1%';  -- 500 calls
SELECT * FROM customer WHERE name = $1;  -- 500 calls with ('Belman12')
-- best
CREATE INDEX ON shop.customer (name text_pattern_ops);
-- rival
CREATE INDEX ON shop.customer (name);
CREATE INDEX ON shop.customer (name text_pattern_ops);
-- rival
CREATE INDEX ON shop.customer (name);

-- case: a prefix of the lower case
-- trap: (lower(name)) without the class, (name text_pattern_ops) without the function
-- workload
SELECT * FROM customer WHERE lower(name) LIKE 'karson1%';  -- 500 calls
-- best
CREATE INDEX ON shop.customer (lower(name) text_pattern_ops);
-- rival
CREATE INDEX ON shop.customer (name text_pattern_ops);
-- rival
CREATE INDEX ON shop.customer (lower(name));

-- case: somewhere inside, without pg_trgm
-- trap: any B-tree
-- unindexable: leading_wildcard
-- workload
SELECT * FROM customer WHERE name LIKE '%dottir77%';  -- 100 calls
-- best
nothing
-- rival
CREATE INDEX ON shop.customer (name);
-- rival
CREATE INDEX ON shop.customer (name text_pattern_ops);

-- case: at the end, without pg_trgm
-- trap: any B-tree on the column as it stands
-- unindexable: leading_wildcard
-- workload
SELECT * FROM customer WHERE email LIKE '%77@Example.org';  -- 100 calls
-- best
nothing
-- rival
CREATE INDEX ON shop.customer (email text_pattern_ops);

-- case: somewhere inside, with pg_trgm
-- trap: calling it unindexable though the extension is there
-- setup
CREATE EXTENSION pg_trgm SCHEMA public;
-- workload
SELECT * FROM customer WHERE name LIKE '%dottir77%';  -- 500 calls
-- best
CREATE INDEX ON shop.customer USING gin (name gin_trgm_ops);
-- rival
CREATE INDEX ON shop.customer (name text_pattern_ops);
-- teardown
DROP EXTENSION pg_trgm CASCADE;

-- case: ILIKE with pg_trgm
-- trap: (lower(name)), which ILIKE does not use
-- setup
CREATE EXTENSION pg_trgm SCHEMA public;
-- workload
SELECT * FROM customer WHERE email ILIKE '%omer1777@%';  -- 500 calls
-- best
CREATE INDEX ON shop.customer USING gin (email gin_trgm_ops);
-- rival
CREATE INDEX ON shop.customer (lower(email));
-- teardown
DROP EXTENSION pg_trgm CASCADE;
