-- SPDX-License-Identifier: PostgreSQL
-- Prints docs/settings.md from the settings as the loaded extension defines them:
--   psql -XAtq -f tests/lib/settings.sql > docs/settings.md
LOAD 'pg_tend';
SELECT $$# Settings

Generated from the extension itself by `tests/lib/settings.sql`; a test compares the two.

All are set with `ALTER SYSTEM`, `ALTER DATABASE`, `ALTER ROLE` or `SET`; the context says who may.
Unknown names under `pg_tend.` are refused. A setting arrives with the code that reads it.
$$
UNION ALL
SELECT pg_catalog.format(E'## %s\n\n%s%s\n\n| type | default | unit | range | context |\n|---|---|---|---|---|\n| %s | %s | %s | %s | %s |\n',
    name, short_desc, coalesce(' ' || extra_desc, ''), vartype,
    CASE WHEN boot_val = '' THEN '(empty)' ELSE boot_val END,
    coalesce(unit, '–'),
    CASE WHEN min_val IS NULL THEN '–' ELSE min_val || ' to ' || max_val END, context)
FROM (SELECT * FROM pg_catalog.pg_settings WHERE name LIKE 'pg\_tend.%' ORDER BY name) s;
