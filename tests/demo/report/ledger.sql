-- SPDX-License-Identifier: PostgreSQL
-- Where the demo keeps what it measured: tables in the database postgres, so that the shop holds
-- nothing but the shop, and its statement counters count nothing but the shop.
-- Tested by make demo.
CREATE EXTENSION pg_stat_statements;

CREATE TABLE mix (
  position int GENERATED ALWAYS AS IDENTITY,
  name text PRIMARY KEY,
  weight int NOT NULL,
  kind text NOT NULL CHECK (kind IN ('read', 'write', 'report')),
  purpose text NOT NULL
);

-- What the clients saw, from pgbench's log of each transaction. run: before, after, writes before 1
-- and so on.
CREATE TABLE latency (
  run text,
  name text REFERENCES mix,
  calls bigint NOT NULL,
  mean_ms float8 NOT NULL,
  p95_ms float8 NOT NULL,
  PRIMARY KEY (run, name)
);

-- What the server counted, from pg_stat_statements.
CREATE TABLE statement (
  run text,
  queryid bigint,
  name text NOT NULL REFERENCES mix,
  calls bigint NOT NULL,
  total_ms float8 NOT NULL,
  blocks bigint NOT NULL,
  PRIMARY KEY (run, queryid)
);

CREATE TABLE advice (
  priority int PRIMARY KEY,
  relation text NOT NULL,
  kind text NOT NULL,
  ddl text NOT NULL,
  benefit float8 NOT NULL,
  size_bytes bigint NOT NULL,
  write_cost float8 NOT NULL,
  confidence float8 NOT NULL,
  risk text NOT NULL,
  build_seconds float8 NOT NULL,
  break_even_calls_per_day float8 NOT NULL,
  queryids bigint[] NOT NULL,
  reason text NOT NULL
);

CREATE TABLE built (
  priority int PRIMARY KEY REFERENCES advice,
  index_name text NOT NULL,
  seconds float8 NOT NULL,
  bytes bigint NOT NULL
);

CREATE TABLE scans (
  index_name text PRIMARY KEY,
  scans bigint NOT NULL
);

-- Where an index looks tempting and would be a mistake. column_name NULL: any of the relation.
CREATE TABLE temptation (
  relation text NOT NULL,
  column_name text,
  why text NOT NULL
);
INSERT INTO temptation VALUES
  ('shop.orders', 'channel', 'a report filters on it, but the value asked for is 62 % of the rows'),
  ('shop.products', 'active', 'browsing filters on it, but 90 % of the rows are'),
  ('shop.products', 'name', 'searched for a word anywhere in it: no btree can'),
  ('shop.categories', NULL, 'read on every page, but 40 rows are one page anyway'),
  ('shop.countries', NULL, 'joined by a report, but 24 rows are one page anyway');

-- taken: how many recommended indexes lead with it.
CREATE VIEW temptations AS
SELECT t.relation, t.column_name, t.why, count(a.relation) AS taken
FROM temptation AS t
LEFT JOIN advice AS a ON a.relation = t.relation
  AND (t.column_name IS NULL OR substring(a.ddl FROM '\(+(\w+)') = t.column_name)
GROUP BY t.relation, t.column_name, t.why;

-- Three significant digits, as far as an eye can tell them apart.
CREATE FUNCTION show_ms(ms float8) RETURNS text LANGUAGE sql IMMUTABLE
  RETURN CASE WHEN ms >= 100 THEN round(ms)::text
    WHEN ms >= 10 THEN round(ms::numeric, 1)::text
    WHEN ms >= 1 THEN round(ms::numeric, 2)::text
    ELSE round(ms::numeric, 3)::text END;

CREATE FUNCTION show_change(before float8, after float8) RETURNS text LANGUAGE sql IMMUTABLE
  RETURN CASE WHEN before > 0 THEN to_char(100 * (after / before - 1), 'FMSG9990.0') || ' %'
    WHEN before = 0 THEN '-' END;

-- A query lies on an indexed path when a recommendation names one of its statements.
CREATE VIEW query AS
SELECT m.position, m.name, m.kind, m.purpose,
  CASE WHEN m.kind = 'write' THEN 'write'
    WHEN EXISTS (SELECT FROM statement AS s JOIN advice AS a ON s.queryid = ANY (a.queryids)
                 WHERE s.name = m.name AND s.run = 'before') THEN 'indexed'
    ELSE 'other' END AS path
FROM mix AS m;

CREATE VIEW measured AS
SELECT l.run, l.name, l.calls, l.mean_ms, l.p95_ms, s.total_ms, s.blocks
FROM latency AS l
JOIN (SELECT run, name, sum(total_ms) AS total_ms, sum(blocks) AS blocks
      FROM statement GROUP BY run, name) AS s USING (run, name);
