-- class: columns that are updated often (HOT loss) and tables that are written more than read

-- case: the state that every job changes stays out of the index
-- trap: (owner, state) or WHERE state = 'open' makes an entry of every step of every job
-- never: state
-- setup
CREATE TABLE job (id int PRIMARY KEY, owner int NOT NULL, state text NOT NULL, step int NOT NULL, body text NOT NULL) WITH (fillfactor = 70);
INSERT INTO job SELECT i, pick(i, 1, 5000), CASE WHEN pick(i, 2, 10) = 0 THEN 'open' ELSE 'closed' END, 0, repeat('x', 100) FROM generate_series(1, 30000) i;
VACUUM ANALYZE job;
-- workload
SELECT * FROM job WHERE owner = $1 AND state = 'open';  -- 1000 calls with (17), (18)
UPDATE job SET state = 'done', step = step + 1 WHERE id = $1;  -- 20000 calls with (77), (20001)
-- best
CREATE INDEX ON scratch.job (owner);
-- rival
CREATE INDEX ON scratch.job (owner, state);

-- case: a ranking that changes with every move is not worth an index
-- trap: ORDER BY score LIMIT 10 looks like the textbook case
-- setup
CREATE TABLE player (id int PRIMARY KEY, score int NOT NULL, name text NOT NULL) WITH (fillfactor = 70);
INSERT INTO player SELECT i, pick(i, 1, 1000000), 'p' || i FROM generate_series(1, 20000) i;
VACUUM ANALYZE player;
-- workload
SELECT * FROM player ORDER BY score DESC LIMIT 10;  -- 10 calls
UPDATE player SET score = score + 10 WHERE id = $1;  -- 50000 calls with (77), (15001)
-- best
nothing
-- rival
CREATE INDEX ON scratch.player (score);

-- case: the same ranking, read far more than it moves
-- trap: refusing every index on a column that is updated at all
-- setup
CREATE TABLE player (id int PRIMARY KEY, score int NOT NULL, name text NOT NULL) WITH (fillfactor = 70);
INSERT INTO player SELECT i, pick(i, 1, 1000000), 'p' || i FROM generate_series(1, 20000) i;
VACUUM ANALYZE player;
-- workload
SELECT * FROM player ORDER BY score DESC LIMIT 10;  -- 5000 calls
UPDATE player SET score = score + 10 WHERE id = $1;  -- 500 calls with (77), (15001)
-- best
CREATE INDEX ON scratch.player (score);
-- rival
CREATE INDEX ON scratch.player (name);

-- case: a counter beside the column that is looked up
-- trap: taking the counter along as payload ends heap-only updates
-- never: hits
-- setup
CREATE TABLE page (id int PRIMARY KEY, slug text NOT NULL, hits int NOT NULL, body text NOT NULL) WITH (fillfactor = 70);
INSERT INTO page SELECT i, md5(i::text), 0, repeat('x', 100) FROM generate_series(1, 20000) i;
VACUUM ANALYZE page;
-- workload
SELECT hits FROM page WHERE slug = $1;  -- 5000 calls with ('28dd2c7955ce926456240b2ff0100bde')
UPDATE page SET hits = hits + 1 WHERE id = $1;  -- 50000 calls with (77), (15001)
-- best
CREATE INDEX ON scratch.page (slug);
-- rival
CREATE INDEX ON scratch.page (slug) INCLUDE (hits);

-- case: the balance of an account
-- trap: (number) INCLUDE (balance) for an index-only scan that no page allows
-- never: balance
-- setup
CREATE TABLE account (id int PRIMARY KEY, number text NOT NULL, balance numeric NOT NULL, body text NOT NULL) WITH (fillfactor = 70);
INSERT INTO account SELECT i, 'DE' || lpad(pick(i, 1, 100000000)::text, 10, '0'), 100, repeat('x', 100) FROM generate_series(1, 20000) i;
VACUUM ANALYZE account;
-- workload
SELECT balance FROM account WHERE number = $1;  -- 2000 calls with ('DE0000000001')
UPDATE account SET balance = balance - 10 WHERE id = $1;  -- 20000 calls with (77), (15001)
-- best
CREATE INDEX ON scratch.account (number);
-- rival
CREATE INDEX ON scratch.account (number) INCLUDE (balance);

-- case: a log that is written and hardly ever read
-- trap: the one reader's index, paid for by a million inserts
-- setup
CREATE TABLE log (id int PRIMARY KEY, host int NOT NULL, at timestamptz NOT NULL, line text NOT NULL);
INSERT INTO log SELECT i, pick(i, 1, 500), '2024-01-01 00:00+00'::timestamptz + i * interval '1 second', md5(i::text) FROM generate_series(1, 30000) i;
VACUUM ANALYZE log;
-- workload
SELECT * FROM log WHERE host = 17;  -- 1 call
INSERT INTO log VALUES ($1, 17, '2024-06-01 00:00+00', 'x');  -- 1000000 calls with (1000001), (1000002)
-- best
nothing
-- rival
CREATE INDEX ON scratch.log (host);

-- case: a queue where every row is inserted, changed and deleted
-- trap: an index for the few readers by owner
-- setup
CREATE TABLE queue (id int PRIMARY KEY, owner int NOT NULL, state int NOT NULL, body text NOT NULL);
INSERT INTO queue SELECT i, pick(i, 1, 300), 0, md5(i::text) FROM generate_series(1, 20000) i;
VACUUM ANALYZE queue;
-- workload
SELECT * FROM queue WHERE owner = 17;  -- 5 calls
INSERT INTO queue VALUES ($1, 17, 0, 'x');  -- 50000 calls with (1000001), (1000002)
DELETE FROM queue WHERE id = $1;  -- 50000 calls with (78), (15001)
-- best
nothing
-- rival
CREATE INDEX ON scratch.queue (owner);

-- case: as many writes as reads are no reason to refuse
-- trap: a rule that tables with writes take no index
-- setup
CREATE TABLE log (id int PRIMARY KEY, host int NOT NULL, at timestamptz NOT NULL, line text NOT NULL);
INSERT INTO log SELECT i, pick(i, 1, 500), '2024-01-01 00:00+00'::timestamptz + i * interval '1 second', md5(i::text) FROM generate_series(1, 30000) i;
VACUUM ANALYZE log;
-- workload
SELECT * FROM log WHERE host = 17;  -- 1000 calls
INSERT INTO log VALUES ($1, 17, '2024-06-01 00:00+00', 'x');  -- 1000 calls with (1000001), (1000002)
-- best
CREATE INDEX ON scratch.log (host);
-- rival
CREATE INDEX ON scratch.log (at);

-- case: of two indexes only one earns its upkeep
-- trap: the second one for a reader of twice a day
-- setup
CREATE TABLE log (id int PRIMARY KEY, host int NOT NULL, code int NOT NULL, line text NOT NULL);
INSERT INTO log SELECT i, pick(i, 1, 500), pick(i, 2, 500), md5(i::text) FROM generate_series(1, 30000) i;
VACUUM ANALYZE log;
-- workload
SELECT * FROM log WHERE host = 17;  -- 2000 calls
SELECT * FROM log WHERE code = 17;  -- 2 calls
INSERT INTO log VALUES ($1, 17, 18, 'x');  -- 20000 calls with (1000001), (1000002)
-- best
CREATE INDEX ON scratch.log (host);
-- rival
CREATE INDEX ON scratch.log (host);
CREATE INDEX ON scratch.log (code);

-- case: an update that finds its rows by the column is a reader too
-- trap: seeing only SELECTs
-- setup
CREATE TABLE job (id int PRIMARY KEY, owner int NOT NULL, step int NOT NULL, body text NOT NULL) WITH (fillfactor = 70);
INSERT INTO job SELECT i, pick(i, 1, 5000), 0, repeat('x', 100) FROM generate_series(1, 30000) i;
VACUUM ANALYZE job;
-- workload
UPDATE job SET step = step + 1 WHERE owner = $1;  -- 500 calls with (17), (18)
-- best
CREATE INDEX ON scratch.job (owner);
-- rival
CREATE INDEX ON scratch.job (owner, step);
