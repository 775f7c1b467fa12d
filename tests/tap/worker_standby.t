# SPDX-License-Identifier: PostgreSQL
# On a standby there is no worker; once promoted, it samples.
use strict;
use warnings;
use TendCluster;
use Test::More;

my $primary = TendCluster->started('primary', init => { allows_streaming => 1 },
    conf => "pg_tend.sample_interval = 100ms\npg_tend.advise_interval = 0\n");
$primary->safe_psql('postgres', 'CREATE EXTENSION pg_stat_statements; CREATE EXTENSION pg_tend');
$primary->backup('base');
my $standby = TendCluster->new('standby');
$standby->init_from_backup($primary, 'base', has_streaming => 1);
$standby->start;

my $sampled = "SELECT samples >= 3 FROM tend.worker_state() WHERE database = 'postgres'";
ok($primary->poll_query_until('postgres', $sampled), 'the primary is sampled');
$primary->wait_for_catchup($standby);

is($standby->safe_psql('postgres', "SELECT count(*) FROM pg_stat_activity WHERE backend_type LIKE 'pg_tend%'"), 0,
    'the standby has no worker');
is($standby->safe_psql('postgres', 'SELECT item, value, ok, hint FROM tend.worker_status'),
    "worker|waits for promotion|t|A standby is not sampled: its history is the primary's.", 'its status says why');
is($standby->safe_psql('postgres', 'SELECT count(*) FROM tend.worker_state()'), 0, 'and nothing more');

$standby->safe_psql('postgres', 'SELECT 1 AS on_the_standby;' x 50);
$primary->stop;
$standby->promote;
ok($standby->poll_query_until('postgres', $sampled), 'promoted, it is sampled');
is($standby->safe_psql('postgres', "SELECT value, ok FROM tend.worker_status WHERE item = 'worker'"), 'running|t', 'and says so');

is($standby->safe_psql('postgres', q{SELECT sum(i.calls), bool_and(i.totals) FROM tend.statement_intervals i
    WHERE i.level = 0 AND i.query LIKE 'SELECT $1 AS on_the_standby%'}), '50|t', 'what the standby ran is no part of an interval of its own');

$standby->stop;
done_testing();
