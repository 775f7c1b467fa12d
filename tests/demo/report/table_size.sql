-- SPDX-License-Identifier: PostgreSQL
-- The bytes of the shop's tables, without indexes. Tested by make demo.
SELECT pg_size_pretty(sum(pg_table_size(oid)))
FROM pg_class
WHERE relnamespace = 'shop'::regnamespace AND relkind = 'r';
