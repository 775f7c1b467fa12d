# SPDX-License-Identifier: PostgreSQL
# What goes wrong around the background worker: killed, ended, no slot, a role that cannot be used,
# an error in every sample. Sampling resumes, and until then the status says what is wrong.
use strict;
use warnings;
use TendCluster;
use Test::More;

my $node = TendCluster->started('trouble', conf => "pg_tend.sample_interval = 100ms\npg_tend.advise_interval = 0\nrestart_after_crash = on\n");
$node->safe_psql('postgres', 'CREATE EXTENSION pg_stat_statements; CREATE EXTENSION pg_tend');

sub becomes
{
    my ($condition, $name) = @_;
    my $found = $node->poll_query_until('postgres', "SELECT $condition FROM tend.worker_state() WHERE database = 'postgres'");
    ok($found, $name) or diag($node->safe_psql('postgres', 'SELECT * FROM tend.worker_state()'));
    return;
}
sub status { return $node->safe_psql('postgres', "SELECT value, ok, hint FROM tend.worker_status WHERE item = 'worker'") }
sub pid_of
{
    my ($type) = @_;
    my $sql = "FROM pg_stat_activity WHERE backend_type = 'pg_tend $type'";
    $node->poll_query_until('postgres', "SELECT count(*) > 0 $sql") or die "no $type";
    return $node->safe_psql('postgres', "SELECT pid $sql LIMIT 1");
}

becomes('samples >= 3', 'it samples');

# --- killed -------------------------------------------------------------------------------------
# What was sampled stays, what comes after the restart is added, nothing counts twice.
my $calls = q{SELECT coalesce(sum(calls), 0) FROM tend.statements WHERE query LIKE 'SELECT $1 AS around_the_kill%'};
$node->safe_psql('postgres', 'SELECT 1 AS around_the_kill;' x 50);
ok($node->poll_query_until('postgres', "SELECT ($calls) = 50"), 'calls are counted');
my $before = $node->safe_psql('postgres', 'SELECT max(interval_id) FROM tend.history_interval');
kill 'KILL', pid_of('sampler');
# A session may be cut off by the crash restart: only the polling below looks.
ok($node->poll_query_until('postgres', "SELECT max(interval_id) > $before AND (SELECT samples FROM tend.worker_state()
        WHERE database = 'postgres') >= 3 FROM tend.history_interval"), 'a worker that is killed: the server restarts, sampling resumes');

$node->safe_psql('postgres', 'SELECT 1 AS around_the_kill;' x 30);
ok($node->poll_query_until('postgres', "SELECT ($calls) = 80"), 'calls before and after it are counted') or diag($node->safe_psql('postgres', $calls));

# --- told to end ----------------------------------------------------------------------------------
my $sampler = pid_of('sampler');
is($node->safe_psql('postgres', "SELECT pg_terminate_backend($sampler)"), 't', 'a sampler is ended');
ok($node->poll_query_until('postgres', "SELECT count(*) > 0 FROM pg_stat_activity
        WHERE backend_type = 'pg_tend sampler' AND pid <> $sampler"), 'another one comes');
my $launcher = pid_of('launcher');
kill 'TERM', $launcher;
ok($node->poll_query_until('postgres', "SELECT launcher_pid <> $launcher FROM tend.worker_summary()"), 'so it is with the launcher');
my $samples = $node->safe_psql('postgres', "SELECT samples FROM tend.worker_state() WHERE database = 'postgres'");
becomes("samples >= $samples + 3", 'and sampling goes on');

# --- an error in every sample -------------------------------------------------------------------------
my $log = -s $node->logfile;
$node->safe_psql('postgres', 'ALTER TABLE tend.sampler_state RENAME TO hidden');
becomes("state = 'failed' AND failures >= 2", 'an error is counted');
like(status(), qr/^failed\|f\|It is tried again\. Last error: .*sampler_state/, 'and shown');
my @logged = PostgreSQL::Test::Utils::slurp_file($node->logfile, $log) =~ /LOG:  pg_tend could not sample database/g;
is(scalar @logged, 1, 'and logged once');
$node->safe_psql('postgres', 'CREATE ROLE nobody LOGIN');
is($node->safe_psql('postgres', "SELECT hint FROM tend.worker_status WHERE item = 'worker'", extra_params => ['-U', 'nobody']),
    'It is tried again. Last error: shown to members of pg_monitor.', 'though not to everybody');
$samples = $node->safe_psql('postgres', "SELECT samples FROM tend.worker_state() WHERE database = 'postgres'");
$node->safe_psql('postgres', 'ALTER TABLE tend.hidden RENAME TO sampler_state; SELECT tend.wake_worker()');
becomes("state = 'sampled' AND samples >= $samples + 3", 'mended, it goes on');

is($node->safe_psql('postgres', $calls), 80, 'killed, ended or failing, no worker has counted one twice');

# --- the role -------------------------------------------------------------------------------------------
sub use_role
{
    my ($role) = @_;
    $node->safe_psql('postgres', "ALTER SYSTEM SET pg_tend.worker_role = '$role'");
    $node->reload;
    # Those that run have the role of before.
    $node->safe_psql('postgres', "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE backend_type = 'pg_tend sampler'");
    return;
}
use_role('absent');
becomes("state = 'failed' AND last_error = 'role \"absent\" of pg_tend.worker_role does not exist'", 'a role that does not exist');
$node->safe_psql('postgres', 'CREATE ROLE absent NOLOGIN');
$node->reload;
becomes("last_error LIKE '%is not permitted to log in'", 'a role that may not log in');
$node->safe_psql('postgres', 'ALTER ROLE absent LOGIN; REVOKE CONNECT ON DATABASE postgres FROM PUBLIC');
$node->reload;
becomes("last_error LIKE '%may not connect to database \"postgres\"'", 'a role that may not connect');
$node->safe_psql('postgres', 'GRANT CONNECT ON DATABASE postgres TO PUBLIC; ALTER ROLE absent SUPERUSER CONNECTION LIMIT 5');
$node->reload;
becomes("state = 'sampled'", 'a role that may');
is($node->safe_psql('postgres', "SELECT DISTINCT usename FROM pg_stat_activity WHERE backend_type = 'pg_tend sampler'"),
    'absent', 'is used');
$node->safe_psql('postgres', 'ALTER SYSTEM RESET pg_tend.worker_role');

# --- no room for a worker ------------------------------------------------------------------------------
# Two slots: the launcher's own, and the one of the server's logical replication launcher.
$node->append_conf('postgresql.conf', 'max_worker_processes = 2');
$node->restart;
becomes("state = 'no worker slot'", 'no slot for a worker is a state');
is(status(), 'no worker slot|f|Every background worker slot is in use; it is tried again. Raise max_worker_processes (now 2) and restart.',
    'with the line to set');
$node->append_conf('postgresql.conf', "max_worker_processes = 1\n");
$node->restart;
is(status(), 'not running|f|It starts again within seconds if it was ended. If it does not, raise max_worker_processes (now 1) and restart; the server log says more.',
    'no slot for the launcher either');
$node->append_conf('postgresql.conf', "max_worker_processes = 8\n");
$node->restart;
becomes('samples >= 3', 'with room it samples');

# --- not preloaded -----------------------------------------------------------------------------------------
$node->append_conf('postgresql.conf', "shared_preload_libraries = 'pg_stat_statements'\n");
$node->restart;
like(status(), qr/^not preloaded\|f\|.*shared_preload_libraries/, 'without preload the status says what to add');
is($node->safe_psql('postgres', 'SELECT count(*) FROM tend.worker_state()'), 0, 'and there is no state');
is($node->safe_psql('postgres', 'SELECT tend.wake_worker()'), '', 'waking it does nothing');

done_testing();
