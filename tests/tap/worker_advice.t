# SPDX-License-Identifier: PostgreSQL
# The worker advises by itself once there is history, not more often than asked, and not at all if
# it shall not.
use strict;
use warnings;
use TendCluster;
use Test::More;

my $node = TendCluster->started('advice', conf => "pg_tend.sample_interval = 100ms\npg_tend.advise_interval = 0\n");
$node->safe_psql('postgres', q{
    CREATE EXTENSION pg_stat_statements;
    CREATE EXTENSION pg_tend;
    CREATE TABLE item AS SELECT g AS id, g % 1000 AS owner FROM generate_series(1, 50000) g;
    ANALYZE item});
$node->safe_psql('postgres', 'SELECT count(*) FROM item WHERE owner = 5') foreach 1 .. 20;

my $runs = "SELECT count(*) FROM tend.advice_run WHERE source = 'history'";
ok($node->poll_query_until('postgres', "SELECT samples >= 5 FROM tend.worker_state() WHERE database = 'postgres'"), 'it samples');
is($node->safe_psql('postgres', $runs), 0, 'with advise_interval = 0 it does not advise');

$node->safe_psql('postgres', "ALTER SYSTEM SET pg_tend.advise_interval = '1h'");
$node->reload;
ok($node->poll_query_until('postgres', "SELECT count(*) = 1 FROM tend.advice_run WHERE source = 'history'"),
    'with one it does, as soon as there is history');
my $samples = $node->safe_psql('postgres', "SELECT samples FROM tend.worker_state() WHERE database = 'postgres'");
ok($node->poll_query_until('postgres', "SELECT samples >= $samples + 20 FROM tend.worker_state() WHERE database = 'postgres'"),
    'sampling goes on');
is($node->safe_psql('postgres', $runs), 1, 'and no second run comes before its time');
is($node->safe_psql('postgres', "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'pg_tend adviser'"), 0,
    'nobody stays for it');

# The newest run counts, whoever made it: a server that was restarted does not advise again.
$node->restart;
ok($node->poll_query_until('postgres', "SELECT samples >= 10 FROM tend.worker_state() WHERE database = 'postgres'"), 'after a restart it samples');
is($node->safe_psql('postgres', $runs), 1, 'and does not advise before its time');

$node->safe_psql('postgres', "ALTER SYSTEM SET pg_tend.advise_interval = '1s'");
$node->reload;
$node->safe_psql('postgres', "UPDATE tend.advice_run SET at = at - interval '1 hour'; SELECT tend.wake_worker()");
ok($node->poll_query_until('postgres', "SELECT count(*) >= 2 FROM tend.advice_run WHERE source = 'history'"),
    'when it is old enough there is another');

# The clock was put back by a year: the newest run lies in the future.
$node->safe_psql('postgres', "ALTER SYSTEM SET pg_tend.advise_interval = '1h'");
$node->reload;
my $newest = $node->safe_psql('postgres', 'SELECT max(run_id) FROM tend.advice_run');
$node->safe_psql('postgres', "UPDATE tend.advice_run SET at = at + interval '1 year'; SELECT tend.wake_worker()");
ok($node->poll_query_until('postgres', "SELECT max(run_id) > $newest FROM tend.advice_run WHERE source = 'history'"),
    'a run in the future does not hold up the next');
$newest = $node->safe_psql('postgres', 'SELECT max(run_id) FROM tend.advice_run');
$samples = $node->safe_psql('postgres', "SELECT samples FROM tend.worker_state() WHERE database = 'postgres'");
$node->safe_psql('postgres', 'SELECT tend.wake_worker()');
ok($node->poll_query_until('postgres', "SELECT samples >= $samples + 20 FROM tend.worker_state() WHERE database = 'postgres'"),
    'sampling goes on');
is($node->safe_psql('postgres', 'SELECT max(run_id) FROM tend.advice_run'), $newest, 'and nothing storms');

# --- a long run is in nobody's way ---------------------------------------------------------------------
# Planning one of these takes a third of a second each time: slow() is folded.
$node->safe_psql('postgres', q{
    CREATE FUNCTION slow() RETURNS int IMMUTABLE LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(0.3); RETURN 5; END $$});
$node->safe_psql('postgres', 'SELECT ' . join(',', ('id') x $_) . ' FROM item WHERE owner = slow()') foreach 1 .. 15;
$newest = $node->safe_psql('postgres', 'SELECT max(run_id) FROM tend.advice_run');
$node->safe_psql('postgres', "UPDATE tend.advice_run SET at = at - interval '2 years'; SELECT tend.wake_worker()");
my $adviser = "pg_stat_activity WHERE backend_type = 'pg_tend adviser' AND query = 'pg_tend: advising on the history'";
ok($node->poll_query_until('postgres', "SELECT count(*) = 1 FROM $adviser"), 'the adviser is at work');
my $pid = $node->safe_psql('postgres', "SELECT pid FROM $adviser");
my $xid = $node->safe_psql('postgres', 'SELECT pg_current_xact_id()');
my $interval = $node->safe_psql('postgres', 'SELECT max(interval_id) FROM tend.history_interval');
ok($node->poll_query_until('postgres', "SELECT backend_xmin::text::bigint > $xid FROM $adviser AND pid = $pid"),
    'its snapshot moves on, so that vacuum does');
is($node->safe_psql('postgres', "SELECT backend_xid IS NULL FROM $adviser AND pid = $pid"), 't', 'it has written nothing yet');
ok($node->poll_query_until('postgres', "SELECT (SELECT max(interval_id) FROM tend.history_interval) > $interval AND EXISTS (SELECT FROM $adviser AND pid = $pid)"),
    'and samples are taken meanwhile');
ok($node->poll_query_until('postgres', "SELECT max(run_id) > $newest FROM tend.advice_run WHERE source = 'history'"), 'in the end it is recorded');

done_testing();
