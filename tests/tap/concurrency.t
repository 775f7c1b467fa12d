# SPDX-License-Identifier: PostgreSQL
# Several at once: two that recommend the same, an open transaction, old snapshots, tables and the
# extension itself disappearing meanwhile.
use strict;
use warnings;
use TendCluster;
use Test::More;

my $node = TendCluster->started('concurrency');
$node->safe_psql('postgres', q{
    CREATE EXTENSION pg_stat_statements;
    CREATE EXTENSION pg_tend;
    CREATE TABLE item AS SELECT g AS id, g % 1000 AS owner, g % 900 AS shop, g % 800 AS kind FROM generate_series(1, 20000) g;
    ANALYZE item;
});
my $texts = q{ARRAY['SELECT * FROM item WHERE owner = $1', 'SELECT * FROM item WHERE shop = $1', 'SELECT * FROM item WHERE kind = $1']};
my $ids = qq{SELECT string_agg(ddl || ' ' || coalesce(recommendation_id::text, 'NULL'), ',' ORDER BY ddl) FROM tend.recommend_indexes(queries => $texts)};

# The answer of a session; what it said on the way is left in its stderr. With send_sql() it is asked
# without waiting, and its answer is part of the next one.
sub ask
{
    my ($session, $sql) = @_;
    $session->{stderr} = '';
    my $answer = $session->query($sql);
    return $answer =~ s/\s+\z//r;
}
sub run_safe
{
    my ($session, $sql) = @_;
    ask($session, $sql);
    die $session->{stderr} if $session->{stderr} =~ /ERROR|FATAL/;
}
sub send_sql
{
    my ($session, $sql) = @_;
    $session->{stdin} .= "$sql;\n";
    $session->{run}->pump_nb;
}

# Two backends, ten times each, neither waiting for the other's start.
my @sessions = map { $node->background_psql('postgres', on_error_stop => 0) } 1 .. 2;
my %seen;
foreach my $round (1 .. 10)
{
    send_sql($sessions[0], $ids);
    $seen{ ask($sessions[1], $ids) }++;
    $seen{ ask($sessions[0], '\echo') }++;
}
my @answers = sort keys %seen;
is(scalar(grep { !/NULL/ } @answers), 1, 'the ids are the same for both, in every round') or diag(join "\n", @answers);
is(scalar(grep { !/^CREATE/ } @answers), 0, 'nobody failed');
is($node->safe_psql('postgres', 'SELECT count(*), count(DISTINCT identity) FROM tend.recommendation'), '3|3', 'and each is recorded once');

# Sets that overlap, recorded in another order: no error, no deadlock that anybody sees.
my @bad;
foreach my $round (1 .. 10)
{
    my $weights = $round % 2 ? '{100,10,1}' : '{1,10,100}';
    send_sql($sessions[0], "SELECT count(*) FROM tend.recommend_indexes(queries => $texts, calls => '{1,10,100}')");
    push @bad, ask($sessions[1], "SELECT count(*) FROM tend.recommend_indexes(queries => $texts, calls => '$weights')");
    push @bad, ask($sessions[0], '\echo');
}
is(join(',', grep { $_ ne '3' } @bad), '', 'sets in different orders: everybody gets three rows');

# One that does not end its transaction: the other one waits a second, and does without ids.
my ($first, $second) = @sessions;
run_safe($first, 'BEGIN');
unlike(ask($first, $ids), qr/NULL/, 'the first records in its transaction');
like(ask($second, $ids), qr/NULL.*NULL.*NULL/, 'the second finishes without ids');
like($second->{stderr}, qr/NOTICE:  this advice was not recorded: another session/, 'and says why');
run_safe($first, 'COMMIT');
unlike(ask($second, $ids), qr/NULL/, 'afterwards it records again');

# The other way: the transaction that waits is itself inside an open transaction and stays good.
run_safe($first, 'BEGIN');
ask($first, $ids);
run_safe($second, 'BEGIN; CREATE TABLE made_before ()');
like(ask($second, $ids), qr/NULL/, 'inside a transaction as well');
run_safe($second, 'CREATE TABLE made_after (); COMMIT');
run_safe($first, 'ROLLBACK');
is($node->safe_psql('postgres', q{SELECT count(*) FROM pg_class WHERE relname LIKE 'made\_%'}), 2, 'which goes on and commits');

# Snapshots older than the latest advice
foreach my $level ('REPEATABLE READ', 'SERIALIZABLE')
{
    run_safe($first, "BEGIN ISOLATION LEVEL $level; SELECT count(*) FROM item");
    $node->safe_psql('postgres', $ids);
    like(ask($first, $ids), qr/NULL/, "$level: rows without ids");
    like($first->{stderr}, qr/NOTICE:  this advice was not recorded: the transaction's snapshot/, "$level: it says why");
    is(ask($first, 'SELECT count(*) FROM item'), 20000, "$level: the transaction goes on");
    run_safe($first, 'COMMIT');
    run_safe($first, "BEGIN ISOLATION LEVEL $level");
    unlike(ask($first, $ids), qr/NULL/, "$level: with a fresh snapshot it records");
    run_safe($first, 'COMMIT');
}

# Tables that come and go while they are advised on
my $dropper = $node->background_psql('postgres', on_error_stop => 0);
$dropper->{stdin} .= q{
    CREATE TABLE go_on ();
    CREATE PROCEDURE come_and_go() LANGUAGE plpgsql AS $$
    BEGIN
      WHILE to_regclass('go_on') IS NOT NULL LOOP
        CREATE TABLE passing AS SELECT g AS id, g % 100 AS owner FROM generate_series(1, 2000) g;
        ANALYZE passing;
        COMMIT;
        CREATE INDEX passing_owner ON passing (owner);
        COMMIT;
        DROP TABLE passing;
        COMMIT;
      END LOOP;
    END $$;
    CALL come_and_go();
};
$dropper->{run}->pump_nb;
$node->poll_query_until('postgres', q{SELECT to_regclass('passing') IS NOT NULL}) or die 'no table came';
my ($errors, %outcome) = ('');
foreach my $round (1 .. 150)
{
    my $answer = ask($first, q{SELECT string_agg(relation, ',' ORDER BY relation), count(*) FROM tend.recommend_indexes(queries => ARRAY[
        'SELECT * FROM passing WHERE owner = $1', 'SELECT * FROM item WHERE owner = $1', 'DELETE FROM passing WHERE id = $1',
        'SELECT * FROM passing p JOIN item i ON i.owner = p.owner WHERE p.id = $1'])});
    $errors .= $first->{stderr};
    $outcome{$answer}++;
}
note("advice beside a table that comes and goes: ", join '; ', map { "$_ ($outcome{$_})" } sort keys %outcome);
is(scalar(grep { !/public\.item/ } keys %outcome), 0, 'always an answer, always the advice on the table that stays');
my ($fine, $gone) = (0, 0);
foreach my $round (1 .. 150)
{
    my $answer = ask($first, q{SELECT count(*) FROM tend.what_if('SELECT * FROM passing WHERE owner = 5', ARRAY['CREATE INDEX ON passing (owner)'])});
    $errors .= $first->{stderr};
    $answer eq '1' ? $fine++ : $gone++;
}
$node->safe_psql('postgres', 'DROP TABLE go_on');
ask($dropper, 'SELECT 1');
is(ask($first, 'SELECT 1'), 1, "what_if: the session lives ($fine answers, $gone errors)");
unlike($errors, qr/could not open relation|cache lookup failed|XX000|server closed/, 'and no error was an internal one')
  or diag(substr $errors, -2000);

# DROP EXTENSION while a session advises: a clean end on both sides.
my $long = q{SELECT count(*) FROM tend.recommend_indexes(queries => (SELECT array_agg(
    format('SELECT * FROM item a JOIN item b ON a.owner = b.shop JOIN item c ON c.kind = b.owner WHERE a.id = %s AND c.shop < $1', g)) FROM generate_series(1, 2000) g))};
$first->{stderr} = '';
send_sql($first, $long);
$node->poll_query_until('postgres', q{SELECT count(*) = 1 FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%generate\_series(1, 2000)%' AND pid <> pg_backend_pid()})
  or die 'the long run did not start';
$node->safe_psql('postgres', 'SET statement_timeout = 60000; DROP EXTENSION pg_tend');
my $rest = $first->query('SELECT 4711');
like($rest, qr/4711/, 'the advising session lives');
like($rest . $first->{stderr}, qr/^\d+\n4711|ERROR:  (?:the tables of extension pg_tend are missing|schema "tend" does not exist)/m,
    'and had its answer, or one clear error');
$node->safe_psql('postgres', 'CREATE EXTENSION pg_tend');
like(ask($first, $ids), qr/^CREATE/, 'created again, it works in the old session');

# A session that has advised in an open transaction makes DROP EXTENSION wait, not fail.
run_safe($first, 'BEGIN');
ask($first, $ids);
my ($output, $error, $state) = $node->try_sql('SET lock_timeout = 200; DROP EXTENSION pg_tend');
is($state, '55P03', 'DROP EXTENSION waits for an open transaction');
run_safe($first, 'COMMIT');
$node->safe_psql('postgres', 'DROP EXTENSION pg_tend');

$_->quit foreach @sessions, $dropper;
$node->stop;
done_testing();
