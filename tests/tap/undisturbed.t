# SPDX-License-Identifier: PostgreSQL
# Advice leaves no trace: pg_stat_statements keeps everybody's entries, locks are given back, and
# a locked table delays nobody.
use strict;
use warnings;
use TendCluster;
use Test::More;
use Time::HiRes qw(time);

my $node = TendCluster->started('undisturbed',
    conf => "pg_stat_statements.max = 100\npg_stat_statements.track = 'all'\nmax_locks_per_transaction = 128\n");
$node->safe_psql('postgres', 'CREATE EXTENSION pg_stat_statements; CREATE EXTENSION pg_tend');
$node->safe_psql('postgres', "CREATE TABLE t$_ AS SELECT g AS id, g % 1000 AS owner, g % 300 AS shop
    FROM generate_series(1, 5000) g; ANALYZE t$_") foreach 1 .. 20;

# The statements of the workload run in a session; the questions that compare come from elsewhere,
# with query ids off, so that asking is not counted.
sub uncounted
{
    my ($sql) = @_;
    local $ENV{PGOPTIONS} = '-c compute_query_id=off';
    return $node->safe_psql('postgres', $sql);
}
sub entries
{
    return uncounted("SELECT string_agg(userid || ' ' || queryid || ' ' || toplevel || ' ' || calls, ',' ORDER BY userid, queryid, toplevel),
        (SELECT dealloc FROM pg_stat_statements_info) FROM pg_stat_statements");
}
$node->safe_psql('postgres', 'SELECT FROM pg_stat_statements_reset()');
my $workload = join ";\n", map { my $t = $_; map { "SELECT count(*) FROM t$t WHERE $_ = 5" } qw(id owner shop) } 1 .. 20;
$node->safe_psql('postgres', $workload) foreach 1 .. 2;

# The calls themselves are statements of their session: they run with ids off, too.
sub unchanged_by
{
    my ($name, $sql) = @_;
    my $before = entries();
    my ($output, $error, $state) = do {
        local $ENV{PGOPTIONS} = '-c compute_query_id=off -c client_min_messages=error';
        $node->try_sql($sql);
    };
    is($state, '', "$name: no error");
    ok(entries() eq $before, "$name: every entry and dealloc as before");
    return $output;
}
cmp_ok(unchanged_by('recommend_indexes() from history', 'SELECT count(*) FROM tend.recommend_indexes()'), '>', 10, 'there is advice');
my $hundreds = join ', ', map { my $n = $_; map { "'SELECT * FROM t$_ WHERE shop + $n = owner AND id > $n LIMIT $n'" } 1 .. 20 } 1 .. 10;
unchanged_by('200 texts more than pg_stat_statements holds', "SELECT count(*) FROM tend.recommend_indexes(queries => ARRAY[$hundreds])");
unchanged_by('200 what_if calls', "SELECT count(cost_after) FROM unnest(ARRAY[$hundreds]) q, tend.what_if(q, ARRAY['CREATE INDEX ON t1 (id)'])");
unchanged_by('texts that cannot be planned', "SELECT count(*) FROM tend.recommend_indexes(queries => ARRAY['SELECT nothing', 'rubbish', 'SELECT 1/0', 'VACUUM'])");
unchanged_by('complexity and fingerprint', "SELECT count(tend.fingerprint(q)), count((tend.complexity(q)).score) FROM unnest(ARRAY[$hundreds]) q");
unchanged_by('views', 'SELECT count(*) FROM tend.recommendations, tend.advice_runs, tend.unindexable, tend.status');

# With ids on in the caller's session the calls are counted, and nothing else.
my $before = uncounted("SELECT count(*) FROM pg_stat_statements WHERE query LIKE '%FROM t%' OR query LIKE '%tend.%'");
$node->safe_psql('postgres', "SELECT count(*) FROM tend.what_if('SELECT * FROM t7 WHERE owner + 12345 = id', NULL)");
is(uncounted("SELECT count(*) FROM pg_stat_statements WHERE query LIKE '%FROM t%' OR query LIKE '%tend.%'") - $before, 1,
    'a call counts as the one statement it is');
is(uncounted("SELECT count(*) FROM pg_stat_statements WHERE query LIKE '%advice_run%' OR query LIKE '%pg_partition_tree%' OR query LIKE '%tend.recommendation%'"), 0,
    'our own questions to the catalog are not counted, track = all or not');
is($node->safe_psql('postgres', "SELECT FROM tend.what_if('SELECT 1', NULL); SHOW compute_query_id"), "auto", 'the setting is as it was');

# Locks: nothing of a user's is held once a call has returned, in the middle of a transaction.
my $locks = q{SELECT count(*) FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
    WHERE l.pid = pg_backend_pid() AND l.locktype = 'relation' AND c.relnamespace = 'public'::regnamespace
      AND c.relname NOT LIKE 'pg_stat_statements%';};
foreach my $call (
    q{SELECT count(*) FROM tend.what_if('SELECT * FROM t1 JOIN t2 USING (id) WHERE t1.owner = 5', ARRAY['CREATE INDEX ON t1 (owner)', 'CREATE INDEX ON t2 (id)']);},
    q{SELECT count(*) FROM tend.recommend_indexes(queries => '{SELECT * FROM t1 WHERE owner = 5,DELETE FROM t2 WHERE id = 7,SELECT nothing FROM t3}');},
    q{SELECT count(*) FROM tend.recommend_indexes();})
{
    my $answer = $node->safe_psql('postgres', "SET client_min_messages = error; BEGIN; $call $locks COMMIT;");
    like($answer, qr/\n0$/, "no lock is left by $call");
}

# A table under ACCESS EXCLUSIVE: told soon, and skipped.
my $locker = $node->background_psql('postgres');
$locker->query_safe('BEGIN; LOCK TABLE t1 IN ACCESS EXCLUSIVE MODE');
my $start = time;
my ($output, $error, $state) = $node->try_sql(q{SELECT * FROM tend.what_if('SELECT * FROM t1 WHERE owner = 5', NULL)});
my $seconds = time - $start;
is($state, '55P03', 'what_if on a locked table fails');
cmp_ok($seconds, '<', 3, sprintf('soon: after %.2f s', $seconds));
($output, $error, $state) = $node->try_sql(q{SELECT * FROM tend.what_if('SELECT * FROM t2 WHERE owner = 5', ARRAY['CREATE INDEX ON t1 (owner)'])});
is($state, '55P03', 'so does an index element on it');
$start = time;
is($node->safe_psql('postgres', q{SELECT relation FROM tend.recommend_indexes(
        queries => '{SELECT * FROM t1 WHERE owner = $1,SELECT * FROM t2 WHERE owner = $1}')}),
    'public.t2', 'recommend_indexes advises on the others');
$seconds = time - $start;
cmp_ok($seconds, '<', 5, sprintf('and finishes: after %.2f s', $seconds));
is($node->safe_psql('postgres', q{SELECT class FROM tend.unindexable WHERE run_id = (SELECT max(run_id) FROM tend.advice_runs)}),
    'locked', 'the statement is classed as locked');
is($node->safe_psql('postgres', q{SET lock_timeout = 77; SELECT FROM tend.what_if('SELECT 1', NULL); SHOW lock_timeout}), "77ms",
    'the session keeps its own lock_timeout');
$locker->query_safe('ROLLBACK');
$locker->quit;
is($node->safe_psql('postgres', q{SELECT count(*) FROM tend.recommend_indexes(queries => '{SELECT * FROM t1 WHERE owner = $1}')}), 1,
    'unlocked, it gets its advice');

$node->stop;
done_testing();
