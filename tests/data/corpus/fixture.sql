-- SPDX-License-Identifier: PostgreSQL
-- The tables that the cases of the corpus share. Nothing is random: shop.pick scatters by hashing, and
-- a statistics target of 1000 on each first column makes ANALYZE read every row, so statistics,
-- plans and costs are the same in every run. The other columns keep the server's target of 100.

CREATE SCHEMA shop;

-- A number from 0 to n - 1 that looks like chance; salt keeps the columns of a row apart.
CREATE FUNCTION shop.pick(i int, salt int, n int) RETURNS int LANGUAGE sql IMMUTABLE
RETURN (abs(hashint8(i::bigint * 100 + salt)::bigint) % n)::int;

-- 20,000 rows; deleted_at is NULL in 98 %, referrer_id in 80 %; the city says the region.
CREATE TABLE shop.customer (
  id int PRIMARY KEY, tenant_id int NOT NULL, email text NOT NULL, name text NOT NULL,
  region text NOT NULL, city text NOT NULL, created timestamptz NOT NULL, deleted_at timestamptz,
  referrer_id int, phone text NOT NULL, settings jsonb NOT NULL);
INSERT INTO shop.customer
SELECT i, shop.pick(i, 1, 200), 'Customer' || i || '@Example.org',
       (ARRAY['Kar','Bel','Ono','Mar','Lin','Tes','Ulm','Dor','Ves','Jun'])[1 + shop.pick(i, 2, 10)]
         || (ARRAY['son','dottir','ovic','man','ini','ez','sen','ski','ley','ton'])[1 + shop.pick(i, 3, 10)] || shop.pick(i, 4, 900),
       'region ' || shop.pick(i, 5, 40) / 10, 'city ' || shop.pick(i, 5, 40),
       '2020-01-01 00:00+00'::timestamptz + i * interval '2 hours',
       CASE WHEN shop.pick(i, 6, 50) = 0 THEN '2024-06-01 00:00+00'::timestamptz END,
       CASE WHEN shop.pick(i, 7, 5) = 0 THEN 1 + shop.pick(i, 8, 20000) END,
       '+49' || lpad(shop.pick(i, 9, 100000000)::text, 8, '0'),
       jsonb_build_object('theme', shop.pick(i, 10, 2000), 'mail', shop.pick(i, 11, 2) = 0)
  FROM generate_series(1, 20000) i;

-- 100,000 rows of one year, in the order of made; five a customer, 333 a shop. state: new 0.5 %,
-- paid 2 %, back 0.2 % (only in the last hundredth of the table), else done. shipped is NULL in
-- 3 %, cancelled_at in 97 %.
CREATE TABLE shop.sale (
  id int PRIMARY KEY, customer_id int NOT NULL, shop_id int NOT NULL, state text NOT NULL,
  made timestamptz NOT NULL, shipped timestamptz, cancelled_at timestamptz,
  total numeric(10, 2) NOT NULL, priority int NOT NULL, channel text NOT NULL,
  code text COLLATE "C" NOT NULL, note text NOT NULL);
INSERT INTO shop.sale
SELECT i, 1 + shop.pick(i, 1, 20000), 1 + shop.pick(i, 2, 300),
       CASE WHEN i > 99000 AND i % 5 = 0 THEN 'back'
            WHEN shop.pick(i, 3, 200) = 0 THEN 'new'
            WHEN shop.pick(i, 3, 200) < 5 THEN 'paid' ELSE 'done' END,
       '2024-01-01 00:00+00'::timestamptz + i * interval '5 minutes',
       CASE WHEN shop.pick(i, 4, 33) > 0 THEN '2024-01-03 00:00+00'::timestamptz + (i + shop.pick(i, 5, 2000)) * interval '5 minutes' END,
       CASE WHEN shop.pick(i, 6, 33) = 0 THEN '2024-01-02 00:00+00'::timestamptz + i * interval '5 minutes' END,
       shop.pick(i, 7, 100000) / 100.0, shop.pick(i, 8, 5),
       (ARRAY['web', 'app', 'till', 'call'])[1 + shop.pick(i, 9, 4)],
       'S' || lpad(shop.pick(i, 10, 1000000)::text, 7, '0'), repeat(md5(i::text), 3)
  FROM generate_series(1, 100000) i;

-- 200,000 rows, two a sale, beside each other; ten a product.
CREATE TABLE shop.line (
  id int PRIMARY KEY, sale_id int NOT NULL, product_id int NOT NULL, quantity int NOT NULL, price numeric(10, 2) NOT NULL,
  discount int NOT NULL, tax int NOT NULL, unit int NOT NULL);
INSERT INTO shop.line
SELECT i, (i + 1) / 2, 1 + shop.pick(i, 1, 20000), 1 + shop.pick(i, 2, 9), shop.pick(i, 3, 10000) / 100.0, shop.pick(i, 4, 30), shop.pick(i, 5, 3), shop.pick(i, 6, 5)
  FROM generate_series(1, 200000) i;

-- 20,000 rows; 5 % are not active; a tag is on 1 % of them, of the colour teal 0.5 %.
CREATE TABLE shop.product (
  id int PRIMARY KEY, sku text NOT NULL, name text NOT NULL, category_id int NOT NULL, brand_id int NOT NULL,
  price numeric(10, 2) NOT NULL, active bool NOT NULL, tags text[] NOT NULL, attributes jsonb NOT NULL);
INSERT INTO shop.product
SELECT i, 'AB-' || lpad(i::text, 6, '0'),
       (ARRAY['plain','heavy','small','light','round'])[1 + shop.pick(i, 1, 5)] || ' '
         || (ARRAY['lamp','chair','table','shelf','clock'])[1 + shop.pick(i, 2, 5)] || ' ' || md5(i::text),
       shop.pick(i, 3, 50), shop.pick(i, 4, 400), shop.pick(i, 5, 100000) / 100.0, shop.pick(i, 6, 20) > 0,
       ARRAY['tag' || shop.pick(i, 7, 100), 'tag' || shop.pick(i, 8, 100), 'set' || shop.pick(i, 9, 2000)],
       jsonb_build_object('ean', lpad(i::text, 13, '0'), 'weight', shop.pick(i, 10, 10000),
         'color', CASE WHEN shop.pick(i, 11, 200) = 0 THEN 'teal' ELSE 'color ' || shop.pick(i, 12, 10) END)
         || CASE WHEN shop.pick(i, 13, 300) = 0 THEN '{"recalled": true}' ELSE '{}' END::jsonb
  FROM generate_series(1, 20000) i;

-- 150,000 rows that only ever came at the end; `at` without time zone, one every 30 seconds.
CREATE TABLE shop.event (
  id int PRIMARY KEY, at timestamp NOT NULL, kind int NOT NULL, account_id int NOT NULL, payload text NOT NULL,
  host int NOT NULL, port int NOT NULL, bytes int NOT NULL);
INSERT INTO shop.event
SELECT i, timestamp '2024-01-01' + i * interval '30 seconds', shop.pick(i, 1, 10), shop.pick(i, 2, 5000), md5(i::text), shop.pick(i, 3, 60), shop.pick(i, 4, 9), shop.pick(i, 5, 1000000)
  FROM generate_series(1, 150000) i;

-- 60,000 rows in six monthly partitions.
CREATE TABLE shop.visit (id int NOT NULL, at date NOT NULL, customer_id int NOT NULL, page text NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE shop.visit_01 PARTITION OF shop.visit FOR VALUES FROM ('2024-01-01') TO ('2024-02-01');
CREATE TABLE shop.visit_02 PARTITION OF shop.visit FOR VALUES FROM ('2024-02-01') TO ('2024-03-01');
CREATE TABLE shop.visit_03 PARTITION OF shop.visit FOR VALUES FROM ('2024-03-01') TO ('2024-04-01');
CREATE TABLE shop.visit_04 PARTITION OF shop.visit FOR VALUES FROM ('2024-04-01') TO ('2024-05-01');
CREATE TABLE shop.visit_05 PARTITION OF shop.visit FOR VALUES FROM ('2024-05-01') TO ('2024-06-01');
CREATE TABLE shop.visit_06 PARTITION OF shop.visit FOR VALUES FROM ('2024-06-01') TO ('2024-07-01');
INSERT INTO shop.visit
SELECT i, date '2024-01-01' + i / 330, 1 + shop.pick(i, 1, 3000), 'page ' || shop.pick(i, 2, 500)
  FROM generate_series(1, 60000) i WHERE date '2024-01-01' + i / 330 < date '2024-07-01';

ALTER TABLE shop.customer ALTER COLUMN id SET STATISTICS 1000;
ALTER TABLE shop.sale ALTER COLUMN id SET STATISTICS 1000;
ALTER TABLE shop.line ALTER COLUMN id SET STATISTICS 1000;
ALTER TABLE shop.product ALTER COLUMN id SET STATISTICS 1000;
ALTER TABLE shop.event ALTER COLUMN id SET STATISTICS 1000;
ALTER TABLE shop.visit ALTER COLUMN id SET STATISTICS 1000;
VACUUM ANALYZE;
