-- class: a skewed constant in the text -> partial; a parameter or an entity -> not

-- case: a rare state, oldest first
-- trap: (state, made) holds the 97 % that nobody asks for
-- workload
SELECT * FROM sale WHERE state = 'new' ORDER BY made LIMIT 50;  -- 500 calls
-- best
CREATE INDEX ON shop.sale (made) WHERE state = 'new';
-- rival
CREATE INDEX ON shop.sale (state, made);
-- rival
CREATE INDEX ON shop.sale (made);

-- case: a rare state of one shop
-- trap: (shop_id, state) over all rows
-- workload
SELECT * FROM sale WHERE state = 'paid' AND shop_id = $1;  -- 500 calls with (17), (99)
-- best
CREATE INDEX ON shop.sale (shop_id) WHERE state = 'paid';
-- rival
CREATE INDEX ON shop.sale (shop_id, state);
-- rival
CREATE INDEX ON shop.sale (state);

-- case: the state is a parameter with changing values
-- trap: a partial index that a parameter can never prove
-- known gap: a parameter is costed as an average value; for a rare one the order is walked to the end
-- never: where
-- workload
SELECT * FROM sale WHERE state = $1 ORDER BY made LIMIT 50;  -- 500 calls with ('new'), ('paid'), ('done')
-- best
CREATE INDEX ON shop.sale (state, made);
-- rival
CREATE INDEX ON shop.sale (made) WHERE state = 'new';
-- rival
CREATE INDEX ON shop.sale (made);

-- case: a constant that names an entity, not a state
-- trap: an index for customer 5, another for customer 6
-- never: where
-- workload
SELECT * FROM sale WHERE customer_id = 5 ORDER BY made;  -- 10 calls
SELECT * FROM sale WHERE customer_id = 61 ORDER BY made;  -- 10 calls
SELECT * FROM sale WHERE customer_id = 777 ORDER BY made;  -- 10 calls
-- best
CREATE INDEX ON shop.sale (customer_id);
-- rival
CREATE INDEX ON shop.sale (made);

-- case: the common value of a skewed column
-- trap: the state in the key or the predicate; nine rows in ten have it
-- never: state
-- workload
SELECT * FROM sale WHERE state = 'done' ORDER BY made DESC LIMIT 20;  -- 500 calls
-- best
CREATE INDEX ON shop.sale (made);
-- rival
CREATE INDEX ON shop.sale (state);

-- case: what was cancelled, of one shop
-- trap: (shop_id, cancelled_at) over all rows
-- workload
SELECT * FROM sale WHERE cancelled_at IS NOT NULL AND shop_id = $1;  -- 500 calls with (17), (18)
-- best
CREATE INDEX ON shop.sale (shop_id) WHERE cancelled_at IS NOT NULL;
-- rival
CREATE INDEX ON shop.sale (shop_id, cancelled_at);
-- rival
CREATE INDEX ON shop.sale (shop_id);

-- case: what waits for shipping
-- trap: (made) walks through what has been shipped
-- workload
SELECT * FROM sale WHERE shipped IS NULL ORDER BY made LIMIT 100;  -- 500 calls
-- best
CREATE INDEX ON shop.sale (made) WHERE shipped IS NULL;
-- rival
CREATE INDEX ON shop.sale (made);
-- rival
CREATE INDEX ON shop.sale (shipped, made);

-- case: a flag that is rarely off
-- trap: (active) alone or in front over all rows
-- workload
SELECT * FROM product WHERE NOT active AND category_id = $1;  -- 500 calls with (7), (8)
-- best
CREATE INDEX ON shop.product (category_id) WHERE NOT active;
-- rival
CREATE INDEX ON shop.product (active);
-- rival
CREATE INDEX ON shop.product (category_id);

-- case: a date in the text is no predicate
-- trap: WHERE made >= a constant serves until next month's text
-- never: where.*made
-- workload
SELECT * FROM sale WHERE made >= '2024-12-10 00:00+00' AND total > 900;  -- 100 calls
-- best
CREATE INDEX ON shop.sale (made);
-- rival
CREATE INDEX ON shop.sale (total);

-- case: two rare states, one index each beats a total one
-- trap: (state, made) is twenty times the size
-- workload
SELECT * FROM sale WHERE state = 'new' ORDER BY made LIMIT 50;  -- 500 calls
SELECT * FROM sale WHERE state = 'paid' AND made > '2024-12-01 00:00+00';  -- 500 calls
-- best
CREATE INDEX ON shop.sale (made) WHERE state = 'new';
CREATE INDEX ON shop.sale (made) WHERE state = 'paid';
-- rival
CREATE INDEX ON shop.sale (state, made);

-- case: not deleted, where nearly all are not
-- trap: WHERE deleted_at IS NULL ties the index to the text and shrinks nothing
-- never: where
-- workload
SELECT * FROM customer WHERE deleted_at IS NULL AND email = $1;  -- 500 calls with ('Customer77@Example.org')
-- best
CREATE INDEX ON shop.customer (email);
-- rival
CREATE INDEX ON shop.customer (deleted_at);

-- case: IS NULL in four rows of five
-- trap: a partial index of four fifths of the table
-- never: where
-- workload
SELECT * FROM customer WHERE referrer_id IS NULL AND tenant_id = $1;  -- 500 calls with (17)
-- best
CREATE INDEX ON shop.customer (tenant_id);
-- rival
CREATE INDEX ON shop.customer (referrer_id);
