# SPDX-License-Identifier: PostgreSQL
# Objects that somebody planted under names the sampler looks for are never run: what belongs to
# pg_stat_statements is found through the extension, not by its name.
#
# Method: an old version of pg_stat_statements, which lacks the view of resets, in a schema where
# others may create; a role plants that view over a function that warns.
use strict;
use warnings;
use PostgreSQL::Test::Utils;
use TendCluster;
use Test::More;

my $node = TendCluster->started('planted_names', conf => <<~'CONF');
    pg_tend.sample_interval = 100ms
    CONF
$node->safe_psql('postgres', q{
    CREATE ROLE mallory LOGIN;
    CREATE EXTENSION pg_stat_statements VERSION '1.8';
    GRANT CREATE ON SCHEMA public TO mallory;
});
$node->safe_psql('postgres', q{
    CREATE FUNCTION evil() RETURNS timestamptz LANGUAGE plpgsql AS $$
    BEGIN
      RAISE WARNING 'planted code runs as %', current_user;
      RETURN now();
    END $$;
    CREATE VIEW public.pg_stat_statements_info AS SELECT 0::bigint AS dealloc, evil() AS stats_reset;
    CREATE FUNCTION public.pg_stat_statements_info() RETURNS TABLE (dealloc bigint, stats_reset timestamptz)
      LANGUAGE sql AS 'SELECT 0::bigint, evil()';
    CREATE FUNCTION public.pg_stat_statements(text) RETURNS SETOF public.pg_stat_statements
      LANGUAGE plpgsql AS $$ BEGIN PERFORM evil(); END $$;
}, extra_params => [ '-U', 'mallory' ]);

$node->safe_psql('postgres', 'CREATE EXTENSION pg_tend');
$node->safe_psql('postgres', 'SELECT 1 AS one') foreach 1 .. 3;
ok($node->poll_query_until('postgres', q{SELECT count(*) >= 3 FROM tend.history_intervals WHERE level = 0}), 'the worker samples');
ok($node->poll_query_until('postgres', q{SELECT tend.sample() IS NOT NULL}), 'so does a superuser');
$node->safe_psql('postgres', 'SELECT count(*) FROM tend.recommend_indexes()');
is($node->safe_psql('postgres', q{SELECT count(*) FROM tend.statements WHERE query LIKE 'SELECT $1 AS one'}), 1,
    'statements of the old version are counted');
unlike(slurp_file($node->logfile), qr/WARNING:  planted code/, 'nothing planted has run');
$node->stop;
done_testing();
