-- SPDX-License-Identifier: PostgreSQL
-- Prints docs/settings.md from the settings as the loaded extension defines them:
--   psql -XAtq -f tests/lib/settings.sql > docs/settings.md
LOAD 'pg_tend';
SELECT $$# Settings

Generated from the extension itself by `tests/lib/settings.sql`; a test compares the two.

All are set with `ALTER SYSTEM`, `ALTER DATABASE`, `ALTER ROLE` or `SET`; the context says who may.
Unknown names under `pg_tend.` are refused. A setting arrives with the code that reads it.

Capturing, waits, errors and the worker need the module preloaded, after pg_stat_statements. Three
places to start from, for `postgresql.conf`; a test starts a server with each.

Captured executions wait for the next sample in 8,192 records of shared memory, for the whole server. Each
block says how many statements a second that is enough for; beyond that percentiles rest on the moments
before samples, and are called estimated ([methods/history.md](methods/history.md#percentiles)).

Development: everything is captured and seen within seconds, nothing is kept for long. Percentiles are
measured up to 800 statements a second.

```ini
# development
shared_preload_libraries = 'pg_stat_statements,pg_tend'
pg_tend.sample_interval = '5 s'
pg_tend.capture_rate = 1
pg_tend.capture_literals = on
pg_tend.advise_interval = '10 min'
pg_tend.min_benefit = 0.01
pg_tend.retention_raw = '6 h'
pg_tend.retention = '2 d'
pg_tend.retention_rollup = '14 d'
```

Staging: as production, with literals, because the data is not real. Percentiles are measured up to 2,700
statements a second.

```ini
# staging
shared_preload_libraries = 'pg_stat_statements,pg_tend'
pg_stat_statements.max = 10000
pg_tend.sample_interval = '15 s'
pg_tend.capture_rate = 0.1
pg_tend.capture_literals = on
pg_tend.retention = '14 d'
pg_tend.retention_rollup = '90 d'
```

Production: the defaults, written out where they are a decision. Percentiles are measured up to 27,000
statements a second.

```ini
# production
shared_preload_libraries = 'pg_stat_statements,pg_tend'
pg_stat_statements.max = 10000
pg_tend.sample_interval = '30 s'
pg_tend.capture_rate = 0.01
pg_tend.capture_literals = off
pg_tend.advise_interval = '1 h'
pg_tend.max_open_recommendations = 10
pg_tend.retention_raw = '48 h'
pg_tend.retention = '30 d'
pg_tend.retention_rollup = '400 d'
```
$$
UNION ALL
SELECT pg_catalog.format(E'## %s\n\n%s%s\n\n| type | default | unit | range | context |\n|---|---|---|---|---|\n| %s | %s | %s | %s | %s |\n',
    name, short_desc, coalesce(' ' || extra_desc, ''), vartype,
    CASE WHEN boot_val = '' THEN '(empty)' ELSE boot_val END,
    coalesce(unit, '–'),
    CASE WHEN min_val IS NULL THEN '–' ELSE min_val || ' to ' || max_val END, context)
FROM (SELECT * FROM pg_catalog.pg_settings WHERE name LIKE 'pg\_tend.%' ORDER BY name) s;
