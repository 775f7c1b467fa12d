-- SPDX-License-Identifier: PostgreSQL
-- What the extension says of its own state. Tested by make demo.
SELECT item, value, CASE WHEN ok THEN 'yes' ELSE 'no' END AS ok, hint FROM tend.status;
