-- SPDX-License-Identifier: PostgreSQL
-- The run as the extension recorded it. Tested by make demo.
SELECT format(
  'Run %s: %s statements planned, %s skipped, %s planner calls, ended by %s. '
  'Estimated cost of the workload %s to %s (%s %%).',
  run_id, planned, skipped, planner_calls, stopped_by, to_char(cost_before, 'FM999,999,999,990'),
  to_char(cost_after, 'FM999,999,999,990'),
  to_char(100 * (cost_after / nullif(cost_before, 0) - 1), 'FMSG990.0'))
FROM tend.advice_runs
ORDER BY run_id DESC
LIMIT 1;
