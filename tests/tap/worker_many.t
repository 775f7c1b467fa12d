# SPDX-License-Identifier: PostgreSQL
# More databases than the worker's table has room for: the status says so, those that are named are
# sampled, and with room again all are. That those in the table and those that wait take turns is in
# tests/unit/workload/taking_turns_test.cpp: a turn is ten minutes.
use strict;
use warnings;
use TendCluster;
use Test::More;

# Rows of pg_database without files are enough to fill the table: a worker sent there cannot connect.
my $node = TendCluster->started('many', conf => "pg_tend.sample_interval = 100ms\npg_tend.databases = 'postgres'\nallow_system_table_mods = on\n");
$node->safe_psql('postgres', q{
    CREATE EXTENSION pg_tend;
    INSERT INTO pg_database SELECT (jsonb_populate_record(d, jsonb_build_object('oid', 900000 + g, 'datname', 'many_' || g))).*
      FROM pg_database d, generate_series(1, 600) g WHERE d.datname = 'postgres'});
$node->safe_psql('postgres', 'CREATE DATABASE late');
$node->safe_psql('late', 'CREATE EXTENSION pg_tend');

sub status { return $node->safe_psql('late', "SELECT value, ok, hint FROM tend.worker_status WHERE item = 'worker'") }
sub list
{
    my ($databases) = @_;
    $node->safe_psql('postgres', "ALTER SYSTEM SET pg_tend.databases = '$databases'");
    $node->reload;
    return;
}
sub goes_on
{
    my ($database, $name) = @_;
    my $sql = "FROM tend.worker_state() WHERE database = '$database'";
    my $before = $node->safe_psql('postgres', "SELECT coalesce(max(samples), 0) $sql");
    ok($node->poll_query_until('postgres', "SELECT coalesce(max(samples), 0) >= $before + 3 $sql"), $name);
    return;
}

goes_on('postgres', 'the database that is named is sampled');
ok($node->poll_query_until('postgres', 'SELECT count(*) = 512 FROM tend.worker_state()'), 'the table is full');
list('postgres, late');
goes_on('late', 'another that is named is, too, though it is the last of 602');

list('');
ok($node->poll_query_until('postgres', 'SELECT left_out > 0 FROM tend.worker_summary()'), 'without a list some are left out');
is($node->safe_psql('postgres', 'SELECT left_out + (SELECT count(*) FROM tend.worker_state()) FROM tend.worker_summary()'), 602, 'and all are counted');
like($node->safe_psql('postgres', "SELECT hint FROM tend.worker_status WHERE item = 'worker'"),
    qr/^90 databases more than there is room for: they take turns of ten minutes\. Name those/, 'which the status says');
goes_on($_, "$_, which has a place, is sampled") foreach qw(postgres late);

# A database that came when the table was full
$node->safe_psql('postgres', 'CREATE DATABASE latest');
$node->safe_psql('latest', 'CREATE EXTENSION pg_tend');
is($node->safe_psql('latest', "SELECT item, value, ok FROM tend.worker_status"), 'worker|waits for its turn|f', 'one without a place says that it waits');

$node->safe_psql('postgres', 'DELETE FROM pg_database WHERE oid BETWEEN 900001 AND 900600');
goes_on($_, "with room again $_ is sampled") foreach qw(latest postgres late);
$node->stop;
done_testing();
