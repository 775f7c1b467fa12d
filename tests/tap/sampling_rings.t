# SPDX-License-Identifier: PostgreSQL
# Rollups and rotation lose and double nothing, whoever reads meanwhile and wherever the clock goes.
#
# Method: time passes by moving what is stored into the past between two samples; nothing sleeps.
use strict;
use warnings;
use TendCluster;
use Test::More;

my $HOUR = 3600;
my $DAY  = 24 * $HOUR;

# Retention is 48 hours, 30 days and 400 days; a slot is written for a third of it.
my $node = TendCluster->started('rings', conf => <<~'CONF');
    pg_tend.enabled = off
    autovacuum = off
    pg_stat_statements.track_utility = off
    CONF

my %truth;

sub new_history
{
    my ($database) = @_;
    $node->safe_psql('postgres', "CREATE DATABASE $database");
    $node->safe_psql($database, 'CREATE EXTENSION pg_stat_statements; CREATE EXTENSION pg_tend; CREATE TABLE item (id int); SELECT tend.sample()');
    $truth{$database} = 0;
    return;
}

# Moves all that is stored: by whole hours, so that what fell into one interval of five minutes or an
# hour still does.
sub age
{
    my ($database, $seconds) = @_;
    die 'not a whole hour' if $seconds % $HOUR;
    $node->safe_psql($database, <<~"SQL");
        UPDATE tend.history_interval SET started_at = started_at - interval '$seconds s', ended_at = ended_at - interval '$seconds s';
        UPDATE tend.ring SET since = since - interval '$seconds s';
        UPDATE tend.sampler_state SET sampled_at = sampled_at - interval '$seconds s';
        SQL
    return;
}

my $marked = q{query LIKE 'SELECT id FROM item WHERE id = %'};
sub run_marked
{
    my ($database, $calls) = @_;
    $node->safe_psql($database, "SELECT id FROM item WHERE id = 1;\n" x $calls . "INSERT INTO item VALUES (1); SELECT pg_stat_force_next_flush();");
    $truth{$database} += $calls;
    return;
}
sub take_sample
{
    my ($database) = @_;
    my $id = $node->safe_psql($database, 'SELECT tend.sample()');
    die 'no sample' unless $id =~ /^\d+$/;
    return $id;
}
sub worked { my ($database, $calls) = @_; run_marked($database, $calls); return take_sample($database); }

# Calls that the history tells, by the view and by each way to tile the time.
sub agrees
{
    my ($database, $name) = @_;
    my $true = $truth{$database};
    is($node->safe_psql($database, "SELECT sum(calls) FROM tend.statements WHERE $marked"), $true, "$name: tend.statements");
    is($node->safe_psql($database, qq{SELECT string_agg(DISTINCT calls::text, ',') FROM unnest('{1000000,50,20,5,0}'::int[]) most,
            LATERAL (SELECT sum(s.calls) AS calls FROM tend.statement_sums(NULL, most) s JOIN tend.known_statements k USING (statement_id) WHERE $marked) c}),
        $true, "$name: however fine the intervals");
    return;
}
# Calls at one level; of level 0 only what the levels above do not hold yet if asked so.
sub calls_at
{
    my ($database, $level, $condition) = @_;
    return $node->safe_psql($database, "SELECT coalesce(sum(calls), 0) FROM tend.statement_intervals WHERE level = $level AND $marked AND "
        . ($condition // 'true'));
}
sub slot { my ($database, $level) = @_; return $node->safe_psql($database, "SELECT slot FROM tend.ring WHERE level = $level"); }

# --- rollups ------------------------------------------------------------------------------------------
new_history('levels');
foreach my $step (1 .. 6)
{
    worked('levels', $step);
    age('levels', $HOUR);
}
worked('levels', 10);
agrees('levels', 'six hours');
foreach my $level (1, 2)
{
    is(calls_at('levels', $level) + calls_at('levels', 0, 'NOT rolled_up'), $truth{levels}, "level $level and the samples it lacks hold all");
}
is(calls_at('levels', 0), $truth{levels}, 'the samples hold all');
is($node->safe_psql('levels', 'SELECT count(*) FROM tend.history_intervals WHERE level = 2 AND NOT totals') , 6, 'six hours are six intervals of an hour');
is($node->safe_psql('levels', q{SELECT count(*) FROM (SELECT level, round(sum(seconds)) AS s, sum(samples) AS n, round(sum(statement_ms)) FROM tend.history_intervals
        WHERE level > 0 OR rolled_up GROUP BY level, totals) g GROUP BY s, n HAVING count(*) <> 3}), '',
    'seconds and samples are the same at every level');
is($node->safe_psql('levels', q{SELECT string_agg(DISTINCT n::text, ',') FROM (SELECT h.level, sum(t.inserted) AS n FROM tend.table_interval t
        JOIN tend.history_intervals h USING (interval_id) JOIN tend.relation r USING (relation_id)
        WHERE r.relation_name = 'item' AND (h.level > 0 OR h.rolled_up) GROUP BY 1) l}), 6, 'rows inserted are the same at every level');
is($node->safe_psql('levels', q{SELECT count(DISTINCT n) FROM (SELECT h.level, sum(d.wal_records) AS n FROM tend.database_interval d
        JOIN tend.history_intervals h USING (interval_id) WHERE h.level > 0 OR h.rolled_up GROUP BY 1) l}), 1, 'so is what the database counted');

# --- rotation: raw slots after 16 hours, those of five minutes after 10 days ----------------------------
new_history('rotating');
my %slots;
foreach my $round (1 .. 11)
{
    worked('rotating', $round);
    $slots{ slot('rotating', 0) }++;
    age('rotating', 17 * $HOUR);
    worked('rotating', 1);
    age('rotating', $HOUR);
    agrees('rotating', "raw rotation $round") if $round % 4 == 0;
}
is(join(',', sort keys %slots), '0,1,2,3', 'the ring of samples went round');
is($node->safe_psql('rotating', 'SELECT count(DISTINCT tableoid) FROM tend.statement_interval WHERE slot < 4'), 3,
    'over its four tables, of which the next one to be written is empty');
cmp_ok(calls_at('rotating', 0), '<', $truth{rotating}, 'old samples are gone');
is(calls_at('rotating', $_) + calls_at('rotating', 0, 'NOT rolled_up'), $truth{rotating}, "level $_ holds all") foreach 1, 2;
is($node->safe_psql('rotating', q{SELECT count(*) FROM tend.statement_interval s LEFT JOIN tend.history_interval h USING (interval_id)
        WHERE h.interval_id IS NULL OR h.slot <> s.slot}), 0, 'no row lacks its interval');
is($node->safe_psql('rotating', q{SELECT count(*) FROM tend.database_interval d LEFT JOIN tend.history_interval h USING (interval_id) WHERE h.interval_id IS NULL}), 0,
    'in the tables without slots neither');
cmp_ok($node->safe_psql('rotating', 'SELECT extract(epoch FROM now() - min(ended_at)) FROM tend.history_intervals WHERE level = 0 AND NOT totals'),
    '>=', 48 * $HOUR, 'samples are kept for their retention');

foreach my $round (1 .. 6)
{
    worked('rotating', $round);
    age('rotating', 11 * $DAY);
}
worked('rotating', 5);
agrees('rotating', 'rotation of five minutes');
cmp_ok(calls_at('rotating', 1), '<', $truth{rotating}, 'old steps of five minutes are gone');
is(calls_at('rotating', 2) + calls_at('rotating', 0, 'NOT rolled_up'), $truth{rotating}, 'the hours hold all');
is($node->safe_psql('rotating', q{SELECT count(*) FROM tend.statements WHERE calls < 0 OR total_ms < 0 OR rows < 0}), 0, 'nothing is negative');

# --- retention by settings ---------------------------------------------------------------------------------
new_history('short');
$node->safe_psql('short', q{ALTER DATABASE short SET pg_tend.retention_raw = '3h'});
worked('short', 1);
age('short', $HOUR);
worked('short', 1);
is(slot('short', 0), 1, 'a shorter retention rotates earlier');

# --- a reader in the way -------------------------------------------------------------------------------------
new_history('read');
worked('read', 3);
my $reader = $node->background_psql('read', on_error_stop => 0);
$reader->query_safe('BEGIN; SELECT count(*) FROM tend.statement_intervals');
age('read', 17 * $HOUR);
run_marked('read', 4);
my $took = $node->safe_psql('read', q{SELECT clock_timestamp() AS before \gset
SELECT tend.sample() \g /dev/null
SELECT extract(epoch FROM clock_timestamp() - :'before')});
cmp_ok($took, '<', 5, 'a reader of the history does not keep a sample from ending');
is(slot('read', 0), 0, 'the slot that is due waits for the reader');
agrees('read', 'a slot that waits');
worked('read', 2);
is(slot('read', 0), 0, 'for as long as it reads');
$reader->query_safe('COMMIT');
worked('read', 2);
is(slot('read', 0), 1, 'the next sample rotates');
agrees('read', 'a slot that waited');
# A cursor of the sampling session itself is a reader, too.
age('read', 17 * $HOUR);
$node->safe_psql('read', 'BEGIN; DECLARE c CURSOR FOR SELECT * FROM tend.statement_interval; FETCH 1 FROM c; SELECT tend.sample(); COMMIT');
is(slot('read', 0), 1, 'a cursor of the caller holds its slot as well');
take_sample('read');
is(slot('read', 0), 2, 'until it is closed');
agrees('read', 'a caller with a cursor');
$reader->quit;

# --- the clock jumps -----------------------------------------------------------------------------------------
foreach my $jump (2 * $HOUR, 15 * $HOUR, 40 * $HOUR, 400 * $DAY)
{
    my $name = "clock$jump";
    my $told = sprintf 'a clock that went back by %d hours', $jump / $HOUR;
    new_history($name);
    worked($name, 3);
    age($name, $HOUR);
    worked($name, 4);
    age($name, -$jump);
    is($node->safe_psql($name, 'SELECT count(*) > 0 FROM tend.history_intervals WHERE ended_at > now()'), 't', "$told: samples of the future");
    worked($name, 5);
    agrees($name, $told);
    worked($name, 6);
    agrees($name, "$told, the next sample");
    is($node->safe_psql($name, 'SELECT count(*) FROM tend.history_intervals WHERE seconds < 0 OR started_at > ended_at'), 0, "$told: no interval ends before it starts");
    age($name, $HOUR);
    worked($name, 7);
    agrees($name, "$told, an hour later");
    age($name, $jump + $HOUR);
    worked($name, 8);
    agrees($name, "$told, when it has caught up");
}

# --- the dictionaries ------------------------------------------------------------------------------------------
new_history('words');
$node->safe_psql('words', 'CREATE TABLE passing (id int); INSERT INTO passing VALUES (1); SELECT pg_stat_force_next_flush()');
worked('words', 2);
my $known = "SELECT (SELECT count(*) FROM tend.statement WHERE $marked), (SELECT count(*) FROM tend.relation WHERE relation_name = 'passing')";
is($node->safe_psql('words', $known), '1|1', 'a statement and a table have entries');
$node->safe_psql('words', 'DROP TABLE passing; SELECT pg_stat_statements_reset()');
take_sample('words');
is($node->safe_psql('words', $known), '1|1', 'which stay while the history has them');
foreach my $round (1 .. 4)
{
    age('words', 134 * $DAY);
    take_sample('words');
}
is($node->safe_psql('words', $known), '0|0', 'and go with the last interval that has them');
is($node->safe_psql('words', q{SELECT count(*) FROM tend.statement_interval s LEFT JOIN tend.statement d USING (statement_id) WHERE d.statement_id IS NULL}), 0,
    'no interval lacks its entry');
$truth{words} = 0;
worked('words', 9);
agrees('words', 'a statement that comes back');

$node->stop;
done_testing();
