-- SPDX-License-Identifier: PostgreSQL
-- How often each index was scanned since it was built. Tested by make demo.
COPY (SELECT indexrelid::regclass, idx_scan FROM pg_stat_user_indexes) TO STDOUT;
