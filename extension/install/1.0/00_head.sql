/* pg_tend 1.0: the schema tend. Frozen with the release; changes go into update scripts. */
\echo Use "CREATE EXTENSION pg_tend" to load this file. \quit

