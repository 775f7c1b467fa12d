-- SPDX-License-Identifier: PostgreSQL
-- The youngest index of a relation, with its true size: priority, name, seconds, bytes.
-- Tested by make demo.
SELECT :'priority', indexrelid::regclass, :'seconds', pg_relation_size(indexrelid)
FROM pg_index
WHERE indrelid = :'relation'::regclass
ORDER BY indexrelid DESC
LIMIT 1;
