-- class: redundant indexes, with constraint, replica-identity and CLUSTER guards

-- case: the prefix of a new index becomes redundant
-- trap: the new index beside the old one for ever
-- replaces: corpus_prefix
-- setup
CREATE INDEX corpus_prefix ON shop.sale (shop_id);
-- workload
SELECT * FROM sale WHERE shop_id = $1 ORDER BY made DESC LIMIT 10;  -- 500 calls with (17), (18)
-- best
CREATE INDEX ON shop.sale (shop_id, made);
-- rival
CREATE INDEX ON shop.sale (made);
-- teardown
DROP INDEX shop.corpus_prefix;

-- case: a unique index is a promise, not a prefix
-- trap: dropping the constraint with the index
-- keeps: desk
-- setup
CREATE TABLE desk (id int NOT NULL, room int NOT NULL, guest int NOT NULL, since date NOT NULL, c1 text, c2 text, c3 text, c4 text, c5 text, body text NOT NULL, CONSTRAINT desk_once UNIQUE (guest));
INSERT INTO desk (id, room, guest, since, body) SELECT i, pick(i, 1, 200), i, date '2024-01-01' + pick(i, 2, 300), repeat('x', 80) FROM generate_series(1, 20000) i;
CREATE UNIQUE INDEX desk_unique ON desk (room, id);
VACUUM ANALYZE desk;
-- workload
SELECT * FROM desk WHERE room = $1 ORDER BY since DESC LIMIT 5;  -- 500 calls with (17), (18)
-- best
CREATE INDEX ON scratch.desk (room, since);
-- rival
CREATE INDEX ON scratch.desk (since);

-- case: the table is clustered by it
-- trap: taking the order of the table away with the index
-- keeps: desk_order
-- setup
CREATE TABLE desk (id int PRIMARY KEY, room int NOT NULL, since date NOT NULL, c1 text, c2 text, c3 text, c4 text, c5 text, body text NOT NULL);
INSERT INTO desk (id, room, since, body) SELECT i, pick(i, 1, 200), date '2024-01-01' + pick(i, 2, 300), repeat('x', 80) FROM generate_series(1, 20000) i;
CREATE INDEX desk_order ON desk (room);
ALTER TABLE desk CLUSTER ON desk_order;
VACUUM ANALYZE desk;
-- workload
SELECT * FROM desk WHERE room = $1 ORDER BY since DESC LIMIT 5;  -- 500 calls with (17), (18)
-- best
CREATE INDEX ON scratch.desk (room, since);
-- rival
CREATE INDEX ON scratch.desk (since);

-- case: replication finds rows by it
-- trap: a replica that no update reaches any more
-- keeps: desk_identity
-- setup
CREATE TABLE desk (id int NOT NULL, room int NOT NULL, since date NOT NULL, c1 text, c2 text, c3 text, c4 text, c5 text, body text NOT NULL);
INSERT INTO desk (id, room, since, body) SELECT i, i, date '2024-01-01' + pick(i, 2, 300), repeat('x', 80) FROM generate_series(1, 20000) i;
CREATE UNIQUE INDEX desk_identity ON desk (room);
ALTER TABLE desk REPLICA IDENTITY USING INDEX desk_identity;
VACUUM ANALYZE desk;
-- workload
SELECT * FROM desk WHERE room = $1;  -- 500 calls with (17), (18)
-- best
nothing
-- rival
CREATE INDEX ON scratch.desk (room, since);

-- case: another operator class and another predicate are other indexes
-- trap: columns compared, classes not
-- keeps: corpus_
-- setup
CREATE INDEX corpus_pattern ON shop.customer (name text_pattern_ops);
CREATE INDEX corpus_some ON shop.customer (name) WHERE tenant_id < 20;
-- workload
SELECT * FROM customer WHERE name > $1 ORDER BY name LIMIT 10;  -- 500 calls with ('Lin'), ('Tes')
-- best
CREATE INDEX ON shop.customer (name);
-- rival
CREATE INDEX ON shop.customer (name text_pattern_ops);
-- teardown
DROP INDEX shop.corpus_pattern, shop.corpus_some;

-- case: of two indexes that share a prefix none is redundant
-- trap: naming what the new index does not serve
-- keeps: corpus_total
-- setup
CREATE INDEX corpus_total ON shop.sale (shop_id, total);
-- workload
SELECT * FROM sale WHERE shop_id = $1 ORDER BY made DESC LIMIT 10;  -- 500 calls with (17), (18)
SELECT * FROM sale WHERE shop_id = $1 AND total > 990;  -- 500 calls with (17), (18)
-- best
CREATE INDEX ON shop.sale (shop_id, made);
-- rival
CREATE INDEX ON shop.sale (made);
-- teardown
DROP INDEX shop.corpus_total;
