-- SPDX-License-Identifier: PostgreSQL
-- The one call that the demo is about; its rows leave as text, for the ledger. Tested by make demo.
COPY (
  SELECT priority, relation, kind, ddl, benefit, size_bytes, write_cost, confidence, risk,
    build_seconds, break_even_calls_per_day, queryids, reason
  FROM tend.recommend_indexes()
  ORDER BY priority
) TO STDOUT;
