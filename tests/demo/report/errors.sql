-- SPDX-License-Identifier: PostgreSQL
-- What went wrong. Tested by make demo.
SELECT sqlstate, condition, severity, errors, round((100 * error_rate)::numeric, 2) || ' %' AS "of all statements", level
FROM tend.errors();
