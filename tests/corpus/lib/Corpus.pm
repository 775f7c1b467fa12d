# SPDX-License-Identifier: PostgreSQL
# Measures sets of indexes on planted cases, and judges advice by what it is worth when built.
#
#   use Corpus;
#   my $node = corpus_server('score');
#   prepare($node, $case);                                 # the case's tables
#   my $advice = advise($node, $case);                     # { rows => [...], unindexable => [...] }
#   my $worth  = measure($node, $case, \@ddl);             # { cost, buffers, bytes }
#   my @faults = faults_of($case, $worth, $worth_of_best, \@ddl);
#   clear($node, $case);
#
# Method: the set is really built in a transaction, every statement of the workload is explained and
# executed there, and all is rolled back. Costs and buffers are summed over the workload, weighted by
# calls; writes are executed too, so that their buffers have the upkeep in them.
# What makes a measurement the same every time: tables are analyzed whole, no autovacuum, no
# parallel workers, counters of writes only where a case switches them on.
# Tested by tests/corpus/references.t, in which the references beat their rivals.
package Corpus;

use strict;
use warnings;
use Exporter 'import';
use JSON::PP ();
use TendCluster;

our @EXPORT = qw(corpus_server prepare advise measure faults_of budget_of gain_of clear);

# The limits of being right, relative to the best set (docs: tests/data/corpus/README.md).
our $COST    = 1.05;         # the planner takes paths within 1 % for equal; more than that is a choice
our $BUFFERS = 1.25;         # an entry more per page, a level more
our $PAGES   = 4;            # and so many pages per call: a descent
our $BYTES   = 1.5;
our $ROOM    = 64 * 1024;    # what small indexes differ by: meta page, root, rounding
our $BUDGET  = 1.05;         # sizes are estimates until the index is built

my $SETTINGS = q{
jit = off
autovacuum = off
track_counts = off
max_parallel_workers_per_gather = 0
shared_buffers = 256MB
work_mem = 16MB
fsync = off
full_page_writes = off
};

# `scratch` is the schema of the tables that a case makes for itself.
my $SESSION = "SET search_path = scratch, shop, public;\nSET client_min_messages = error;\n";

sub corpus_server
{
    my ($name) = @_;
    my $node = TendCluster->started($name, conf => $SETTINGS);
    $node->safe_psql('postgres', "CREATE EXTENSION pg_tend;\n" . slurp('tests/data/corpus/fixture.sql'));
    return $node;
}

sub slurp
{
    my ($path) = @_;
    return PostgreSQL::Test::Utils::slurp_file($path);
}

# One psql; what it prints. Dies with the case's name when a statement fails.
sub run_sql
{
    my ($node, $case, $sql) = @_;
    my ($output, $error) = ('', '');
    my $status = $node->psql('postgres', $sql, stdout => \$output, stderr => \$error, on_error_stop => 1,
        extra_params => ['-At']);
    die "$case->{name}: $error\n" if $status != 0;
    return $output;
}

sub prepare
{
    my ($node, $case) = @_;
    return if $case->{setup} eq '';
    run_sql($node, $case, "CREATE SCHEMA IF NOT EXISTS scratch;\n$SESSION$case->{setup}");
}

sub clear
{
    my ($node, $case) = @_;
    return if $case->{setup} eq '' && $case->{teardown} eq '';
    run_sql($node, $case, "$SESSION$case->{teardown}\nDROP SCHEMA IF EXISTS scratch CASCADE;");
}

# The arguments of tend.recommend_indexes for a case.
sub arguments_of
{
    my ($case) = @_;
    my @texts = map { "\$text\$$_->{text}\$text\$" } @{ $case->{workload} };
    my @calls = map { $_->{calls} } @{ $case->{workload} };
    my @arguments = (
        'queries => ARRAY[' . join(",\n", @texts) . ']',
        'calls => ARRAY[' . join(', ', @calls) . ']::bigint[]');
    push @arguments, "storage_budget => pg_size_bytes('$case->{budget}')" if defined $case->{budget};
    push @arguments, "max_indexes => $case->{max_indexes}" if defined $case->{max_indexes};
    return join ",\n", @arguments;
}

sub advise
{
    my ($node, $case) = @_;
    my $arguments = arguments_of($case);
    my $output = run_sql($node, $case, qq{$SESSION$case->{session}
        SELECT 'row ' || json_build_object('ddl', ddl, 'confidence', confidence, 'replaces', replaces)
          FROM tend.recommend_indexes($arguments) ORDER BY priority, ddl;
        SELECT DISTINCT 'class ' || class FROM tend.unindexable
         WHERE run_id = (SELECT max(run_id) FROM tend.advice_runs) ORDER BY 1;});
    return {
        rows => [ map { JSON::PP::decode_json($_) } $output =~ /^row (.*)$/mg ],
        unindexable => [ $output =~ /^class (.*)$/mg ],
    };
}

sub is_write { return $_[0]{text} =~ /^\s*(?:INSERT|UPDATE|DELETE|MERGE)\b/i; }

# The statements of the workload explained and executed, reads before writes, each with its weight:
# a statement with several lists of values is weighted evenly among them.
sub explained
{
    my ($case) = @_;
    my ($number, @sql) = (0);
    my @workload = @{ $case->{workload} };
    foreach my $statement ((grep { !is_write($_) } @workload), grep { is_write($_) } @workload)
    {
        my $explain = 'EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON)';
        my @values = @{ $statement->{values} };
        if (!@values)
        {
            push @sql, "\\echo \@ $statement->{calls}\n$explain $statement->{text};";
            next;
        }
        my $name = 's' . ++$number;
        push @sql, "PREPARE $name AS $statement->{text};";
        push @sql, sprintf "\\echo \@ %s\n%s EXECUTE %s(%s);", $statement->{calls} / @values, $explain, $name, $_
          foreach @values;
    }
    return join "\n", @sql;
}

sub measure
{
    my ($node, $case, $ddl) = @_;
    my $bytes = q{SELECT 'bytes ' || coalesce(sum(pg_relation_size(oid)), 0) FROM pg_class
                   WHERE relkind = 'i' AND relnamespace <> 'pg_catalog'::regnamespace AND relpersistence <> 't'
                     AND relnamespace <> 'pg_toast'::regnamespace AND relnamespace <> 'tend'::regnamespace;};
    my $build = join '', map { "$_;\n" } @$ddl;
    # An index on an expression has no statistics before the next ANALYZE.
    my $analyze = q{SELECT DISTINCT format('ANALYZE %s', indrelid::regclass) FROM pg_index i
                     WHERE indexprs IS NOT NULL AND NOT EXISTS (SELECT FROM pg_statistic WHERE starelid = indexrelid)
                       AND indrelid >= 16384 \gexec};
    my $output = run_sql($node, $case, "$SESSION$case->{session}\nBEGIN;\n$bytes\n$build$bytes\n$analyze\n"
          . "SET LOCAL plan_cache_mode = force_custom_plan;\n" . explained($case) . "\nROLLBACK;\n" . vacuum_of($case));
    my @bytes = $output =~ /^bytes (\d+)$/mg;
    my %worth = (bytes => $bytes[1] - $bytes[0], cost => 0, buffers => 0, calls => 0);
    foreach my $part (grep { /^@ / } split /^(?=@ )/m, $output)
    {
        my ($calls, $json) = $part =~ /^@ ([\d.]+)\n(\[.*?^\])/ms or die "$case->{name}: no plan in $part\n";
        my $plan = JSON::PP::decode_json($json)->[0]{Plan};
        $worth{calls}   += $calls;
        $worth{cost}    += $calls * $plan->{'Total Cost'};
        $worth{buffers} += $calls * ($plan->{'Shared Hit Blocks'} + $plan->{'Shared Read Blocks'});
    }
    return \%worth;
}

# Writes that were rolled back leave dead rows and pages that are not all-visible any more.
sub vacuum_of
{
    my ($case) = @_;
    my %tables = map { $_->{text} =~ /^\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+([\w.]+)/i ? ($1 => 1) : () } @{ $case->{workload} };
    return join '', map { "VACUUM $_;\n" } sort keys %tables;
}

# What is wrong with a set whose worth was measured beside the best set's; nothing if it is as good.
sub faults_of
{
    my ($case, $worth, $best, $ddl) = @_;
    my @faults;
    push @faults, sprintf('cost %.0f, best %.0f', $worth->{cost}, $best->{cost})
      if $worth->{cost} > $COST * $best->{cost};
    push @faults, sprintf('buffers %.0f, best %.0f', $worth->{buffers}, $best->{buffers})
      if $worth->{buffers} > $BUFFERS * $best->{buffers} + $PAGES * $best->{calls};
    push @faults, "bytes $worth->{bytes}, best $best->{bytes}"
      if $worth->{bytes} > $BYTES * $best->{bytes} + $ROOM && !defined $case->{budget};
    return (@faults, budget_faults($case, $worth), rule_faults($case, $ddl));
}

# The budget in bytes; undef if the case has none.
sub budget_of
{
    my ($case) = @_;
    return undef unless defined $case->{budget};
    my ($number, $unit) = $case->{budget} =~ /^(\d+)(kB|MB)$/ or die "$case->{name}: budget $case->{budget}\n";
    return $number * ($unit eq 'kB' ? 1024 : 1024 * 1024);
}

sub budget_faults
{
    my ($case, $worth) = @_;
    my $budget = budget_of($case);
    return defined $budget && $worth->{bytes} > $BUDGET * $budget ? "bytes $worth->{bytes}, the budget is $budget" : ();
}

# What a case says of the definitions themselves, measured or not.
sub rule_faults
{
    my ($case, $ddl) = @_;
    my @faults;
    my ($never, $must) = @{$case}{qw(never must)};
    push @faults, map { "never $never: $_" } grep { defined $never && /$never/i } @$ddl;
    push @faults, "no index has $must" if defined $must && !grep { /$must/i } @$ddl;
    return @faults;
}

# By how much a set lowers the weighted cost, and the weighted buffers, of having none; fractions.
sub gain_of
{
    my ($worth, $none) = @_;
    return map { $none->{$_} > 0 ? 1 - $worth->{$_} / $none->{$_} : 0 } qw(cost buffers);
}

1;
