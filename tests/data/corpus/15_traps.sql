-- class: LIMIT and nested-loop traps, where the estimate wins and the clock loses

-- case: rows that all lie at the far end
-- trap: walking the order for ten rows reads 99 % of it first
-- workload
SELECT * FROM sale WHERE state = 'back' ORDER BY made LIMIT 10;  -- 200 calls
-- best
CREATE INDEX ON shop.sale (made) WHERE state = 'back';
-- rival
CREATE INDEX ON shop.sale (made);

-- case: the far end again, with a parameter
-- trap: the order alone, which the estimate likes
-- known gap: a parameter is costed as an average value; for a rare one the order is walked to the end
-- never: where
-- workload
SELECT * FROM sale WHERE state = $1 ORDER BY made LIMIT 10;  -- 200 calls with ('back'), ('new')
-- best
CREATE INDEX ON shop.sale (state, made);
-- rival
CREATE INDEX ON shop.sale (made);

-- case: a few rows of one customer in the order of the key
-- trap: trusting the primary key's order to find one row soon
-- workload
SELECT * FROM sale WHERE customer_id = $1 ORDER BY id LIMIT 1;  -- 500 calls with (77), (15001)
-- best
CREATE INDEX ON shop.sale (customer_id, id);
-- rival
CREATE INDEX ON shop.sale (customer_id);
-- rival
CREATE INDEX ON shop.sale (id, customer_id);

-- case: an average of ten where one has thousands
-- trap: a nested loop over one topic that has a fifth of all posts
-- setup
CREATE TABLE topic (id int PRIMARY KEY, name text NOT NULL);
INSERT INTO topic SELECT i, 'topic ' || i FROM generate_series(1, 3000) i;
CREATE TABLE post (id int PRIMARY KEY, topic_id int NOT NULL, body text NOT NULL);
INSERT INTO post SELECT i, CASE WHEN pick(i, 1, 5) = 0 THEN 1 ELSE 2 + pick(i, 2, 2999) END, repeat('x', 80) FROM generate_series(1, 40000) i;
VACUUM ANALYZE topic, post;
-- workload
SELECT p.* FROM topic t JOIN post p ON p.topic_id = t.id WHERE t.name = $1;  -- 100 calls with ('topic 2'), ('topic 2900'), ('topic 77')
-- best
CREATE INDEX ON scratch.post (topic_id);
CREATE INDEX ON scratch.topic (name);
-- rival
CREATE INDEX ON scratch.topic (name);

-- case: a join and a limit
-- trap: an index for the filter on the side that the limit makes cheap anyway
-- workload
SELECT s.id, c.name FROM sale s JOIN customer c ON c.id = s.customer_id ORDER BY s.made DESC LIMIT 10;  -- 300 calls
-- best
CREATE INDEX ON shop.sale (made);
-- rival
CREATE INDEX ON shop.sale (customer_id);
