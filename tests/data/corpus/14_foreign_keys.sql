-- class: children of foreign keys with and without deletes of parents; rare expensive reports

-- case: parents are deleted, and the check reads all children
-- trap: no statement of the workload mentions the child's column
-- must: contract .*\(owner_id
-- known gap: a foreign key's checks are not weighed
-- setup
CREATE TABLE owner (id int PRIMARY KEY, name text NOT NULL);
INSERT INTO owner SELECT i, 'owner ' || i FROM generate_series(1, 20000) i;
CREATE TABLE contract (id int PRIMARY KEY, owner_id int NOT NULL REFERENCES owner, body text NOT NULL);
INSERT INTO contract SELECT i, 1 + pick(i, 1, 10000), repeat('x', 50) FROM generate_series(1, 40000) i;
VACUUM ANALYZE owner, contract;
-- workload
SELECT * FROM contract WHERE id = $1;  -- 1000 calls with (17)
DELETE FROM owner WHERE id = $1;  -- 1000 calls with (15001), (15002)
-- best
CREATE INDEX ON scratch.contract (owner_id);

-- case: parents stay
-- trap: an index for every foreign key
-- setup
CREATE TABLE owner (id int PRIMARY KEY, name text NOT NULL);
INSERT INTO owner SELECT i, 'owner ' || i FROM generate_series(1, 20000) i;
CREATE TABLE contract (id int PRIMARY KEY, owner_id int NOT NULL REFERENCES owner, body text NOT NULL);
INSERT INTO contract SELECT i, 1 + pick(i, 1, 10000), repeat('x', 50) FROM generate_series(1, 40000) i;
VACUUM ANALYZE owner, contract;
-- workload
SELECT * FROM contract WHERE id = $1;  -- 1000 calls with (17)
INSERT INTO contract VALUES ($1, 17, 'x');  -- 1000 calls with (1000001)
-- best
nothing
-- rival
CREATE INDEX ON scratch.contract (owner_id);

-- case: parents change, but not their keys
-- trap: an update of the parent that needs no check
-- setup
CREATE TABLE owner (id int PRIMARY KEY, name text NOT NULL);
INSERT INTO owner SELECT i, 'owner ' || i FROM generate_series(1, 20000) i;
CREATE TABLE contract (id int PRIMARY KEY, owner_id int NOT NULL REFERENCES owner, body text NOT NULL);
INSERT INTO contract SELECT i, 1 + pick(i, 1, 10000), repeat('x', 50) FROM generate_series(1, 40000) i;
VACUUM ANALYZE owner, contract;
-- workload
UPDATE owner SET name = 'x' WHERE id = $1;  -- 1000 calls with (17)
INSERT INTO contract VALUES ($1, 17, 'x');  -- 1000 calls with (1000001)
-- best
nothing
-- rival
CREATE INDEX ON scratch.contract (owner_id);

-- case: children are read through the parent
-- trap: only the deletes make a foreign key's index worth having
-- setup
CREATE TABLE owner (id int PRIMARY KEY, name text NOT NULL);
INSERT INTO owner SELECT i, 'owner ' || i FROM generate_series(1, 20000) i;
CREATE TABLE contract (id int PRIMARY KEY, owner_id int NOT NULL REFERENCES owner, body text NOT NULL);
INSERT INTO contract SELECT i, 1 + pick(i, 1, 10000), repeat('x', 50) FROM generate_series(1, 40000) i;
VACUUM ANALYZE owner, contract;
-- workload
SELECT o.name, c.* FROM owner o JOIN contract c ON c.owner_id = o.id WHERE o.id = $1;  -- 1000 calls with (17)
-- best
CREATE INDEX ON scratch.contract (owner_id);
-- rival
CREATE INDEX ON scratch.owner (id, name);

-- case: a report once a month beside a hundred thousand lookups
-- trap: a share of the workload that rounds to nothing
-- must: \(made
-- workload
SELECT * FROM sale WHERE id = $1;  -- 100000 calls with (77)
SELECT * FROM sale WHERE made >= '2024-12-01 00:00+00' AND made < '2024-12-08 00:00+00' ORDER BY total;  -- 1 call
-- best
CREATE INDEX ON shop.sale (made);
-- rival
CREATE INDEX ON shop.sale (shop_id, total);

-- case: the report's index is not worth a million inserts
-- trap: the most expensive statement gets an index, whatever it costs
-- workload
SELECT * FROM line WHERE quantity = 3 AND price > 99;  -- 1 call
INSERT INTO line VALUES ($1, 1, 2, 3, 4, 5, 6, 7);  -- 1000000 calls with (1000001), (1000002)
-- best
nothing
-- rival
CREATE INDEX ON shop.line (price);
