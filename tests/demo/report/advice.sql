-- SPDX-License-Identifier: PostgreSQL
-- The recommended set, a line each: priority, DDL, gain, evidence, queries served, reason.
-- Variable today: the workload's estimated cost without the set.
-- Tested by make demo.
SELECT a.priority, a.ddl,
  format('saves %s %% of the workload''s cost, its upkeep of %s %% already taken off',
    round((100 * a.benefit)::numeric, 1), round((100 * a.write_cost / :today)::numeric, 2)),
  format('%s, %s, built in about %s s, confidence %s, risk %s, pays from %s calls a day on',
    a.kind, pg_size_pretty(a.size_bytes), round(a.build_seconds::numeric, 1),
    round(a.confidence::numeric, 2), a.risk, ceil(a.break_even_calls_per_day)),
  (SELECT string_agg(DISTINCT s.name, ', ') FROM statement AS s
   WHERE s.queryid = ANY (a.queryids)),
  translate(a.reason, E'\t\n', '  ')
FROM advice AS a
ORDER BY a.priority;
