-- SPDX-License-Identifier: PostgreSQL
-- The shop's statements that got no advice, in the extension's own words. Tested by make demo.
SELECT substring(query FROM '^/\* (\w+) \*/') AS query, class,
  translate(reason, E'\t\n', '  ') AS reason
FROM tend.unindexable
WHERE run_id = (SELECT max(run_id) FROM tend.advice_runs) AND query ~ '^/\* \w+ \*/'
ORDER BY 1;
