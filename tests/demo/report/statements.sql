-- SPDX-License-Identifier: PostgreSQL
-- Keeps the server's counters of the shop's statements under the name of the run. A statement
-- belongs to the workload when it carries the comment of one of its scripts.
-- Tested by make demo.
INSERT INTO statement (run, queryid, name, calls, total_ms, blocks)
SELECT :'run', s.queryid, m.name, s.calls, s.total_exec_time,
  s.shared_blks_hit + s.shared_blks_read
FROM pg_stat_statements AS s
JOIN pg_database AS d ON d.oid = s.dbid AND d.datname = 'shop'
JOIN mix AS m ON m.name = substring(s.query FROM '^/\* (\w+) \*/');
