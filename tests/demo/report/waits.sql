-- SPDX-License-Identifier: PostgreSQL
-- What running statements were seen doing. Tested by make demo.
SELECT event_type AS type, event, samples AS looks, round((100 * share)::numeric) || ' %' AS share,
  substring(query FROM '^/\* (\w+) \*/') AS query
FROM tend.waits()
WHERE query ~ '^/\* \w+ \*/'
LIMIT 6;
