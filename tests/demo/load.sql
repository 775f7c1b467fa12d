-- SPDX-License-Identifier: PostgreSQL
-- Fills the demo shop with about two million rows, the same rows every time: each value is a
-- function of its row number and a salt, so neither the order of execution nor the clock matters.
-- Powers of a uniform number give the skew (best sellers, regulars); rows lie closer in time the
-- later they are (a growing shop).
-- Tested by make demo.
SET search_path = shop, public;
SET synchronous_commit = off;

-- A number in [0, 1) for row i; another salt gives an independent one. One expression, so that it
-- is inlined.
CREATE FUNCTION pg_temp.draw(i bigint, salt int) RETURNS float8 LANGUAGE sql IMMUTABLE
  RETURN (hashint8extended(i, salt::bigint) & 2147483647)::float8 / 2147483648.0;

-- 0 to n - 1, the small ones more often the larger the bend (1: all alike).
CREATE FUNCTION pg_temp.pick(n int, bend float8, i bigint, salt int) RETURNS int
  LANGUAGE sql IMMUTABLE
  RETURN floor(n * power(pg_temp.draw(i, salt), bend))::int;

INSERT INTO countries
SELECT code, 'Country ' || code, 15 + position % 11
FROM unnest('{DE,US,FR,GB,NL,AT,CH,IT,ES,PL,BE,SE,DK,NO,FI,CZ,PT,IE,GR,HU,RO,BG,SK,SI}'::text[])
  WITH ORDINALITY AS listed (code, position);

INSERT INTO categories
SELECT n, 'Category ' || n, n % 7 = 0 FROM generate_series(1, 40) AS n;

INSERT INTO customers (id, email, full_name, country, segment, newsletter, postal_code, created_at,
  last_seen_at)
SELECT i,
  'customer' || i || '@example.com',
  given[1 + pg_temp.pick(10, 1, i, 1)] || ' ' || family[1 + pg_temp.pick(8, 1, i, 2)]
    || '-' || i % 997,
  codes[1 + pg_temp.pick(24, 2.5, i, 3)],
  CASE WHEN pg_temp.draw(i, 4) < 0.82 THEN 'retail'
    WHEN pg_temp.draw(i, 4) < 0.97 THEN 'business' ELSE 'vip' END,
  pg_temp.draw(i, 5) < 0.35,
  CASE WHEN pg_temp.draw(i, 6) < 0.93 THEN (10000 + pg_temp.pick(9000, 1, i, 7))::text END,
  timestamptz '2021-01-01 UTC' + interval '1640 days' * sqrt(i::float8 / 120000),
  CASE WHEN pg_temp.draw(i, 8) < 0.7 THEN
    timestamptz '2025-06-30 UTC' - interval '400 days' * power(pg_temp.draw(i, 9), 3) END
FROM generate_series(1, 120000) AS i,
  (SELECT '{Anna,Ben,Clara,David,Eva,Finn,Greta,Hugo,Ida,Jan}'::text[] AS given,
     '{Adler,Brandt,Curie,Dahl,Evers,Fuchs,Gauss,Haas}'::text[] AS family,
     array_agg(code ORDER BY vat_rate, code) AS codes
   FROM countries) AS choices;

INSERT INTO products (id, sku, name, category_id, price, stock, active, created_at)
SELECT i,
  'SKU-' || lpad(i::text, 6, '0'),
  looks[1 + i % 6] || ' ' || things[1 + pg_temp.pick(10, 1, i, 11)] || ' ' || i,
  category,
  round((4 + category * 3 + 60 * power(pg_temp.draw(i, 13), 3) * category)::numeric, 2),
  pg_temp.pick(500, 1, i, 14),
  pg_temp.draw(i, 15) < 0.9,
  timestamptz '2021-01-01 UTC' + interval '1600 days' * pg_temp.draw(i, 16)
FROM (SELECT i, 1 + pg_temp.pick(40, 1.6, i, 12) AS category
      FROM generate_series(1, 30000) AS i) AS drawn,
  (SELECT '{Solid,Light,Compact,Classic,Smart,Quiet}'::text[] AS looks,
     '{lamp,chair,kettle,bag,shoe,watch,desk,cable,mug,jacket}'::text[] AS things) AS choices;

-- Orders come in the order of their time; the youngest are the open ones.
INSERT INTO orders (id, customer_id, status, channel, country, total, coupon, created_at, paid_at,
  shipped_at)
SELECT i, customer_id, status,
  CASE WHEN pg_temp.draw(i, 23) < 0.62 THEN 'web'
    WHEN pg_temp.draw(i, 23) < 0.95 THEN 'app' ELSE 'phone' END,
  c.country,
  round((8 + 40 * pg_temp.draw(i, 24) + 400 * power(pg_temp.draw(i, 25), 6))::numeric, 2),
  CASE WHEN pg_temp.draw(i, 26) < 0.06 THEN 'SAVE' || pg_temp.pick(400, 2, i, 27) END,
  placed,
  CASE WHEN status NOT IN ('pending', 'cancelled') THEN
    placed + interval '2 hours' * pg_temp.draw(i, 28) END,
  CASE WHEN status IN ('shipped', 'delivered', 'returned') THEN
    placed + interval '3 days' * pg_temp.draw(i, 29) END
FROM (
  SELECT i,
    1 + pg_temp.pick(120000, 2.2, i, 21) AS customer_id,
    timestamptz '2021-06-01 UTC' + interval '1490 days' * power(i::float8 / 450000, 0.6) AS placed,
    CASE
      WHEN i > 435000 THEN
        ('{pending,paid,paid,shipped,shipped,shipped,delivered,cancelled}'::text[])
          [1 + pg_temp.pick(8, 1, i, 22)]
      WHEN pg_temp.draw(i, 22) < 0.93 THEN 'delivered'
      WHEN pg_temp.draw(i, 22) < 0.97 THEN 'returned'
      ELSE 'cancelled'
    END AS status
  FROM generate_series(1, 450000) AS i
  OFFSET 0  -- a fence: without it each use of status evaluates its CASE again
) AS drawn JOIN customers AS c ON c.id = drawn.customer_id
ORDER BY i;

-- One to four lines an order, mostly one or two.
INSERT INTO order_lines (order_id, product_id, quantity, unit_price)
SELECT order_id, product_id, 1 + pg_temp.pick(4, 3, order_id * 8 + line, 33), p.price
FROM (
  SELECT order_id, line, 1 + pg_temp.pick(30000, 3, order_id * 8 + line, 32) AS product_id
  FROM generate_series(1::bigint, 450000) AS order_id,
    LATERAL generate_series(1, 1 + pg_temp.pick(4, 1.4, order_id, 31)) AS line
) AS drawn JOIN products AS p ON p.id = product_id
ORDER BY order_id, line;

INSERT INTO events (customer_id, kind, product_id, session_key, created_at)
SELECT
  CASE WHEN pg_temp.draw(i, 41) < 0.6 THEN 1 + pg_temp.pick(120000, 1.8, i, 42) END,
  kind,
  CASE WHEN kind <> 'login' THEN 1 + pg_temp.pick(30000, 3, i, 44) END,
  md5((i / 6)::text),
  timestamptz '2025-04-01 UTC' + interval '91 days' * power(i::float8 / 400000, 0.8)
FROM (
  SELECT i,
    CASE WHEN pg_temp.draw(i, 43) < 0.68 THEN 'view' WHEN pg_temp.draw(i, 43) < 0.86 THEN 'search'
      WHEN pg_temp.draw(i, 43) < 0.95 THEN 'cart' WHEN pg_temp.draw(i, 43) < 0.98 THEN 'login'
      ELSE 'purchase' END AS kind
  FROM generate_series(1, 400000) AS i
  OFFSET 0
) AS drawn
ORDER BY i;

-- What somebody thought of, years ago.
CREATE INDEX orders_created_at ON orders (created_at);
CREATE INDEX events_created_at ON events (created_at);

ALTER TABLE customers ADD FOREIGN KEY (country) REFERENCES countries;
ALTER TABLE products ADD FOREIGN KEY (category_id) REFERENCES categories;
ALTER TABLE orders ADD FOREIGN KEY (customer_id) REFERENCES customers;
ALTER TABLE order_lines ADD FOREIGN KEY (order_id) REFERENCES orders;
ALTER TABLE order_lines ADD FOREIGN KEY (product_id) REFERENCES products;

SELECT setval(pg_get_serial_sequence('customers', 'id'), 120000),
  setval(pg_get_serial_sequence('products', 'id'), 30000),
  setval(pg_get_serial_sequence('orders', 'id'), 450000) \g /dev/null

VACUUM (ANALYZE);
