# SPDX-License-Identifier: PostgreSQL
# The worker as a role that is no superuser: what it does without a grant, what it says it lacks, and what
# it does once it has that. Roles that cannot connect at all are in worker_trouble.t.
use strict;
use warnings;
use TendCluster;
use Test::More;

my $node = TendCluster->started('role', conf => "pg_tend.sample_interval = 100ms\npg_tend.worker_role = '\"Plain role\"'\n");
$node->safe_psql('postgres', q{
    CREATE ROLE "Plain role" LOGIN;
    CREATE EXTENSION pg_stat_statements;
    CREATE EXTENSION pg_tend;
    CREATE TABLE item AS SELECT g AS id, g % 1000 AS owner FROM generate_series(1, 50000) g;
    ANALYZE item});
$node->safe_psql('postgres', 'SELECT count(*) FROM item WHERE owner = 5;' x 20);

sub state_of { return $node->safe_psql('postgres', "SELECT $_[0] FROM tend.worker_state() WHERE database = 'postgres'") }
sub goes_on
{
    my ($name) = @_;
    my $before = state_of('samples');
    ok($node->poll_query_until('postgres', "SELECT samples >= $before + 10 FROM tend.worker_state() WHERE database = 'postgres'"), $name)
      or diag($node->safe_psql('postgres', 'SELECT * FROM tend.worker_state()'));
    return;
}
my $advice_status = "SELECT value, ok, hint FROM tend.status WHERE item = 'advice'";

goes_on('a role that may only log in samples');
is($node->safe_psql('postgres', "SELECT DISTINCT usename FROM pg_stat_activity WHERE backend_type = 'pg_tend sampler'"), 'Plain role', 'as itself');
is($node->safe_psql('postgres', q{SELECT count(*) FROM tend.statements WHERE query LIKE 'SELECT count(*) FROM item%'}), 1, 'the statements of others');
is($node->safe_psql('postgres', $advice_status), '', 'advice was not asked for');
my $failures = state_of('failures');

my $log = -s $node->logfile;
$node->safe_psql('postgres', "ALTER SYSTEM SET pg_tend.advise_interval = '1s'");
$node->reload;
goes_on('asked to advise, it goes on sampling');
is(state_of('state, failures'), "sampled|$failures", 'and nothing fails');
is($node->safe_psql('postgres', $advice_status),
    q{not by the worker|f|The worker advises on the statements of all roles only if it may see them: run GRANT pg_read_all_stats TO "Plain role", or set pg_tend.advise_interval = 0.},
    'one line says what it lacks');
is($node->safe_psql('postgres', 'SELECT count(*) FROM tend.advice_run'), 0, 'it does not advise on what it ran itself');
unlike(PostgreSQL::Test::Utils::slurp_file($node->logfile, $log), qr/pg_tend could not|permission denied/, 'and the log is quiet');

$node->safe_psql('postgres', 'GRANT pg_read_all_stats TO "Plain role"');
ok($node->poll_query_until('postgres', "SELECT count(*) > 0 FROM tend.advice_run WHERE source = 'history' AND asked_by = 'Plain role'"), 'with the grant it advises');
is($node->safe_psql('postgres', 'SELECT relation, source FROM tend.recommendations'), 'public.item|history', 'on the statements of all');
is($node->safe_psql('postgres', $advice_status), '', 'and the line is gone');
goes_on('and samples');

$node->safe_psql('postgres', 'REVOKE pg_read_all_stats FROM "Plain role"');
goes_on('the grant is revoked: it still samples');
is(state_of('failures'), $failures, 'and never failed');
is($node->safe_psql('postgres', 'SELECT hook_failures FROM tend.capture_state()'), 0, 'nor did a hook');
$node->stop;
done_testing();
