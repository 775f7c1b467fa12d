-- SPDX-License-Identifier: PostgreSQL
-- What the extension says of its own state. Tested by make demo.
SELECT item, value, CASE WHEN ok THEN 'yes' WHEN NOT ok THEN 'no' ELSE '-' END AS ok, hint FROM tend.status;
