# SPDX-License-Identifier: PostgreSQL
# A publication of all tables and a subscriber that lacks the extension: what stops, what does not, and
# that the remedy of docs/operations.md is one. With the extension on both sides: replication.t.
use strict;
use warnings;
use TendCluster;
use Test::More;

my $conf = "pg_tend.enabled = off\nautovacuum = off\nwal_retrieve_retry_interval = 100ms\nmax_worker_processes = 16\nmax_logical_replication_workers = 12\n";
my $publisher  = TendCluster->started('publisher', init => { allows_streaming => 'logical' }, conf => $conf);
# Nothing is preloaded: that the extension is there is enough.
my $subscriber = TendCluster->started('subscriber', preload => '', conf => $conf =~ s/^pg_tend.*\n//r);
$publisher->safe_psql('postgres', 'CREATE EXTENSION pg_stat_statements');

sub new_pair
{
    my ($database) = @_;
    foreach my $node ($publisher, $subscriber)
    {
        $node->safe_psql('postgres', "CREATE DATABASE $database");
        $node->safe_psql($database, 'CREATE TABLE item (id int PRIMARY KEY, note text)');
    }
    return;
}
sub subscription
{
    my ($database) = @_;
    return sprintf "CREATE SUBSCRIPTION sub_$database CONNECTION '%s' PUBLICATION pub", $publisher->connstr($database) =~ s/'/''/gr;
}
sub insert { my ($database, $note) = @_; $publisher->safe_psql($database, "INSERT INTO item SELECT count(*), '$note' FROM item"); return }
sub arrives
{
    my ($database, $note, $told) = @_;
    ok($subscriber->poll_query_until($database, "SELECT count(*) = 1 FROM item WHERE note = '$note'"), $told);
    return;
}
# Statement errors of psql with hint and detail, notices and warnings as well
sub told_by
{
    my ($node, $database, $sql) = @_;
    $node->psql($database, $sql, stderr => \my $error, on_error_stop => 0);
    return $error;
}
my $create   = 'CREATE EXTENSION pg_tend';
my $failures = q{SELECT apply_error_count + sync_error_count FROM pg_stat_subscription_stats WHERE subname = 'sub_%s'};

# --- the subscriber first: nothing stops -----------------------------------------------------------------
new_pair('ordered');
$publisher->safe_psql('ordered', 'CREATE PUBLICATION pub FOR ALL TABLES');
$subscriber->safe_psql('ordered', subscription('ordered'));
insert('ordered', 'before');
arrives('ordered', 'before', 'rows arrive');
$subscriber->safe_psql('ordered', $create);
like(told_by($publisher, 'ordered', $create), qr/WARNING:  the tables of pg_tend are published by pub\n.*\n.*HINT:.*CREATE EXTENSION pg_tend in each subscribing database/,
    'CREATE EXTENSION tells who has published all tables');
$publisher->safe_psql('ordered', 'SELECT tend.sample()') foreach 1 .. 2;
insert('ordered', 'after');
arrives('ordered', 'after', 'subscriber first, then publisher: they go on arriving');
$subscriber->safe_psql('ordered', 'ALTER SUBSCRIPTION sub_ordered REFRESH PUBLICATION');
ok($subscriber->poll_query_until('ordered', q{SELECT count(*) > 50 AND bool_and(srsubstate IN ('r', 's')) FROM pg_subscription_rel}), 'the tables may be subscribed to');
$publisher->safe_psql('ordered', 'SELECT tend.sample()');
insert('ordered', 'refreshed');
arrives('ordered', 'refreshed', 'rows go on arriving');
is($subscriber->safe_psql('ordered', sprintf $failures, 'ordered'), 0, 'without an error');
is($subscriber->safe_psql('ordered', 'SELECT count(*) FROM tend.history_interval'), 0, 'and the subscriber has no history but its own');

# --- the publisher first: the subscriber stops, and goes on once it has the extension --------------------
new_pair('late');
$publisher->safe_psql('late', 'CREATE PUBLICATION pub FOR ALL TABLES');
$subscriber->safe_psql('late', subscription('late'));
insert('late', 'before');
arrives('late', 'before', 'rows arrive');
my $log = -s $subscriber->logfile;
$publisher->safe_psql('late', "$create; SELECT tend.sample()");
insert('late', 'stuck');
$subscriber->wait_for_log(qr/ERROR: .*logical replication target relation "tend\.\w+" does not exist/, $log);
like($publisher->safe_psql('late', 'SELECT tend.sample()'), qr/^\d+$/, 'a subscriber that lacks the tables stops; the publisher samples on');
is($publisher->safe_psql('late', 'SELECT count(*) FROM tend.history_intervals WHERE level = 0'), 2, 'into its history');
is($subscriber->safe_psql('late', q{SELECT count(*) FROM item WHERE note = 'stuck'}), 0, 'rows wait');
$subscriber->safe_psql('late', $create);
arrives('late', 'stuck', 'once it has the extension what waited arrives, by itself');
insert('late', 'later');
arrives('late', 'later', 'and what comes later');
is($subscriber->safe_psql('late', 'SELECT count(*) FROM tend.history_interval'), 0, 'without the history of the publisher');

# Dropped in the other order
$publisher->safe_psql('late', 'SELECT tend.sample(); DROP EXTENSION pg_tend');
insert('late', 'dropped');
arrives('late', 'dropped', 'dropped by the publisher, rows arrive');
$subscriber->safe_psql('late', 'DROP EXTENSION pg_tend');
insert('late', 'dropped by both');
arrives('late', 'dropped by both', 'and by the subscriber after it');

# --- a subscriber that shall not have it -----------------------------------------------------------------
new_pair('never');
is(told_by($publisher, 'never', $create), '', 'without such a publication there is nothing to tell');
$publisher->safe_psql('never', 'CREATE PUBLICATION pub FOR ALL TABLES');
like(told_by($subscriber, 'never', subscription('never')),
    qr/ERROR:  schema "tend" does not exist/, 'a new subscription is refused where the tables are lacking');
$publisher->safe_psql('never', 'DROP PUBLICATION pub; CREATE PUBLICATION pub FOR TABLES IN SCHEMA public');
$subscriber->safe_psql('never', subscription('never'));
$publisher->safe_psql('never', 'SELECT tend.sample()');
insert('never', 'row');
arrives('never', 'row', 'FOR TABLES IN SCHEMA leaves them out');
is($subscriber->safe_psql('never', sprintf $failures, 'never'), 0, 'without an error');

foreach my $database (qw(ordered late never))
{
    $subscriber->safe_psql($database, "DROP SUBSCRIPTION sub_$database");
}
$subscriber->stop;
$publisher->stop;
done_testing();
