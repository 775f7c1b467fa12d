-- SPDX-License-Identifier: PostgreSQL
-- Last_seen_at of a customer. Tested by make demo.
\set customer random_zipfian(1, 120000, 1.02)
/* sign_in */ UPDATE customers SET last_seen_at = now() WHERE id = :customer;
