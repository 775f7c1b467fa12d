# SPDX-License-Identifier: PostgreSQL
# A worker is never in the way of DROP DATABASE, CREATE DATABASE ... TEMPLATE, ALTER DATABASE RENAME
# or DROP EXTENSION, even when it samples ten times a second.
use strict;
use warnings;
use TendCluster;
use IPC::Run ();
use Test::More;
use Time::HiRes qw(time);

my $node = TendCluster->started('drop', conf => "pg_tend.sample_interval = 100ms\npg_tend.advise_interval = 1\n");
my $rounds = 3;
# What a worker may add to the time that a statement takes anyway: the server waits 5 s for others to
# leave a database, and looks every 100 ms.
my $bar = 2;

$node->safe_psql('postgres', 'CREATE EXTENSION pg_tend; CREATE DATABASE model');
$node->safe_psql('model', 'CREATE EXTENSION pg_tend');

# Nobody but the worker is ever in these databases from here on.
my $works = 1;
sub is_sampled
{
    my ($database) = @_;
    return if !$works;
    my $sql = "FROM tend.worker_state() WHERE database = '$database'";
    # A new database is seen at the next scan, which this asks for.
    $node->safe_psql('postgres', 'SELECT tend.wake_worker()');
    my $before = $node->safe_psql('postgres', "SELECT coalesce(max(samples), 0) $sql");
    $node->poll_query_until('postgres', "SELECT samples > $before $sql") or die "$database is not sampled";
    return;
}
# Runs the statement and returns its seconds.
my @failed;
sub timed
{
    my ($sql) = @_;
    my $begin = time;
    my ($output, $error, $state) = $node->try_sql($sql);
    my $took = time - $begin;
    push @failed, "$sql: $error" if $state ne '';
    return $took;
}
sub set_enabled
{
    my ($value) = @_;
    $works = $value eq 'on';
    $node->safe_psql('postgres', "ALTER SYSTEM SET pg_tend.enabled = $value");
    $node->reload;
    return if $works;
    $node->poll_query_until('postgres', "SELECT count(*) = 0 FROM pg_stat_activity WHERE backend_type IN ('pg_tend sampler', 'pg_tend adviser')")
      or die 'the workers stay';
    return;
}

my $made = 0;
my %action = (
    'CREATE DATABASE ... TEMPLATE' => sub {
        is_sampled('model');
        $made++;
        return timed("CREATE DATABASE copy$made TEMPLATE model");
    },
    # A copy has the extension as its template has: it is sampled without being asked for.
    'ALTER DATABASE RENAME' => sub {
        is_sampled("copy$made");
        return timed("ALTER DATABASE copy$made RENAME TO renamed$made");
    },
    'DROP DATABASE' => sub {
        is_sampled("renamed$made");
        return timed("DROP DATABASE renamed$made");
    },
    'DROP EXTENSION' => sub {
        is_sampled('postgres');
        my $took = timed('DROP EXTENSION pg_tend');
        $node->safe_psql('postgres', 'CREATE EXTENSION pg_tend');
        return $took;
    });
my @order = ('CREATE DATABASE ... TEMPLATE', 'ALTER DATABASE RENAME', 'DROP DATABASE', 'DROP EXTENSION');

sub slowest
{
    my %slowest;
    foreach my $round (1 .. $rounds)
    {
        foreach my $name (@order)
        {
            my $took = $action{$name}->();
            $slowest{$name} = $took if $took > ($slowest{$name} // 0);
        }
    }
    return %slowest;
}

my %with = slowest();
is("@failed", '', 'nothing fails while everything is sampled');
set_enabled('off');
my %without = slowest();
set_enabled('on');
cmp_ok($with{$_}, '<', $without{$_} + $bar, "$_ never waits long") foreach @order;
is_sampled('postgres');
is($node->safe_psql('postgres', 'SELECT coalesce(sum(failures), 0) FROM tend.worker_state()'), 0, 'no sample failed by that');

# While clients work, each execution captured with its text
my $script = $node->basedir . '/work.sql';
PostgreSQL::Test::Utils::append_to_file($script, "\\set n random(1, 9)\nSELECT count(*) FROM pg_class WHERE relnatts > :n;\n");
sub clients
{
    my ($database) = @_;
    my @as = ('env', 'PGAPPNAME=pgbench', 'PGOPTIONS=-c pg_tend.capture_rate=1 -c pg_tend.capture_literals=on -c log_statement=none');
    my $run = IPC::Run::start([ @as, 'pgbench', '-n', '-c', 4, '-T', 600, '-f', $script, $node->connstr($database) ], '<', \undef, '>', \my $out, '2>', \my $error);
    my $their = "pg_stat_activity WHERE datname = '$database' AND application_name = 'pgbench'";
    $node->poll_query_until('postgres', "SELECT count(*) = 4 FROM $their") or die 'no clients';
    return { run => $run, there => "SELECT count(*) FROM $their", end => "SELECT count(pg_terminate_backend(pid)) FROM $their" };
}
sub captures_on
{
    my $before = $node->safe_psql('postgres', 'SELECT captured FROM tend.capture_state()');
    return $node->poll_query_until('postgres', "SELECT captured > $before FROM tend.capture_state()");
}
my $clients = clients('postgres');
cmp_ok($action{'DROP EXTENSION'}->(), '<', $without{'DROP EXTENSION'} + $bar, 'DROP EXTENSION while clients work') foreach 1 .. $rounds;
ok(captures_on(), 'they are captured on');
is($node->safe_psql('postgres', $clients->{there}), 4, 'and none was disturbed');
timed("CREATE DATABASE renamed$made TEMPLATE model");
my $others = clients("renamed$made");
is_sampled("renamed$made");
cmp_ok(timed("DROP DATABASE renamed$made WITH (FORCE)"), '<', $without{'DROP DATABASE'} + $bar, 'DROP DATABASE while clients work in it, by force');
$others->{run}->finish;
is_sampled('postgres');
is($node->safe_psql('postgres', 'SELECT hook_failures FROM tend.capture_state()'), 0, 'no hook has failed');
$node->safe_psql('postgres', $clients->{end});
$clients->{run}->finish;
is("@failed", '', 'and nothing fails');

# A sample that takes its time is ended by the launcher.
$node->safe_psql('model', q{
    CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_catalog.pg_sleep(3.5); RETURN NEW; END';
    CREATE TRIGGER slow BEFORE INSERT ON tend.history_interval FOR EACH ROW EXECUTE FUNCTION slow()});
ok($node->poll_query_until('postgres', q{SELECT count(*) > 0 FROM pg_stat_activity
        WHERE backend_type = 'pg_tend sampler' AND datname = 'model' AND wait_event = 'PgSleep'}), 'a sample takes long');
cmp_ok(timed('DROP DATABASE model'), '<', $without{'DROP DATABASE'} + $bar, 'DROP DATABASE does not wait for it');
is("@failed", '', 'and does not fail');

unlike(PostgreSQL::Test::Utils::slurp_file($node->logfile), qr/PANIC|was terminated by signal|TRAP/, 'nothing crashed');
done_testing();
