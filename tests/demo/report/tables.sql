-- SPDX-License-Identifier: PostgreSQL
-- The shop's tables: rows, bytes and the indexes it has so far. Tested by make demo.
WITH columns AS (
  SELECT i.indrelid, i.indexrelid, string_agg(a.attname, ', ' ORDER BY a.attnum) AS list
  FROM pg_index AS i JOIN pg_attribute AS a ON a.attrelid = i.indexrelid
  GROUP BY i.indrelid, i.indexrelid
), shop AS (
  SELECT c.relname::text AS name, c.reltuples AS rows, pg_table_size(c.oid)::numeric AS bytes,
    pg_indexes_size(c.oid)::numeric AS index_bytes,
    (SELECT string_agg('(' || list || ')', ' ' ORDER BY indexrelid) FROM columns
     WHERE indrelid = c.oid) AS indexes
  FROM pg_class AS c
  WHERE c.relnamespace = 'shop'::regnamespace AND c.relkind = 'r'
), line AS (
  SELECT false AS total, * FROM shop
  UNION ALL
  SELECT true, '=' || count(*) || ' tables', sum(rows), sum(bytes), sum(index_bytes), NULL
  FROM shop
)
SELECT name AS table, to_char(rows, 'FM999,999,990') AS rows, pg_size_pretty(bytes) AS "table size",
  pg_size_pretty(index_bytes) AS "index size", indexes
FROM line
ORDER BY total, line.rows DESC;
