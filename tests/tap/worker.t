# SPDX-License-Identifier: PostgreSQL
# The background worker samples by itself: which databases, how often, and what it shows. What ends
# it, or keeps it from starting, is in worker_trouble.t.
use strict;
use warnings;
use TendCluster;
use Test::More;

my $node = TendCluster->started('worker', conf => "pg_tend.sample_interval = 100ms\npg_tend.advise_interval = 0\n");

# What the worker says of a database, and until it does.
sub state_of
{
    my ($database, $columns) = @_;
    return $node->safe_psql('postgres', "SELECT $columns FROM tend.worker_state() WHERE database = '$database'");
}
sub becomes
{
    my ($condition, $database, $name) = @_;
    my $found = $node->poll_query_until('postgres',
        "SELECT $condition FROM tend.worker_state() WHERE database = '$database'");
    ok($found, $name) or diag($node->safe_psql('postgres', 'SELECT * FROM tend.worker_state()'));
    return;
}
sub samples_of { return state_of($_[0], 'samples') }
# Until so many more samples were taken.
sub goes_on
{
    my ($database, $name) = @_;
    my $before = samples_of($database);
    becomes("samples >= $before + 3", $database, $name);
    return;
}

# --- one database after another ----------------------------------------------------------------
$node->safe_psql('postgres', 'CREATE EXTENSION pg_tend');
becomes('samples >= 3', 'postgres', 'a database with the extension is sampled without anybody calling');
cmp_ok($node->safe_psql('postgres', 'SELECT count(*) FROM tend.history_interval WHERE level = 0'), '>', 1,
    'the samples are in the history');
is(state_of('postgres', 'state, interval_ms, asked_interval_ms, last_error IS NULL, failures, launcher_pid IS NOT NULL'),
    'sampled|100|100|t|0|t', 'and its state says so');

$node->safe_psql('postgres', 'CREATE DATABASE second');
becomes("state = 'no extension'", 'second', 'a new database without the extension is looked at');
is(state_of('second', 'samples'), 0, 'and not sampled');
$node->safe_psql('second', 'BEGIN; CREATE EXTENSION pg_tend; ROLLBACK');
is(state_of('second', 'state'), 'no extension', 'an extension that is rolled back is nothing');
$node->safe_psql('second', 'CREATE EXTENSION pg_tend');
becomes('samples >= 3', 'second', 'once it has the extension it is sampled within seconds');
goes_on('postgres', 'beside the first one');

$node->safe_psql('postgres', 'CREATE DATABASE third TEMPLATE template0');
$node->safe_psql('third', 'CREATE EXTENSION pg_tend');
becomes('samples >= 1', 'third', 'a third one, too, though two workers run at once');
goes_on($_, "and $_ still is") foreach qw(postgres second);

is($node->safe_psql('postgres', "SELECT count(*) FROM tend.worker_state() WHERE database LIKE 'template%'"), 0,
    'templates are left alone');

$node->safe_psql('postgres', 'DROP DATABASE third');
$node->safe_psql('second', 'DROP EXTENSION pg_tend');
becomes("state = 'no extension'", 'second', 'a database that lost the extension is sampled no more');
is(state_of('second', 'failures'), 0, 'which is no failure');
$node->safe_psql('second', 'CREATE EXTENSION pg_tend');
goes_on('second', 'until it is back');

# --- settings -----------------------------------------------------------------------------------
$node->safe_psql('second', q{ALTER DATABASE second SET pg_tend.sample_interval = '7s'});
$node->safe_psql('second', 'SELECT tend.wake_worker()');
becomes('interval_ms >= 7000', 'second', 'a database may have its own interval');
is(state_of('postgres', 'interval_ms'), '100', 'which is not that of the others');
# A sample takes more than the 5 ms that 0.5 % of a second are, as it begins with connecting.
$node->safe_psql('second', q{ALTER DATABASE second SET pg_tend.sample_interval = '1s'; SELECT tend.wake_worker()});
becomes('asked_interval_ms = 1000 AND interval_ms > 1000 AND cpu_fraction < 0.0051', 'second', 'an interval that is too short for the budget is stretched');
like($node->safe_psql('second', "SELECT ok, hint FROM tend.worker_status WHERE item = 'sampling'"),
    qr/^t\|Stretched from 1\.0 s, so that/, 'which the status says');
$node->safe_psql('second', q{ALTER DATABASE second RESET pg_tend.sample_interval; SELECT tend.wake_worker()});
becomes('interval_ms = 100', 'second', 'and lose it again');

$node->safe_psql('postgres', "ALTER SYSTEM SET pg_tend.databases = 'postgres, \"Other\"'");
$node->reload;
becomes("state = 'not listed'", 'second', 'pg_tend.databases leaves a database out');
goes_on('postgres', 'and keeps another');
is($node->safe_psql('second', "SELECT value, ok, hint FROM tend.worker_status WHERE item = 'worker'"),
    'not listed|f|Add this database to pg_tend.databases (now postgres, "Other") and reload, or set it to \'\' for all.',
    'the status of the one says which line to set');
is($node->safe_psql('postgres', "SELECT value, ok FROM tend.status WHERE item = 'databases'"), 'not there: "Other"|f', 'and that of any says which name is nobody\'s');
$node->safe_psql('postgres', 'ALTER SYSTEM RESET pg_tend.databases');
$node->reload;
goes_on('second', 'it is back after the next reload');

$node->safe_psql('postgres', 'ALTER SYSTEM SET pg_tend.enabled = off');
$node->reload;
ok($node->poll_query_until('postgres',
    "SELECT count(*) = 0 FROM pg_stat_activity WHERE backend_type = 'pg_tend sampler'"), 'off by reload: the workers leave');
my $stopped = samples_of('postgres');
is($node->safe_psql('postgres', "SELECT value, ok, hint FROM tend.worker_status"),
    'disabled|f|Set pg_tend.enabled = on and reload.', 'the status says so');
$node->safe_psql('postgres', 'ALTER SYSTEM RESET pg_tend.enabled');
$node->reload;
becomes("samples >= $stopped + 3", 'postgres', 'on again: it goes on');

# --- what it shows --------------------------------------------------------------------------------
like($node->safe_psql('postgres', 'SELECT item, value, ok, hint FROM tend.worker_status ORDER BY 1 DESC'),
    qr/^worker\|running\|t\|\nsampling\|every 0\.1 s, last \d+\.\d s ago\|t\|$/, 'the status is fine');
$node->safe_psql('postgres', 'CREATE ROLE nobody LOGIN; CREATE ROLE watcher LOGIN IN ROLE pg_monitor');
is($node->safe_psql('postgres', "SELECT value FROM tend.worker_status WHERE item = 'worker'", extra_params => ['-U', 'nobody']),
    'running', 'everybody may see it');
my ($output, $error, $state) = $node->try_sql('SELECT * FROM tend.worker_state()', extra_params => ['-U', 'nobody']);
is($state, '42501', 'what it knows of all databases only pg_monitor');
is($node->safe_psql('postgres', "SELECT count(*) > 1 FROM tend.worker_state()", extra_params => ['-U', 'watcher']), 't',
    'which may');
($output, $error, $state) = $node->try_sql('SELECT tend.wake_worker()', extra_params => ['-U', 'watcher']);
is($state, '42501', 'and may not wake it');

is($node->safe_psql('postgres', q{CREATE EXTENSION pg_stat_statements; SELECT 1}), '1', 'statements are watched');
goes_on('postgres', 'while it samples');
is($node->safe_psql('postgres', q{SELECT count(*) FROM pg_stat_statements WHERE query ILIKE '%statement_seen%' AND query NOT ILIKE '%pg_stat_statements%'}),
    0, 'its own statements are not part of the workload');
done_testing();
