-- SPDX-License-Identifier: PostgreSQL
-- Where the advice kept its hands off, or did not. Tested by make demo.
SELECT concat_ws('.', relation, column_name) AS column,
  CASE taken WHEN 0 THEN 'none' ELSE 'ADVISED' END AS index, why AS "why not"
FROM temptations
ORDER BY 1;
