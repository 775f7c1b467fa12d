# SPDX-License-Identifier: PostgreSQL
# The ring under 16 sessions that capture everything, while others read it: no record is torn, none is
# lost without being counted.
use strict;
use warnings;
use TendCluster;
use IPC::Run qw(start pump finish timeout);
use Test::More;

my $CLIENTS      = 16;       # in four programs
my $TRANSACTIONS = 2000;
my $SCRIPTS      = 8;
my $TOGETHER     = 20;       # statements in one message, where the protocol allows it

my $node = TendCluster->started('capture_ring', conf => "pg_tend.enabled = off\npg_tend.capture_waits = off\npg_tend.capture_rate = 0\nlog_statement = none\n");
$node->safe_psql('postgres', 'CREATE EXTENSION pg_tend');
$node->safe_psql('postgres', 'CREATE DATABASE other');
$node->safe_psql('other', 'CREATE EXTENSION pg_tend');

# Its position; nothing has been captured yet
$node->safe_psql('postgres', 'SELECT tend.sample()');

# Script n selects one number in 3n columns: its query id belongs to that many, its text holds one
# number only, and the bound values are that number again. Each client's numbers only grow.
sub scripts
{
    my ($together) = @_;
    my @files;
    foreach my $n (1 .. $SCRIPTS)
    {
        my $file = $node->basedir . "/script_${n}_$together.sql";
        open my $out, '>', $file or die "$file: $!";
        my $statement = 'SELECT ' . join(', ', (':n::int') x (3 * $n));
        print $out "\\set v :v + 1\n\\set n (:program + :client_id) * 1000000 + :v\n", join(' \; ', ($statement) x $together), ";\n";
        close $out;
        push @files, '-f', $file;
    }
    return @files;
}

sub writers
{
    my ($program, $database, $mode) = @_;
    local $ENV{PGOPTIONS} = '-c pg_tend.capture_rate=1 -c pg_tend.capture_literals=on';
    local $ENV{PGHOST} = $node->host;
    local $ENV{PGPORT} = $node->port;
    my ($out, $err) = ('', '');
    return start [ 'pgbench', '-n', '-c', $CLIENTS / 4, '-t', $TRANSACTIONS, '-D', 'v=0', '-D', "program=$program", '-M', $mode,
        scripts($mode eq 'simple' ? $TOGETHER : 1), $database ], '<', \undef, '>', \$out, '2>', \$err, timeout(300);
}

# In one statement, so that all questions are asked of the same reading.
my $check = q{
    WITH r AS MATERIALIZED (SELECT * FROM tend.captured_now() WITH ORDINALITY),
         numbers AS (SELECT *, (SELECT array_agg(DISTINCT m[1]) FROM regexp_matches(query, '(?<![$\d])\d+', 'g') m) AS literals,
                               (SELECT array_agg(DISTINCT p) FROM unnest(parameters) p) AS bound,
                               length(query) - length(replace(query, ',', '')) + 1 AS columns
                       FROM r),
         ordered AS (SELECT number, lag(number) OVER (PARTITION BY number / 1000000 ORDER BY ordinality) AS before
                       FROM (SELECT ordinality, coalesce(bound[1], literals[1])::int AS number FROM numbers WHERE NOT finished) n)
    SELECT count(*),
           count(*) FILTER (WHERE NOT finished AND (query !~ '^SELECT (\$?\d+::int, )*\$?\d+::int;?$' OR columns % 3 <> 0 OR columns > 24
                                  OR (parameters IS NULL) <> (cardinality(literals) IS NOT DISTINCT FROM 1)
                                  OR cardinality(bound) <> 1 OR cardinality(parameters) <> columns)),
           count(*) FILTER (WHERE finished AND (query IS NOT NULL OR actual_rows <> 1 OR planned_rows <> 1 OR NOT duration_ms BETWEEN 0 AND 60000)),
           count(*) FILTER (WHERE userid <> 10 OR search_path <> '"$user", public' OR queryid = 0),
           (SELECT count(*) FROM (SELECT queryid FROM numbers WHERE NOT finished GROUP BY queryid, parameters IS NULL HAVING count(DISTINCT columns) > 1) x),
           (SELECT count(*) FROM ordered WHERE number < before)
      FROM numbers};

my @running = map { writers(@$_) } [ 100, postgres => 'simple' ], [ 200, postgres => 'extended' ], [ 300, other => 'simple' ], [ 400, postgres => 'prepared' ];
my ($rounds, $seen, @bad) = (0, 0);
my @readers = map { $node->background_psql($_) } qw(postgres other);
while (grep { $_->pumpable } @running)
{
    foreach my $reader (@readers)
    {
        my ($records, @wrong) = split /\|/, $reader->query_safe($check);
        $seen += $records;
        $rounds++;
        push @bad, "@wrong" if "@wrong" ne '0 0 0 0 0';
    }
    # one that has just ended cannot be pumped
    eval { $_->pump_nb } foreach @running;
}
ok((finish $_), 'the clients of pgbench finished') foreach @running;
cmp_ok($rounds, '>=', 4, "$rounds readings beside the writers saw $seen records");
is(scalar @bad, 0, 'none is torn, none is out of order') or diag("@bad[0 .. ($#bad > 5 ? 5 : $#bad)]");

my ($captured, $dropped, $too_long, $failures) =
  split /\|/, $node->safe_psql('postgres', 'SELECT captured, dropped, too_long, hook_failures FROM tend.capture_state()');
is($captured + $dropped, 2 * $TRANSACTIONS * $CLIENTS / 4 * (2 * $TOGETHER + 2), "every execution was written twice: $captured, or counted as dropped: $dropped");
is("$too_long $failures", '0 0', 'none was too long, no hook failed');
is($node->safe_psql('postgres', 'SELECT count(*) FROM tend.captured_now()') + $node->safe_psql('other', 'SELECT count(*) FROM tend.captured_now()'),
    8192, 'the ring is full, and each database sees its own part');

# What was overwritten before a sample came is known to that sample
$node->safe_psql('postgres', 'SELECT tend.sample()');
is($node->safe_psql('postgres', 'SELECT captures, captures_lost FROM tend.history_intervals ORDER BY interval_id DESC LIMIT 1'),
    "$captured|" . ($captured - 8192), 'the sample knows how many were overwritten');
like($node->safe_psql('postgres', q{SELECT ok, hint FROM tend.status WHERE item = 'hooks'}),
    qr/^f\|Executions are captured faster than samples read them: \d+ % of the last day's were overwritten/, 'and the status says so');

$_->quit foreach @readers;
$node->stop;
done_testing();
