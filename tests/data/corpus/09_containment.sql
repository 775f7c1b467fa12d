-- class: containment in arrays and documents

-- case: an array that contains a tag
-- trap: a B-tree on the array
-- workload
SELECT * FROM product WHERE tags @> ARRAY['set77'];  -- 500 calls
-- best
CREATE INDEX ON shop.product USING gin (tags);
-- rival
CREATE INDEX ON shop.product (tags);

-- case: arrays that overlap
-- trap: a B-tree on the array
-- workload
SELECT * FROM product WHERE tags && ARRAY['set77', 'set78'];  -- 500 calls
-- best
CREATE INDEX ON shop.product USING gin (tags);
-- rival
CREATE INDEX ON shop.product (tags);

-- case: a document that contains another
-- trap: the default operator class, twice the size of jsonb_path_ops
-- workload
SELECT * FROM product WHERE attributes @> '{"color": "teal"}';  -- 500 calls
-- best
CREATE INDEX ON shop.product USING gin (attributes jsonb_path_ops);
-- rival
CREATE INDEX ON shop.product (attributes);

-- case: a document that has a key
-- trap: jsonb_path_ops, which does not know ?
-- workload
SELECT * FROM product WHERE attributes ? 'recalled';  -- 500 calls
-- best
CREATE INDEX ON shop.product USING gin (attributes);
-- rival
CREATE INDEX ON shop.product USING gin (attributes jsonb_path_ops);

-- case: a value = ANY (array column) is not containment
-- trap: a GIN index, which serves @> but not this spelling
-- workload
SELECT * FROM product WHERE 'set77' = ANY (tags);  -- 100 calls
-- best
nothing
-- rival
CREATE INDEX ON shop.product USING gin (tags);
-- rival
CREATE INDEX ON shop.product (tags);
