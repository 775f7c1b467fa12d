# SPDX-License-Identifier: PostgreSQL
# Logical replication of all tables between two servers that both have the extension: each keeps its
# own history, and neither stands in the way of the other.
use strict;
use warnings;
use TendCluster;
use Test::More;

my $conf = <<~'CONF';
    pg_tend.enabled = off
    autovacuum = off
    max_sync_workers_per_subscription = 4
    max_logical_replication_workers = 8
    max_worker_processes = 16
    wal_retrieve_retry_interval = 100ms
    CONF
my $publisher  = TendCluster->started('publisher', init => { allows_streaming => 'logical' }, conf => $conf);
my $subscriber = TendCluster->started('subscriber', conf => $conf);
foreach my $node ($publisher, $subscriber)
{
    $node->safe_psql('postgres', q{
        CREATE EXTENSION pg_stat_statements;
        CREATE EXTENSION pg_tend;
        CREATE TABLE item (id int PRIMARY KEY, note text)});
}
my %name = ($publisher => 'publisher', $subscriber => 'subscriber');
# A statement of which there is one a server: the number of its constants tells whose it is.
sub work
{
    my ($node) = @_;
    $node->safe_psql('postgres', 'SELECT ' . ($node == $publisher ? '1, 2, 3' : '1, 2') . ' AS own');
    return;
}
my $own = "query LIKE 'SELECT % AS own'";
sub take_sample { my ($node) = @_; return $node->safe_psql('postgres', 'SELECT tend.sample()'); }

foreach my $node ($publisher, $subscriber)
{
    work($node);
    take_sample($node);
}
$publisher->safe_psql('postgres', q{INSERT INTO item VALUES (1, 'copied'); CREATE PUBLICATION everything FOR ALL TABLES});
cmp_ok($publisher->safe_psql('postgres', q{SELECT count(*) FROM pg_publication_tables WHERE schemaname = 'tend'}), '>', 50,
    'the publication carries the tables of the extension');

# --- the publisher's tables can still be changed -------------------------------------------------------
my @tables = split /\n/, $publisher->safe_psql('postgres', q{
    SELECT c.oid::regclass || ' ' || quote_ident(a.attname) FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = 1
    WHERE relnamespace = 'tend'::regnamespace AND relkind IN ('r', 'p') ORDER BY 1});
my @refused = grep {
    my ($table, $column) = split / /;
    my ($output, $error) = $publisher->try_sql("BEGIN;\nUPDATE $table SET $column = DEFAULT WHERE false;\nDELETE FROM $table WHERE false;\nROLLBACK;");
    $error =~ /ERROR/;
} @tables;
is(join(', ', @refused), '', 'UPDATE and DELETE are refused on none of ' . @tables . ' tables');
is($publisher->safe_psql('postgres', q{SELECT string_agg(c.oid::regclass::text, ', ') FROM pg_class c WHERE relnamespace = 'tend'::regnamespace
        AND relkind = 'r' AND relreplident = 'd' AND NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary)}), '',
    'each has an identity');
is($publisher->safe_psql('postgres', q{SELECT string_agg(c.oid::regclass::text, ', ') FROM pg_class c WHERE relnamespace = 'tend'::regnamespace
        AND relkind = 'r' AND NOT EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgenabled = 'R')}), '',
    'each has the trigger that skips rows of other servers');

# --- the subscription ---------------------------------------------------------------------------------------
my $before = $subscriber->safe_psql('postgres', 'SELECT count(*) FROM tend.history_interval');
$subscriber->safe_psql('postgres', sprintf q{CREATE SUBSCRIPTION everything CONNECTION '%s' PUBLICATION everything},
    $publisher->connstr('postgres') =~ s/'/''/gr);
ok($subscriber->poll_query_until('postgres', q{SELECT count(*) > 0 AND bool_and(srsubstate IN ('r', 's')) FROM pg_subscription_rel}),
    'all tables are copied');
sub arrives
{
    my ($note, $told) = @_;
    $publisher->safe_psql('postgres', "INSERT INTO item SELECT max(id) + 1, '$note' FROM item");
    ok($subscriber->poll_query_until('postgres', "SELECT count(*) = 1 FROM item WHERE note = '$note'"), $told);
    return;
}
is($subscriber->safe_psql('postgres', 'SELECT note FROM item'), 'copied', 'the user table as well');
is($subscriber->safe_psql('postgres', 'SELECT count(*) FROM tend.history_interval'), $before, 'the copy brought no history of the publisher');
arrives('first', 'a row arrives');

# Both sample, and the publisher's ring goes round.
my $samples = 1;
foreach my $round (1 .. 5)
{
    foreach my $node ($publisher, $subscriber)
    {
        work($node);
        take_sample($node);
    }
    $samples++;
    $publisher->safe_psql('postgres', q{
        UPDATE tend.history_interval SET started_at = started_at - interval '17 hours', ended_at = ended_at - interval '17 hours';
        UPDATE tend.ring SET since = since - interval '17 hours';
        UPDATE tend.sampler_state SET sampled_at = sampled_at - interval '17 hours'});
    arrives("round $round", "a row arrives after rotation $round");
}
is($publisher->safe_psql('postgres', 'SELECT slot FROM tend.ring WHERE level = 0'), 0, 'the publisher\'s ring went round');
is($subscriber->safe_psql('postgres', 'SELECT slot FROM tend.ring WHERE level = 0'), 0, 'the subscriber\'s did not move');
is($subscriber->safe_psql('postgres', q{SELECT now() - since < interval '1 hour' FROM tend.ring WHERE level = 0}), 't',
    'and was not aged by the publisher\'s changes');

# --- whose history --------------------------------------------------------------------------------------------
is($publisher->safe_psql('postgres', "SELECT query, calls FROM tend.statements WHERE $own"), 'SELECT $1, $2, $3 AS own|6', 'the publisher knows its statements');
is($subscriber->safe_psql('postgres', "SELECT query, calls FROM tend.statements WHERE $own"), 'SELECT $1, $2 AS own|6', 'the subscriber only its own');
is($subscriber->safe_psql('postgres', 'SELECT count(*) FROM tend.history_intervals WHERE level = 0'), $samples, 'and only its own intervals');
is($subscriber->safe_psql('postgres', q{SELECT count(*) FROM tend.statement s WHERE query LIKE '%CREATE PUBLICATION%'}), 0, 'nothing else came over');

# Changes by the local session are no replication.
$publisher->safe_psql('postgres', "SELECT tend.set_objective(queryid, 1, 2, 3) FROM tend.statements WHERE $own");
$subscriber->safe_psql('postgres', "SELECT tend.set_objective(queryid, 10, 20, 30) FROM tend.statements WHERE $own");
arrives('objective', 'a row arrives after objectives were set');
is($subscriber->safe_psql('postgres', 'SELECT mean_ms FROM tend.objective'), 10, 'each has its own objectives');
$publisher->safe_psql('postgres', q{UPDATE item SET note = 'changed' WHERE id = 1; DELETE FROM item WHERE id = 2});
ok($subscriber->poll_query_until('postgres', q{SELECT string_agg(note, ',') = 'changed' FROM item WHERE id <= 2}), 'changes and deletions of user rows arrive');
is($subscriber->safe_psql('postgres', 'SELECT bool_and(subenabled), count(*) FROM pg_subscription'), 't|1', 'the subscription stands');
is($subscriber->safe_psql('postgres', 'SELECT apply_error_count, sync_error_count FROM pg_stat_subscription_stats'), '0|0', 'without an error');

$subscriber->safe_psql('postgres', 'DROP SUBSCRIPTION everything');
$subscriber->stop;
$publisher->stop;
done_testing();
