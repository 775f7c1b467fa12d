-- class: correlated columns, missing and stale statistics

-- case: three columns that say the same
-- trap: the product of the shares promises an eighth of the rows where there is a half
-- unindexable: correlat|statistic
-- known gap: nothing proposes CREATE STATISTICS yet
-- setup
CREATE TABLE parcel (id int PRIMARY KEY, country text NOT NULL, currency text NOT NULL, tongue text NOT NULL, body text NOT NULL);
INSERT INTO parcel SELECT i, 'land ' || pick(i, 1, 2), 'coin ' || pick(i, 1, 2), 'tongue ' || pick(i, 1, 2), repeat('x', 50) FROM generate_series(1, 30000) i;
VACUUM ANALYZE parcel;
-- workload
SELECT * FROM parcel WHERE country = 'land 1' AND currency = 'coin 1' AND tongue = 'tongue 1';  -- 100 calls
-- best
nothing
-- rival
CREATE INDEX ON scratch.parcel (country, currency, tongue);

-- case: the same with extended statistics
-- trap: estimates column by column although the server knows better
-- known gap: an index by which every page is read all the same is advised for an estimated tenth
-- setup
CREATE TABLE parcel (id int PRIMARY KEY, country text NOT NULL, currency text NOT NULL, tongue text NOT NULL, body text NOT NULL);
INSERT INTO parcel SELECT i, 'land ' || pick(i, 1, 2), 'coin ' || pick(i, 1, 2), 'tongue ' || pick(i, 1, 2), repeat('x', 50) FROM generate_series(1, 30000) i;
CREATE STATISTICS parcel_money ON country, currency, tongue FROM parcel;
VACUUM ANALYZE parcel;
-- workload
SELECT * FROM parcel WHERE country = 'land 1' AND currency = 'coin 1' AND tongue = 'tongue 1';  -- 100 calls
-- best
nothing
-- rival
CREATE INDEX ON scratch.parcel (country, currency, tongue);

-- case: correlated, and still selective
-- trap: refusing because of the correlation
-- workload
SELECT * FROM customer WHERE region = 'region 2' AND city = 'city 25' AND tenant_id = $1;  -- 500 calls with (17), (18)
-- best
CREATE INDEX ON shop.customer (tenant_id, city);
-- rival
CREATE INDEX ON shop.customer (region, city);
-- rival
CREATE INDEX ON shop.customer (region);

-- case: never analyzed
-- trap: advice on guesses
-- unindexable: no_statistics
-- setup
CREATE TABLE parcel (id int PRIMARY KEY, owner int NOT NULL, body text NOT NULL);
INSERT INTO parcel SELECT i, pick(i, 1, 3000), repeat('x', 50) FROM generate_series(1, 30000) i;
-- workload
SELECT * FROM parcel WHERE owner = 17;  -- 100 calls
-- best
nothing

-- case: analyzed when it was small
-- trap: full confidence in statistics of another table than today's
-- confidence below: 0.7
-- setup
CREATE TABLE parcel (id int PRIMARY KEY, owner int NOT NULL, body text NOT NULL);
INSERT INTO parcel SELECT i, i % 40, repeat('x', 50) FROM generate_series(1, 1000) i;
VACUUM ANALYZE parcel;
SET track_counts = on;
INSERT INTO parcel SELECT i, pick(i, 1, 3000), repeat('x', 50) FROM generate_series(1001, 40000) i;
SELECT pg_stat_force_next_flush();
SET track_counts = off;
-- workload
SELECT * FROM parcel WHERE owner = $1;  -- 500 calls with (17), (2900)
-- best
CREATE INDEX ON scratch.parcel (owner);
-- rival
CREATE INDEX ON scratch.parcel (body);
