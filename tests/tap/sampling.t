# SPDX-License-Identifier: PostgreSQL
# The sampler counts what clients ran, no more and no less, whatever happens to the counters, the
# server and the sessions meanwhile.
#
# Method: marked statements, of which the client counts calls and rows. Each sleeps for a known time,
# and the client times it: what the server measured lies between the two.
use strict;
use warnings;
use TendCluster;
use Test::More;

my $TOLERANCE = 0.01;    # the bar: sums of the history within 1 % of the truth
my $SLEEP_MS  = 10;

my $node = TendCluster->started('sampling', conf => <<~'CONF');
    pg_tend.enabled = off
    autovacuum = off
    restart_after_crash = on
    CONF

my %truth;    # what the client saw, by database

# Runs a marked statement `calls` times, each of `rows` rows; `shape` makes it another statement.
# Options: role, before (SQL of the same session), node, as (another text that runs the statement).
sub run_marked
{
    my ($database, $calls, $rows, %option) = @_;
    my $statement = $option{as} // sprintf 'SELECT n%s FROM generate_series(1, %d) marked(n), pg_sleep(%g)',
        ', 1' x ($option{shape} // 0), $rows, $SLEEP_MS / 1000;
    my @arguments = $option{role} ? (extra_params => [ '-U', $option{role} ]) : ();
    my $output = ($option{node} // $node)->safe_psql($database,
        ($option{before} // '') . "\n\\timing on\n" . "$statement;\n" x $calls, @arguments);
    my @times = $output =~ /^Time: ([\d.]+) ms/mg;
    my @rows  = $output =~ /^\d+(?:\||$)/mg;
    die "not all marked statements ran: $output" unless @times == $calls && @rows == $calls * $rows;
    my $seen = $truth{$database} //= { calls => 0, rows => 0, least => 0, most => 0 };
    $seen->{calls} += @times;
    $seen->{rows}  += @rows;
    $seen->{least} += $SLEEP_MS * @times;
    $seen->{most}  += $_ foreach @times;
    return;
}

sub take_sample { my ($database, $on) = @_; return ($on // $node)->safe_psql($database, 'SELECT tend.sample()'); }

my $marked = q{query LIKE 'SELECT n%FROM generate_series(%marked(n)%'};
# Anything negative in any interval of any family; nothing else is ever NULL.
my $negative = q{SELECT (SELECT count(*) FROM tend.statement_counts WHERE least(calls, total_ms, squares_ms2, rows, blocks_hit,
        blocks_read, blocks_dirtied, blocks_written, temp_read, temp_written, read_ms, write_ms, wal_bytes, plan_ms) < 0)
    + (SELECT count(*) FROM tend.table_interval WHERE least(seq_scans, seq_rows, index_scans, index_rows, inserted, updated,
        hot_updated, deleted, heap_read, heap_hit, index_read, index_hit, toast_read, toast_hit, vacuums, analyzes) < 0)
    + (SELECT count(*) FROM tend.index_interval WHERE least(scans, rows_read, rows_fetched, blocks_read, blocks_hit) < 0)
    + (SELECT count(*) FROM tend.database_interval WHERE least(commits, rollbacks, blocks_read, blocks_hit, rows_returned,
        rows_fetched, inserted, updated, deleted, temp_bytes, deadlocks, active_ms, idle_in_transaction_ms, wal_bytes,
        wal_records, transaction_ids) < 0)
    + (SELECT count(*) FROM tend.history_intervals WHERE least(seconds, statement_ms, active_ms, took_ms) < 0)};

sub near { my ($found, $true) = @_; return abs($found - $true) <= $TOLERANCE * $true; }

# The history of the database against the truth, by the view and by the samples themselves.
sub agrees
{
    my ($database, $name, $on) = @_;
    $on //= $node;
    my $seen = $truth{$database};
    foreach my $sums (
        "SELECT sum(calls), sum(rows), sum(total_ms) FROM tend.statements WHERE $marked",
        "SELECT sum(calls), sum(rows::float8), sum(total_ms) FROM tend.statement_intervals WHERE level = 0 AND $marked")
    {
        my ($calls, $rows, $ms) = split /\|/, $on->safe_psql($database, $sums);
        my $right = near($calls, $seen->{calls}) && near($rows, $seen->{rows})
          && $ms >= (1 - $TOLERANCE) * $seen->{least} && $ms <= (1 + $TOLERANCE) * $seen->{most};
        ok($right, "$name: " . ($sums =~ /level/ ? 'the samples agree' : 'calls, rows and time as the client saw them'))
          or diag("found $calls calls, $rows rows, $ms ms; true are $seen->{calls}, $seen->{rows}, $seen->{least} to $seen->{most}");
    }
    is($on->safe_psql($database, $negative), 0, "$name: nothing is negative");
    return;
}

sub watched_database
{
    my ($database, $on) = @_;
    $on //= $node;
    $on->safe_psql('postgres', "CREATE DATABASE $database");
    $on->safe_psql($database, 'CREATE EXTENSION pg_stat_statements; CREATE EXTENSION pg_tend');
    return;
}

sub ask
{
    my ($session, $sql) = @_;
    $session->{stderr} = '';
    return $session->query($sql) =~ s/\s+\z//r;
}

# --- the first sample, and ordinary ones ------------------------------------------------------------
watched_database('plain');
run_marked('plain', 5, 3);
my $first = take_sample('plain');
like($first, qr/^\d+$/, 'a sample has an id');
is($node->safe_psql('plain', "SELECT totals, seconds > 0, started_at < ended_at FROM tend.history_intervals WHERE interval_id = $first"),
    't|t|t', 'the first sample counts totals, over a span of time');
agrees('plain', 'first sample');
run_marked('plain', 20, 2);
run_marked('plain', 10, 1, shape => 1);
my $second = take_sample('plain');
is($node->safe_psql('plain', "SELECT interval_id > $first, totals, seconds BETWEEN 0 AND 3600 FROM tend.history_intervals WHERE interval_id = $second"),
    't|f|t', 'the next one is an ordinary interval');
agrees('plain', 'second sample');
take_sample('plain') foreach 1 .. 3;
agrees('plain', 'samples without work in between');
is($node->safe_psql('plain', "SELECT count(*) FROM tend.statement_intervals WHERE interval_id > $second AND $marked"), 0,
    'statements that did not run have no row');

# --- statements of others ----------------------------------------------------------------------------
watched_database('neighbour');
run_marked('neighbour', 7, 2);
take_sample('neighbour');
take_sample('plain');
agrees('plain', 'another database ran the same statement');
agrees('neighbour', 'and counts its own');

$node->safe_psql('postgres', 'CREATE ROLE passing LOGIN');
run_marked('plain', 6, 2, role => 'passing');
take_sample('plain');
$node->safe_psql('postgres', 'DROP ROLE passing');
run_marked('plain', 4, 2);
take_sample('plain');
agrees('plain', 'a role that is gone');
is($node->safe_psql('plain', "SELECT sum(calls) FROM tend.statements s WHERE $marked AND NOT EXISTS (SELECT FROM pg_roles r WHERE r.oid = s.userid)"),
    6, 'its part stays under its number');

# --- nested statements ---------------------------------------------------------------------------------
$node->safe_psql('plain', q{CREATE FUNCTION nested() RETURNS SETOF int LANGUAGE plpgsql AS $$
    BEGIN RETURN QUERY SELECT n FROM generate_series(1, 3) marked(n), pg_sleep(0.01); END $$});
run_marked('plain', 3, 3);
take_sample('plain');
run_marked('plain', 8, 3, as => 'SELECT * FROM nested()', before => "SET pg_stat_statements.track = 'all';");
my $nested = take_sample('plain');
agrees('plain', 'track = all: inside a function and at top level, the same statement');
is($node->safe_psql('plain', "SELECT abs(statement_ms - (SELECT sum(total_ms) FROM tend.statement_intervals s
        WHERE s.interval_id = h.interval_id AND NOT $marked)) < 0.001 FROM tend.history_intervals h WHERE interval_id = $nested"), 't',
    'an interval counts the time of top-level statements, and nested ones not again');

# --- resets ----------------------------------------------------------------------------------------------
my $entry = q{(SELECT oid FROM pg_database WHERE datname = current_database())};
foreach my $growth ([ 9, 4 ], [ 4, 9 ], [ 5, 5 ], [ 1, 20 ])
{
    my ($before, $after) = @$growth;
    run_marked('plain', $before, 2);
    take_sample('plain');
    $node->safe_psql('plain', 'SELECT pg_stat_statements_reset()');
    run_marked('plain', $after, 2);
    take_sample('plain');
    agrees('plain', "pg_stat_statements_reset(), $before calls before and $after after");
}
foreach my $growth ([ 30, 4 ], [ 6, 1 ])
{
    my ($before, $after) = @$growth;
    run_marked('plain', $before, 2);
    take_sample('plain');
    $node->safe_psql('plain', "SELECT pg_stat_statements_reset(userid, dbid, queryid) FROM pg_stat_statements WHERE dbid = $entry AND $marked");
    run_marked('plain', $after, 2);
    take_sample('plain');
    agrees('plain', "one entry was reset, $before calls before and $after after");
}
$node->safe_psql('plain', "SELECT pg_stat_statements_reset(userid, dbid, queryid) FROM pg_stat_statements WHERE dbid = $entry AND $marked");
take_sample('plain');
run_marked('plain', 40, 2);
take_sample('plain');
agrees('plain', 'one entry was reset and sampled before it came back');

# --- the server goes down --------------------------------------------------------------------------------
run_marked('plain', 5, 1);
take_sample('plain');
$node->stop('immediate');
$node->start;
run_marked('plain', 12, 1);
take_sample('plain');
agrees('plain', 'a stop in the middle');
run_marked('plain', 5, 1);
$node->restart;
run_marked('plain', 5, 1);
take_sample('plain');
agrees('plain', 'an orderly restart without a sample before it');

run_marked('plain', 3, 1);
take_sample('plain');
my $victim = $node->background_psql('plain', on_error_stop => 0);
my $pid = ask($victim, 'SELECT pg_backend_pid()');
my $log = -s $node->logfile;
kill 'KILL', $pid;
$node->wait_for_log(qr/database system is ready to accept connections/, $log);
$node->poll_query_until('plain', 'SELECT true') or die 'the server did not come back';
eval { $victim->quit };
run_marked('plain', 11, 1);
take_sample('plain');
agrees('plain', 'kill -9 of a backend');

# --- transactions of the caller -----------------------------------------------------------------------------
my $old = $node->background_psql('plain', on_error_stop => 0);
ask($old, 'BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM tend.history_intervals;');
run_marked('plain', 6, 2);
take_sample('plain');
run_marked('plain', 6, 2);
like(ask($old, 'SELECT tend.sample()'), qr/^\d+$/, 'a caller whose snapshot is older than another sample takes one')
  or diag($old->{stderr});
ask($old, 'COMMIT');
agrees('plain', 'REPEATABLE READ');
take_sample('plain');
agrees('plain', 'and the sample after it');

run_marked('plain', 7, 1);
$node->safe_psql('plain', 'BEGIN; SELECT tend.sample(); ROLLBACK');
run_marked('plain', 2, 1);
take_sample('plain');
agrees('plain', 'a sample that was rolled back');

ask($old, 'BEGIN');
like(ask($old, 'SELECT tend.sample()'), qr/^\d+$/, 'a transaction takes a sample and stays open');
run_marked('plain', 3, 1);
my ($output, $error, $state) = $node->try_sql("\\set VERBOSITY default\n\\pset null NULL\nSELECT tend.sample()", dbname => 'plain');
is($output, 'NULL', 'another session gets no sample meanwhile');
like($error, qr/^(?:psql:\S+ )?NOTICE:  no sample was taken: another session is taking one$/m, 'and is told so');
like(take_sample('neighbour'), qr/^\d+$/, 'another database does');
ask($old, 'COMMIT');
take_sample('plain');
agrees('plain', 'two sessions at once');
$old->quit;

my $samples = $node->safe_psql('plain', 'SELECT count(*) FROM tend.history_intervals');
($output, $error, $state) = $node->try_sql('BEGIN READ ONLY; SELECT tend.sample();', dbname => 'plain');
is($state, '25006', 'a read-only transaction is refused');
is($node->safe_psql('plain', 'SELECT count(*) FROM tend.history_intervals'), $samples, 'without a trace');

# --- without pg_stat_statements, and later with it ----------------------------------------------------------
$node->safe_psql('postgres', 'CREATE DATABASE late');
$node->safe_psql('late', 'CREATE EXTENSION pg_tend; CREATE TABLE item (id int PRIMARY KEY)');
take_sample('late');
my $flush = 'SELECT pg_stat_force_next_flush();';
$node->safe_psql('late', "INSERT INTO item SELECT generate_series(1, 500); $flush");
run_marked('late', 30, 2);
like(take_sample('late'), qr/^\d+$/, 'without pg_stat_statements a sample is taken');
is($node->safe_psql('late', q{SELECT sum(t.inserted), bool_or(h.partial), (SELECT count(*) FROM tend.statements)
        FROM tend.table_interval t JOIN tend.history_intervals h USING (interval_id)}), '500|f|0', 'of tables only, and that is not a failure');
$node->safe_psql('late', 'CREATE EXTENSION pg_stat_statements');
take_sample('late');
is($node->safe_psql('late', "SELECT h.totals, sum(s.calls) FROM tend.statement_intervals s JOIN tend.history_intervals h USING (interval_id) WHERE $marked GROUP BY 1"),
    't|30', 'created later, its first reading is a marked interval');
is($node->safe_psql('late', q{SELECT count(*) FROM tend.history_intervals WHERE NOT totals AND statement_ms > 1000 * seconds}), 0,
    'and blows no ordinary one up');
agrees('late', 'pg_stat_statements created later');
run_marked('late', 4, 2);
take_sample('late');
agrees('late', 'and what follows');
$node->safe_psql('late', 'DROP EXTENSION pg_stat_statements');
like(take_sample('late'), qr/^\d+$/, 'dropped again: samples go on');
agrees('late', 'pg_stat_statements dropped');

$node->safe_psql('postgres', 'CREATE DATABASE quoted');
$node->safe_psql('quoted', q{CREATE SCHEMA "Pg ""Stat"", it's"; CREATE EXTENSION pg_stat_statements SCHEMA "Pg ""Stat"", it's"; CREATE EXTENSION pg_tend});
run_marked('quoted', 6, 2);
take_sample('quoted');
run_marked('quoted', 6, 2);
take_sample('quoted');
agrees('quoted', 'pg_stat_statements in a schema with a strange name');

# --- tables ---------------------------------------------------------------------------------------------------
$node->safe_psql('plain', "CREATE TABLE item (id int PRIMARY KEY); INSERT INTO item SELECT generate_series(1, 100); $flush");
take_sample('plain');
my $inserted = q{SELECT string_agg(relation_name || ':' || (gone_at IS NULL) || ':' || n, ' ' ORDER BY relation_id) FROM
    (SELECT relation_id, sum(inserted) AS n FROM tend.table_interval GROUP BY 1) i JOIN tend.relation USING (relation_id)
    WHERE relation_name LIKE 'item%'};
is($node->safe_psql('plain', $inserted), 'item:true:100', 'rows inserted into a table');
$node->safe_psql('plain', "INSERT INTO item SELECT generate_series(101, 130); $flush SELECT pg_stat_reset()");
$node->safe_psql('plain', "INSERT INTO item SELECT generate_series(131, 140); $flush");
take_sample('plain');
is($node->safe_psql('plain', $inserted), 'item:true:110', 'pg_stat_reset(): what was counted after it, nothing twice');
$node->safe_psql('plain', "ALTER TABLE item RENAME TO item_renamed; INSERT INTO item_renamed SELECT generate_series(141, 150); $flush");
take_sample('plain');
is($node->safe_psql('plain', $inserted), 'item_renamed:true:120', 'a renamed table keeps its history');
$node->safe_psql('plain', "DROP TABLE item_renamed; CREATE TABLE item_renamed (id int); INSERT INTO item_renamed SELECT generate_series(1, 7); $flush");
take_sample('plain');
is($node->safe_psql('plain', $inserted), 'item_renamed:false:120 item_renamed:true:7', 'one dropped and made again is another');
is($node->safe_psql('plain', $negative), 0, 'nothing is negative');

# --- counters of the whole server ----------------------------------------------------------------------------
my $from = $node->safe_psql('plain', 'SELECT tend.sample(); SELECT sum(wal_bytes) FROM tend.database_interval') =~ s/^.*\n//sr;
my $lsn = $node->safe_psql('plain', 'SELECT pg_current_wal_insert_lsn()');
$node->safe_psql('plain', "SELECT pg_stat_reset_shared('wal')");
foreach my $round (1 .. 3)
{
    $node->safe_psql('plain', "INSERT INTO item_renamed SELECT generate_series(1, 10000); $flush");
    take_sample('plain');
}
my ($counted, $written) = split /\|/, $node->safe_psql('plain',
    "SELECT sum(wal_bytes) - $from, pg_current_wal_insert_lsn() - '$lsn' FROM tend.database_interval");
cmp_ok($counted, '>', 0.5 * $written, "pg_stat_reset_shared('wal'): what was written after it counts");
cmp_ok($counted, '<=', 1.01 * $written, 'and no more');
is($node->safe_psql('plain', $negative), 0, 'nothing is negative after it');
agrees('plain', 'resets of other statistics');
is($node->safe_psql('plain', 'SELECT count(*) FROM tend.history_intervals WHERE NOT totals AND statement_ms > 40 * 1000 * seconds'), 0,
    'no interval claims more than all connections could do');
$node->stop;

# --- eviction: 100 entries for many more statements ------------------------------------------------------------
my $small = TendCluster->started('small', conf => "pg_tend.enabled = off\nautovacuum = off\npg_stat_statements.max = 100\n");
watched_database('crowded', $small);
take_sample('crowded', $small);
srand 7;
foreach my $round (1 .. 6)
{
    foreach my $shape (0 .. 7)
    {
        run_marked('crowded', 1 + int rand 4, 2, shape => $shape, node => $small);
        # What is evicted before any sample nobody can count.
        take_sample('crowded', $small);
    }
    # Others that run more often push the marked ones out. Constants are no part of a statement, their
    # number and types are. One runs so often that it stays.
    $small->safe_psql('crowded', "SELECT current_user;\n" x 300 . join '', map { ('SELECT ' . join(',', (1) x $_, ("'a'") x $round) . ";\n") x 10 } 1 .. 120);
    take_sample('crowded', $small) if $round % 2;
}
take_sample('crowded', $small);
note('calls counted: ', $small->safe_psql('crowded', "SELECT sum(calls) FROM tend.statements WHERE $marked"), " of $truth{crowded}{calls}");
agrees('crowded', 'eviction', $small);
cmp_ok($small->safe_psql('crowded', 'SELECT dealloc FROM pg_stat_statements_info'), '>', 20, 'there were evictions');
is($small->safe_psql('crowded', 'SELECT bool_or(uncertain) FROM tend.history_intervals'), 't',
    'and intervals in which a statement may have been evicted and come back say so');
$small->stop;

# --- not preloaded ------------------------------------------------------------------------------------------------
my $bare = TendCluster->started('bare', preload => '');
watched_database('unloaded', $bare);
$bare->safe_psql('unloaded', "CREATE TABLE item (id int); INSERT INTO item SELECT generate_series(1, 50); $flush");
like(take_sample('unloaded', $bare), qr/^\d+$/, 'pg_stat_statements created and not loaded: a sample of the tables');
is($bare->safe_psql('unloaded', 'SELECT sum(inserted) FROM tend.table_interval'), 50, 'with their counters');
is($bare->safe_psql('unloaded', 'SELECT bool_or(partial), (SELECT count(*) FROM tend.statements) FROM tend.history_intervals'), 'f|0',
    'which is not a failure either');

# --- what does not belong to its tables ---------------------------------------------------------------------------
$bare->safe_psql('unloaded', 'CREATE INDEX stranger ON tend.relation_seen (abs(pack))');
$bare->safe_psql('unloaded', "INSERT INTO item VALUES (1); $flush");
($output, $error, $state) = $bare->try_sql('SELECT tend.sample()', dbname => 'unloaded');
is($state, '55000', 'an index with an expression on a table of pg_tend is an error');
$bare->safe_psql('unloaded', 'DROP INDEX tend.stranger');
like(take_sample('unloaded', $bare), qr/^\d+$/, 'and a sample is taken again without it');
$bare->stop;
done_testing();
